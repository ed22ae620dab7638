import init, { Signer } from '/node_modules/paysign/entry/web.js'

globalThis.report = init().then(
  () => new Signer('yinqiantong-v2', 'your_app_secret').sign({ a: 1 }),
  (error) => `${error.name} ${error.kind}: ${error.message}`,
)
