// CommonJS that requires, which Node can from 20.19 on.
import paysign = require('paysign')

const signer: paysign.Signer = new paysign.Signer('bitcv', 'secret')
const ready: Promise<void> = paysign.default()
const kind: paysign.PayErrorKind = new paysign.PayError('body', 'message').kind

export = { kind, ready, signature: signer.sign({ a: 1 }) }
