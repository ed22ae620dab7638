//! What a gateway would be with other words for its choices.

use paysign::{Error, Gateway};

/// The gateway with another word for one of its choices, for each: `("version: 'v2'", gateway)`.
pub(super) fn variants(gateway: &'static Gateway) -> impl Iterator<Item = (String, &'static Gateway)> {
    gateway.choices.iter().flat_map(move |choice| {
        let others = choice.words.iter().filter(|(word, _)| *word != choice.chosen);
        others.filter_map(move |(word, _)| {
            let words: Vec<(&str, &str)> = gateway
                .choices
                .iter()
                .map(|other| (other.name, if other.name == choice.name { *word } else { other.chosen }))
                .collect();
            let variant = gateway.choose(&words).ok()?;
            Some((format!("{}: '{word}'", choice.name), variant))
        })
    })
}

/// A method that the gateway does not have; with other words it may.
pub(super) fn lacking(gateway: &'static Gateway, name: &str, has: impl Fn(&Gateway) -> bool) -> Error {
    let with: Vec<String> = variants(gateway)
        .filter(|(_, variant)| has(variant))
        .map(|(word, _)| word)
        .collect();
    let with = match with.as_slice() {
        [] => String::new(),
        with => format!(" with these options; it has with {}", with.join(" or ")),
    };
    Error::config(format!("{} has no {name}{with}", gateway.class))
}
