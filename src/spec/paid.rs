//! Words that say that money has arrived, and codes that are states: both are of an enum among a message's fields.

use super::fault::At;
use super::text::interned;
use super::tree::Tree;
use crate::call::{Paid, States};

/// When a message with these fields says so.
pub(super) fn paid(at: &At<'_>, fields: Option<At<'_>>) -> Paid {
    if matches!(at.json, Tree::Flag(true)) {
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
    if let Tree::List(items) = at.json {
        for item in items {
            if let Tree::Text(word) = item
                && !words.contains(word)
            {
                at.none_of(word, "its words: ", &words);
            }
        }
    }
}

/// The words of the enum of this name.
fn words_of<'w>(at: &At<'_>, fields: Option<&'w At<'_>>, name: &str) -> Option<Vec<&'w str>> {
    let fields = fields?;
    let Tree::Object(members) = fields.json else {
        return None;
    };
    let Some((_, Tree::Object(field))) = members.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
        at.none_of(name, "the fields: ", &names);
        return None;
    };
    let words = field.iter().find(|(name, _)| *name == "words").map(|(_, words)| words);
    match words {
        Some(Tree::Object(words)) => Some(words.iter().map(|(word, _)| *word).collect()),
        Some(Tree::List(words)) => Some(
            words
                .iter()
                .filter_map(|word| match word {
                    Tree::Text(word) => Some(*word),
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
    let Tree::Text(name) = field.json else { return };
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
