//! What bytes are, whatever the label on them says: JSON, a form, or something else that has a name.
//!
//! JSON and forms cannot be taken for each other. An object or a list begins with a bracket, a JSON string with a quote,
//! and no form does, because whatever writes forms escapes these characters. So the label decides nothing; where it
//! says something else than the bytes do, that is a remark.

use std::borrow::Cow;

use crate::error::ErrorKind;
use crate::json::{self, Json};

/// What can be read.
pub(crate) enum Content<'b> {
    /// The text of a JSON object or list.
    Json(Cow<'b, str>),
    /// Pairs joined with `&`.
    Form(Cow<'b, str>),
}

/// What cannot.
pub(crate) struct Foreign {
    /// What it is, as in "is XML".
    pub(crate) what: Cow<'static, str>,
    /// What its sender or the caller has to do.
    pub(crate) remedy: &'static str,
    /// What it is as an answer: not the gateway's (`Http`), or unreadable (`Body`).
    pub(crate) kind: ErrorKind,
    /// What it says to people who read it.
    pub(crate) words: Option<String>,
}

impl Foreign {
    fn new(what: impl Into<Cow<'static, str>>, remedy: &'static str) -> Self {
        Self {
            what: what.into(),
            remedy,
            kind: ErrorKind::Body,
            words: None,
        }
    }
}

/// What a content type says.
pub(crate) struct Label {
    media: String,
    charset: String,
}

impl Label {
    pub(crate) fn of(content_type: Option<&str>) -> Self {
        let mut parts = content_type.unwrap_or_default().split(';');
        let plain = |text: &str| text.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
        let media = plain(parts.next().unwrap_or_default());
        let charset = parts.find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| plain(value))
        });
        Self {
            media,
            charset: charset.unwrap_or_default(),
        }
    }

    fn is_json(&self) -> bool {
        matches!(self.media.as_str(), "application/json" | "text/json") || self.media.ends_with("+json")
    }

    fn is_form(&self) -> bool {
        self.media == "application/x-www-form-urlencoded"
    }

    /// Runtimes and proxies write these where nobody said anything.
    fn says_nothing(&self) -> bool {
        matches!(
            self.media.as_str(),
            "" | "text/plain" | "*/*" | "application/octet-stream" | "binary/octet-stream"
        )
    }

    /// The charset, if it is another than UTF-8.
    pub(crate) fn other_charset(&self) -> Option<&str> {
        Some(&*self.charset).filter(|charset| !matches!(*charset, "" | "utf-8" | "utf8" | "unicode-1-1-utf-8"))
    }
}

/// What the bytes are.
pub(crate) fn content<'b>(bytes: &'b [u8], label: &Label) -> Result<Content<'b>, Foreign> {
    let text = text(bytes, label)?;
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    if trimmed.is_empty() {
        return Err(Foreign::new(
            "is empty",
            "was it read before, by a body parser? (请求体已被读取) Where the fields are in the address, give its query",
        ));
    }
    if trimmed.starts_with('"') {
        // A JSON string with the message in it: written twice. Once more is nobody's way to send one.
        return match json::read(trimmed, 0) {
            Ok(Json::Text(inner)) if !inner.trim_start().starts_with('"') => Ok(match sort(&inner, label)? {
                Content::Json(text) => Content::Json(text.into_owned().into()),
                Content::Form(text) => Content::Form(text.into_owned().into()),
            }),
            _ => Err(quoted('"')),
        };
    }
    sort(text, label)
}

/// What contradicts the label, of bytes that are read all the same.
pub(crate) fn remarks(bytes: &[u8], content_type: Option<&str>) -> Vec<String> {
    let label = Label::of(content_type);
    let mut remarks = Vec::new();
    let (fits, what) = match content(bytes, &label) {
        Ok(Content::Json(_)) => (label.is_json(), "JSON"),
        Ok(Content::Form(_)) => (label.is_form(), "a form"),
        Err(_) => return remarks,
    };
    if !fits && !label.says_nothing() {
        remarks.push(format!(
            "the content type says {}, the body is {what}",
            plain(&label.media)
        ));
    }
    if let Some(charset) = label.other_charset()
        && !(bytes.is_ascii() && extends_ascii(charset))
    {
        remarks.push(format!(
            "the content type says charset {}, the body is UTF-8",
            plain(charset)
        ));
    }
    remarks
}

/// Whether bytes of ASCII are the same characters in it.
fn extends_ascii(charset: &str) -> bool {
    !["utf-16", "utf16", "utf-32", "utf32", "ucs", "iso-10646", "utf-7"]
        .iter()
        .any(|wide| charset.starts_with(wide))
}

