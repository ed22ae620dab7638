//! What a caller gives: a row for each field of a request, and the checks that all of them share.

use std::borrow::Cow;

use crate::doc::Doc;
use crate::error::{Detail, Error, MOST_DETAILS, character, short};
use crate::json::Json;
use crate::spelling::suggestion;
use crate::value::{MAX_SAFE_INTEGER, Value};

/// A field of a request.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The caller's name for it, and the gateway's unless `sent_as` says another.
    pub name: &'static str,
    /// The gateway's name, where the caller's is another.
    pub sent_as: Option<&'static str>,
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
    Value(Fill),
}

/// What is filled in.
#[derive(Clone, Copy, Debug)]
pub enum Fill {
    /// A constant.
    Text(&'static str),
    /// An option of the client.
    Setting(&'static str),
    /// A key or a secret of the client, sent as it is because the gateway asks for it.
    Secret(&'static str),
    /// The token that the client keeps of the answer to this call.
    Token(&'static str),
    /// 32 random characters of `[0-9A-Za-z]`.
    Nonce,
    /// Unix time in seconds.
    UnixSeconds,
    /// Unix time in milliseconds.
    UnixMillis,
    /// `YYYY-MM-DD HH:MM:SS`, UTC+8.
    DateTime,
}

/// What a field may hold: its `type` in a spec.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// 1 to `max_length` characters.
    Text {
        /// The most characters.
        max_length: usize,
    },
    /// A token, a code or a password: as text, and shown in no log.
    Token,
    /// 1 to 32 characters that are used once.
    Nonce,
    /// What an earlier answer gave, behind a text that says what it is.
    Prefixed {
        /// The text.
        prefix: &'static str,
        /// Where callers find it, for those who have not.
        from: &'static str,
    },
    /// 1 to `max_length` of `[0-9A-Za-z]` and `symbols`.
    Id {
        /// The most characters.
        max_length: usize,
        /// Further characters.
        symbols: &'static str,
    },
    /// Digits: an id or a time that may pass 2^53, as text.
    Digits {
        /// The fewest digits.
        min_length: usize,
        /// The most digits.
        max_length: usize,
    },
    /// A whole number within limits, written as a JSON number: a `number`, a `bigint` or digits.
    Integer {
        /// The smallest.
        minimum: u64,
        /// The largest.
        maximum: u64,
    },
    /// An amount in its smallest units, above 0, written as a JSON number: a `bigint` or digits; a `number`, too, where it
    /// has at most two decimal places, as money of states has.
    Units {
        /// How many decimal places the amount has when it is written as a decimal number.
        places: u32,
    },
    /// An amount as a decimal number above 0, as text.
    Decimal {
        /// The most decimal places.
        places: Option<u32>,
    },
    /// Unix time in seconds, as text.
    UnixSeconds,
    /// Unix time in milliseconds. `number`: a JSON number.
    UnixMillis {
        /// Whether it travels without quotes.
        number: bool,
    },
    /// `YYYY-MM-DD HH:MM:SS`, UTC+8.
    DateTime,
    /// An absolute http or https address of at most `max_length` characters, without white space.
    Url {
        /// The most characters.
        max_length: usize,
        /// Whether it may have a query.
        query: bool,
    },
    /// An IPv4 address of the paying user; one that is written as IPv6 (`::ffff:192.0.2.1`) is sent as IPv4.
    Ipv4,
    /// Our word for a code of the gateway, and the code. `number`: a JSON number.
    Enum {
        /// Words and codes, which are the words where the gateway has no others.
        words: &'static [(&'static str, &'static str)],
        /// Whether the code is a JSON number.
        number: bool,
    },
    /// A list of objects (or one object), sent as JSON text.
    Items {
        /// What an item has.
        fields: &'static [Field],
    },
    /// A list of objects, each joined with `^`, all joined with `~`.
    Joined {
        /// The parts of an item, in order.
        fields: &'static [Field],
        /// The most items.
        max_items: usize,
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

impl Field {
    /// The name on the wire.
    #[must_use]
    pub const fn wire_name(&self) -> &'static str {
        match self.sent_as {
            Some(name) => name,
            None => self.name,
        }
    }

    /// Whether callers may give it.
    #[must_use]
    pub const fn is_given(&self) -> bool {
        !matches!(self.origin, Origin::Value(_))
    }

    /// Whether no log may show it.
    pub(crate) const fn is_secret(&self) -> bool {
        matches!(self.rule, Rule::Token)
            || matches!(
                self.origin,
                Origin::Value(Fill::Secret(_) | Fill::Token(_)) | Origin::Default(Fill::Secret(_) | Fill::Token(_))
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
        let meant = if index < MOST_DETAILS {
            suggestion(name, known)
        } else {
            String::new()
        };
        fault(name, ["is unknown here", &meant].concat())
    });
    told.collect()
}

/// What an amount in its smallest unit takes.
fn units(places: u32) -> String {
    match places {
        2 => "it takes an integer above 0 in fen (分), or in cents: toUnits('19.90', 2) is 1990n".to_owned(),
        _ => {
            let (one, zeros) = (
                if places == 0 { "15" } else { "1.5" },
                places.saturating_sub(1) as usize,
            );
            format!(
                "it takes an integer above 0 in units of 10^-{places} coin, a bigint or digits: toUnits('{one}', {places}) is 15{}n",
                "0".repeat(zeros)
            )
        }
    }
}

const DECIMAL: &str = "it takes a decimal number above 0 as a string, like \"12.50\"";

impl Rule {
    /// The value as it travels, or what is wrong with it.
    pub(crate) fn check(self, input: &Input) -> Result<Wire, Cow<'static, str>> {
        let quoted = |text: String| Ok(Wire { text, number: false });
        let number = |text: String| Ok(Wire { text, number: true });
        match (self, input) {
            (_, Input::Unfit(why)) => Err(why.clone().into()),
            (Self::Items { fields }, Input::Items { items, single }) => quoted(write_items(fields, items, *single)?),
            (Self::Joined { fields, max_items }, Input::Items { items, single: false }) => {
                quoted(join_items(fields, items, max_items)?)
            }
            (Self::Items { .. } | Self::Joined { .. }, _) => Err("is not a list of objects".into()),
            (_, Input::Items { .. }) => Err("is an object or a list, where one value is expected".into()),
            (Self::Units { places }, input) => {
                let most = if places > 2 { u128::MAX } else { u64::MAX.into() };
                number(amount(input, most).map_err(|what| due(what, &units(places)))?)
            }
            (Self::Integer { minimum, maximum }, input) => number(within(input, minimum, maximum)?),
            (Self::UnixSeconds, input) => match digits_given(input) {
                Ok(text) if text.len() == 10 => quoted(text),
                _ => Err("is not Unix time in seconds (10 digits)".into()),
            },
            (Self::UnixMillis { number }, input) => match digits_given(input) {
                Ok(text) if text.len() == 13 && !text.starts_with('0') => Ok(Wire { text, number }),
                Ok(text) if text.len() == 10 => Err(due("is 10 digits, which are seconds".into(), MILLIS)),
                Ok(text) => Err(due(format!("is {} digits", text.len()).into(), MILLIS)),
                Err(what) => Err(due(what, MILLIS)),
            },
            (Self::Digits { min_length, max_length }, input) => {
                let takes =
                    format!("it takes {min_length} to {max_length} digits, as a string where they are more than 15");
                match digits_given(input) {
                    Ok(text) if (min_length..=max_length).contains(&text.len()) => quoted(text),
                    Ok(text) => Err(due(format!("is {} digits", text.len()).into(), &takes)),
                    Err(what) => Err(due(what, &takes)),
                }
            }
            (rule, Input::One(Value::Text(text))) => rule.check_text(text),
            (Self::Decimal { .. }, Input::Inexact(what)) => Err(due(what.what().into(), DECIMAL)),
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
            Self::Text { max_length } => match too_long(text, max_length) {
                Some(why) => Err(why),
                None => ok(text, false),
            },
            Self::Enum { words, number } => match words.iter().find(|(word, _)| *word == text) {
                Some((_, code)) => ok(code, number),
                None => {
                    let meant = words.iter().find(|(_, code)| *code == text);
                    Err(match meant {
                        Some((word, _)) => format!("is the gateway's own code; here it is called {word}"),
                        None => none_of(text, &words.iter().map(|(word, _)| *word).collect::<Vec<_>>()),
                    }
                    .into())
                }
            },
            Self::Ipv4 => ok(&ipv4(text)?, false),
            Self::Prefixed { prefix, .. } => ok(&format!("{prefix}{text}"), false),
            _ => ok(text, false),
        }
    }

    /// That there is no value, and where to find one.
    pub(crate) fn without(self, what: &'static str) -> Cow<'static, str> {
        match self {
            Self::Prefixed { from, .. } => format!("is empty; it is {from}").into(),
            _ => what.into(),
        }
    }

    /// What is wrong with a text, by the rules that are not simple.
    fn fault(self, text: &str) -> Option<Cow<'static, str>> {
        match self {
            Self::Id { max_length, symbols } => id_fault(text, max_length, symbols).map(Cow::Owned),
            Self::Nonce => (text.chars().count() > 32).then_some(NONCE.into()),
            Self::Decimal { .. } if !is_decimal(text) => Some(due(no_digits(text, true), DECIMAL)),
            Self::Decimal { .. } if is_zero(text) => Some(due("is 0".into(), DECIMAL)),
            Self::Decimal { places: Some(most) } => match text.split_once('.').map_or(0, |(_, places)| places.len()) {
                count if count > most as usize => {
                    Some(format!("has {count} decimal places; at most {most} are allowed").into())
                }
                _ => None,
            },
            Self::Url { max_length, query } => check_address(text, max_length, query),
            Self::DateTime => date_time_fault(text)
                .map(|what| format!("{what}; it takes a time in UTC+8 like 2018-07-11 18:01:17").into()),
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
    ["is none of ", &words.join(", "), &suggestion(text, words)].concat()
}

fn too_long(text: &str, max: usize) -> Option<Cow<'static, str>> {
    let count = text.chars().count();
    (count > max).then(|| format!("has {count} characters; at most {max} are allowed").into())
}

/// What is wrong with letters, digits and these symbols.
fn id_fault(text: &str, max: usize, symbols: &str) -> Option<String> {
    let belongs = |c: char| c.is_ascii_alphanumeric() || symbols.contains(c);
    let why = held_to(text, max, &format!("0-9A-Za-z{symbols}"), belongs)?;
    // A UUID is the commonest of these.
    let uuid = text.len() == 36 && text.matches('-').count() == 4;
    Some(match uuid && max == 32 && !belongs('-') {
        true => why + "; without its hyphens, a UUID has 32",
        false => why,
    })
}

/// The first character that does not belong, and the length where it is too much.
fn held_to(text: &str, max: usize, allowed: &str, belongs: impl Fn(char) -> bool) -> Option<String> {
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

/// The digits of an integer within limits.
fn within(input: &Input, minimum: u64, maximum: u64) -> Result<String, Cow<'static, str>> {
    let what = match integer(input) {
        Ok(digits) => match digits.parse() {
            Ok(value) if (minimum..=maximum).contains(&value) => return Ok(digits),
            Ok(value) if value < minimum => "is too small".into(),
            _ => "is too large".into(),
        },
        Err(what) => what,
    };
    Err(due(what, &limits(minimum, maximum)))
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
        let member = |(row, wire): (&Field, Wire)| {
            let value = if wire.number { Json::Number } else { Json::Text };
            (row.wire_name().to_owned(), value(wire.text))
        };
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
        let checked = match given(item, row.name) {
            Some(input) => row.rule.check(input),
            None if matches!(row.origin, Origin::Optional) => continue,
            None => Err("is missing".into()),
        };
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
