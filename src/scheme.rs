//! A signing rule as data: which names are signed, in what order, how written, with what digest.

pub mod built_in;

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::algorithm::Algorithm;
use crate::digest::Keying;
use crate::error::Error;

type Text = Cow<'static, str>;

/// A signing rule. The built-in ones are constants of this type; any other rule of the same family is one more.
///
/// params → drop (signature, not listed, excluded, empty) → encode values → sort → join → attach the secret → digest →
/// text of the digest.
///
/// ```
/// use paysign::{Algorithm, Output, Scheme, Signer, Value};
///
/// // V免签, as a rule of one's own: values alone, in the order of its page, with the secret behind them.
/// let scheme = Scheme {
///     only: Some(["payId", "param", "type", "price"].map(Into::into).to_vec().into()),
///     order: paysign::Order::Listed,
///     names: false,
///     separator: "".into(),
///     secret: Some("{}".into()),
///     ..Scheme::new("sign", Algorithm::Md5)
/// };
/// let params = [("price", Value::from("9.90")), ("type", 1.into()), ("payId", "A1".into()), ("param", "".into())];
/// assert_eq!(paysign::canonical_string(&scheme, &params)?, "A119.90");
///
/// // WeChat Pay v2 in its MD5 variant.
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
    /// Just these names are signed; `None`: all are. What else comes in a message is not signed, and no verified field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Cow<'static, [Text]>>,
    /// Which texts are left out. What is absent always is.
    #[serde(default)]
    pub drop_empty: DropEmpty,
    /// In what order the parameters are signed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order: Order,
    /// Whether names are signed: `name=value`, or else the value alone.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub names: bool,
    /// How values are written into the canonical string. Names are always written as they are.
    #[serde(default)]
    pub encode: Encoding,
    /// What stands between two pairs.
    #[serde(default = "ampersand")]
    pub separator: Text,
    /// Whether separators at the end of the whole text are taken off, those of the last value too (BEpusdt).
    #[serde(default, skip_serializing_if = "is_default")]
    pub trim: bool,
    /// Names that follow the sorted ones, in this order.
    #[serde(default)]
    pub last: Cow<'static, [Text]>,
    /// How the numbers of a JSON body are written, when it is verified.
    #[serde(default, skip_serializing_if = "is_default")]
    pub numbers: Numbers,
    /// How a shared secret joins the canonical string: appended, with the secret in place of `{}`, as in `&key={}`; or
    /// around it, where `{text}` stands for it, as in `{}{text}{}`.
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

/// As serde wants it, by reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_yes(flag: &bool) -> bool {
    *flag
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
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
        /// As JavaScript's `encodeURIComponent`: letters, digits and `-_.!~*'()` stay; space is `%20`.
        Js = "js",
    }
}

words! {
    /// In what order parameters are signed. Bytes are those of UTF-8.
    Order {
        /// By the bytes of their names, those of `last` behind all others.
        #[default]
        Name = "name",
        /// By the bytes of the finished pairs, `name=value`: `a10=` before `a1=` (Epusdt).
        Pair = "pair",
        /// As `pair`, with `A` to `Z` taken as `a` to `z` (Jeepay). Pairs that are the same but for that are sorted by bytes.
        PairNocase = "pair-nocase",
        /// As `only` lists them (V免签).
        Listed = "listed",
    }
}

words! {
    /// How the numbers of a JSON body are written.
    Numbers {
        /// With the characters that came.
        #[default]
        Lexeme = "lexeme",
        /// As Go's `%v` writes the nearest double: the fewest digits that name it, with an exponent from 1e+06 on and
        /// below 1e-04 (BEpusdt).
        Go = "go",
    }
}

/// Which texts are left out of what is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DropEmpty {
    /// None; `dropEmpty: false`.
    No,
    /// `""`; `dropEmpty: true`.
    #[default]
    Yes,
    /// `""`, `0` and `false`; `dropEmpty: "falsy"`.
    Falsy,
}

impl DropEmpty {
    /// Whether this text is left out.
    #[inline]
    pub(crate) fn drops(self, text: &[u8]) -> bool {
        match self {
            Self::No => false,
            Self::Yes => text.is_empty(),
            Self::Falsy => matches!(text, b"" | b"0" | b"false"),
        }
    }
}

impl From<bool> for DropEmpty {
    fn from(drops: bool) -> Self {
        if drops { Self::Yes } else { Self::No }
    }
}

/// The word of a `SchemeSpec` for [`DropEmpty::Falsy`].
pub const FALSY: &str = "falsy";

impl Serialize for DropEmpty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Falsy => serializer.serialize_str(FALSY),
            _ => serializer.serialize_bool(*self == Self::Yes),
        }
    }
}

