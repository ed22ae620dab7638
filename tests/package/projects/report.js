// What a project under test does: loads the package as its users do, and runs the suite.
import init, * as paysign from 'paysign'
import initRsa from 'paysign/rsa'
import { suite } from './suite/package/suite.js'
import { vectors } from './suite/vectors.js'

export async function report(options) {
  await Promise.all([init(), initRsa()])
  return suite(paysign, vectors, options)
}
