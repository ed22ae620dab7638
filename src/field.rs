//! What a caller gives: a row for each field of a request, and the checks that all of them share.

use std::borrow::Cow;

use crate::doc::Doc;
use crate::error::{Detail, Error, MOST_DETAILS, character, short};
use crate::json::Json;
use crate::spelling::nearest;
use crate::value::{MAX_SAFE_INTEGER, Value};

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
    /// 1 to 32 characters that are used once.
    Nonce,
    /// What an earlier answer gave, behind a text that says what it is.
    Behind {
        /// The text.
        before: &'static str,
        /// Where callers find it, for those who have not.
        source: &'static str,
    },
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
    /// An amount in units of 10^-8 coin, above 0, written as a JSON number: a `bigint` or digits.
    Units,
    /// An amount in fen (分), above 0, written as a JSON number: a `number`, a `bigint` or digits.
    Fen,
    /// Unix time in seconds, as text.
    Seconds,
    /// Unix time in milliseconds. `number`: a JSON number.
    Millis {
        /// Whether it travels without quotes.
        number: bool,
    },
    /// An amount as a decimal number above 0, as text.
    Decimal,
    /// An absolute http or https address of at most `max` characters, without white space.
    Address {
        /// The most characters.
        max: usize,
        /// Whether it may have a query.
        query: bool,
    },
    /// An IPv4 address of the paying user; one that is written as IPv6 (`::ffff:192.0.2.1`) is sent as IPv4.
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
    /// A number that is no safe integer: what to do about it depends on the field.
    Inexact(Inexact),
    /// A value that cannot be sent, and why: told together with what is wrong with other fields.
    Unfit(String),
}

/// What a JavaScript number is that is no safe integer; its text would depend on the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inexact {
    /// 1.5
    Fraction,
    /// Beyond 2^53: its last digits are lost.
    Huge,
    /// NaN, or infinite.
    NoNumber,
}

impl Inexact {
    /// `None` for a safe integer.
    #[must_use]
    pub fn of(number: f64) -> Option<Self> {
        if !number.is_finite() {
            Some(Self::NoNumber)
        } else if number.abs() > MAX_SAFE_INTEGER as f64 {
            Some(Self::Huge)
        } else {
            (number.fract() != 0.0).then_some(Self::Fraction)
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Fraction => "is a number with decimal places",
            Self::Huge => "is a number beyond 2^53, whose last digits are lost",
            Self::NoNumber => "is NaN or infinite: something that it was computed from was no number",
        }
    }
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
        rule: Rule::TEXT,
        origin: Origin::Only(fill),
        doc: crate::doc::doc(""),
    }
}

impl Rule {
    /// Text of any length.
    pub(crate) const TEXT: Self = Self::Text { max: usize::MAX };
    /// An address of any length, with a query or without.
    pub(crate) const ADDRESS: Self = Self::Address {
        max: usize::MAX,
        query: true,
    };
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

/// The names that `rows` are given by.
pub(crate) fn known<'r>(rows: impl Iterator<Item = &'r Field>) -> Vec<&'r str> {
    rows.filter(|row| row.is_given()).map(|row| row.name).collect()
}

/// The names that are not among the known ones, each as a fault.
pub(crate) fn unknown(given: &Given, known: &[&str]) -> Vec<Detail> {
    let strange = given
        .iter()
        .map(|(name, _)| name)
        .filter(|name| !known.contains(&name.as_str()));
    let told = strange.enumerate().map(|(index, name)| {
        let meant = (index < MOST_DETAILS).then(|| nearest(name, known)).flatten();
        match meant {
            Some(meant) => fault(name, format!("is unknown here; did you mean {meant}?")),
            None => fault(name, "is unknown here"),
        }
    });
    told.collect()
}

/// What an amount in its smallest unit takes.
const UNITS: &str =
    "it takes an integer above 0 in units of 10^-8 coin, a bigint or digits: toUnits('1.5', 8) is 150000000n";
const FEN: &str = "it takes an integer above 0 in fen (分): toUnits('19.90', 2) is 1990n";
const DECIMAL: &str = "it takes a decimal number above 0 as a string, like \"12.50\"";

