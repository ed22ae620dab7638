//! `pay_body`: what the answer to an order says that the page, the wallet or the app has to do.
//!
//! Its text comes from outside and moves a payer's browser, so it is read into an action here, and what would send the
//! payer to a place that nobody named is refused. Nothing of it is ever run or written into a page as it came.

mod address;
mod form;
mod html;
mod reference;
mod wrapping;

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::address::{at_character, shown, split_once, unplain};
use crate::error::{Detail, Error, ErrorKind};
use crate::json::{self, Fault, Json, Members};

use address::AllowList;

/// The longest `pay_body` that is read, in bytes. The gateway's forms are below 4 KB.
pub const MAX_PAY_BODY: usize = 64 * 1024;

/// The channels, in the client's own words.
const CHANNELS: [&str; 4] = ["wechat", "alipay", "qq", "jd"];

/// The platforms, in the client's own words.
const PLATFORMS: [&str; 6] = ["app", "mp", "mini_app", "h5", "pc", "scan"];

/// What to do with a `pay_body`. `kind` names it in JavaScript.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayAction {
    /// Submit this form from a page.
    Form {
        /// How it is sent.
        method: FormMethod,
        /// The address it is sent to: https and of an allowed host.
        action: String,
        /// Names and values as a browser would send them: in order, a name twice where the page has it twice.
        fields: Vec<(String, String)>,
    },
    /// Go to this address.
    Redirect {
        /// The address: https and of an allowed host.
        url: String,
    },
    /// Invoke `getBrandWCPayRequest` of the bridge that WeChat puts into its pages.
    WechatBridge {
        /// `appId timeStamp nonceStr package signType paySign`, and what else came; all as text, because the bridge of
        /// iOS takes `timeStamp` only as text. A map in JavaScript.
        params: Vec<(String, String)>,
    },
    /// Show this text as a QR code, which the payer scans with the wallet.
    QrCode {
        /// The text of the code.
        text: String,
    },
    /// Hand this text to the wallet's SDK in an app or mini program.
    Sdk {
        /// What the SDK takes, character for character: JSON, or the order string of Alipay's SDK for apps.
        text: String,
    },
}

/// How a form is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormMethod {
    /// In the address, in place of its query.
    Get,
    /// In the body.
    Post,
}

impl PayAction {
    /// The name of what is to be done.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Form { .. } => "form",
            Self::Redirect { .. } => "redirect",
            Self::WechatBridge { .. } => "wechat-bridge",
            Self::QrCode { .. } => "qr-code",
            Self::Sdk { .. } => "sdk",
        }
    }
}

impl FormMethod {
    /// The word in HTML.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
        }
    }
}

// As maps: what serde derives would bring a store of names into the module.
impl Serialize for PayAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("kind", self.kind())?;
        match self {
            Self::Form { method, action, fields } => {
                object.serialize_entry("method", method.as_str())?;
                object.serialize_entry("action", action.as_str())?;
                object.serialize_entry("fields", fields)?;
            }
            Self::WechatBridge { params } => object.serialize_entry("params", &AsMap(params))?,
            Self::Redirect { url } => object.serialize_entry("url", url.as_str())?,
            Self::QrCode { text } | Self::Sdk { text } => object.serialize_entry("text", text.as_str())?,
        }
        object.end()
    }
}

struct AsMap<'a>(&'a [(String, String)]);

impl Serialize for AsMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, value) in self.0 {
            object.serialize_entry(name.as_str(), value.as_str())?;
        }
        object.end()
    }
}

