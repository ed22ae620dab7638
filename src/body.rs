//! Reading a body that arrived, without losing a character of it.
//!
//! What is signed is the text of each value, so a number keeps the characters it came with (`1.50`,
//! `1571561027984123456`), and whatever two readers could understand differently is refused.

use std::borrow::Cow;

use crate::error::Error;
use crate::json::{self, Fault, Json};

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
    match format_of(content_type)? {
        Some(Format::Json) => read_json(text),
        Some(Format::Form) => read_form(text),
        None if begins_like_json(text) => read_json(text),
        None => read_form(text),
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
    check_charset(content_type)?;
    match media_type(content_type).as_str() {
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

/// The type and subtype of a content type, in lower case.
pub(crate) fn media_type(content_type: Option<&str>) -> String {
    let essence = content_type.unwrap_or_default().split(';').next();
    essence.unwrap_or_default().trim().to_ascii_lowercase()
}

pub(crate) fn check_charset(content_type: Option<&str>) -> Result<(), Error> {
    for parameter in content_type.unwrap_or_default().split(';').skip(1) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let charset = value.trim().trim_matches('"').to_ascii_lowercase();
        if name.trim().eq_ignore_ascii_case("charset") && charset != "utf-8" && charset != "utf8" {
            return Err(Error::body(
                "comes in another charset than UTF-8, which none of the gateways uses",
            ));
        }
    }
    Ok(())
}

/// A flat JSON object.
pub(crate) fn read_json(text: &str) -> Result<Fields, Error> {
    let fault = |fault| match fault {
        Fault::Broken => Error::body("is not well-formed JSON; is this the raw body, as it arrived?"),
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

fn twice(name: &str) -> Error {
    Error::body(&format!(
        "has the name {} twice; two readers would see two values",
        shown(name)
    ))
}

/// Stricter than WHATWG URL §5.1, which reads anything: an empty pair, a pair without `=` and a `%` without two
/// hexadecimal digits are refused rather than guessed at.
fn read_form(text: &str) -> Result<Fields, Error> {
    let mut fields = Fields::new();
    for (index, pair) in text.split('&').enumerate() {
        let (name, value) = read_pair(pair)
            .map_err(|what| Error::body(&format!("is not a well-formed form: {what} in pair {}", index + 1)))?;
        fields.push((name, Some(value)));
    }
    match json::repeated(fields.iter().map(|(name, _)| name.as_str()).collect()) {
        Some(name) => Err(twice(name)),
        None => Ok(fields),
    }
}

fn read_pair(pair: &str) -> Result<(String, String), &'static str> {
    let (name, value) = pair.split_once('=').ok_or("no '='")?;
    match decode(name)? {
        name if name.is_empty() => Err("no name"),
        name => Ok((name, decode(value)?)),
    }
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
pub(crate) fn shown(name: &str) -> String {
    // The scripts that names are written in; the table of all letters would be a thirtieth of the module for pages.
    let plain = |c: char| match c {
        '!'..='~' | 'À'..='ɏ' | 'Ͱ'..='ԯ' | '\u{3041}'..='ヿ' | '一'..='鿿' | '가'..='힣' => c,
        _ => '?',
    };
    format!("\"{}\"", name.chars().take(40).map(plain).collect::<String>())
}