impl Rule {
    /// The value as it travels, or what is wrong with it.
    pub(crate) fn check(self, input: &Input) -> Result<Wire, Cow<'static, str>> {
        let quoted = |text: String| Ok(Wire { text, number: false });
        let number = |text: String| Ok(Wire { text, number: true });
        match (self, input) {
            (_, Input::Unfit(why)) => Err(why.clone().into()),
            (Self::Items(rows), Input::Items { items, single }) => quoted(write_items(rows, items, *single)?),
            (Self::Joined { parts, max }, Input::Items { items, single: false }) => {
                quoted(join_items(parts, items, max)?)
            }
            (Self::Items(_) | Self::Joined { .. }, _) => Err("is not a list of objects".into()),
            (_, Input::Items { .. }) => Err("is an object or a list, where one value is expected".into()),
            (Self::Units, input) => number(amount(input, u128::MAX).map_err(|what| due(what, UNITS))?),
            (Self::Fen, input) => number(amount(input, u64::MAX.into()).map_err(|what| due(what, FEN))?),
            (Self::Whole { min, max }, input) => match integer(input) {
                Ok(digits) => match digits.parse() {
                    Ok(value) if (min..=max).contains(&value) => number(digits),
                    Ok(value) if value < min => Err(due("is too small".into(), &limits(min, max))),
                    _ => Err(due("is too large".into(), &limits(min, max))),
                },
                Err(what) => Err(due(what, &limits(min, max))),
            },
            (Self::Seconds, input) => match digits_given(input) {
                Ok(text) if text.len() == 10 => quoted(text),
                _ => Err("is not Unix time in seconds (10 digits)".into()),
            },
            (Self::Millis { number }, input) => match digits_given(input) {
                Ok(text) if text.len() == 13 && !text.starts_with('0') => Ok(Wire { text, number }),
                Ok(text) if text.len() == 10 => Err(due("is 10 digits, which are seconds".into(), MILLIS)),
                Ok(text) => Err(due(format!("is {} digits", text.len()).into(), MILLIS)),
                Err(what) => Err(due(what, MILLIS)),
            },
            (Self::Digits { min, max }, input) => {
                let takes = format!("it takes {min} to {max} digits, as a string where they are more than 15");
                match digits_given(input) {
                    Ok(text) if (min..=max).contains(&text.len()) => quoted(text),
                    Ok(text) => Err(due(format!("is {} digits", text.len()).into(), &takes)),
                    Err(what) => Err(due(what, &takes)),
                }
            }
            (rule, Input::One(Value::Text(text))) => rule.check_text(text),
            (Self::Decimal, Input::Inexact(what)) => Err(due(what.what().into(), DECIMAL)),
            (_, Input::One(Value::Bool(_))) => Err("is true or false, where a string is expected".into()),
            _ => Err("is a number, where a string is expected".into()),
        }
    }

    fn check_text(self, text: &str) -> Result<Wire, Cow<'static, str>> {
        let ok = |text: &str, number| {
            Ok(Wire {
                text: text.to_owned(),
                number,
            })
        };
        match self {
            _ if !text.is_empty() => {}
            Self::Text { .. } => {}
            Self::Nonce => return Err(NONCE.into()),
            _ => return Err(self.without("is empty")),
        }
        if let Some(why) = self.fault(text) {
            return Err(why);
        }
        match self {
            Self::Text { max } => match too_long(text, max) {
                Some(why) => Err(why),
                None => ok(text, false),
            },
            Self::Codes { codes, number } => match codes.iter().find(|(word, _)| *word == text) {
                Some((_, code)) => ok(code, number),
                None => {
                    let words: Vec<&str> = codes.iter().map(|(word, _)| *word).collect();
                    let meant = codes.iter().find(|(_, code)| *code == text);
                    Err(match meant {
                        Some((word, _)) => format!("is the gateway's own code; here it is called {word}"),
                        None => none_of(text, &words),
                    }
                    .into())
                }
            },
            Self::Ipv4 => ok(&ipv4(text)?, false),
            Self::Behind { before, .. } => ok(&format!("{before}{text}"), false),
            _ => ok(text, false),
        }
    }

    /// That there is no value, and where to find one.
    pub(crate) fn without(self, what: &'static str) -> Cow<'static, str> {
        match self {
            Self::Behind { source, .. } => format!("is empty; it is {source}").into(),
            _ => what.into(),
        }
    }

    /// What is wrong with a text, by the rules that are not simple.
    fn fault(self, text: &str) -> Option<Cow<'static, str>> {
        match self {
            Self::Alnum { max } => {
                // A UUID is the commonest of these.
                let uuid = text.len() == 36 && text.matches('-').count() == 4;
                let more = if uuid && max == 32 {
                    "; without its hyphens, a UUID has 32"
                } else {
                    ""
                };
                held_to(text, max, "0-9A-Za-z", |c| c.is_ascii_alphanumeric()).map(|why| (why + more).into())
            }
            Self::Nonce => (text.chars().count() > 32).then_some(NONCE.into()),
            Self::Key => {
                let key = |c: char| c.is_ascii_alphanumeric() || "_-|*".contains(c);
                held_to(text, 32, "0-9A-Za-z_-|*", key).map(Cow::Owned)
            }
            Self::Decimal if !is_decimal(text) => Some(due(no_digits(text, true), DECIMAL)),
            Self::Decimal if is_zero(text) => Some(due("is 0".into(), DECIMAL)),
            Self::Address { max, query } => check_address(text, max, query),
            Self::DateTime => date_time_fault(text)
                .map(|what| format!("{what}; it takes a time in UTC+8 like 2018-07-11 18:01:17").into()),
            Self::Words(words) if !words.contains(&text) => Some(none_of(text, words).into()),
            _ => None,
        }
    }
}