/// The text of the bytes, behind a byte order mark or none.
fn text<'b>(bytes: &'b [u8], label: &Label) -> Result<&'b str, Foreign> {
    if let Some(what) = packed(bytes) {
        return Err(Foreign::new(
            what,
            "unpack it first; `handleNotification` does where content-encoding names it",
        ));
    }
    let ascii = |byte: &u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let utf16 = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [0, byte, ..] | [byte, 0, ..] => ascii(byte),
        _ => false,
    };
    if utf16 {
        return Err(Foreign::new(
            "is not UTF-8 (at byte 0) but UTF-16",
            "the gateways send UTF-8; what stored or sent this wrote it in another encoding",
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(fault) => Err(not_utf8(bytes, fault, label)),
    }
}

/// The name of what packed the bytes.
fn packed(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x1f, 0x8b, ..] => Some("is compressed with gzip"),
        // RFC 1950 §2.2: the two bytes of the header, read as one number, divide by 31.
        [0x78, flags @ (0x01 | 0x5e | 0x9c | 0xda), ..] if (0x7800 + u16::from(*flags)) % 31 == 0 => {
            Some("is compressed with deflate")
        }
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some("is compressed with zstd"),
        [b'P', b'K', 3, 4, ..] => Some("is a ZIP archive"),
        _ => None,
    }
}

fn not_utf8(bytes: &[u8], fault: std::str::Utf8Error, label: &Label) -> Foreign {
    let at = fault.valid_up_to();
    if fault.error_len().is_none() {
        return Foreign::new(
            format!("is not UTF-8 (at byte {at}): it ends in the middle of a character"),
            "it was cut off on its way",
        );
    }
    // A map of MessagePack or CBOR, with a text for its first name.
    if let [0x80..=0x8f | 0xde | 0xdf, ..] | [0xa1..=0xbf, 0x61..=0x7b, ..] = bytes
        && bytes.iter().take(4).any(|byte| matches!(byte, 0xa1..=0xbf | 0xd9))
    {
        return Foreign::new(
            "is binary data, MessagePack or CBOR as it seems",
            "decode it and give its fields to verify(params)",
        );
    }
    let what = match (label.other_charset(), is_gbk(bytes)) {
        (Some(charset), _) => format!(
            "is not UTF-8 (at byte {at}) but {}, as its content type says",
            plain(charset)
        ),
        (None, true) => format!("is not UTF-8 (at byte {at}) but GBK, as it seems"),
        (None, false) => format!("is not UTF-8 (at byte {at}): another charset, or no text at all"),
    };
    Foreign::new(what, UTF8_PLEASE)
}

/// For what is in another charset, GBK mostly.
pub(crate) const UTF8_PLEASE: &str = "the charset of the request often decides that of the notification: ask for UTF-8 (Alipay: charset=utf-8 in \
     the address of the request, 请求里的 charset 改为 utf-8), or give verifyBody the option charset: 'gbk'";

/// Whether all bytes could be GBK or GB18030, and some are beyond ASCII.
pub(crate) fn is_gbk(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    let mut beyond = false;
    loop {
        rest = match rest {
            [] => return beyond,
            [b'\t' | b'\r' | b'\n' | b' '..=b'~', rest @ ..] => rest,
            [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, rest @ ..]
            | [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, rest @ ..] => {
                beyond = true;
                rest
            }
            _ => return false,
        };
    }
}

/// What a text is.
fn sort<'t>(text: &'t str, label: &Label) -> Result<Content<'t>, Foreign> {
    let trimmed = text.trim_matches([' ', '\t', '\r', '\n']);
    if let Some(inner) = in_callback(trimmed) {
        return Ok(Content::Json(inner.into()));
    }
    if trimmed.starts_with(['{', '[']) && !trimmed.starts_with("[object ") {
        return Ok(Content::Json(text.into()));
    }
    // A raw line break is in no form, so one at its end was added on the way, by an editor or `curl -d`.
    let pairs = text.trim_matches(['\r', '\n']);
    let pairs = pairs.strip_prefix('?').unwrap_or(pairs);
    match foreign(trimmed, pairs, label) {
        Some(foreign) => Err(foreign),
        None => Ok(Content::Form(pairs.into())),
    }
}

/// The object or list in JSONP: `callback({…});`.
fn in_callback(text: &str) -> Option<&str> {
    let call = text.strip_prefix("/**/").unwrap_or(text).trim();
    let (name, inner) = call.trim_end_matches(';').strip_suffix(')')?.split_once('(')?;
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
    let inner = inner.trim();
    (!name.is_empty() && name.chars().all(named) && inner.starts_with(['{', '['])).then_some(inner)
}

const RAW: &str = "give the raw body, as it arrived";

