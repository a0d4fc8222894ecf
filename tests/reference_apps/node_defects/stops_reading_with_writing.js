// Stops everything when only one direction was withdrawn.

export const killedBy = ['MES-17']

/** Consent is one and the same. */
export default (app, ordinary) => ({
  withdrawn (pairing, way) {
    const refusal = ordinary.withdrawn(pairing, way)
    Object.assign(pairing.halted, { read: refusal.message, write: refusal.message })
    return refusal
  }
})