/// Reads the `pay_body` of an order of this channel and platform.
///
/// | channel | platform | `pay_body` | action |
/// | --- | --- | --- | --- |
/// | alipay | h5, pc | HTML of a form and the script that submits it; or an address | [`PayAction::Form`], [`PayAction::Redirect`] |
/// | wechat | h5 | an address | [`PayAction::Redirect`] |
/// | wechat | mp | JSON | [`PayAction::WechatBridge`] |
/// | any | scan | text | [`PayAction::QrCode`] |
/// | any | `mini_app`, app | JSON; for alipay, app also `name=value&…` | [`PayAction::Sdk`] |
/// | any other | h5, pc | a form or an address, which the gateway's documentation does not say | by what it is |
/// | any other | mp | an address | [`PayAction::Redirect`] |
///
/// Forms and addresses lead over https to `openapi.alipay.com`, `*.alipay.com`, `wx.tenpay.com` or one of `hosts`: a
/// host (`pay.example.com`), all hosts below one (`*.example.com`), either with a port where it is not 443. An entry for
/// this machine (`127.0.0.1`, `localhost`, `[::1]`) is also taken over http and, without a port of its own, with any
/// port: for tests and sandboxes.
///
/// A QR code's text and an SDK's are handed on: the wallet that takes them verifies them, and no browser goes there.
///
/// A page is read as browsers read it, whatever stands around its form and however its tags are written, but nothing of
/// it is run. So what may change what is sent, or where to, is refused: a script that does more than submit, another page
/// within the page, several forms of which no script names one, and a quote within a value, which cuts the value short.
///
/// What encoders and filters did to the whole text once more is undone if it can be read in no other way: a JSON string
/// (`"<form …"`), HTML escapes (`&lt;form …`, an address with `&amp;` alone), quotes, a byte order mark.
///
/// ```
/// use paysign::gateway::yinqiantong::{PayAction, parse_pay_body};
///
/// let address = "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016121516420242444321ca0631331346";
/// let action = parse_pay_body("wechat", "h5", address, &[])?;
/// assert_eq!(action, PayAction::Redirect { url: address.into() });
/// # Ok::<(), paysign::Error>(())
/// ```
///
/// # Errors
/// - [`ErrorKind::Params`]: there is no such channel or platform.
/// - [`ErrorKind::Config`]: an entry of `hosts` is not a host.
/// - [`ErrorKind::Body`]: the text is not what this channel and platform has, or leads to where nobody allowed.
pub fn parse_pay_body(channel: &str, platform: &str, text: &str, hosts: &[String]) -> Result<PayAction, Error> {
    check_words(channel, platform)?;
    let allowed = AllowList::new(hosts)?;
    read(channel, platform, text, &allowed)
        .map_err(|why| Error::new(ErrorKind::Body, format!("pay_body of {channel}, {platform}: {why}")))
}

/// Whether `hosts` can be used as [`parse_pay_body`] takes them, to be asked before there is a `pay_body`.
///
/// # Errors
/// [`ErrorKind::Config`], naming the entry that is not a host.
pub fn check_pay_hosts(hosts: &[String]) -> Result<(), Error> {
    AllowList::new(hosts).map(|_| ())
}

fn check_words(channel: &str, platform: &str) -> Result<(), Error> {
    let fault = |field: &str, word: &str, known: &[&str]| {
        let is = match word {
            "" => "is missing; it".into(),
            word => format!("is \"{}\", but", shown(word)),
        };
        (!known.contains(&word)).then(|| Detail {
            field: field.into(),
            why: format!(
                "{is} has to be one of {}, as in createOrder (the gateway's codes are not taken here)",
                known.join(", ")
            ),
        })
    };
    let faults: Vec<Detail> = [
        fault("channel", channel, &CHANNELS),
        fault("platform", platform, &PLATFORMS),
    ]
    .into_iter()
    .flatten()
    .collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::params(faults))
    }
}

fn read(channel: &str, platform: &str, text: &str, allowed: &AllowList<'_>) -> Result<PayAction, String> {
    if text.len() > MAX_PAY_BODY {
        return Err(format!("is {} bytes long; at most {MAX_PAY_BODY} are read", text.len()));
    }
    let text = wrapping::unwrap(text)?;
    let text = text.as_str();
    if text.is_empty() {
        return Err("is empty; the gateway gives it in the answer to createOrder only".into());
    }
    match (channel, platform) {
        (_, "scan") => qr_code(text),
        (_, "app" | "mini_app") => sdk(channel, platform, text),
        ("wechat", "mp") => wechat_bridge(text),
        ("wechat", "h5") => redirect(text, "an https address", allowed),
        (_, "h5" | "pc") if is_html(text) => form(text, allowed),
        (_, "h5" | "pc") => redirect(text, "an HTML form or an https address", allowed),
        _ => redirect(text, "an https address", allowed),
    }
}

