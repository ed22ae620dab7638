//! What a gateway says, as typed values: a row for each field of an answer or a notification.

use std::borrow::Cow;

use crate::body::Fields;
use crate::doc::Doc;
use crate::json::{Json, Members};

/// A field of an answer or a notification.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    /// The gateway's name, and ours.
    pub name: &'static str,
    /// Another spelling that the gateway uses for it.
    pub alias: Option<&'static str>,
    /// How it is read.
    pub read: Read,
    /// Whether the answer is none without it.
    pub required: bool,
    /// Its meaning and unit.
    pub doc: Doc,
}

/// How a field is read: its `type` in a spec. An empty text is an absent field: gateways do not sign empty ones.
#[derive(Clone, Copy, Debug)]
pub enum Read {
    /// As text, with the characters it came with: texts, ids, times, decimal amounts.
    Text,
    /// A whole number that can pass 2^53: a `bigint`.
    Units,
    /// A small whole number.
    Integer,
    /// `true`, `false` or the same as text.
    Boolean,
    /// A code as our word. One that is not in the list is `unknown:<code>`.
    Enum(&'static [(&'static str, &'static str)]),
    /// An object.
    Object(&'static [Out]),
    /// A list of objects.
    List(&'static [Out]),
}

impl Out {
    /// Its value under either spelling. An empty one is none: where gateways do not sign it, anybody may have put it there.
    fn find<'m>(&self, members: &'m Members) -> Result<Option<&'m Json>, String> {
        let of = |wanted: &str| {
            let found = members.iter().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value).filter(|value| !value.is_empty())
        };
        match (of(self.name), self.alias.and_then(of)) {
            (Some(one), Some(other)) if one.text() != other.text() => Err(format!(
                "{} and {} are two spellings of one field and differ",
                self.name,
                self.alias.unwrap_or_default()
            )),
            (one, other) => Ok(one.or(other)),
        }
    }
}

/// A typed value of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A text.
    Text(String),
    /// The digits of a `bigint`.
    Units(String),
    /// A small whole number.
    Number(u32),
    /// A truth value.
    Flag(bool),
    /// An object's fields.
    Object(TypedFields),
    /// Several objects' fields.
    List(Vec<TypedFields>),
}

/// Names and typed values.
pub type TypedFields = Vec<(&'static str, Typed)>;

/// A verified answer or notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The fields that have a row, absent ones left out.
    pub fields: TypedFields,
    /// Every field as it came, as text; JSON text for what nests.
    pub raw: Fields,
}

impl Answer {
    /// The text of a field; none where it is absent or no text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.fields.iter().find(|(known, _)| *known == name) {
            Some((_, Typed::Text(text) | Typed::Units(text))) => Some(text),
            _ => None,
        }
    }
}

/// Reads `members` by `rows`.
///
/// # Errors
/// What is missing or has another form, without its value.
pub(crate) fn read_fields(rows: &'static [Out], members: &Members) -> Result<TypedFields, String> {
    let mut fields = TypedFields::new();
    for row in rows {
        match row.find(members)? {
            Some(value) => fields.push((
                row.name,
                row.read.value(value).map_err(|why| format!("{} {why}", row.name))?,
            )),
            None if row.required => return Err(format!("{} is missing", row.name)),
            None => {}
        }
    }
    Ok(fields)
}

/// Every field as text.
pub(crate) fn raw_fields(members: &Members) -> Fields {
    members
        .iter()
        .map(|(name, value)| (name.clone(), value.text().map(Cow::into_owned)))
        .collect()
}

impl Read {
    fn value(self, value: &Json) -> Result<Typed, String> {
        match (self, value) {
            (Self::Object(rows), Json::Object(members)) => read_fields(rows, members).map(Typed::Object),
            (Self::List(rows), Json::List(items)) => {
                let mut list = Vec::new();
                for item in items {
                    let Json::Object(members) = item else {
                        return Err("holds something other than objects".to_owned());
                    };
                    list.push(read_fields(rows, members)?);
                }
                Ok(Typed::List(list))
            }
            (Self::Object(_), _) => Err("is not an object".to_owned()),
            (Self::List(_), _) => Err("is not a list".to_owned()),
            (_, Json::Object(_) | Json::List(_)) => Err("is an object or a list".to_owned()),
            _ => self.scalar(&value.text().unwrap_or_default()),
        }
    }

    fn scalar(self, text: &str) -> Result<Typed, String> {
        match self {
            Self::Units => units(text)
                .map(Typed::Units)
                .ok_or_else(|| "is not an integer".to_owned()),
            Self::Integer => text
                .parse()
                .map(Typed::Number)
                .map_err(|_| "is not an integer from 0 to 2^32 - 1".to_owned()),
            Self::Boolean => match text {
                "true" => Ok(Typed::Flag(true)),
                "false" => Ok(Typed::Flag(false)),
                _ => Err("is neither true nor false".to_owned()),
            },
            Self::Enum(codes) => Ok(Typed::Text(word_of(codes, text))),
            _ => Ok(Typed::Text(text.to_owned())),
        }
    }
}

/// Our word for a code; `unknown:<code>` for one that has none.
pub(crate) fn word_of(codes: &[(&'static str, &'static str)], code: &str) -> String {
    match codes.iter().find(|(word, known)| *known == code || *word == code) {
        Some((word, _)) => (*word).to_owned(),
        None => format!("unknown:{code}"),
    }
}

/// The digits of a whole number; `1.0` is 1, for gateways that compute in floating point.
fn units(text: &str) -> Option<String> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let plain = (1..=39).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let whole_number = !places.is_empty() && places.bytes().all(|byte| byte == b'0');
    (plain && whole_number).then(|| whole.to_owned())
}