/// What a text is that is not JSON; `None` where its `pairs` are those of a form.
fn foreign(text: &str, pairs: &str, label: &Label) -> Option<Foreign> {
    let control = |(_, byte): &(usize, u8)| byte.is_ascii_control() && !b"\t\r\n".contains(byte);
    if let Some((at, byte)) = text.bytes().enumerate().find(control) {
        return Some(Foreign::new(
            format!("is binary data (byte {byte:#04x} at {at}), protobuf perhaps"),
            "decode it and give its fields to verify(params)",
        ));
    }
    match text.chars().next().unwrap_or_default() {
        '<' => return Some(markup(text, label)),
        quote @ ('"' | '\'' | '`' | '“' | '‘' | '「') => return Some(quoted(quote)),
        _ => {}
    }
    if let Some((what, remedy)) = kind(text) {
        return Some(Foreign::new(what, remedy));
    }
    let first = pairs.split('&').find(|piece| !piece.is_empty()).unwrap_or_default();
    let name = first.split('=').next().unwrap_or_default();
    let named = !name.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '{' | '}' | '<' | '>' | '\\'));
    if text.contains('=') && named {
        let of_lines = text.lines().count() > 1 && !text.contains('&') && text.lines().all(|line| line.contains('='));
        return of_lines.then(|| {
            let what = "has a field in each line, as a form of enctype text/plain has";
            Foreign::new(what, "have it sent urlencoded")
        });
    }
    if json::read(text, 0).is_ok() {
        return Some(Foreign {
            kind: ErrorKind::Http,
            ..Foreign::new("is JSON but not an object", RAW)
        });
    }
    let foreign = match label.is_json() {
        true => Foreign::new("is not well-formed JSON", "is this the raw body, as it arrived?"),
        false => Foreign::new("is a text that is neither JSON nor a form", RAW),
    };
    let words = Some(text.to_owned());
    Some(Foreign { words, ..foreign })
}

/// What a text is that its beginning gives away, and what to do with it.
fn kind(text: &str) -> Option<(&'static str, &'static str)> {
    let starts = |start: &str| {
        text.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    Some(match text {
        _ if starts("--") && text.to_ascii_lowercase().contains("content-disposition:") => (
            "is multipart/form-data, which is not read here",
            "read it yourself (`await request.formData()`) and give its fields to verify(params)",
        ),
        _ if starts("http://") || starts("https://") || starts("/") => match text.contains('?') {
            true => ("is an address", "give what follows its ?, as it came"),
            false => ("is an address without a query", "give its query: what follows the ?"),
        },
        _ if starts("[object ") => ("is an object that was turned into text", RAW),
        _ if starts("%7B%22") && text.find('=').is_none_or(|at| at + 1 == text.len()) => {
            ("is JSON whose characters are %-escaped, as a form's name", RAW)
        }
        _ if is_base64(text) => match text.split('.').count() {
            3 => (
                "is a JWS: base64 in three parts",
                "verify it with the gateway's rule for those",
            ),
            _ => ("is base64 of JSON", "decode it, and give what is in it"),
        },
        _ => return None,
    })
}

fn quoted(quote: char) -> Foreign {
    Foreign::new(
        format!("begins with the quote {quote}, and is no JSON string"),
        "remove the quotes where it is sent or stored",
    )
}

/// Base64 that begins as `{` does, in any alphabet, wrapped or in parts.
fn is_base64(text: &str) -> bool {
    let digit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '.' | '\r' | '\n');
    text.len() >= 12
        && (text.starts_with("ey") || text.starts_with("ew"))
        && text.trim_end_matches('=').chars().all(digit)
}

/// HTML or XML.
fn markup(text: &str, label: &Label) -> Foreign {
    let starts = |start: &str| {
        text.get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let html = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<title",
        "<script",
        "<br",
        "<b>",
        "<p",
        "<div",
        "<h",
        "<center",
        "<!--",
    ];
    let page = html.into_iter().any(starts) || label.media.contains("html") && !starts("<?xml") && !starts("<xml");
    Foreign {
        kind: ErrorKind::Http,
        words: Some(words_of(text)),
        ..match page {
            true => Foreign::new("is an HTML page", "is it the gateway that sent it?"),
            false => Foreign::new(
                "is XML, which is not read here",
                "parse it yourself and give its fields to verify(params)",
            ),
        }
    }
}

/// The title of a page, or else its text without the tags.
fn words_of(page: &str) -> String {
    let page = page.replace("<![CDATA[", "").replace("]]>", "");
    let lower = page.to_ascii_lowercase(); // the same length, so that places are the same
    let title = || {
        let from = lower.find("<title")?;
        let from = from + lower.get(from..)?.find('>')? + 1;
        let to = from + lower.get(from..)?.find("</title")?;
        page.get(from..to).filter(|title| !title.trim().is_empty())
    };
    let texts = match title() {
        Some(title) => vec![title],
        None => page
            .split('<')
            .filter_map(|piece| piece.split_once('>').map(|(_, text)| text))
            .collect(),
    };
    let words: Vec<&str> = texts.into_iter().flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// A text of somebody else's, short enough and plain enough for a message.
pub(crate) fn plain(text: &str) -> String {
    // The scripts that names are written in; the table of all letters would be kilobytes of the module.
    let plain = |c: char| match c {
        '!'..='~' | 'À'..='ɏ' | 'Ͱ'..='ԯ' | '\u{3041}'..='ヿ' | '一'..='鿿' | '가'..='힣' => c,
        _ => '?',
    };
    text.chars().take(40).map(plain).collect()
}
