// Made from the rows of src: cargo run --example rows
export const SCHEMES = ['hicoin', 'hicoin-h5', 'yinqiantong-v1', 'yinqiantong-v2', 'bitcv', 'sixdu', 'bhop-org']

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

export const ENCODINGS = ['raw', 'form', 'rfc3986']

export const OUTPUTS = ['hex', 'HEX', 'base64']
