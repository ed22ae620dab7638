//! Reading a body that arrived, without losing a character of it.
//!
//! What is signed is the text of each value, so a number keeps the characters it came with (`1.50`,
//! `1571561027984123456`). What can be read in one way is read, whatever its wrapping; what two readers could understand
//! differently is refused.

use std::borrow::Cow;

use crate::content::{Content, Foreign, Label, UTF8_PLEASE, content, is_gbk, plain};
use crate::error::Error;
use crate::json::{self, Fault, Json, Members};
use crate::value::Value;

/// The largest body that is read, in bytes. Notifications and answers of the gateways are below 10 KB.
pub const MAX_BODY: usize = 256 * 1024;

/// The fields of a body in the order they came; `None` where JSON says `null`.
pub type Fields = Vec<(String, Option<String>)>;

/// Reads a flat body: a JSON object (RFC 8259) without nesting, or a form (`application/x-www-form-urlencoded`).
///
/// The bytes decide which of the two it is; a content type that says something else decides nothing. A JSON string with
/// a message in it, a `?` before a form, a byte order mark, line breaks around a form and empty pieces in it are passed over:
/// with and without them there is one message that it can be.
///
/// # Errors
/// [`ErrorKind::Body`](crate::ErrorKind::Body): empty, over [`MAX_BODY`], malformed, nested, a name given twice, or
/// something else, like XML, another charset, or compressed bytes; the message says what.
pub fn read_body(body: &[u8], content_type: Option<&str>) -> Result<Fields, Error> {
    Ok(fields_of(&read_members(body, content_type)?))
}

/// As [`read_body`], with numbers of JSON told from texts.
pub(crate) fn read_members(body: &[u8], content_type: Option<&str>) -> Result<Members, Error> {
    check_length(body)?;
    match content(body, &Label::of(content_type)) {
        Ok(Content::Json(text)) => read_json(&text),
        Ok(Content::Form(text)) => read_form(text.as_bytes(), &utf8).map(texts),
        Err(Foreign { what, remedy, .. }) => Err(Error::body(&format!("{what}; {remedy}"))),
    }
}