const NONCE: &str = "does not have 1 to 32 characters";
const MILLIS: &str = "it takes Unix time in milliseconds, 13 digits";

/// What a value is, and what the field takes instead.
fn due(what: Cow<'static, str>, takes: &str) -> Cow<'static, str> {
    format!("{what}; {takes}").into()
}

fn limits(min: u64, max: u64) -> String {
    match (min, max) {
        _ if min == max => format!("it takes {min} only"),
        (_, u64::MAX) => format!("it takes an integer of at least {min}"),
        _ => format!("it takes an integer from {min} to {max}"),
    }
}

fn none_of(text: &str, words: &[&str]) -> String {
    match nearest(text, words) {
        Some(meant) => format!("is none of {}; did you mean {meant}?", words.join(", ")),
        None => format!("is none of {}", words.join(", ")),
    }
}

fn too_long(text: &str, max: usize) -> Option<Cow<'static, str>> {
    let count = text.chars().count();
    (count > max).then(|| format!("has {count} characters; at most {max} are allowed").into())
}

/// The first character that does not belong, and the length where it is too much.
fn held_to(text: &str, max: usize, allowed: &str, belongs: fn(char) -> bool) -> Option<String> {
    let strange = text.chars().zip(1..).find(|(c, _)| !belongs(*c));
    let strange = strange.map(|(c, at)| format!("has {} at character {at}; only {allowed} are allowed", character(c)));
    match (strange, too_long(text, max)) {
        (Some(strange), Some(long)) => Some(format!("{strange}; and it {long}")),
        (strange, long) => strange.or(long.map(Cow::into_owned)),
    }
}

/// An amount above 0 in its smallest unit, as digits.
fn amount(input: &Input, max: u128) -> Result<String, Cow<'static, str>> {
    let digits = integer(input)?;
    match digits.parse::<u128>() {
        Ok(0) => Err("is 0".into()),
        Ok(value) if value <= max => Ok(digits),
        _ => Err("is too large".into()),
    }
}

/// The digits of an integer, without leading zeros; or what the value is instead.
fn integer(input: &Input) -> Result<String, Cow<'static, str>> {
    let text = digits_given(input)?;
    let digits = text.trim_start_matches('0');
    Ok(if digits.is_empty() {
        "0".to_owned()
    } else {
        digits.to_owned()
    })
}

/// Digits as they were given; or what the value is instead.
fn digits_given(input: &Input) -> Result<String, Cow<'static, str>> {
    let text = match input {
        Input::Inexact(what) => return Err(what.what().into()),
        Input::One(Value::Bool(_)) => return Err("is true or false".into()),
        Input::One(value) => value.text().unwrap_or_default(),
        Input::Items { .. } | Input::Unfit(_) => return Err("is no value".into()),
    };
    match text.len() {
        0 => Err("is empty".into()),
        _ if !text.bytes().all(|byte| byte.is_ascii_digit()) => Err(no_digits(&text, false)),
        1..=39 => Ok(text.into_owned()),
        long => Err(format!("is {long} digits").into()),
    }
}

/// What a text is that is no plain number, in the ways that people write numbers.
fn no_digits(text: &str, decimal: bool) -> Cow<'static, str> {
    let scientific = text.strip_prefix('-').unwrap_or(text).split_once(['e', 'E']);
    let scientific = scientific.is_some_and(|(number, _)| is_decimal(number));
    let point = |c: char| decimal && c == '.' && text.matches('.').count() == 1;
    match text.chars().zip(1..).find(|(c, _)| !c.is_ascii_digit() && !point(*c)) {
        _ if scientific => "has an exponent".into(),
        _ if text.contains([
            '\u{ff10}', '\u{ff11}', '\u{ff12}', '\u{ff13}', '\u{ff14}', '\u{ff15}', '\u{ff16}', '\u{ff17}', '\u{ff18}',
            '\u{ff19}',
        ]) =>
        {
            "has full-width digits (全角数字)".into()
        }
        Some(('-', 1)) => "is negative".into(),
        Some(('.', _)) if is_decimal(text) => "is a decimal number".into(),
        Some(('¥' | '￥' | '$' | '€', _)) => "has a currency sign".into(),
        Some((',' | '，', at)) => format!("has a comma at character {at}").into(),
        Some((c, at)) => format!("has {} at character {at}", character(c)).into(),
        // Digits and one point, which is not between them.
        None => "begins or ends with its point".into(),
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
        return Err(format!("does not have 1 to {max} entries").into());
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
    let known = known(rows.iter());
    faults.extend(unknown(item, &known));
    match faults.first() {
        Some(Detail { field, why }) => {
            Err(format!("entry {index}: {field} {why} (an entry has {})", known.join(", ")).into())
        }
        None => Ok(values),
    }
}

