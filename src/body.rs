//! Reading a body that arrived, without losing a character of it.
//!
//! What is signed is the text of each value, so a number keeps the characters it came with (`1.50`,
//! `1571561027984123456`). What can be read in one way is read, whatever its wrapping; what two readers could understand
//! differently is refused.

use std::borrow::Cow;

use crate::content::{Content, Foreign, Label, UTF8_PLEASE, content, is_gbk, plain};
use crate::error::Error;
use crate::json::{self, Fault, Json};

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
    if body.len() > MAX_BODY {
        return Err(Error::body(&format!(
            "is {} bytes long; at most {MAX_BODY} are read",
            body.len()
        )));
    }
    match content(body, &Label::of(content_type)) {
        Ok(Content::Json(text)) => read_json(&text),
        Ok(Content::Form(text)) => read_form(&text),
        Err(Foreign { what, remedy, .. }) => Err(Error::body(&format!("{what}; {remedy}"))),
    }
}

/// A flat JSON object.
pub(crate) fn read_json(text: &str) -> Result<Fields, Error> {
    let fault = |fault| match fault {
        Fault::Broken(at) => broken_json(text, at),
        Fault::Twice(name) => twice(&name),
        Fault::Deep(None) => Error::body("is JSON but not an object"),
        Fault::Deep(Some(name)) => Error::body(&format!(
            "nests an object or array in {}, where all fields are flat",
            shown(&name)
        )),
    };
    let Json::Object(members) = json::read(text, 1).map_err(fault)? else {
        return Err(Error::body("is JSON but not an object"));
    };
    let text = |value: Json| value.text().map(Cow::into_owned);
    Ok(members.into_iter().map(|(name, value)| (name, text(value))).collect())
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
pub(crate) fn read_form(text: &str) -> Result<Fields, Error> {
    let mut fields = Fields::new();
    let pieces = text.split('&').enumerate().filter(|(_, piece)| !piece.is_empty());
    for (index, piece) in pieces {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let fault = |what: &str| {
            let name = decode(name)
                .map(|name| format!(", {}", shown(&name)))
                .unwrap_or_default();
            Error::body(&format!(
                "is not a well-formed form: {what} in pair {}{name}",
                index + 1
            ))
        };
        if index > 0
            && let Some(entity) = ENTITIES.iter().find(|entity| name.starts_with(**entity))
        {
            return Err(Error::body(&format!(
                "has &{entity} in it: it was HTML-escaped on its way (被 HTML 转义); give the raw body, as it arrived"
            )));
        }
        let name = decode(name).map_err(|what| fault(&what))?;
        if name.is_empty() {
            return Err(fault("no name"));
        }
        fields.push((name, Some(decode(value).map_err(|what| fault(&what))?)));
    }
    match json::repeated(fields.iter().map(|(name, _)| name.as_str()).collect()) {
        Some(name) => Err(twice(name)),
        None => Ok(fields),
    }
}

/// What a filter against scripts makes of `&`, `"`, `'`, `<` and `>`.
const ENTITIES: [&str; 10] = [
    "amp;", "quot;", "apos;", "lt;", "gt;", "#34;", "#38;", "#39;", "#x27;", "#039;",
];

/// `+` to space and `%XX` to bytes, which must be UTF-8.
fn decode(part: &str) -> Result<String, Cow<'static, str>> {
    let mut bytes = part.bytes();
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
    String::from_utf8(decoded).map_err(|fault| match is_gbk(fault.as_bytes()) {
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
