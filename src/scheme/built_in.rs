//! The built-in schemes: the signing rules of the gateways that this package knows.

use std::borrow::Cow::Borrowed;

use super::{Encoding, Output, Scheme, SchemeRow};
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
    drop_empty: false,
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
    drop_empty: false,
    algorithm: Algorithm::HmacSha256,
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
