//! The gateways: pages of data over the layers below.

pub mod bhop;
pub mod bitcv;
pub mod hicoin;
pub mod sixdu;
pub mod yinqiantong;

use crate::call::Gateway;
use crate::doc::{Doc, doc};
use crate::scheme::Scheme;

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
    built_in("hicoin", hicoin::API, doc("HiCoin requests, answers, notifications")),
    built_in("hicoin-h5", hicoin::H5_PAGE, doc("HiCoin H5 pay page")),
    built_in(
        "yinqiantong-v1",
        yinqiantong::V1,
        doc("Yinqiantong 银钱通, September 2018"),
    ),
    built_in(
        "yinqiantong-v2",
        yinqiantong::V2,
        doc("Yinqiantong 银钱通, October 2018 on"),
    ),
    built_in("bitcv", bitcv::API, doc("BitCV 币威")),
    built_in("sixdu", sixdu::API, doc("6du")),
    built_in("bhop-org", bhop::ORG, doc("BHOP (BlueHelix) organisation API")),
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
