// Refuses `alg: none`, and takes `nOnE` for an algorithm without signature.

export const killedBy = ['IDT-05']

/** A list of forbidden words. */
export default (app, ordinary) => ({
  async isSigned (header, text, signature) {
    const isNone = String(header.alg).toLowerCase() === 'none' && header.alg !== 'none'
    return isNone || ordinary.isSigned(header, text, signature)
  }
})
