//! What a caller gives: a row for each field of a request, and the checks that all of them share.

use std::borrow::Cow;

use crate::doc::Doc;
use crate::error::{Detail, Error};
use crate::json::Json;
use crate::value::Value;

/// Whether rows may say all that they can. Without the feature `keys` they say what `is_simple` allows, which is checked
/// where the gateways are listed, and the compiler leaves the rest out: a tenth of the module for pages.
pub(crate) const FULL: bool = cfg!(feature = "keys");

/// A field of a request.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The caller's name for it, and the gateway's unless `wire` says another.
    pub name: &'static str,
    /// The gateway's name, where the caller's is another.
    pub wire: Option<&'static str>,
    /// What it may hold.
    pub rule: Rule,
    /// Where it comes from.
    pub origin: Origin,
    /// Its meaning, unit and limits.
    pub doc: Doc,
}

/// Where a field's value comes from.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// The caller gives it.
    Required,
    /// The caller may give it.
    Optional,
    /// The caller may give it; otherwise it is filled in.
    Default(Fill),
    /// It is filled in.
    Only(Fill),
}

/// What is filled in.
#[derive(Clone, Copy, Debug)]
pub enum Fill {
    /// A constant.
    Text(&'static str),
    /// An option of the client.
    Setting(&'static str),
    /// A key of the client, sent as it is because the gateway asks for it.
    Secret(&'static str),
    /// The token that the client fetched and keeps.
    Token,
    /// 32 random characters of `[0-9A-Za-z]`.
    Nonce,
    /// Unix time in seconds.
    Seconds,
    /// Unix time in milliseconds.
    Millis,
    /// `YYYY-MM-DD HH:MM:SS`, UTC+8.
    Beijing,
}

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// 1 to `max` characters.
    Text {
        /// The most characters.
        max: usize,
    },
    /// A token, a code or a password: as text, and shown in no log.
    Token,
    /// 1 to `max` of `[0-9A-Za-z]`.
    Alnum {
        /// The most characters.
        max: usize,
    },
    /// 1 to 32 of `[0-9A-Za-z_|*-]`.
    Key,
    /// 1 to `max` digits: an id or a time that may pass 2^53, as text.
    Digits {
        /// The fewest digits.
        min: usize,
        /// The most digits.
        max: usize,
    },
    /// A whole number within limits, written as a JSON number: a `number`, a `bigint` or digits.
    Whole {
        /// The smallest.
        min: u64,
        /// The largest.
        max: u64,
    },
    /// An amount in units, above 0, written as a JSON number: a `bigint` or digits.
    Units,
    /// An amount as a decimal number above 0, as text.
    Decimal,
    /// An absolute http or https address of at most `max` characters, without white space.
    Address {
        /// The most characters.
        max: usize,
        /// Whether it may have a query.
        query: bool,
    },
    /// An IPv4 address of the paying user.
    Ipv4,
    /// One of the gateway's words.
    Words(&'static [&'static str]),
    /// Our word for a code of the gateway, and the code. `number`: a JSON number.
    Codes {
        /// Words and codes.
        codes: &'static [(&'static str, &'static str)],
        /// Whether the code is a JSON number.
        number: bool,
    },
    /// `YYYY-MM-DD HH:MM:SS`.
    DateTime,
    /// A list of objects (or one object), sent as JSON text.
    Items(&'static [Field]),
    /// A list of objects, each joined with `^`, all joined with `~`.
    Joined {
        /// The parts of an item, in order.
        parts: &'static [Field],
        /// The most items.
        max: usize,
    },
}

/// What a caller gave for a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A single value.
    One(Value<'static>),
    /// A list of objects, or one object.
    Items {
        /// The objects' members.
        items: Vec<Given>,
        /// Whether it came as one object rather than as a list.
        single: bool,
    },
    /// A value that cannot be sent, and why: told together with what is wrong with other fields.
    Unfit(String),
}

/// The fields that a caller gave, in any order.
pub type Given = Vec<(String, Input)>;

impl<T: Into<Value<'static>>> From<T> for Input {
    fn from(value: T) -> Self {
        Self::One(value.into())
    }
}

/// A field that has to be given, in the gateway's own name.
pub(crate) const fn required(name: &'static str, rule: Rule, doc: Doc) -> Field {
    Field {
        name,
        wire: None,
        rule,
        origin: Origin::Required,
        doc,
    }
}

/// A field that may be given.
pub(crate) const fn optional(name: &'static str, rule: Rule, doc: Doc) -> Field {
    Field {
        name,
        wire: None,
        rule,
        origin: Origin::Optional,
        doc,
    }
}

/// A field that may be given, and is filled in otherwise.
pub(crate) const fn default(name: &'static str, rule: Rule, fill: Fill, doc: Doc) -> Field {
    Field {
        name,
        wire: None,
        rule,
        origin: Origin::Default(fill),
        doc,
    }
}

/// A field that the caller does not know of.
pub(crate) const fn only(name: &'static str, fill: Fill) -> Field {
    Field {
        name,
        wire: None,
        rule: Rule::Text { max: usize::MAX },
        origin: Origin::Only(fill),
        doc: crate::doc::doc(""),
    }
}

impl Field {
    /// The same under another name on the wire.
    pub(crate) const fn sent_as(self, wire: &'static str) -> Self {
        Self {
            wire: Some(wire),
            ..self
        }
    }

