//! 6du OTC payment (pay.6du.io).

use std::borrow::Cow::Borrowed;

use crate::scheme::{Algorithm, Encoding, Output, Scheme};

/// All body fields, joined with `,`, SHA256withRSA, base64. Empty strings stay (`k=`): the document leaves only
/// `merchantSign` out. The line break in its example is typesetting. Source: the document's chapter 1, 注意.
pub const API: Scheme = Scheme {
    signature_field: Borrowed("merchantSign"),
    exclude: Borrowed(&[]),
    drop_empty: false,
    encode: Encoding::Raw,
    separator: Borrowed(","),
    last: Borrowed(&[]),
    secret: None,
    algorithm: Algorithm::RsaSha256,
    output: Output::Base64,
};
