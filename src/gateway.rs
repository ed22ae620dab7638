//! The gateways: pages of data over the layers below.

pub mod bhop;
pub mod bitcv;
pub mod hicoin;
pub mod sixdu;
pub mod yinqiantong;

use crate::call::Gateway;
use crate::doc::{Doc, doc};
use crate::rules;
use crate::scheme::Scheme;

pub use yinqiantong::{check_pay_hosts, parse_pay_body};

/// Every gateway. Yinqiantong has two, by its option `version`.
pub static GATEWAYS: &[&Gateway] = &[
    &hicoin::GATEWAY,
    &yinqiantong::GATEWAY_V1,
    &yinqiantong::GATEWAY_V2,
    &bitcv::GATEWAY,
    &sixdu::GATEWAY,
    &bhop::USER,
    &bhop::ORG_GATEWAY,
];

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
        hicoin::API,
        doc("HiCoin requests, answers, notifications").zh("HiCoin：请求、应答与通知"),
    ),
    built_in(
        "hicoin-h5",
        hicoin::H5_PAGE,
        doc("HiCoin H5 pay page").zh("HiCoin：H5 支付页"),
    ),
    built_in(
        "yinqiantong-v1",
        yinqiantong::V1,
        doc("Yinqiantong 银钱通, September 2018").zh("银钱通 v1（2018 年 9 月）"),
    ),
    built_in(
        "yinqiantong-v2",
        yinqiantong::V2,
        doc("Yinqiantong 银钱通, October 2018 on").zh("银钱通 v2（2018 年 10 月起）"),
    ),
    built_in("bitcv", bitcv::API, doc("BitCV 币威").zh("币威 BitCV")),
    built_in("sixdu", sixdu::API, doc("6du OTC").zh("6du OTC")),
    built_in(
        "bhop-org",
        bhop::ORG,
        doc("BHOP (BlueHelix) organisation API").zh("BHOP（BlueHelix）机构接口"),
    ),
    built_in("epay", rules::EPAY, doc("epay 易支付, MD5").zh("易支付 MD5")),
    built_in(
        "epay-v2",
        rules::EPAY_V2,
        doc("epay 易支付 v2, RSA").zh("易支付 v2 RSA"),
    ),
    built_in(
        "gmpay-md5",
        rules::GMPAY_MD5,
        doc("Epusdt (GMPay), MD5").zh("Epusdt（GMPay）MD5"),
    ),
    built_in(
        "gmpay-hmac",
        rules::GMPAY_HMAC,
        doc("Epusdt (GMPay), HMAC").zh("Epusdt（GMPay）HMAC"),
    ),
    built_in("bepusdt", rules::BEPUSDT, doc("BEpusdt").zh("BEpusdt")),
    built_in("xunhupay", rules::XUNHUPAY, doc("Xunhupay 虎皮椒").zh("虎皮椒")),
    built_in("tokenpay", rules::TOKENPAY, doc("TokenPay").zh("TokenPay")),
    built_in("lantupay", rules::LANTUPAY, doc("Lantu 蓝兔").zh("蓝兔支付")),
    built_in("jeepay", rules::JEEPAY, doc("Jeepay").zh("Jeepay 计全支付")),
    built_in(
        "wechat-v2",
        rules::WECHAT_V2,
        doc("WeChat Pay v2, MD5").zh("微信支付 v2 MD5"),
    ),
    built_in(
        "wechat-v2-hmac",
        rules::WECHAT_V2_HMAC,
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
