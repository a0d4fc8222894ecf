// Writes nothing unless it may read.

export const killedBy = ['MES-02']

/** What is there already is looked at first. */
export default (app, ordinary) => ({
  async write (pairing, kilograms) {
    await app.readAll(pairing)
    return ordinary.write(pairing, kilograms)
  }
})
