// Made from the specs of src/gateway: cargo run --example rows
/** Each with what is signed by it, in English and Chinese. */
export const SCHEMES = {
  'hicoin': ['HiCoin requests, answers, notifications', 'HiCoin：请求、应答与通知'],
  'hicoin-h5': ['HiCoin H5 pay page', 'HiCoin：H5 支付页'],
  'yinqiantong-v1': ['Yinqiantong 银钱通, September 2018', '银钱通 v1（2018 年 9 月）'],
  'yinqiantong-v2': ['Yinqiantong 银钱通, October 2018 on', '银钱通 v2（2018 年 10 月起）'],
  'bitcv': ['BitCV 币威', '币威 BitCV'],
  'sixdu': ['6du OTC', '6du OTC'],
  'bhop-org': ['BHOP (BlueHelix) organisation API', 'BHOP（BlueHelix）机构接口'],
  'epay': ['epay 易支付, MD5', '易支付 MD5'],
  'epay-v2': ['epay 易支付 v2, RSA', '易支付 v2 RSA'],
  'gmpay-md5': ['Epusdt (GMPay), MD5', 'Epusdt（GMPay）MD5'],
  'gmpay-hmac': ['Epusdt (GMPay), HMAC', 'Epusdt（GMPay）HMAC'],
  'bepusdt': ['BEpusdt', 'BEpusdt'],
  'xunhupay': ['Xunhupay 虎皮椒', '虎皮椒'],
  'tokenpay': ['TokenPay', 'TokenPay'],
  'lantupay': ['Lantu 蓝兔', '蓝兔支付'],
  'jeepay': ['Jeepay', 'Jeepay 计全支付'],
  'wechat-v2': ['WeChat Pay v2, MD5', '微信支付 v2 MD5'],
  'wechat-v2-hmac': ['WeChat Pay v2, HMAC-SHA256', '微信支付 v2 HMAC-SHA256'],
}

/** Each with the name that people write, the bytes of its hash, and what keys it: the text, HMAC, RSA. */
export const ALGORITHMS = {
  'md5': { name: 'MD5', length: 16, keyed: 'text' },
  'sha1': { name: 'SHA-1', length: 20, keyed: 'text' },
  'sha256': { name: 'SHA-256', length: 32, keyed: 'text' },
  'sha512': { name: 'SHA-512', length: 64, keyed: 'text' },
  'hmac-md5': { name: 'HMAC-MD5', length: 16, keyed: 'hmac' },
  'hmac-sha1': { name: 'HMAC-SHA1', length: 20, keyed: 'hmac' },
  'hmac-sha256': { name: 'HMAC-SHA256', length: 32, keyed: 'hmac' },
  'hmac-sha512': { name: 'HMAC-SHA512', length: 64, keyed: 'hmac' },
  'rsa-sha256': { name: 'RSA-SHA256', length: 32, keyed: 'rsa' },
  'rsa-sha1': { name: 'RSA-SHA1', length: 20, keyed: 'rsa' },
}

export const ENCODINGS = ['raw', 'form', 'rfc3986', 'js']

export const OUTPUTS = ['hex', 'HEX', 'base64', 'base64url', 'hex16', 'HEX16']

export const ORDERS = ['name', 'pair', 'pair-nocase', 'listed']

export const NUMBERS = ['lexeme', 'go']
