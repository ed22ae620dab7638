//! Lists for JavaScript: methods, and the messages that gateways send.

use std::fmt::Write as _;

use paysign::gateway::GATEWAYS;
use paysign::schemes::SCHEMES;
use paysign::{Gateway, Notification, Window};

use super::classes::{classes, version};

pub(crate) const MADE: &str = "// Made from the specs of src/gateway: cargo run --example rows\n";

fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.into_iter().map(|word| format!("'{word}'")).collect();
    format!("[{}]", quoted.join(", "))
}

/// The notifications, by the names that `paysign/testing` knows them by.
fn notices() -> Vec<(String, &'static Gateway, &'static Notification)> {
    let mut notices = Vec::new();
    for (_, of) in classes() {
        for gateway in of {
            let version = version(gateway).map_or(String::new(), |choice| format!("-{}", choice.chosen));
            for notice in gateway.notifications {
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
    let key = gateway.key(role).unwrap();
    let scheme = SCHEMES.iter().find(|built_in| built_in.scheme == *key.scheme).unwrap();
    let option = if key.signs {
        key.option.to_owned()
    } else {
        key.option.replace("Public", "Private")
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
        if let Some(Window { field: time, .. }) = notice.window {
            write!(text, ", time: '{time}'").unwrap();
        }
        if let Some(headers) = notice.headers {
            let names = headers.read.iter().copied().chain([headers.signature]);
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
    for gateway in GATEWAYS.iter() {
        if let Some(role) = gateway.calls.iter().find_map(|call| call.verify) {
            writeln!(text, "  '{}': {{ {} }},", gateway.name, signing(gateway, role)).unwrap();
        }
    }
    text + "}\n"
}
