/**
 * The examples of the page: which of the test vectors, and how they are called. The vectors themselves come from
 * tests/vectors when the page is built; nothing is written down twice.
 */
export const PICKS = [
  {
    id: 'hicoin-h5-address',
    group: 'printed',
    h5Address: "the seed's printed address, signed with a test key",
    title: ['HiCoin, H5 address', 'HiCoin H5 支付地址'],
    matches: [
      'Equals the published test vector: the address as HiCoin’s documentation prints it, with a test key.',
      '与公开的测试向量一致：HiCoin 文档印出的地址，密钥为测试密钥。',
    ],
  },
  {
    id: 'hicoin-appendix',
    group: 'printed',
    scheme: 'hicoin',
    vector: "printed in HiCoin's appendix 2 (parameters and key as WeChat Pay prints them)",
    title: ['HiCoin, appendix 2', 'HiCoin 附录二'],
    matches: ['Equals the signature printed in HiCoin’s appendix 2.', '与 HiCoin 文档附录二印出的签名一致。'],
  },
  {
    id: 'yinqiantong-v1-2018',
    group: 'printed',
    scheme: 'yinqiantong-v1',
    vector: "printed in Yinqiantong's signing page, September 2018",
    title: ['Yinqiantong v1, 2018-09', '银钱通 v1，2018 年 9 月'],
    matches: [
      'Equals the signature printed in Yinqiantong’s documentation, September 2018.',
      '与银钱通文档（2018 年 9 月）印出的签名一致。',
    ],
  },
  {
    id: 'yinqiantong-v2-2018',
    group: 'printed',
    scheme: 'yinqiantong-v2',
    vector: "printed in Yinqiantong's signing page, November 2018",
    title: ['Yinqiantong v2, 2018-11', '银钱通 v2，2018 年 11 月'],
    matches: [
      'Equals the signature printed in Yinqiantong’s documentation, November 2018.',
      '与银钱通文档（2018 年 11 月）印出的签名一致。',
    ],
  },
  {
    id: 'chinese-encoded',
    group: 'traps',
    scheme: 'hicoin-h5',
    vector: 'chinese and emoji',
    title: ['Chinese, encoded first', '中文，先编码再签'],
  },
  {
    id: 'chinese-raw',
    group: 'traps',
    scheme: 'yinqiantong-v2',
    vector: 'chinese and emoji',
    title: ['Chinese, as it is', '中文，原样签'],
  },
  {
    id: 'empty-dropped',
    group: 'traps',
    scheme: 'hicoin',
    vector: 'empty values',
    title: ['Empty values left out', '空值不参与签名'],
  },
  {
    id: 'empty-kept',
    group: 'traps',
    scheme: 'bhop-org',
    vector: 'empty values',
    title: ['Empty values kept', '空值也参与签名'],
  },
  {
    id: 'reserved',
    group: 'traps',
    scheme: 'hicoin-h5',
    vector: 'reserved characters',
    title: ['Reserved characters', '保留字符'],
  },
  {
    id: 'byte-order',
    group: 'traps',
    scheme: 'bitcv',
    vector: 'order is by bytes',
    title: ['Sorted by bytes', '按字节排序'],
  },
  {
    id: 'line-breaks',
    group: 'traps',
    scheme: 'yinqiantong-v1',
    vector: 'line breaks and tabs',
    title: ['Line breaks and tabs', '换行与制表符'],
  },
  {
    id: 'rsa',
    group: 'traps',
    scheme: 'sixdu',
    vector: 'integers',
    title: ['RSA, big integers', 'RSA 与大整数'],
  },
]

/** What a vector that nobody printed is compared with. */
export const INDEPENDENT = [
  'Equals the test vector, made by an independent implementation (in Python, with hashlib, hmac and cryptography).',
  '与独立实现（Python 的 hashlib、hmac 与 cryptography）算出的测试向量一致。',
]
