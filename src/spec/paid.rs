//! Words that say that money has arrived, and codes that are states: both are of an enum among a message's fields.

use super::fault::At;
use super::text::interned;
use crate::call::{Paid, States};
use crate::json::Json;

/// When a message with these fields says so.
pub(super) fn paid(at: &At<'_>, fields: Option<At<'_>>) -> Paid {
    if matches!(at.json, Json::Flag(true)) {
        return Paid::Always;
    }
    at.not_empty();
    let conditions = at.map(|at| {
        at.not_empty();
        check_words(at, fields.as_ref());
        (interned(at.name()), at.kept(at.texts()))
    });
    Paid::When(at.kept(conditions))
}

/// Whether the member's name is that of an enum that has these words.
fn check_words(at: &At<'_>, fields: Option<&At<'_>>) {
    let Some(words) = words_of(at, fields, at.name()) else {
        return;
    };
    if let Json::List(items) = at.json {
        for item in items {
            if let Json::Text(word) = item
                && !words.contains(&word.as_str())
            {
                at.none_of(word, "its words: ", &words);
            }
        }
    }
}

/// The words of the enum of this name.
fn words_of<'w>(at: &At<'_>, fields: Option<&'w At<'_>>, name: &str) -> Option<Vec<&'w str>> {
    let fields = fields?;
    let Json::Object(members) = fields.json else {
        return None;
    };
    let Some((_, Json::Object(field))) = members.iter().find(|(known, _)| known == name) else {
        let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        at.none_of(name, "the fields: ", &names);
        return None;
    };
    let words = field.iter().find(|(name, _)| name == "words").map(|(_, words)| words);
    match words {
        Some(Json::Object(words)) => Some(words.iter().map(|(word, _)| word.as_str()).collect()),
        Some(Json::List(words)) => Some(
            words
                .iter()
                .filter_map(|word| match word {
                    Json::Text(word) => Some(word.as_str()),
                    _ => None,
                })
                .collect(),
        ),
        _ => {
            at.fault(
                &[
                    "names ",
                    name,
                    ", which is no enum: only a word that is known can be compared",
                ]
                .concat(),
            );
            None
        }
    }
}

/// Codes of an envelope that are states.
pub(super) fn states(at: &At<'_>) -> States {
    at.only(&["field", "codes"]);
    States {
        field: at.need("field").map_or("", |at| at.text()),
        codes: at.need("codes").map_or(&[], |at| {
            at.not_empty();
            at.kept(at.map(|at| (interned(at.name()), at.text())))
        }),
    }
}

/// Whether the states are words of an enum of the answer.
pub(super) fn check_states(states: &At<'_>, answer: Option<&At<'_>>) {
    let (Some(field), Some(codes)) = (states.get("field"), states.get("codes")) else {
        return;
    };
    let Json::Text(name) = field.json else { return };
    if answer.is_none() {
        field.fault("is not among the fields of the answer, which has none");
    }
    let Some(words) = words_of(&field, answer, name) else {
        return;
    };
    codes.map(|at| {
        if !words.contains(&at.name()) {
            at.none_of(at.name(), "its words: ", &words);
        }
    });
}
