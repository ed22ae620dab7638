//! A signing rule as data: which names are signed, in what order, how written, with what digest.

pub mod built_in;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::algorithm::Algorithm;
use crate::digest::Keying;
use crate::error::Error;

type Text = Cow<'static, str>;

/// A signing rule. The gateways' rules are seven constants of this type; any other rule of the same shape is one more.
///
/// params → drop (signature, excluded, empty) → sort by the bytes of the name → encode values → join → attach the
/// secret → digest → text of the digest.
///
/// ```
/// use paysign::{Algorithm, Output, Scheme, Signer, Value};
///
/// // WeChat Pay v2 in its MD5 variant, as a rule of one's own.
/// let scheme = Scheme { secret: Some("&key={}".into()), output: Output::UpperHex, ..Scheme::new("sign", Algorithm::Md5) };
/// let signer = Signer::new(scheme, b"192006250b4c09247ec02edce69f6a2d")?;
/// let params = [
///     ("appid", Value::from("wxd930ea5d5a258f4f")),
///     ("mch_id", Value::from("10000100")),
///     ("device_info", Value::from("1000")),
///     ("body", Value::from("test")),
///     ("nonce_str", Value::from("ibuaiVcKdpRxkhJA")),
/// ];
/// // printed in WeChat Pay's signature documentation
/// assert_eq!(signer.sign(&params)?, "9A0A8659F005D6984697E2CA0A9CF3B7");
/// # Ok::<(), paysign::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scheme {
    /// The name under which the signature travels; never signed.
    pub signature_field: Text,
    /// Further names that are not signed.
    #[serde(default)]
    pub exclude: Cow<'static, [Text]>,
    /// Whether `""` is left out. What is absent always is.
    #[serde(default = "yes")]
    pub drop_empty: bool,
    /// How values are written into the canonical string. Names are always written as they are.
    #[serde(default)]
    pub encode: Encoding,
    /// What stands between two pairs.
    #[serde(default = "ampersand")]
    pub separator: Text,
    /// Names that follow the sorted ones, in this order.
    #[serde(default)]
    pub last: Cow<'static, [Text]>,
    /// How a shared secret joins the canonical string: appended, with the secret in place of `{}`.
    /// `None`: it does not join the text; it is only the HMAC key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Text>,
    /// The digest or signature algorithm. It belongs to the rule; no message chooses it.
    pub algorithm: Algorithm,
    /// The text form of the signature.
    #[serde(default)]
    pub output: Output,
}

fn yes() -> bool {
    true
}

fn ampersand() -> Text {
    Cow::Borrowed("&")
}

/// Makes an enum of the words that a `SchemeSpec` has for something.
macro_rules! words {
    ($(#[doc = $doc:literal])* $enum:ident { $($(#[$of:meta])* $name:ident = $word:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $enum {
            $($(#[$of])* #[serde(rename = $word)] $name,)*
        }

        impl $enum {
            /// The words of a `SchemeSpec`.
            pub const WORDS: &[(&str, Self)] = &[$(($word, Self::$name)),*];

            /// The word of a `SchemeSpec`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

words! {
    /// How a value is written into the canonical string.
    Encoding {
        /// As it is.
        #[default]
        Raw = "raw",
        /// `application/x-www-form-urlencoded` (WHATWG URL §5.2, the set of Java's `URLEncoder`): space is `+`;
        /// letters, digits and `*-._` stay; the rest is `%XX` of its UTF-8 bytes.
        Form = "form",
        /// Percent-encoding of all but the unreserved characters of RFC 3986 §2.3: letters, digits and `-._~`.
        Rfc3986 = "rfc3986",
    }
}

words! {
    /// The text form of a signature.
    Output {
        /// Lower-case hexadecimal.
        #[default]
        Hex = "hex",
        /// Upper-case hexadecimal.
        UpperHex = "HEX",
        /// Base64 with the standard alphabet and padding (RFC 4648 §4).
        Base64 = "base64",
    }
}

/// A built-in scheme as its row says it, by what it has beside the defaults.
#[derive(Clone, Copy)]
pub(crate) struct SchemeRow {
    pub(crate) signature_field: &'static str,
    pub(crate) exclude: &'static [Text],
    pub(crate) drop_empty: bool,
    pub(crate) encode: Encoding,
    pub(crate) separator: &'static str,
    pub(crate) last: &'static [Text],
    pub(crate) secret: Option<&'static str>,
    pub(crate) algorithm: Algorithm,
    pub(crate) output: Output,
}

impl SchemeRow {
    pub(crate) const BASE: Self = Self {
        signature_field: "sign",
        exclude: &[],
        drop_empty: true,
        encode: Encoding::Raw,
        separator: "&",
        last: &[],
        secret: None,
        algorithm: Algorithm::HmacSha256,
        output: Output::Hex,
    };

    pub(crate) const fn scheme(self) -> Scheme {
        Scheme {
            signature_field: Cow::Borrowed(self.signature_field),
            exclude: Cow::Borrowed(self.exclude),
            drop_empty: self.drop_empty,
            encode: self.encode,
            separator: Cow::Borrowed(self.separator),
            last: Cow::Borrowed(self.last),
            secret: match self.secret {
                Some(template) => Some(Cow::Borrowed(template)),
                None => None,
            },
            algorithm: self.algorithm,
            output: self.output,
        }
    }
}

impl Scheme {
    /// A rule with every default: empty values dropped, raw values, joined by `&`, no secret in the text, lower hex.
    #[must_use]
    pub const fn new(signature_field: &'static str, algorithm: Algorithm) -> Self {
        SchemeRow {
            signature_field,
            algorithm,
            ..SchemeRow::BASE
        }
        .scheme()
    }

    /// Refuses a rule that contradicts itself or signs nothing secret.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the field.
    pub fn check(&self) -> Result<(), Error> {
        let fault = |what: &str| Err(Error::config(format!("scheme: {what}")));
        if self.signature_field.is_empty() {
            return fault("signatureField is empty; it names the parameter that carries the signature");
        }
        for (position, name) in self.last.iter().enumerate() {
            if self.excludes(name) {
                return fault("a name is in `last` and also left out of the signature");
            }
            if self.last.iter().skip(position + 1).any(|later| later == name) {
                return fault("a name is given twice in `last`");
            }
        }
        match (&self.secret, self.algorithm.keying()) {
            (Some(_), Keying::Rsa(_)) => fault("`secret` is for shared secrets; an RSA key does not join the text"),
            (Some(template), _) if template.matches("{}").count() != 1 => {
                fault("`secret` must contain {} once, where the secret goes, as in \"&key={}\"")
            }
            (None, Keying::Text) => {
                fault("a plain digest needs `secret` (as in \"&key={}\"): without it anyone could make the signature")
            }
            _ => Ok(()),
        }
    }

    /// Whether parameters of this name are never signed.
    #[must_use]
    pub fn excludes(&self, name: &str) -> bool {
        self.signature_field == name || self.exclude.iter().any(|excluded| excluded == name)
    }
}