fn form(text: &str, allowed: &AllowList<'_>) -> Result<PayAction, String> {
    let form::Form { method, action, fields } = form::read(text)?;
    allowed
        .check(&action)
        .map_err(|why| format!("is a form whose action {why}"))?;
    Ok(PayAction::Form { method, action, fields })
}

fn redirect(text: &str, expected: &str, allowed: &AllowList<'_>) -> Result<PayAction, String> {
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let one_word = is_address(text) || !text.contains(|c: char| c.is_ascii_whitespace());
    if !begins || !one_word || known(text).is_some() {
        return Err(unlike(text, expected));
    }
    whole(text)?;
    allowed.check(text).map_err(|why| format!("is an address that {why}"))?;
    Ok(PayAction::Redirect { url: text.into() })
}

fn wechat_bridge(text: &str) -> Result<PayAction, String> {
    let members = object(text, "a JSON object for getBrandWCPayRequest")?;
    let mut params = Vec::with_capacity(members.len());
    for (name, value) in members {
        // Names that a page's object holds like any other; `__proto__` is not one.
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(concat(&[
                "has the name \"",
                &shown(&name),
                "\", which is not made of letters and digits and which getBrandWCPayRequest does not know",
            ]));
        }
        if matches!(value, Json::List(_) | Json::Object(_)) {
            return Err(concat(&[
                "nests an object or array in ",
                &shown(&name),
                ", where getBrandWCPayRequest takes text; give the order itself",
            ]));
        }
        let value = value.text().unwrap_or_default().into_owned();
        params.push((name, value));
    }
    let missing: Vec<&str> = ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"]
        .into_iter()
        .filter(|wanted| !params.iter().any(|(name, value)| name == wanted && !value.is_empty()))
        .collect();
    if missing.is_empty() {
        return Ok(PayAction::WechatBridge { params });
    }
    let found: Vec<&str> = params.iter().map(|(name, _)| name.as_str()).collect();
    Err(concat(&[
        "has no ",
        &missing.join(", "),
        " (or an empty one), which getBrandWCPayRequest needs in this spelling; what it has is \"",
        &shown(&found.join(",")),
        "\"",
    ]))
}

fn qr_code(text: &str) -> Result<PayAction, String> {
    // What one code holds: version 40, level L, in bytes (ISO/IEC 18004).
    const LARGEST_CODE: usize = 2953;
    let expected = "the text of a QR code";
    if known(text).is_some() {
        return Err(unlike(text, expected));
    }
    whole(text)?;
    if let Some((before, found)) = text.char_indices().find(|(_, c)| c.is_control()) {
        let found = at_character(found, text.get(..before).unwrap_or_default());
        return Err(concat(&["has ", &found, ", where ", expected, " is expected"]));
    }
    if text.len() > LARGEST_CODE {
        return Err(format!(
            "is {} bytes long; a QR code holds at most {LARGEST_CODE}",
            text.len()
        ));
    }
    Ok(PayAction::QrCode { text: text.into() })
}

/// How deep JSON for an SDK may nest; it is flat with all of them.
const DEPTH: usize = 16;

fn sdk(channel: &str, platform: &str, text: &str) -> Result<PayAction, String> {
    if (channel, platform) != ("alipay", "app") || !is_query(text) {
        object(text, "a JSON object for the SDK")?;
        return Ok(PayAction::Sdk { text: text.into() });
    }
    whole(text)?;
    if let Some(found) = unplain(text) {
        return Err(format!(
            "is an order string with {found}; Alipay's SDK takes values percent-encoded"
        ));
    }
    Ok(PayAction::Sdk { text: text.into() })
}

/// Whether what was HTML-escaped is so as a whole, which has been undone.
fn whole(text: &str) -> Result<(), String> {
    if has(text, "&amp;") {
        return Err("has &amp; beside &, as a text that was HTML-escaped in part; it has to come with & alone".into());
    }
    Ok(())
}