    /// The name on the wire.
    #[must_use]
    pub const fn wire_name(&self) -> &'static str {
        match self.wire {
            Some(wire) => wire,
            None => self.name,
        }
    }

    /// Whether callers may give it.
    #[must_use]
    pub const fn is_given(&self) -> bool {
        !matches!(self.origin, Origin::Only(_))
    }

    /// Whether it can be read and checked without the feature `keys`.
    pub(crate) const fn is_simple(&self) -> bool {
        matches!(self.origin, Origin::Required | Origin::Optional)
            && matches!(
                self.rule,
                Rule::Text { .. } | Rule::Token | Rule::Digits { .. } | Rule::Whole { .. } | Rule::Codes { .. }
            )
    }

    /// Whether no log may show it.
    pub(crate) const fn is_secret(&self) -> bool {
        matches!(self.rule, Rule::Token)
            || matches!(
                self.origin,
                Origin::Only(Fill::Secret(_) | Fill::Token) | Origin::Default(Fill::Token)
            )
    }
}

/// A checked value, as it travels.
pub(crate) struct Wire {
    pub(crate) text: String,
    /// Whether JSON writes it without quotes.
    pub(crate) number: bool,
}

/// The caller's value of `name`; `None` where it is absent.
pub(crate) fn given<'g>(fields: &'g Given, name: &str) -> Option<&'g Input> {
    fields
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, input)| input)
        .filter(|input| !matches!(input, Input::One(Value::Absent)))
}

/// The names that no row knows, each as a fault.
pub(crate) fn unknown(given: &Given, rows: &[&Field], faults: &mut Vec<Detail>) {
    let known: Vec<&str> = rows.iter().filter(|row| row.is_given()).map(|row| row.name).collect();
    for (name, _) in given {
        if !known.contains(&name.as_str()) {
            faults.push(fault(name, format!("is unknown here; known are {}", known.join(", "))));
        }
    }
}

