//! Yinqiantong (银钱通) aggregate payment: the interfaces v1 (September 2018) and v2 (October 2018 on).

use std::borrow::Cow::Borrowed;

use crate::scheme::{Algorithm, Encoding, Output, Scheme};

/// v1: the body's parameters, then `ts` last, `&app_secret=SECRET`, MD5. `appid` and `appkey` travel in headers and
/// take no part. Source: the gateway's page `doc/sign.md`, September 2018.
pub const V1: Scheme = Scheme {
    signature_field: Borrowed("sign"),
    exclude: Borrowed(&[]),
    drop_empty: true,
    encode: Encoding::Raw,
    separator: Borrowed("&"),
    last: Borrowed(&[Borrowed("ts")]),
    secret: Some(Borrowed("&app_secret={}")),
    algorithm: Algorithm::Md5,
    output: Output::Hex,
};

/// v2: `appid` and `ts` are body parameters like the others. Source: the same page, November 2018.
pub const V2: Scheme = Scheme {
    signature_field: Borrowed("sign"),
    exclude: Borrowed(&[]),
    drop_empty: true,
    encode: Encoding::Raw,
    separator: Borrowed("&"),
    last: Borrowed(&[]),
    secret: Some(Borrowed("&app_secret={}")),
    algorithm: Algorithm::Md5,
    output: Output::Hex,
};
