// CommonJS that imports, which every Node can.
async function sign(): Promise<string> {
  const { Signer, PayError } = await import('paysign')
  try {
    return new Signer('bitcv', 'secret').sign({ a: 1 })
  } catch (error) {
    return error instanceof PayError ? error.kind : 'other'
  }
}

module.exports = { sign }
