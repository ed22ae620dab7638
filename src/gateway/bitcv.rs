//! BitCV (币威) open platform.

use std::borrow::Cow::Borrowed;

use crate::scheme::{Algorithm, Encoding, Output, Scheme};

/// All non-empty parameters, then the app secret directly, without a separator, MD5. Source: the platform's page
/// `sign.md` (后端签名机制). The example printed there contradicts itself and is no test vector.
pub const API: Scheme = Scheme {
    signature_field: Borrowed("sign"),
    exclude: Borrowed(&[Borrowed("sign_type"), Borrowed("sign_version")]),
    drop_empty: true,
    encode: Encoding::Raw,
    separator: Borrowed("&"),
    last: Borrowed(&[]),
    secret: Some(Borrowed("{}")),
    algorithm: Algorithm::Md5,
    output: Output::Hex,
};
