//! `pay_body`: what the answer to an order says that the page, the wallet or the app has to do.
//!
//! Its text comes from outside and moves a payer's browser, so it is read into an action here, and what would send the
//! payer to a place that nobody named is refused. Nothing of it is ever run or written into a page as it came.

mod address;
mod form;

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::address::split_once;
use crate::body::read_json;
use crate::error::{Detail, Error, ErrorKind};
use crate::json;

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
        /// Names and values, in order; each name once.
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

// As maps: what serde derives would bring a store of names into the module for pages.
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
/// | alipay | h5, pc | HTML of one form and the script that submits it | [`PayAction::Form`] |
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
        (!known.contains(&word)).then(|| Detail {
            field: field.into(),
            why: format!(
                "is none of {}; the gateway's codes are not taken here",
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
    let text = text.trim_ascii();
    if text.is_empty() {
        return Err("is empty; the gateway gives it in the answer to createOrder only".into());
    }
    match (channel, platform) {
        (_, "scan") => qr_code(text),
        (_, "app" | "mini_app") => sdk(channel, platform, text),
        ("wechat", "mp") => wechat_bridge(text),
        ("wechat", "h5") => redirect(text, allowed),
        ("alipay", "h5" | "pc") => form(text, allowed),
        (_, "h5" | "pc") if text.starts_with('<') => form(text, allowed),
        _ => redirect(text, allowed),
    }
}

fn form(text: &str, allowed: &AllowList<'_>) -> Result<PayAction, String> {
    if !text.starts_with('<') {
        return Err(unlike(text, "an HTML form"));
    }
    let form::Form { method, action, fields } = form::read(text)?;
    allowed
        .check(&action)
        .map_err(|why| format!("is a form whose action {why}"))?;
    Ok(PayAction::Form { method, action, fields })
}

fn redirect(text: &str, allowed: &AllowList<'_>) -> Result<PayAction, String> {
    if text.starts_with(['<', '{', '[', '"']) {
        return Err(unlike(text, "an https address"));
    }
    allowed.check(text).map_err(|why| format!("is an address that {why}"))?;
    Ok(PayAction::Redirect { url: text.into() })
}

fn wechat_bridge(text: &str) -> Result<PayAction, String> {
    if !text.starts_with('{') {
        return Err(unlike(text, "JSON for getBrandWCPayRequest"));
    }
    let fields = read_json(text).map_err(|fault| fault.message().to_owned())?;
    let mut params = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        // Names that a page's object holds like any other; `__proto__` is not one.
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(
                "has a name that is not made of letters and digits, which getBrandWCPayRequest does not know".into(),
            );
        }
        params.push((name, value.unwrap_or_default()));
    }
    let missing: Vec<&str> = ["appId", "timeStamp", "nonceStr", "package", "signType", "paySign"]
        .into_iter()
        .filter(|wanted| !params.iter().any(|(name, value)| name == wanted && !value.is_empty()))
        .collect();
    if missing.is_empty() {
        Ok(PayAction::WechatBridge { params })
    } else {
        Err(format!(
            "has no {}, which getBrandWCPayRequest needs",
            missing.join(", ")
        ))
    }
}

fn qr_code(text: &str) -> Result<PayAction, String> {
    // What one code holds: version 40, level L, in bytes (ISO/IEC 18004).
    const LARGEST_CODE: usize = 2953;
    if text.starts_with(['<', '{']) || text.contains(char::is_control) {
        return Err(unlike(text, "the text of a QR code"));
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
    let order_string = || {
        (channel, platform) == ("alipay", "app")
            && text.contains('=')
            && text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_graphic())
            && split_once(text, "://").is_none()
    };
    if (text.starts_with('{') && json::read(text, DEPTH).is_ok()) || order_string() {
        Ok(PayAction::Sdk { text: text.into() })
    } else {
        Err(unlike(text, "JSON for the SDK"))
    }
}

/// What a text seems to be instead of what is `expected`.
fn unlike(text: &str, expected: &str) -> String {
    let found = if text.starts_with('<') {
        "HTML"
    } else if text.starts_with(['{', '[']) {
        if json::read(text, DEPTH).is_ok() {
            "JSON"
        } else {
            "broken JSON"
        }
    } else if split_once(text, "://").is_some() {
        "an address"
    } else {
        "some other text"
    };
    format!("is {found}, where {expected} is expected")
}
