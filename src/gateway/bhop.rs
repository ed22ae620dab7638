//! BHOP (BlueHelix) broker payment.

use std::borrow::Cow::Borrowed;

use crate::scheme::{Algorithm, Encoding, Output, Scheme};

/// The org API: all other parameters, raw, HMAC-SHA256 with the secret key alone; empty strings stay. Two of the three
/// public samples sign raw values; for brokers that follow the PHP one, set `encode` to `form`.
pub const ORG: Scheme = Scheme {
    signature_field: Borrowed("signature"),
    exclude: Borrowed(&[]),
    drop_empty: false,
    encode: Encoding::Raw,
    separator: Borrowed("&"),
    last: Borrowed(&[]),
    secret: None,
    algorithm: Algorithm::HmacSha256,
    output: Output::Hex,
};
