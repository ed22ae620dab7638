//! What filters and encoders put around a whole `pay_body` on its way, taken off where the text can be read in no other
//! way.

use crate::json::{self, Json};

use super::has;
use super::reference::{self, Within};

/// So many wrappings are taken off; somebody who stores JSON as a JSON string and shows it as HTML has two.
const LAYERS: usize = 3;

/// The text within, without white space and byte order mark around it. The error says what the text has.
pub(super) fn unwrap(text: &str) -> Result<String, String> {
    let mut text = trimmed(text).to_owned();
    for _ in 0..LAYERS {
        match inner(&text)? {
            Some(inner) => text = trimmed(&inner).to_owned(),
            None => break,
        }
    }
    Ok(text)
}

/// White space that is not ASCII, and what cannot be seen.
const UNSEEN: [&str; 4] = ["\u{feff}", "\u{a0}", "\u{3000}", "\u{200b}"];

fn trimmed(text: &str) -> &str {
    let mut rest = text;
    loop {
        let mut text = rest.trim_ascii();
        for unseen in UNSEEN {
            text = text.strip_prefix(unseen).unwrap_or(text);
            text = text.strip_suffix(unseen).unwrap_or(text);
        }
        if text.len() == rest.len() {
            return text;
        }
        rest = text;
    }
}

fn inner(text: &str) -> Result<Option<String>, String> {
    let html = text.starts_with('<');
    Ok(if text.starts_with('"') {
        json_string(text)
    } else if let Some(inner) = text.strip_prefix('\'') {
        inner.strip_suffix('\'').map(str::to_owned)
    } else if text.starts_with("{\\") || text.starts_with('\\') || html && (has(text, "\\\"") || has(text, "<\\/form"))
    {
        // The characters of a JSON string, without its quotes.
        let inner = json_string(&format!("\"{text}\""));
        // As it stands, its form has no end or leads nowhere.
        let nowhere = has(text, "action=\\\"") || has(text, "<\\/form");
        if html && inner.is_some() && !nowhere {
            return Err(
                "has \\\" wherever a quote stands, as the inside of a JSON string; give the text that the JSON stands for".into(),
            );
        }
        inner
    } else if let Some(inner) = text.strip_prefix("<![CDATA[") {
        inner.strip_suffix("]]>").map(str::to_owned)
    } else if text.starts_with('&') || text.starts_with("{&") || escaped(text) {
        reference::read(text, Within::Escaped)
            .ok()
            .filter(|inner| inner != text)
    } else {
        None
    })
}

fn json_string(text: &str) -> Option<String> {
    match json::read(text, 0) {
        Ok(Json::Text(inner)) => Some(inner),
        _ => None,
    }
}

/// Whether it is an address or a query of which every `&` is written `&amp;`; or HTML whose quotes are escaped, so that
/// its form leads nowhere.
fn escaped(text: &str) -> bool {
    if text.starts_with('<') {
        return has(text, "action=&quot;") || has(text, "action=&#3");
    }
    !text.starts_with(['{', '[']) && has(text, "&amp;") && text.split('&').skip(1).all(|part| part.starts_with("amp;"))
}
