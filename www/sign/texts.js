import { addTexts } from '../frame/language.js'

addTexts({
  'sign.title': ['paysign: every byte of a payment signature', 'paysign：支付签名，逐字节看清'],
  'sign.description': [
    'See how a payment signature comes about, step by step: canonical string, secret, digest. Computed in your browser.',
    '一步一步查看支付签名的产生：待签名串、密钥、摘要。全部在浏览器中计算。',
  ],
  'sign.heading': ['Every byte of a payment signature', '支付签名，逐字节看清'],
  'sign.lead': [
    'For the hour when the gateway only says “invalid signature”: take a printed example or your own parameters, follow each step from parameters to signature, and find where the other side differs.',
    '当网关只回一句“签名错误”时：选一个文档里印出的例子，或填入自己的参数，从参数到签名逐步对照，找出双方从哪个字节开始不同。',
  ],
  'sign.promise': [
    "Computed in this page. Nothing is sent: the page’s security policy (connect-\u2060src\u00a0'none') lets it open no connection.",
    "全部在本页计算，不发送任何数据：页面的安全策略（connect-\u2060src\u00a0'none'）禁止它建立任何连接。",
  ],
  'sign.input': ['Scheme, key and parameters', '签名规则、密钥与参数'],
  'sign.footer': [
    'paysign signs and verifies for five payment gateways, in browsers, Node and edge workers. On a real site, keys belong on the server and never in a page; this one is for examples and debugging.',
    'paysign 为五家支付网关签名与验签，运行于浏览器、Node 与边缘环境。正式网站的密钥应当只放在服务器上，绝不放进网页；本页只供对照与排错。',
  ],
  'sign.loading': ['Loading the signing module…', '正在加载签名模块……'],
  'sign.load-failed': [
    "The signing module could not start: {message}. It needs WebAssembly and, under a Content-Security-Policy, the source 'wasm-unsafe-eval'.",
    "签名模块无法启动：{message}。它需要 WebAssembly；若有 Content-Security-Policy，还需允许 'wasm-unsafe-eval'。",
  ],

  'key.heading': ['Key', '密钥'],
  'key.show': ['Show', '显示'],
  'key.hide': ['Hide', '隐藏'],
  'key.secret': [
    'The shared secret, character for character. A stray line break or quotation mark is part of what you paste, and is refused rather than trimmed.',
    '双方共享的密钥，逐字符一致。粘贴时带进来的换行或引号会被指出，而不会悄悄去掉。',
  ],
  'key.rsa': [
    'An RSA private key: PEM, or base64 on one line; PKCS#8 or PKCS#1. With a public key you can verify, not sign.',
    'RSA 私钥：PEM 或单行 base64，PKCS#8 或 PKCS#1 均可。公钥只能验签，不能签名。',
  ],
  'key.wanted': ['The last steps wait for a key.', '最后几步需要密钥。'],

  'fault.about': ['{subject}: {message}', '{subject}：{message}'],
  'fault.key': ['Key', '密钥'],
  'fault.scheme': ['Rule', '规则'],

  copy: ['Copy', '复制'],
  'copy.done': ['Copied', '已复制'],
  'copy.failed': ['Select and copy by hand', '请手动选中复制'],
  'bytes.one': ['1 byte', '1 字节'],
  'bytes.many': ['{count} bytes', '{count} 字节'],
  'signature.computed': ['Signature computed: {signature}', '签名已算出：{signature}'],
  'signature.none': ['No signature: {reason}', '没有签名：{reason}'],
})