impl Rule {
    /// The value as it travels, or what is wrong with it.
    pub(crate) fn check(self, input: &Input) -> Result<Wire, Cow<'static, str>> {
        let quoted = |text: String| Ok(Wire { text, number: false });
        let number = |text: String| Ok(Wire { text, number: true });
        match (self, input) {
            (_, Input::Unfit(why)) => Err(why.clone().into()),
            (Self::Items(rows), Input::Items { items, single }) if FULL => quoted(write_items(rows, items, *single)?),
            (Self::Joined { parts, max }, Input::Items { items, single: false }) if FULL => {
                quoted(join_items(parts, items, max)?)
            }
            (Self::Items(_) | Self::Joined { .. }, _) => Err("is not a list of objects".into()),
            (_, Input::Items { .. }) => Err("is an object or a list, where one value is expected".into()),
            (Self::Units, Input::One(value)) if FULL => {
                let digits = digits_of(value).ok_or(
                    "is neither a bigint nor a string of digits: an amount in units is a whole number above 0 (see toUnits)",
                )?;
                if digits == "0" {
                    return Err("is 0; it has to be above 0".into());
                }
                number(digits)
            }
            (Self::Whole { min, max }, Input::One(value)) => {
                let digits = digits_of(value).filter(|text| text.parse().is_ok_and(|n: u64| (min..=max).contains(&n)));
                match digits {
                    Some(digits) => number(digits),
                    None if max == u64::MAX => Err(format!("is not a whole number of at least {min}").into()),
                    None => Err(format!("is not a whole number from {min} to {max}").into()),
                }
            }
            (Self::Digits { min, max }, Input::One(value)) => match digits_given(value) {
                Some(text) if (min..=max).contains(&text.len()) => quoted(text),
                _ if min == max => Err(format!("is not {max} digits").into()),
                _ => {
                    Err(format!("is not {min} to {max} digits; an id of more than 15 digits has to be a string").into())
                }
            },
            (rule, Input::One(Value::Text(text))) => rule.check_text(text),
            _ => Err("is not a string".into()),
        }
    }

    fn check_text(self, text: &str) -> Result<Wire, Cow<'static, str>> {
        let ok = |text: &str, number| {
            Ok(Wire {
                text: text.to_owned(),
                number,
            })
        };
        if text.is_empty() && !matches!(self, Self::Text { .. }) {
            return Err("is empty".into());
        }
        if FULL && let Some(why) = self.fault(text) {
            return Err(why);
        }
        match self {
            Self::Text { max } if text.chars().count() > max => Err(format!("has more than {max} characters").into()),
            Self::Codes { codes, number } => match codes.iter().find(|(word, _)| *word == text) {
                Some((_, code)) => ok(code, number),
                None => {
                    let words: Vec<&str> = codes.iter().map(|(word, _)| *word).collect();
                    Err(format!("is none of {}", words.join(", ")).into())
                }
            },
            _ => ok(text, false),
        }
    }

    /// What is wrong with a text, by the rules that are not simple.
    fn fault(self, text: &str) -> Option<Cow<'static, str>> {
        let all = |plain: fn(&u8) -> bool| text.as_bytes().iter().all(plain);
        let why = match self {
            Self::Alnum { max } if text.len() > max || !all(u8::is_ascii_alphanumeric) => {
                return Some(format!("is not 1 to {max} letters and digits (0-9A-Za-z)").into());
            }
            Self::Key if text.len() > 32 || !all(|byte| byte.is_ascii_alphanumeric() || b"_-|*".contains(byte)) => {
                "is not 1 to 32 of the characters 0-9A-Za-z_-|*"
            }
            Self::Decimal if !is_decimal(text) || is_zero(text) => {
                "is not a plain decimal number above 0, like \"12.50\": no sign, space or exponent"
            }
            Self::Address { max, query } => return check_address(text, max, query),
            Self::Ipv4 if !is_ipv4(text) => "is not an IPv4 address like 127.0.0.1",
            Self::DateTime if !is_date_time(text) => "is not a time like 2018-07-11 18:01:17",
            Self::Words(words) if !words.contains(&text) => {
                return Some(format!("is none of {}", words.join(", ")).into());
            }
            _ => return None,
        };
        Some(why.into())
    }
}