/// The members of a JSON object that is the order itself.
fn object(text: &str, expected: &str) -> Result<Members, String> {
    match json::read(text, DEPTH) {
        Ok(Json::Object(members)) if !is_answer(&members) => Ok(members),
        Err(Fault::Twice(name)) => Err(format!(
            "is JSON that has the name \"{}\" twice; two readers would see two values",
            shown(&name)
        )),
        Err(Fault::Deep(_)) => Err(format!("is JSON that nests deeper than {DEPTH} levels")),
        _ => Err(unlike(text, expected)),
    }
}

/// Whether these are members of the gateway's whole answer.
fn is_answer(members: &Members) -> bool {
    members.iter().any(|(name, value)| match value {
        Json::Object(data) if name == "data" => is_answer(data),
        _ => name == "pay_body",
    })
}

/// What a text is instead of what is `expected`.
fn unlike(text: &str, expected: &str) -> String {
    let found = if let Some(known) = known(text) {
        known
    } else if is_address(text) {
        "an address"
    } else if is_query(text) {
        "an order string (name=value&…), as Alipay's SDK for apps takes it"
    } else {
        let start: String = text.chars().take(20).map(plain).collect();
        return format!("is text that begins with \"{start}\", where {expected} is expected");
    };
    format!("is {found}, where {expected} is expected")
}

/// What a text is by its first characters, if it is neither an address nor plain text.
fn known(text: &str) -> Option<&'static str> {
    let begins = |starts: &[&str]| starts.iter().any(|start| has_prefix(text, start));
    if begins(&["[object "]) {
        return Some("an object that was turned into text (give its pay_body as it came)");
    }
    if begins(&["{", "["]) {
        return Some(match json::read(text, DEPTH) {
            Ok(Json::Object(members)) if is_answer(&members) => "the gateway's whole answer (give its pay_body alone)",
            Ok(Json::Object(_)) => "JSON, an object",
            Ok(_) => "JSON, an array",
            Err(_) => "broken JSON (was it cut short?)",
        });
    }
    let kinds: [(&[&str], &str); 6] = [
        (XML, "XML"),
        (&["<"], "HTML"),
        (&["data:"], "a data: address, which holds a picture or a page itself"),
        (
            &["%3c", "%7b", "http%3a", "https%3a"],
            "percent-encoded (decode it first)",
        ),
        // `<form`, `<html`, `<!DOC`, `http`, `{"`; a PNG and a JPEG.
        (
            &["PGZvcm", "PGh0bW", "PCFET0", "aHR0c", "eyJ"],
            "text in base64 (decode it first)",
        ),
        (&["iVBORw0KGgo", "/9j/4"], "a picture in base64"),
    ];
    kinds
        .into_iter()
        .find(|(starts, _)| begins(starts))
        .map(|(_, kind)| kind)
}

const XML: &[&str] = &["<?xml", "<xml"];

/// A character that may be shown.
fn plain(c: char) -> char {
    match c {
        '"' => '\'',
        ' '..='~' | '\u{3400}'..='\u{9fff}' | '，' | '。' | '：' | '！' => c,
        _ => '?',
    }
}

/// Whether it is a page; a text before its first tag does not make it another thing.
fn is_html(text: &str) -> bool {
    let xml = XML.iter().any(|start| has_prefix(text, start));
    text.starts_with('<') && !xml || !text.starts_with(['{', '[']) && has(&text.to_ascii_lowercase(), "<form")
}

/// Whether it begins with a scheme and `://`.
fn is_address(text: &str) -> bool {
    let scheme = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    split_once(text, "://").is_some_and(|(before, _)| !before.is_empty() && scheme(before))
}

/// Whether it is `name=value&…`.
fn is_query(text: &str) -> bool {
    let name = text.split_once('=').map(|(name, _)| name).unwrap_or_default();
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

fn has_prefix(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

/// One text of several. `format!` for as little is larger by far.
fn concat(parts: &[&str]) -> String {
    parts.concat()
}

/// Whether it is one of the words in a list.
fn is_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// Whether `part` is in `text`.
fn has(text: &str, part: &str) -> bool {
    split_once(text, part).is_some()
}
