//! Reading a body that arrived, without losing a character of it.
//!
//! What is signed is the text of each value, so a number keeps the characters it came with (`1.50`,
//! `1571561027984123456`), and whatever two readers could understand differently is refused.

use std::borrow::Cow;
use std::collections::BTreeSet;

use json_event_parser::{JsonEvent, SliceJsonParser};

use crate::error::Error;

/// The largest body that is read, in bytes. Notifications and answers of the gateways are below 10 KB.
pub const MAX_BODY: usize = 256 * 1024;

/// The fields of a body in the order they came; `None` where JSON says `null`.
pub type Fields = Vec<(String, Option<String>)>;

/// Reads a flat body: a JSON object (RFC 8259) without nesting, or a form (`application/x-www-form-urlencoded`).
///
/// Without a content type, text that begins with `{` is JSON and anything else is a form; there is no second try.
///
/// # Errors
/// [`ErrorKind::Body`](crate::ErrorKind::Body): empty, over [`MAX_BODY`], not UTF-8, malformed, nested, a name given
/// twice, or a content type that is neither.
pub fn read_body(body: &[u8], content_type: Option<&str>) -> Result<Fields, Error> {
    if body.len() > MAX_BODY {
        return Err(Error::body(&format!(
            "is {} bytes long; at most {MAX_BODY} are read",
            body.len()
        )));
    }
    let text = std::str::from_utf8(body).map_err(|fault| {
        Error::body(&format!(
            "is not UTF-8 (at byte {}); the gateways send UTF-8 only",
            fault.valid_up_to()
        ))
    })?;
    if text.trim().is_empty() {
        return Err(Error::body(
            "is empty; was it read before, by a body parser? (请求体已被读取)",
        ));
    }
    let fields = match format_of(content_type)? {
        Some(Format::Json) => read_json(text),
        Some(Format::Form) => read_form(text),
        None if begins_like_json(text) => read_json(text),
        None => read_form(text),
    }?;
    let mut names = BTreeSet::new();
    match fields.iter().find(|(name, _)| !names.insert(name)) {
        Some((name, _)) => Err(Error::body(&format!(
            "has the name {} twice; two readers would see two values",
            shown(name)
        ))),
        None => Ok(fields),
    }
}

/// RFC 8259 §8.1 lets a reader pass over a byte order mark, which some platforms write; the JSON reader does.
fn begins_like_json(text: &str) -> bool {
    text.strip_prefix('\u{feff}')
        .unwrap_or(text)
        .trim_start()
        .starts_with('{')
}

enum Format {
    Json,
    Form,
}

/// `None` where the sender named no content type.
fn format_of(content_type: Option<&str>) -> Result<Option<Format>, Error> {
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    for parameter in parts {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let charset = value.trim().trim_matches('"').to_ascii_lowercase();
        if name.trim().eq_ignore_ascii_case("charset") && charset != "utf-8" && charset != "utf8" {
            return Err(Error::body(
                "comes in another charset than UTF-8, which none of the gateways uses",
            ));
        }
    }
    match essence.as_str() {
        "" => Ok(None),
        "application/json" | "text/json" => Ok(Some(Format::Json)),
        "application/x-www-form-urlencoded" => Ok(Some(Format::Form)),
        json if json.ends_with("+json") => Ok(Some(Format::Json)),
        _ => Err(Error::body(
            "comes with a content type that is neither application/json nor application/x-www-form-urlencoded; \
             if you know what it is, pass that content type yourself",
        )),
    }
}

fn read_json(text: &str) -> Result<Fields, Error> {
    let broken = || Error::body("is not well-formed JSON; is this the raw body, as it arrived?");
    let nested = |name: &str| {
        Error::body(&format!(
            "nests an object or array in {}, where all fields are flat",
            shown(name)
        ))
    };
    let mut parser = SliceJsonParser::new(text.as_bytes());
    let mut next = move || parser.parse_next().map(owned).map_err(|_| broken());
    let mut fields = Fields::new();
    match next()? {
        JsonEvent::StartObject => {}
        _ => return Err(Error::body("is JSON but not an object")),
    }
    loop {
        let name = match next()? {
            JsonEvent::ObjectKey(name) => name.into_owned(),
            JsonEvent::EndObject => break,
            _ => return Err(broken()),
        };
        let value = match next()? {
            JsonEvent::String(text) => Some(text.into_owned()),
            JsonEvent::Number(lexeme) => Some(lexeme.into_owned()),
            JsonEvent::Boolean(flag) => Some(flag.to_string()),
            JsonEvent::Null => None,
            JsonEvent::StartObject | JsonEvent::StartArray => return Err(nested(&name)),
            _ => return Err(broken()),
        };
        fields.push((name, value));
    }
    match next()? {
        JsonEvent::Eof => Ok(fields),
        _ => Err(broken()),
    }
}

/// The event without its loan from the parser.
fn owned(event: JsonEvent<'_>) -> JsonEvent<'static> {
    match event {
        JsonEvent::String(text) => JsonEvent::String(Cow::Owned(text.into_owned())),
        JsonEvent::Number(text) => JsonEvent::Number(Cow::Owned(text.into_owned())),
        JsonEvent::ObjectKey(text) => JsonEvent::ObjectKey(Cow::Owned(text.into_owned())),
        JsonEvent::Boolean(flag) => JsonEvent::Boolean(flag),
        JsonEvent::Null => JsonEvent::Null,
        JsonEvent::StartArray => JsonEvent::StartArray,
        JsonEvent::EndArray => JsonEvent::EndArray,
        JsonEvent::StartObject => JsonEvent::StartObject,
        JsonEvent::EndObject => JsonEvent::EndObject,
        JsonEvent::Eof => JsonEvent::Eof,
    }
}

/// Stricter than WHATWG URL §5.1, which reads anything: an empty pair, a pair without `=` and a `%` without two
/// hexadecimal digits are refused rather than guessed at.
fn read_form(text: &str) -> Result<Fields, Error> {
    text.split('&')
        .enumerate()
        .map(|(index, pair)| {
            let broken = |what: &str| Error::body(&format!("is not a well-formed form: {what} in pair {}", index + 1));
            let (name, value) = pair.split_once('=').ok_or_else(|| broken("no '='"))?;
            let decoded = |part: &str| decode(part).map_err(broken);
            match decoded(name)? {
                name if name.is_empty() => Err(broken("no name")),
                name => Ok((name, Some(decoded(value)?))),
            }
        })
        .collect()
}

/// `+` to space and `%XX` to bytes, which must be UTF-8.
fn decode(part: &str) -> Result<String, &'static str> {
    let mut bytes = part.bytes();
    let mut decoded = Vec::with_capacity(part.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => unescaped(bytes.next(), bytes.next()).ok_or("a broken %-escape")?,
            byte => byte,
        });
    }
    String::from_utf8(decoded).map_err(|_| "%-escapes that are not UTF-8")
}

fn unescaped(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let mut byte = [0];
    base16ct::mixed::decode([high?, low?], &mut byte).ok()?;
    Some(byte[0])
}

/// A name out of a body, short enough and plain enough for an error message.
fn shown(name: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_graphic() || c.is_alphanumeric() {
            c
        } else {
            '?'
        }
    };
    format!("\"{}\"", name.chars().take(40).map(plain).collect::<String>())
}