impl<'de> Deserialize<'de> for DropEmpty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FlagOrWord)
    }
}

struct FlagOrWord;

impl Visitor<'_> for FlagOrWord {
    type Value = DropEmpty;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false or \"falsy\"")
    }

    fn visit_bool<E: de::Error>(self, drops: bool) -> Result<DropEmpty, E> {
        Ok(drops.into())
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<DropEmpty, E> {
        match word {
            FALSY => Ok(DropEmpty::Falsy),
            other => Err(E::invalid_type(Unexpected::Str(other), &self)),
        }
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
        /// Base64 with the alphabet for addresses, without padding (RFC 4648 §5).
        Base64Url = "base64url",
        /// The middle half of an MD5 in lower-case hexadecimal: its characters 9 to 24.
        Hex16 = "hex16",
        /// The same in upper case.
        UpperHex16 = "HEX16",
    }
}

impl Output {
    /// Whether it is the middle half of a digest.
    #[inline]
    pub(crate) const fn is_half(self) -> bool {
        matches!(self, Self::Hex16 | Self::UpperHex16)
    }

    pub(crate) const fn is_base64(self) -> bool {
        matches!(self, Self::Base64 | Self::Base64Url)
    }
}

/// A built-in scheme as its row says it, by what it has beside the defaults.
#[derive(Clone, Copy)]
pub(crate) struct SchemeRow {
    pub(crate) signature_field: &'static str,
    pub(crate) exclude: &'static [Text],
    pub(crate) only: Option<&'static [Text]>,
    pub(crate) drop_empty: DropEmpty,
    pub(crate) order: Order,
    pub(crate) names: bool,
    pub(crate) encode: Encoding,
    pub(crate) separator: &'static str,
    pub(crate) trim: bool,
    pub(crate) last: &'static [Text],
    pub(crate) numbers: Numbers,
    pub(crate) secret: Option<&'static str>,
    pub(crate) algorithm: Algorithm,
    pub(crate) output: Output,
}

impl SchemeRow {
    pub(crate) const BASE: Self = Self {
        signature_field: "sign",
        exclude: &[],
        only: None,
        drop_empty: DropEmpty::Yes,
        order: Order::Name,
        names: true,
        encode: Encoding::Raw,
        separator: "&",
        trim: false,
        last: &[],
        numbers: Numbers::Lexeme,
        secret: None,
        algorithm: Algorithm::HmacSha256,
        output: Output::Hex,
    };

    pub(crate) const fn scheme(self) -> Scheme {
        Scheme {
            signature_field: Cow::Borrowed(self.signature_field),
            exclude: Cow::Borrowed(self.exclude),
            only: match self.only {
                Some(only) => Some(Cow::Borrowed(only)),
                None => None,
            },
            drop_empty: self.drop_empty,
            order: self.order,
            names: self.names,
            encode: self.encode,
            separator: Cow::Borrowed(self.separator),
            trim: self.trim,
            last: Cow::Borrowed(self.last),
            numbers: self.numbers,
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
    /// A rule with every default: all names, empty values dropped, sorted by name, raw values, joined by `&`, no secret in
    /// the text, lower hex.
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
        let what = self
            .names_fault()
            .or_else(|| self.form_fault())
            .or_else(|| self.secret_fault());
        what.map_or(Ok(()), |what| Err(Error::config(format!("scheme: {what}"))))
    }

    /// What contradicts itself in the lists of names.
    fn names_fault(&self) -> Option<&'static str> {
        let excluded = |name: &Text| self.exclude.contains(name) || *name == self.signature_field;
        let faults = [
            (
                self.signature_field.is_empty(),
                "signatureField is empty; it names the parameter that carries the signature",
            ),
            (
                self.only.as_ref().is_some_and(|only| only.is_empty()),
                "`only` is empty, so nothing would be signed; leave it out to sign all",
            ),
            (
                self.listed().iter().any(excluded),
                "a name is in `only` and also left out of the signature",
            ),
            (repeats(self.listed()), "a name is given twice in `only`"),
            (
                self.last.iter().any(|name| !self.signs(name)),
                "a name is in `last` and also left out of the signature",
            ),
            (repeats(&self.last), "a name is given twice in `last`"),
            (
                !self.last.is_empty() && self.order != Order::Name,
                "`last` follows names that are sorted; with another `order` than \"name\" there is no place for it",
            ),
            (
                self.order == Order::Listed && self.only.is_none(),
                "`order` \"listed\" is that of `only`, which is missing",
            ),
        ];
        first_of(&faults)
    }

