//! What answers are wrapped in: the gateway's code, its words, and the data.

use std::borrow::Cow;

use super::reply::unlike;
use crate::call::Envelope;
use crate::error::{Error, ErrorKind, Exchange};
use crate::json::{Json, Members};

/// The gateway's words in an answer: under the names that its row knows, or under those that others use.
pub(super) fn said_in(envelope: &Envelope, answer: &Json) -> Option<String> {
    let Json::Object(members) = answer else {
        return None;
    };
    let known = envelope
        .message
        .iter()
        .find_map(|name| found(members, |member| member == *name));
    known.or_else(|| {
        let usual = MESSAGES
            .iter()
            .find_map(|usual| found(members, |member| is_spelt(member, usual)));
        usual.or_else(|| {
            let inner = members
                .iter()
                .filter(|(name, _)| ["error", "errors", envelope.data].contains(&name.as_str()));
            inner.into_iter().find_map(|(_, value)| match value {
                Json::List(items) => items.first().and_then(|item| said_in(envelope, item)),
                value => said_in(envelope, value),
            })
        })
    })
}

/// Names under which messages are found, without case and `_`, the telling ones first.
const MESSAGES: &[&str] = &[
    "msg",
    "message",
    "errmsg",
    "errormsg",
    "errormessage",
    "errordescription",
    "submsg",
    "returnmsg",
    "retmsg",
    "resultmsg",
    "respmsg",
    "error",
    "err",
    "detail",
    "reason",
    "info",
    "tip",
];

fn is_spelt(name: &str, usual: &str) -> bool {
    name.bytes()
        .filter(|byte| !matches!(byte, b'_' | b'-'))
        .map(|byte| byte.to_ascii_lowercase())
        .eq(usual.bytes())
}

/// The text of the first member of such a name that has one.
fn found(members: &Members, named: impl Fn(&str) -> bool) -> Option<String> {
    members
        .iter()
        .filter(|(name, _)| named(name))
        .find_map(|(_, value)| match value {
            Json::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        })
}

/// Whether an answer has a code of success in it, whatever its status says.
pub(super) fn says_done(envelope: &Envelope, answer: &Json) -> bool {
    codes(envelope, answer).any(|code| code.text().is_some_and(|code| envelope.success.contains(&&*code)))
}

pub(super) fn has_code(envelope: &Envelope, answer: &Json) -> bool {
    codes(envelope, answer).next().is_some()
}

/// What an answer has under the names of the gateway's code.
fn codes<'a>(envelope: &Envelope, answer: &'a Json) -> impl Iterator<Item = &'a Json> {
    let members = match answer {
        Json::Object(members) => members.as_slice(),
        _ => &[],
    };
    let named = |(name, _): &&(String, Json)| envelope.code.contains(&name.as_str());
    members.iter().filter(named).map(|(_, code)| code)
}

/// Whether an object without a code says that something failed, in the way of other gateways.
fn says_no(members: &Members) -> bool {
    const ERRORS: [&str; 6] = ["error", "err", "errmsg", "errormsg", "errormessage", "errordescription"];
    members.iter().any(|(name, value)| {
        let is = |usual: &&str| is_spelt(name, usual);
        let text = value.text().unwrap_or_default();
        let nothing = matches!(&*text, "" | "0" | "false" | "[]" | "{}");
        (ERRORS.iter().any(&is) && !nothing) || (["success", "ok"].iter().any(is) && text == "false")
    })
}

/// What an envelope holds.
pub(super) struct Opened {
    pub(super) data: Json,
    /// A field that the envelope's code stands for.
    pub(super) state: Option<(String, Json)>,
}

/// What the envelope holds, or the gateway's refusal with its code, as `told` gives it.
pub(super) fn open(envelope: &Envelope, answer: Json, told: impl Fn(String) -> String) -> Result<Opened, Error> {
    let plain = |data| Ok(Opened { data, state: None });
    let mut members = match answer {
        Json::Object(members) => members,
        list @ Json::List(_) if envelope.bare => return plain(list),
        _ => return Err(unlike("is not an object")),
    };
    let has = |members: &Members, name: &str| members.iter().any(|(known, _)| known == name);
    let text = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| members.iter().find(|(known, value)| known == name && !value.is_empty()));
        found.and_then(|(_, value)| value.text()).map(Cow::into_owned)
    };
    let message = text(envelope.message);
    // An order has a `status` of its own: without data or message beside it, that is no envelope.
    let wrapped = has(&members, envelope.data) || message.is_some() || !has(&members, "status");
    let Some(code) = text(envelope.code).filter(|_| wrapped) else {
        return match envelope.bare {
            true if says_no(&members) => Err(unlike("has no code, and reports an error")),
            true => plain(Json::Object(members)),
            false => Err(unlike("has no code")),
        };
    };
    if let Some(states) = envelope.states
        && let Some((word, _)) = states.codes.iter().find(|(_, known)| *known == code)
    {
        return Ok(Opened {
            data: Json::Object(members),
            state: Some((states.field.to_owned(), Json::Text((*word).to_owned()))),
        });
    }
    if !envelope.success.contains(&code.as_str()) {
        let code = told(code);
        let error = Error::new(ErrorKind::Gateway, format!("the gateway refused with code {code}"));
        return Err(error.with(Exchange {
            code: Some(code),
            ..Exchange::default()
        }));
    }
    match members.iter().position(|(name, _)| name == envelope.data) {
        Some(at) => plain(members.swap_remove(at).1),
        None => plain(Json::Object(members)),
    }
}