/// Every value as the characters that came.
pub(crate) fn fields_of(members: &Members) -> Fields {
    let text = |value: &Json| value.text().map(Cow::into_owned);
    members
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

/// Names and values as they are signed.
pub(crate) fn params_of(members: &Members) -> Vec<(&str, Value<'_>)> {
    members
        .iter()
        .map(|(name, value)| (name.as_str(), value.value()))
        .collect()
}

/// Values that are all texts.
fn texts(fields: Fields) -> Members {
    fields
        .into_iter()
        .map(|(name, text)| (name, text.map_or(Json::Null, Json::Text)))
        .collect()
}

/// The same for a body in another charset than UTF-8. In all that are meant, the characters that structure a form are
/// those of ASCII, so it is taken apart before it is decoded; in GBK a `\` may be half a character, so JSON is not.
pub(crate) fn read_members_in(
    charset: &dyn Charset,
    body: &[u8],
    content_type: Option<&str>,
) -> Result<Members, Error> {
    check_length(body)?;
    let foreign = || format!("is not {}", charset.name());
    let bytewise: String = body.iter().copied().map(char::from).collect();
    match content(bytewise.as_bytes(), &Label::of(content_type)) {
        Ok(Content::Json(_)) => read_json(&charset.decode(body).ok_or_else(|| Error::body(&foreign()))?),
        Ok(Content::Form(pairs)) => {
            let pairs: Vec<u8> = pairs.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
            read_form(&pairs, &|bytes| charset.decode(&bytes).ok_or_else(|| foreign().into())).map(texts)
        }
        Err(Foreign { what, remedy, .. }) => Err(Error::body(&format!("{what}; {remedy}"))),
    }
}

/// A charset beside UTF-8, as the platform knows it.
pub trait Charset {
    /// Its name, as messages say it.
    fn name(&self) -> &str;
    /// The text of bytes; `None` if they are not in this charset.
    fn decode(&self, bytes: &[u8]) -> Option<String>;
    /// The bytes of a text; `None` if it has a character that the charset lacks.
    fn encode(&self, text: &str) -> Option<Vec<u8>>;
}

fn check_length(body: &[u8]) -> Result<(), Error> {
    match body.len() {
        0..=MAX_BODY => Ok(()),
        length => Err(Error::body(&format!(
            "is {length} bytes long; at most {MAX_BODY} are read"
        ))),
    }
}

/// A flat JSON object.
fn read_json(text: &str) -> Result<Members, Error> {
    let fault = |fault| match fault {
        Fault::Broken(at) => broken_json(text, at),
        Fault::Twice(name) => twice(&name),
        Fault::Deep(None) => Error::body("is JSON but not an object"),
        Fault::Deep(Some(name)) => Error::body(&format!(
            "nests an object or array in {}, where all fields are flat",
            shown(&name)
        )),
    };
    match json::read(text, 1).map_err(fault)? {
        Json::Object(members) => Ok(members),
        _ => Err(Error::body("is JSON but not an object")),
    }
}

/// What hand has been at a JSON text, as far as it shows.
fn broken_json(text: &str, at: usize) -> Error {
    let behind = text.trim_start().trim_start_matches(['{', '[']).trim_start();
    let what = match behind {
        _ if at >= text.trim_end().len() => "it ends in the middle: it was cut off",
        escaped if escaped.starts_with('\\') => {
            "its quotes have backslashes before them, as PHP's addslashes leaves them"
        }
        escaped if escaped.starts_with('&') => "its quotes are HTML-escaped, as a filter against scripts leaves them",
        single if single.starts_with('\'') => "its quotes are single ones",
        _ => "is this the raw body, as it arrived?",
    };
    Error::body(&format!("is not well-formed JSON; {what} (near byte {at})"))
}

fn twice(name: &str) -> Error {
    Error::body(&format!(
        "has the name {} twice; two readers would see two values",
        shown(name)
    ))
}

/// As WHATWG URL §5.1 reads it, where nobody could read it otherwise: a piece without `=` is a name with an empty value,
/// and an empty piece is nothing. What that reader mends by guessing is refused: a `%` without two hexadecimal digits,
/// bytes that are not UTF-8, a pair without a name.
pub(crate) fn read_form(pairs: &[u8], text_of: TextOf<'_>) -> Result<Fields, Error> {
    let mut fields = Fields::new();
    let pieces = pairs.split(|byte| *byte == b'&').enumerate();
    for (index, piece) in pieces.filter(|(_, piece)| !piece.is_empty()) {
        let mut sides = piece.splitn(2, |byte| *byte == b'=');
        let (name, value) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
        if index > 0
            && let Some(entity) = ENTITIES.iter().find(|entity| name.starts_with(entity.as_bytes()))
        {
            return Err(Error::body(&format!(
                "has &{entity} in it: it was HTML-escaped on its way (被 HTML 转义); give the raw body, as it arrived"
            )));
        }
        let read = |part| decode(part, text_of);
        let fault = |what: Cow<'_, str>| {
            let name = read(name).map(|name| format!(", {}", shown(&name))).unwrap_or_default();
            Error::body(&format!(
                "is not a well-formed form: {what} in pair {}{name}",
                index + 1
            ))
        };
        match read(name).map_err(fault)? {
            name if name.is_empty() => return Err(fault("no name".into())),
            name => fields.push((name, Some(read(value).map_err(fault)?))),
        }
    }
    match json::repeated(fields.iter().map(|(name, _)| name.as_str()).collect()) {
        Some(name) => Err(twice(name)),
        None => Ok(fields),
    }
}

/// How the bytes of a name or a value become text, or what they are instead.
type TextOf<'a> = &'a dyn Fn(Vec<u8>) -> Result<String, Cow<'static, str>>;

/// What a filter against scripts makes of `&`, `"`, `'`, `<` and `>`.
const ENTITIES: [&str; 10] = [
    "amp;", "quot;", "apos;", "lt;", "gt;", "#34;", "#38;", "#39;", "#x27;", "#039;",
];

/// `+` to space and `%XX` to bytes.
fn decode(part: &[u8], text_of: TextOf<'_>) -> Result<String, Cow<'static, str>> {
    let mut bytes = part.iter().copied();
    let mut decoded = Vec::with_capacity(part.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => match (bytes.next(), bytes.next()) {
                (Some(b'u' | b'U'), _) => return Err("a broken %-escape (%u, of JavaScript's escape())".into()),
                (high, low) => unescaped(high, low).ok_or("a broken %-escape")?,
            },
            byte => byte,
        });
    }
    text_of(decoded)
}

/// The text of bytes in UTF-8.
pub(crate) fn utf8(bytes: Vec<u8>) -> Result<String, Cow<'static, str>> {
    String::from_utf8(bytes).map_err(|fault| match is_gbk(fault.as_bytes()) {
        true => format!("%-escapes that are not UTF-8 but GBK, as it seems ({UTF8_PLEASE})").into(),
        false => "%-escapes that are not UTF-8".into(),
    })
}

fn unescaped(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let mut byte = [0];
    base16ct::mixed::decode([high?, low?], &mut byte).ok()?;
    Some(byte[0])
}

/// A name out of a body, in quotes.
pub(crate) fn shown(name: &str) -> String {
    format!("\"{}\"", plain(name))
}
