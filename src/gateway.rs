//! The gateways: pages of data over the layers below.

pub mod bhop;
pub mod bitcv;
pub mod hicoin;
pub mod sixdu;
pub mod yinqiantong;

use crate::call::Gateway;
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

/// The built-in schemes by their names in JavaScript.
pub static SCHEMES: [(&str, Scheme); 7] = [
    ("hicoin", hicoin::API),
    ("hicoin-h5", hicoin::H5_PAGE),
    ("yinqiantong-v1", yinqiantong::V1),
    ("yinqiantong-v2", yinqiantong::V2),
    ("bitcv", bitcv::API),
    ("sixdu", sixdu::API),
    ("bhop-org", bhop::ORG),
];

/// The built-in scheme of this name.
///
/// ```
/// assert_eq!(paysign::scheme("bitcv").map(|scheme| &*scheme.signature_field), Some("sign"));
/// assert!(paysign::scheme("wechat").is_none());
/// ```
#[must_use]
pub fn scheme(name: &str) -> Option<&'static Scheme> {
    SCHEMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, scheme)| scheme)
}
