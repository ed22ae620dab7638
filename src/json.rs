//! JSON as it came: numbers keep their characters, members their order, and no name is given twice.

use std::borrow::Cow;

use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::{Expect, Lex as _};
use hifijson::{SliceLexer, num, str};

use crate::value::Value;

/// A JSON value (RFC 8259).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Flag(bool),
    /// With the characters of the text.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Members),
}

/// An object's members in the order of the text.
pub(crate) type Members = Vec<(String, Json)>;

/// Why a text is not taken.
#[derive(Debug)]
pub(crate) enum Fault {
    /// Near this byte.
    Broken(usize),
    /// This name is given twice in one object; two readers would see two values.
    Twice(String),
    /// Deeper than allowed: below this name, or in a list.
    Deep(Option<String>),
}

impl From<Expect> for Fault {
    fn from(_: Expect) -> Self {
        Self::Broken(0) // `read` knows the place
    }
}

impl From<num::Error> for Fault {
    fn from(_: num::Error) -> Self {
        Self::Broken(0) // `read` knows the place
    }
}

impl From<str::Error> for Fault {
    fn from(_: str::Error) -> Self {
        Self::Broken(0) // `read` knows the place
    }
}

/// Reads one value that nests at most `depth` objects and lists, behind a byte order mark or none (RFC 8259 §8.1).
pub(crate) fn read(text: &str, depth: usize) -> Result<Json, Fault> {
    let bytes = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
    let mut lexer = SliceLexer::new(bytes);
    let read = lexer.exactly_one(SliceLexer::ws_peek, |next, lexer| value(next, lexer, depth));
    read.map_err(|fault| match fault {
        Fault::Broken(_) => Fault::Broken(text.len() - lexer.as_slice().len()),
        fault => fault,
    })
}

/// The value that begins with the character `next`, which is not taken yet.
fn value(next: u8, lexer: &mut SliceLexer<'_>, depth: usize) -> Result<Json, Fault> {
    match next {
        b'"' => Ok(Json::Text(lexer.discarded().str_string()?.into_owned())),
        b'-' | b'0'..=b'9' => Ok(Json::Number(lexer.num_string().validated()?.0.to_owned())),
        b'{' | b'[' if depth == 0 => Err(Fault::Deep(None)),
        b'{' => {
            let mut members = Members::new();
            lexer.discarded().seq(b'}', SliceLexer::ws_peek, |next, lexer| {
                lexer.expect(|_| Some(next), b'"').ok_or(Fault::Broken(0))?;
                let name = lexer.str_string()?.into_owned();
                lexer.expect(SliceLexer::ws_peek, b':').ok_or(Fault::Broken(0))?;
                let next = lexer.ws_peek().ok_or(Fault::Broken(0))?;
                match value(next, lexer, depth - 1) {
                    Ok(value) => members.push((name, value)),
                    Err(Fault::Deep(_)) => return Err(Fault::Deep(Some(name))),
                    Err(fault) => return Err(fault),
                }
                Ok(())
            })?;
            match repeated(members.iter().map(|(name, _)| name.as_str()).collect()) {
                Some(name) => Err(Fault::Twice(name.to_owned())),
                None => Ok(Json::Object(members)),
            }
        }
        b'[' => {
            let mut items = Vec::new();
            lexer.discarded().seq(b']', SliceLexer::ws_peek, |next, lexer| {
                match value(next, lexer, depth - 1) {
                    Ok(item) => items.push(item),
                    Err(Fault::Deep(_)) => return Err(Fault::Deep(None)),
                    Err(fault) => return Err(fault),
                }
                Ok(())
            })?;
            Ok(Json::List(items))
        }
        _ => match lexer.null_or_bool() {
            Some(Some(flag)) => Ok(Json::Flag(flag)),
            Some(None) => Ok(Json::Null),
            None => Err(Fault::Broken(0)),
        },
    }
}

/// A name that is there twice.
pub(crate) fn repeated(mut names: Vec<&str>) -> Option<&str> {
    names.sort_unstable();
    names.windows(2).find_map(|pair| match pair {
        [one, other] if one == other => Some(*one),
        _ => None,
    })
}

impl Json {
    /// The text of the value as it is signed; JSON text for what nests; `None` for `null`.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => None,
            Self::Flag(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
            Self::Number(text) | Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::List(_) | Self::Object(_) => Some(Cow::Owned(self.write())),
        }
    }

    /// The value as it is signed: numbers are told from texts.
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Self::Number(lexeme) => Value::Number(lexeme.into()),
            other => other.text().map_or(Value::Absent, Value::Text),
        }
    }

    /// Whether it says nothing: `null`, or an empty text.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// JSON text without white space.
    pub(crate) fn write(&self) -> String {
        let mut text = String::new();
        self.write_to(&mut text);
        text
    }

    fn write_to(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Flag(flag) => text.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => text.push_str(number),
            Self::Text(plain) => quote(plain, text),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    text.push(if index == 0 { '[' } else { ',' });
                    item.write_to(text);
                }
                text.push_str(if items.is_empty() { "[]" } else { "]" });
            }
            Self::Object(members) => {
                for (index, (name, value)) in members.iter().enumerate() {
                    text.push(if index == 0 { '{' } else { ',' });
                    quote(name, text);
                    text.push(':');
                    value.write_to(text);
                }
                text.push_str(if members.is_empty() { "{}" } else { "}" });
            }
        }
    }
}

/// A string with what RFC 8259 §7 wants escaped, and nothing else.
fn quote(plain: &str, text: &mut String) {
    text.push('"');
    for c in plain.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            '\0'..' ' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
}