    /// What contradicts itself in how the text and the signature are written.
    fn form_fault(&self) -> Option<&'static str> {
        let sorts_pairs = matches!(self.order, Order::Pair | Order::PairNocase);
        let md5 = matches!(self.algorithm, Algorithm::Md5 | Algorithm::HmacMd5);
        let faults = [
            (
                !self.names && sorts_pairs,
                "`order` sorts finished pairs, and with `names: false` there are none; list the names in `only`",
            ),
            (
                self.trim && self.separator.is_empty(),
                "`trim` takes separators off, and `separator` is empty",
            ),
            (
                self.output.is_half() && !md5,
                "`output` \"hex16\" and \"HEX16\" are the middle half of an MD5; `algorithm` is another",
            ),
        ];
        first_of(&faults)
    }

    fn secret_fault(&self) -> Option<&'static str> {
        match (&self.secret, self.algorithm.keying()) {
            (Some(_), Keying::Rsa(_)) => Some("`secret` is for shared secrets; an RSA key does not join the text"),
            (Some(template), _) => Template::of(template).err(),
            (None, Keying::Text) => {
                Some("a plain digest needs `secret` (as in \"&key={}\"): without it anyone could make the signature")
            }
            _ => None,
        }
    }

    /// Bytes of a signature that is no RSA key's.
    pub(crate) fn signature_length(&self) -> usize {
        let length = self.algorithm.hash().length;
        if self.output.is_half() { length / 2 } else { length }
    }

    /// Whether parameters of this name are signed, where they have a value.
    #[must_use]
    pub fn signs(&self, name: &str) -> bool {
        self.unsigned(name).is_none()
    }

    /// Why parameters of this name are never signed.
    pub(crate) fn unsigned(&self, name: &str) -> Option<Dropped> {
        match name {
            _ if self.signature_field == name => Some(Dropped::Signature),
            _ if self.exclude.iter().any(|excluded| excluded == name) => Some(Dropped::Excluded),
            _ if self.only.is_some() && !self.listed().iter().any(|listed| listed == name) => Some(Dropped::Unlisted),
            _ => None,
        }
    }

    /// Whether a field of this name may be given out of a message whose signature fits. What a list does not have may be
    /// anybody's word; what is excluded by name says how the message is signed.
    pub(crate) fn vouches_for(&self, name: &str) -> bool {
        self.unsigned(name) != Some(Dropped::Unlisted)
    }

    /// The names of `only`.
    pub(crate) fn listed(&self) -> &[Text] {
        self.only.as_deref().unwrap_or_default()
    }
}

/// Why a parameter is not part of the canonical string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It is the signature itself.
    Signature,
    /// The scheme excludes its name.
    Excluded,
    /// The scheme lists the names that are signed, and this is none of them.
    Unlisted,
    /// Its text is empty, or what else the scheme drops as empty ([`DropEmpty::Falsy`]).
    Empty,
    /// It has no value.
    Absent,
}

impl Dropped {
    /// The word in an `Explanation`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Excluded | Self::Unlisted => "excluded",
            Self::Empty => "empty",
            Self::Absent => "absent",
        }
    }
}

fn first_of(faults: &[(bool, &'static str)]) -> Option<&'static str> {
    faults.iter().find(|(there, _)| *there).map(|(_, what)| *what)
}

fn repeats(names: &[Text]) -> bool {
    names
        .iter()
        .enumerate()
        .any(|(place, name)| names.iter().skip(place + 1).any(|later| later == name))
}

/// What stands before and behind the text, each around the secret, if it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Template<'t> {
    pub(crate) before: &'t str,
    pub(crate) behind: &'t str,
}

/// The secret in a template.
pub(crate) const SECRET: &str = "{}";
/// The text in a template.
const TEXT: &str = "{text}";

impl<'t> Template<'t> {
    /// Empty where the secret does not join the text.
    pub(crate) fn of_scheme(scheme: &'t Scheme) -> Self {
        let template = scheme.secret.as_deref().and_then(|template| Self::of(template).ok());
        template.unwrap_or(Self { before: "", behind: "" })
    }

    pub(crate) fn of(template: &'t str) -> Result<Self, &'static str> {
        let (before, behind) = template.split_once(TEXT).unwrap_or(("", template));
        match (before.matches(SECRET).count(), behind.matches(SECRET).count()) {
            _ if behind.contains(TEXT) => Err("`secret` must contain {text} once at the most, where the text goes"),
            (0, 1) | (1, 0 | 1) => Ok(Self { before, behind }),
            _ if template.contains(TEXT) => {
                Err("`secret` must contain {} before {text}, behind it, or both, once on a side, as in \"{}{text}{}\"")
            }
            _ => Err("`secret` must contain {} once, where the secret goes, as in \"&key={}\""),
        }
    }
}
