//! What shows of a message without the key when its signature does not fit: whose hands it went through.
//!
//! Nothing here knows the key, or what would have been right, so nobody learns from it how to forge.

use crate::body::{Fields, shown};
use crate::content::{Label, plain};
use crate::error::{Error, Flaw};
use crate::scheme::Scheme;

/// The most that one message tells.
const MOST: usize = 3;

/// The error of a message whose signature does not fit. `known`: the names that its gateway uses.
pub(crate) fn unfit(
    scheme: &Scheme,
    fields: &Fields,
    signature: &str,
    content_type: Option<&str>,
    known: Option<&[&str]>,
) -> Error {
    let mut clues: Vec<String> = of_signature(scheme, signature).into_iter().collect();
    if let Some(charset) = Label::of(content_type).other_charset() {
        clues.push(format!("its content type says charset {}", plain(charset)));
    }
    for (name, value) in fields.iter().filter(|(name, _)| *name != scheme.signature_field) {
        clues.extend(of_name(scheme, name, value.as_deref().unwrap_or_default(), known));
    }
    for (name, value) in fields {
        clues.extend(of_value(value.as_deref().unwrap_or_default()).map(|what| format!("{} {what}", shown(name))));
    }
    clues.truncate(MOST);
    let error = Error::signature(
        "the signature does not fit the body and the key (签名错误); `explain` of a Signer or Verifier shows each step of \
         the canonical string",
    )
    .flawed(Flaw::Misfit);
    match clues.is_empty() {
        true => error,
        false => error.and("; what can be seen without the key: ").and(&clues.join("; ")),
    }
}

/// The error of a body without a signature.
pub(crate) fn unsigned(scheme: &Scheme, fields: &Fields) -> Error {
    let field = &*scheme.signature_field;
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    let other = names
        .iter()
        .find(|name| name.eq_ignore_ascii_case(field) && **name != field)
        .map(|name| format!("; it has {}, in other case", shown(name)));
    let packed = fields
        .iter()
        .find(|(_, value)| {
            value
                .as_ref()
                .is_some_and(|value| value.contains(&format!("&{field}=")))
        })
        .map(|(name, _)| format!("; {} holds &{field}=: was the text encoded twice?", shown(name)));
    let there = || match names.as_slice() {
        [] => "; it has no fields".to_owned(),
        names => {
            let first: Vec<String> = names.iter().take(10).map(|name| plain(name)).collect();
            let more = if names.len() > 10 { ", …" } else { "" };
            format!("; it has {}{more}", first.join(", "))
        }
    };
    Error::signature(format!(
        "the body carries no signature: {field} is missing or empty (缺少签名){}",
        other.or(packed).unwrap_or_else(there)
    ))
}

/// A signature that the rule cannot have made, with whatever key.
fn of_signature(scheme: &Scheme, signature: &str) -> Option<String> {
    let field = shown(&scheme.signature_field);
    let Some(bytes) = scheme.output.read(signature) else {
        let form = if scheme.output.is_base64() {
            "base64"
        } else {
            "hexadecimal"
        };
        return Some(format!("{field} is no {form}"));
    };
    // An RSA signature is as long as its key.
    let length = (!scheme.algorithm.is_rsa()).then(|| scheme.signature_length())?;
    (bytes.len() != length).then(|| {
        let (has, algorithm) = (bytes.len(), scheme.algorithm.as_str());
        format!("{field} is of {has} bytes, where {algorithm} gives {length}: is it another algorithm?")
    })
}

/// A name that was hardly signed with the others.
fn of_name(scheme: &Scheme, name: &str, value: &str, known: Option<&[&str]>) -> Option<String> {
    if !scheme.signs(name) {
        return None;
    }
    let added = match known {
        Some(known) if known.contains(&name) || UNLISTED.contains(&name) => return None,
        Some(_) => "is not a field that this gateway is known to send",
        None if name.contains('?') => "has an address before it: give what follows the ?",
        None if value.starts_with('/') => "holds a path",
        None if ADDED.contains(&name) || name.starts_with("utm_") => "is often added on the way",
        None if UNSIGNED.contains(&name) => {
            return Some(format!(
                "{} is signed by this rule; many gateways leave it out (`exclude`)",
                shown(name)
            ));
        }
        None => return None,
    };
    Some(format!("{} {added}; did a router or a proxy add it?", shown(name)))
}

/// What trackers, caches and chat programs add to addresses.
const ADDED: &[&str] = &[
    "gclid",
    "fbclid",
    "msclkid",
    "spm",
    "_",
    "_t",
    "_url",
    "from",
    "isappinstalled",
    "nsukey",
];

/// What gateways send beside the fields that have a row.
const UNLISTED: &[&str] = &["nonce_str", "nonceStr", "timestamp", "timeStamp", "charset", "version"];

/// What says how a message is signed, and mostly is not signed itself.
const UNSIGNED: &[&str] = &["sign_type", "signType", "sign_version", "signature_method"];

/// What has happened to a value.
fn of_value(value: &str) -> Option<&'static str> {
    let holds = |any: &[&str]| any.iter().any(|part| value.contains(part));
    match value {
        _ if holds(&["&quot;", "&amp;", "&lt;", "&gt;", "&apos;", "&#3", "&#x", "&nbsp;"]) => {
            Some("is HTML-escaped, by a filter against scripts perhaps (被 HTML 转义)")
        }
        _ if is_named_entity(value) => {
            Some("holds a character that &not, &times, &copy or the like was turned into (被当作 HTML)")
        }
        _ if value.ends_with(['\r', '\n']) => Some("ends in a line break"),
        _ if value != value.trim() => Some("begins or ends with white space"),
        _ if holds(&["\u{fffd}", "锟斤拷"]) || is_mojibake(value) => {
            Some("was decoded in another charset than it was written in (乱码)")
        }
        _ if holds(&["??"]) => Some("holds ??: characters were lost on the way"),
        _ if holds(&["\\\"", "\\'"]) => Some("holds \\ before quotes: were they escaped on the way?"),
        _ if holds(&["+"]) && !holds(&[" "]) && holds(&["%2", "%3", "%E", "%e"]) => Some("is still form-encoded"),
        _ if holds(&["%2", "%3", "%E", "%e"]) => Some("holds %-escapes: was it encoded twice?"),
        "null" | "undefined" | "NaN" | "[object Object]" => Some("holds the text of an absent value"),
        _ => None,
    }
}

/// `&notify_url=`, read as HTML, is `¬ify_url=`.
fn is_named_entity(value: &str) -> bool {
    let pieces = value.split_inclusive([
        '¬', '×', '©', '®', '¤', '¶', '§', '°', 'µ', '£', '¥', '¢', '÷', 'ð', '¡', '¦',
    ]);
    // What follows the last of them is the rest of a name.
    pieces.skip(1).any(|after| {
        let name = after.split('=').next().unwrap_or_default();
        name.len() < after.len() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Whether a text is UTF-8 whose bytes were taken for the characters of Latin-1.
fn is_mojibake(value: &str) -> bool {
    let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    !value.is_ascii() && bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}