pub(crate) fn fault(field: &str, why: impl Into<String>) -> Detail {
    Detail {
        field: short(field),
        why: why.into(),
    }
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

/// The address in its four decimal numbers; or what it is instead.
fn ipv4(text: &str) -> Result<String, Cow<'static, str>> {
    use core::net::{Ipv4Addr, Ipv6Addr};

    let takes = "; it takes the paying user's IPv4 address, like 192.0.2.1";
    if text.parse::<Ipv4Addr>().is_ok() {
        return Ok(text.to_owned());
    }
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return match address.to_ipv4_mapped() {
            Some(address) => Ok(address.to_string()),
            None if address.is_loopback() => Err("is this machine's own address in IPv6: send 127.0.0.1".into()),
            None => Err(
                "is an IPv6 address, which this gateway does not take: send the user's IPv4 address where you know it, else \
                 your server's own public one"
                    .into(),
            ),
        };
    }
    let bare = text.trim();
    let parts: Vec<&str> = bare.split('.').collect();
    let numbers = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let padded = |part: &&str| part.len() > 1 && part.starts_with('0');
    let what = match bare.split_once(':') {
        _ if text.contains(',') => {
            "is a list of addresses: send the first one, if your own proxy wrote the list".into()
        }
        _ if bare != text => return Err(format!("has white space at its beginning or end{takes}").into()),
        _ if text.starts_with('[') => {
            "is in brackets, as a host is in an address, and perhaps with a port: send what is between them".into()
        }
        _ if text.contains('%') => {
            "is an IPv6 address with a zone, of a local network: there is no IPv4 address in it".into()
        }
        _ if text.contains('/') => "has a slash, as a network or a web address has: send the address alone".into(),
        Some((host, port)) if host.parse::<Ipv4Addr>().is_ok() && numbers(&port) => {
            "has a port: leave the colon and what follows it out".into()
        }
        _ if text.eq_ignore_ascii_case("localhost") => "is a name: send 127.0.0.1".into(),
        _ if parts.len() == 4 && parts.iter().all(numbers) && parts.iter().any(padded) => {
            "has leading zeros, which some readers take for octal numbers: leave them out".into()
        }
        _ => return Err(format!("is not an IPv4 address{takes}").into()),
    };
    Err(what)
}

/// What a time is that is not written as `YYYY-MM-DD HH:MM:SS`.
fn date_time_fault(text: &str) -> Option<Cow<'static, str>> {
    let number = |part: &str| part.parse().unwrap_or(u32::MAX);
    let written = |form: &[u8; 19]| {
        text.len() == 19
            && text.bytes().zip(form).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                form => byte == *form,
            })
    };
    if written(b"0000-00-00 00:00:00") {
        let of = |at: std::ops::Range<usize>| number(text.get(at).unwrap_or_default());
        let month = (1..=12).contains(&of(5..7)) && (1..=31).contains(&of(8..10));
        let there = month && of(11..13) < 24 && of(14..16) < 60 && of(17..19) < 60;
        return (!there).then(|| "is a time that does not exist".into());
    }
    Some(match text.as_bytes().get(10) {
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => "is Unix time".into(),
        Some(b'T') => "is a time with a T between date and hour, perhaps in another zone".into(),
        _ => "is another text".into(),
    })
}

fn check_address(text: &str, max: usize, query: bool) -> Option<Cow<'static, str>> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let blank = |(c, _): &(char, usize)| c.is_whitespace() || c.is_control();
    let what = match (rest, text.chars().zip(1..).find(blank)) {
        (_, Some((c, at))) => format!("has {} at character {at}", character(c)),
        (None, _) => "begins with neither https:// nor http://".to_owned(),
        (Some(rest), _) if rest.is_empty() || rest.starts_with(['/', '?', '#', ':']) => "has no host".to_owned(),
        _ if !query && text.contains(['?', '#']) => {
            return Some("has a query or a fragment, which this gateway does not allow".into());
        }
        _ => return too_long(text, max),
    };
    Some(format!("{what}; it takes an absolute address like https://shop.example/paid").into())
}

/// All faults at once, or nothing. The known names are told once, where some are not among them.
pub(crate) fn refuse(mut faults: Vec<Detail>, strange: Vec<Detail>, known: &[&str]) -> Result<(), Error> {
    let any_strange = !strange.is_empty();
    faults.extend(strange);
    match faults.is_empty() {
        true => Ok(()),
        false if any_strange => Err(Error::params(faults).and(&format!("; known are {}", known.join(", ")))),
        false => Err(Error::params(faults)),
    }
}
