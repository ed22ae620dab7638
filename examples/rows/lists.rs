//! Lists for JavaScript: methods, and the messages that gateways send.

use std::fmt::Write as _;

use paysign::gateway::{GATEWAYS, SCHEMES};
use paysign::{Form, Gateway, KeySetting, Notice, Shape};

use super::classes::classes;

pub(crate) const MADE: &str = "// Made from the rows of src: cargo run --example rows\n";

fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("'{word}'")).collect();
    format!("[{}]", quoted.join(", "))
}

/// The methods of each class.
pub(crate) fn methods() -> String {
    let mut text = MADE.to_owned();
    for (class, of) in classes() {
        let calls = of[0].calls;
        let pages = calls.iter().filter(|call| matches!(call.form, Form::Page(_)));
        let lists = calls.iter().filter(|call| matches!(call.answer, Shape::Many(_)));
        let one = |call: &&paysign::Call| !matches!(call.form, Form::Page(_)) && !matches!(call.answer, Shape::Many(_));
        let notices = of[0].notices.iter();
        let pairs: Vec<String> = notices.map(|notice| list([notice.name, notice.handler])).collect();
        write!(text, "\nexport const {class}Methods = {{\n").unwrap();
        writeln!(
            text,
            "  calls: {},",
            list(calls.iter().filter(one).map(|call| call.name))
        )
        .unwrap();
        writeln!(text, "  lists: {},", list(lists.map(|call| call.name))).unwrap();
        writeln!(text, "  pages: {},", list(pages.map(|call| call.name))).unwrap();
        writeln!(text, "  notifications: [{}],\n}}", pairs.join(", ")).unwrap();
    }
    text
}

/// The notifications, by the names that `paysign/testing` knows them by.
fn notices() -> Vec<(String, &'static Gateway, &'static Notice)> {
    let mut notices = Vec::new();
    for (_, of) in classes() {
        for gateway in of {
            let version = gateway.version().map_or(String::new(), |(word, _)| format!("-{word}"));
            for notice in gateway.notices {
                let what = notice.name.trim_start_matches("parse").trim_end_matches("Notification");
                let what = if what.is_empty() {
                    String::new()
                } else {
                    format!("-{}", what.to_lowercase())
                };
                notices.push((format!("{}{version}{what}", gateway.name), gateway, notice));
            }
        }
    }
    notices
}

pub(crate) fn notifying() -> Vec<String> {
    notices().into_iter().map(|(name, ..)| name).collect()
}

/// The scheme and the option of a key: for a public one, that of its private half, which the gateway has.
fn signing(gateway: &Gateway, role: &str) -> String {
    let key: &KeySetting = gateway.keys.iter().find(|key| key.role == role).unwrap();
    let scheme = SCHEMES.iter().find(|built_in| built_in.scheme == *key.scheme).unwrap();
    let option = if key.signs {
        key.name.to_owned()
    } else {
        key.name.replace("Public", "Private")
    };
    format!("scheme: '{}', key: '{option}'", scheme.name)
}

/// What gateways send: notifications, and answers that they sign.
pub(crate) fn messages() -> String {
    let mut text = format!(
        "{MADE}\n/** Notifications: the rule, the option with the key, whom it names, the field with its time, fields that travel in headers,\n * fields with a second spelling. */\nexport const NOTIFICATIONS = {{\n"
    );
    for (name, gateway, notice) in notices() {
        write!(text, "  '{name}': {{ {}", signing(gateway, notice.key)).unwrap();
        let pairs = |pairs: Vec<String>| format!("{{ {} }}", pairs.join(", "));
        let identity: Vec<String> = notice
            .identity
            .iter()
            .map(|(name, option)| format!("{name}: '{option}'"))
            .collect();
        if !identity.is_empty() {
            write!(text, ", identity: {}", pairs(identity)).unwrap();
        }
        if let Some((time, _)) = notice.window {
            write!(text, ", time: '{time}'").unwrap();
        }
        if let Some(headers) = notice.headers {
            let names = headers.fields.iter().copied().chain([headers.signature]);
            write!(text, ", headers: {}", list(names)).unwrap();
        }
        let aliases: Vec<String> = notice
            .fields
            .iter()
            .filter_map(|row| Some(format!("{}: '{}'", row.name, row.alias?)))
            .collect();
        if !aliases.is_empty() {
            write!(text, ", aliases: {}", pairs(aliases)).unwrap();
        }
        text += " },\n";
    }
    text += "}\n\n/** Answers that a gateway signs. */\nexport const ANSWERS = {\n";
    for gateway in GATEWAYS {
        if let Some(role) = gateway.calls.iter().find_map(|call| call.verify) {
            writeln!(text, "  '{}': {{ {} }},", gateway.name, signing(gateway, role)).unwrap();
        }
    }
    text + "}\n"
}
