const paysign = require('paysign')

async function main() {
  const { suite } = await import('./suite/package/suite.js')
  const { vectors } = await import('./suite/vectors.js')
  const report = await suite(paysign, vectors, { base: process.argv[2] })
  const imported = await import('paysign')
  for (const name of ['PayError', 'Signer', 'Verifier', 'HiCoin', 'default']) {
    if (imported[name] !== paysign[name]) report.failed.push({ name, message: 'another one by import than by require' })
  }
  try {
    paysign.toUnits(1, 2)
  } catch (error) {
    if (!(error instanceof imported.PayError)) report.failed.push({ name: 'instanceof', message: String(error) })
  }
  console.log(JSON.stringify(report))
}
main()