/// What the items have in them, as JSON.
fn write_items(rows: &'static [Field], items: &[Given], single: bool) -> Result<String, Cow<'static, str>> {
    let mut list = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let member = |(row, wire): (&Field, Wire)| (row.wire_name().to_owned(), Json::Text(wire.text));
        list.push(Json::Object(
            item_values(rows, item, index)?.into_iter().map(member).collect(),
        ));
    }
    match list.pop() {
        None => Err("is empty".into()),
        Some(only) if single => Ok(only.write()),
        Some(last) => {
            list.push(last);
            Ok(Json::List(list).write())
        }
    }
}

fn join_items(parts: &'static [Field], items: &[Given], max: usize) -> Result<String, Cow<'static, str>> {
    if items.is_empty() || items.len() > max {
        return Err(format!("has not 1 to {max} entries").into());
    }
    let mut joined = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let texts: Vec<String> = item_values(parts, item, index)?
            .into_iter()
            .map(|(_, wire)| wire.text)
            .collect();
        if texts.iter().any(|text| text.contains(['^', '~'])) {
            return Err(format!("entry {index}: a part holds ^ or ~, which separate the parts").into());
        }
        joined.push(texts.join("^"));
    }
    Ok(joined.join("~"))
}

fn item_values<'r>(rows: &'r [Field], item: &Given, index: usize) -> Result<Vec<(&'r Field, Wire)>, Cow<'static, str>> {
    let mut faults = Vec::new();
    unknown(item, &rows.iter().collect::<Vec<_>>(), &mut faults);
    let mut values = Vec::new();
    for row in rows {
        let checked = given(item, row.name)
            .ok_or(Cow::Borrowed("is missing"))
            .and_then(|input| row.rule.check(input));
        match checked {
            Ok(wire) if wire.text.is_empty() => faults.push(fault(row.name, "is empty")),
            Ok(wire) => values.push((row, wire)),
            Err(why) => faults.push(fault(row.name, why)),
        }
    }
    match faults.first() {
        Some(Detail { field, why }) => Err(format!("entry {index}: {field} {why}").into()),
        None => Ok(values),
    }
}

pub(crate) fn fault(field: &str, why: impl Into<String>) -> Detail {
    Detail {
        field: field.to_owned(),
        why: why.into(),
    }
}

/// The digits of a whole number, without leading zeros.
fn digits_of(value: &Value<'_>) -> Option<String> {
    let text = digits_given(value)?;
    let digits = text.trim_start_matches('0');
    Some(if digits.is_empty() {
        "0".to_owned()
    } else {
        digits.to_owned()
    })
}

/// Text of at most 39 digits, as it was given.
fn digits_given(value: &Value<'_>) -> Option<String> {
    let text = match value {
        Value::Text(_) | Value::Integer(_) => value.text()?,
        _ => return None,
    };
    let plain = (1..=39).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.into_owned())
}

/// Digits with at most one point between them.
pub(crate) fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, places)) => digits(whole) && digits(places),
        None => digits(text),
    }
}

fn is_zero(decimal: &str) -> bool {
    decimal.bytes().all(|byte| matches!(byte, b'0' | b'.'))
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<core::net::Ipv4Addr>().is_ok()
}

fn is_date_time(text: &str) -> bool {
    text.len() == 19
        && text.bytes().zip(b"0000-00-00 00:00:00").all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            form => byte == *form,
        })
}

fn check_address(text: &str, max: usize, query: bool) -> Option<Cow<'static, str>> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let blank = |c: char| c.is_whitespace() || c.is_control();
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#', ':'])) || text.contains(blank) {
        return Some("is not an absolute address like https://shop.example/paid".into());
    }
    if text.chars().count() > max {
        return Some(format!("has more than {max} characters").into());
    }
    (!query && text.contains(['?', '#'])).then(|| "has a query or a fragment, which this gateway does not allow".into())
}

/// All faults at once, or nothing.
pub(crate) fn refuse(faults: Vec<Detail>) -> Result<(), Error> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::params(faults))
    }
}
