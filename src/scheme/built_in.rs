//! The built-in schemes: the signing rules of the gateways that this package knows.

use std::borrow::Cow::Borrowed;

use super::{DropEmpty, Encoding, Numbers, Order, Output, Scheme, SchemeRow};
use crate::algorithm::Algorithm;
use crate::doc::{Doc, doc};

/// HiCoin's requests, answers and notifications: raw values (the document says of `biz_content` "no urlencode here"),
/// `&key=KEY` appended, HMAC-SHA256 with the same key, upper hex. Source: appendix 2 of the platform's documentation.
pub const HICOIN: Scheme = SchemeRow {
    secret: Some("&key={}"),
    algorithm: Algorithm::HmacSha256,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// HiCoin's H5 page: the same with every value form-urlencoded first. The documentation's prose and its PHP sample
/// contradict each other; the address printed in its H5 chapter comes out by this rule and not by the raw one.
pub const HICOIN_H5: Scheme = SchemeRow {
    signature_field: "paySign",
    encode: Encoding::Form,
    secret: Some("&key={}"),
    algorithm: Algorithm::HmacSha256,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// Yinqiantong's v1: the body's parameters, then `ts` last, `&app_secret=SECRET`, MD5. `appid` and `appkey` travel in
/// headers and take no part. Source: the gateway's page `doc/sign.md`, September 2018.
pub const YINQIANTONG_V1: Scheme = SchemeRow {
    last: &[Borrowed("ts")],
    secret: Some("&app_secret={}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// Yinqiantong's v2: `appid` and `ts` are body parameters like the others. Source: the same page, November 2018.
pub const YINQIANTONG_V2: Scheme = SchemeRow {
    secret: Some("&app_secret={}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// BitCV: all non-empty parameters, then the app secret directly, without a separator, MD5. Source: the platform's page
/// `sign.md` (后端签名机制). The example printed there contradicts itself and is no test vector.
pub const BITCV: Scheme = SchemeRow {
    exclude: &[Borrowed("sign_type"), Borrowed("sign_version")],
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// 6du: all body fields, joined with `,`, SHA256withRSA, base64. Empty strings stay (`k=`): the document leaves only
/// `merchantSign` out. The line break in its example is typesetting. Source: the document's chapter 1, 注意.
pub const SIXDU: Scheme = SchemeRow {
    signature_field: "merchantSign",
    drop_empty: DropEmpty::No,
    separator: ",",
    algorithm: Algorithm::RsaSha256,
    output: Output::Base64,
    ..SchemeRow::BASE
}
.scheme();

/// BHOP's org API: all other parameters, raw, HMAC-SHA256 with the secret key alone; empty strings stay. Two of the three
/// public samples sign raw values; for brokers that follow the PHP one, set `encode` to `form`.
pub const BHOP_ORG: Scheme = SchemeRow {
    signature_field: "signature",
    drop_empty: DropEmpty::No,
    algorithm: Algorithm::HmacSha256,
    ..SchemeRow::BASE
}
.scheme();

/// 易支付 and all that speak it. The server drops blank values, too: send none. Source: zxh1220/epay at 64899b8.
pub const EPAY: Scheme = SchemeRow {
    exclude: &[Borrowed("sign_type")],
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// The same text, signed with RSA: the merchant's key for requests, the platform's for answers and notifications.
pub const EPAY_V2: Scheme = SchemeRow {
    exclude: &[Borrowed("sign_type")],
    algorithm: Algorithm::RsaSha256,
    output: Output::Base64,
    ..SchemeRow::BASE
}
.scheme();

/// Epusdt (GMPay), for keys of the kind `md5`. It sorts finished pairs. Source: GMWalletApp/epusdt at 5b8c7d5.
pub const GMPAY_MD5: Scheme = SchemeRow {
    signature_field: "signature",
    order: Order::Pair,
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// Epusdt (GMPay), for keys of the kind `hmac_sha256`, and GMPay Edge.
pub const GMPAY_HMAC: Scheme = SchemeRow {
    signature_field: "signature",
    order: Order::Pair,
    algorithm: Algorithm::HmacSha256,
    ..SchemeRow::BASE
}
.scheme();

/// BEpusdt. Numbers are signed as Go's `%v` writes them, `1e+06` for a million, and `&` at the end of the text is cut off.
/// Source: v03413/BEpusdt at fdbecad.
pub const BEPUSDT: Scheme = SchemeRow {
    signature_field: "signature",
    trim: true,
    numbers: Numbers::Go,
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// 虎皮椒: requests, answers and notifications. Source: the vendor's SDK for PHP.
pub const XUNHUPAY: Scheme = SchemeRow {
    signature_field: "hash",
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// TokenPay. Its `Status` of 0 is signed. Source: LightCountry/TokenPay at f5f6f70.
pub const TOKENPAY: Scheme = SchemeRow {
    signature_field: "Signature",
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// 蓝兔. Each message signs the fields that its page says are needed, and no others: this is what the pages of payments,
/// queries, refunds and notifications list together, for a field of one is not there in the others. Only a refund's
/// `notify_url` is listed for payments and not signed: leave it out of what is signed, or set it for all in the console.
pub const LANTUPAY: Scheme = SchemeRow {
    only: Some(&[
        Borrowed("body"),
        Borrowed("code"),
        Borrowed("mch_id"),
        Borrowed("notify_url"),
        Borrowed("order_no"),
        Borrowed("out_refund_no"),
        Borrowed("out_trade_no"),
        Borrowed("pay_no"),
        Borrowed("refund_fee"),
        Borrowed("timestamp"),
        Borrowed("total_fee"),
    ]),
    secret: Some("&key={}"),
    algorithm: Algorithm::Md5,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// Jeepay. It sorts finished pairs without regard to case. Source: jeequan/jeepay at ba37111; the example that its
/// documentation prints does not come out.
pub const JEEPAY: Scheme = SchemeRow {
    order: Order::PairNocase,
    secret: Some("&key={}"),
    algorithm: Algorithm::Md5,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// WeChat Pay v2 with MD5. Source: its documentation, chapter 4.3.
pub const WECHAT_V2: Scheme = SchemeRow {
    secret: Some("&key={}"),
    algorithm: Algorithm::Md5,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// WeChat Pay v2 with HMAC-SHA256. Source: the same.
pub const WECHAT_V2_HMAC: Scheme = SchemeRow {
    secret: Some("&key={}"),
    algorithm: Algorithm::HmacSha256,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// A built-in scheme.
#[derive(Debug)]
pub struct BuiltIn {
    /// Its name in JavaScript.
    pub name: &'static str,
    /// The rule.
    pub scheme: Scheme,
    /// What is signed by it.
    pub doc: Doc,
}

const fn built_in(name: &'static str, scheme: Scheme, doc: Doc) -> BuiltIn {
    BuiltIn { name, scheme, doc }
}

/// The built-in schemes.
pub static SCHEMES: &[BuiltIn] = &[
    built_in(
        "hicoin",
        HICOIN,
        doc("HiCoin requests, answers, notifications").zh("HiCoin：请求、应答与通知"),
    ),
    built_in(
        "hicoin-h5",
        HICOIN_H5,
        doc("HiCoin H5 pay page").zh("HiCoin：H5 支付页"),
    ),
    built_in(
        "yinqiantong-v1",
        YINQIANTONG_V1,
        doc("Yinqiantong 银钱通, September 2018").zh("银钱通 v1（2018 年 9 月）"),
    ),
    built_in(
        "yinqiantong-v2",
        YINQIANTONG_V2,
        doc("Yinqiantong 银钱通, October 2018 on").zh("银钱通 v2（2018 年 10 月起）"),
    ),
    built_in("bitcv", BITCV, doc("BitCV 币威").zh("币威 BitCV")),
    built_in("sixdu", SIXDU, doc("6du OTC").zh("6du OTC")),
    built_in(
        "bhop-org",
        BHOP_ORG,
        doc("BHOP (BlueHelix) organisation API").zh("BHOP（BlueHelix）机构接口"),
    ),
    built_in("epay", EPAY, doc("epay 易支付, MD5").zh("易支付 MD5")),
    built_in("epay-v2", EPAY_V2, doc("epay 易支付 v2, RSA").zh("易支付 v2 RSA")),
    built_in(
        "gmpay-md5",
        GMPAY_MD5,
        doc("Epusdt (GMPay), MD5").zh("Epusdt（GMPay）MD5"),
    ),
    built_in(
        "gmpay-hmac",
        GMPAY_HMAC,
        doc("Epusdt (GMPay), HMAC").zh("Epusdt（GMPay）HMAC"),
    ),
    built_in("bepusdt", BEPUSDT, doc("BEpusdt").zh("BEpusdt")),
    built_in("xunhupay", XUNHUPAY, doc("Xunhupay 虎皮椒").zh("虎皮椒")),
    built_in("tokenpay", TOKENPAY, doc("TokenPay").zh("TokenPay")),
    built_in("lantupay", LANTUPAY, doc("Lantu 蓝兔").zh("蓝兔支付")),
    built_in("jeepay", JEEPAY, doc("Jeepay").zh("Jeepay 计全支付")),
    built_in("wechat-v2", WECHAT_V2, doc("WeChat Pay v2, MD5").zh("微信支付 v2 MD5")),
    built_in(
        "wechat-v2-hmac",
        WECHAT_V2_HMAC,
        doc("WeChat Pay v2, HMAC-SHA256").zh("微信支付 v2 HMAC-SHA256"),
    ),
];

/// The built-in scheme of this name.
///
/// ```
/// assert_eq!(paysign::scheme("bitcv").map(|scheme| &*scheme.signature_field), Some("sign"));
/// assert!(paysign::scheme("wechat").is_none());
/// ```
#[must_use]
pub fn scheme(name: &str) -> Option<&'static Scheme> {
    let built_in = SCHEMES.iter().find(|built_in| built_in.name == name)?;
    Some(&built_in.scheme)
}
