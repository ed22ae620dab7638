//! Options, choices and keys, as a spec has them.

use super::fault::At;
use super::names::names_in;
use super::text::{doc_of, interned};
use super::tree::Tree;
use crate::address::check_base;
use crate::call::{Choice, KeySetting, Kind, Setting};
use crate::doc::Doc;

/// The types of options, with the members that go with each.
const TYPES: &[(&str, &[&str])] = &[
    ("id", &["secret"]),
    ("secret", &[]),
    ("privateKey", &[]),
    ("publicKey", &[]),
    ("base", &["default", "http"]),
    ("choice", &["default", "words"]),
    ("hosts", &[]),
];

/// Options that every class has.
const TAKEN: [&str; 11] = [
    "fetch",
    "timeoutMs",
    "retries",
    "headers",
    "onRequest",
    "onResponse",
    "replay",
    "onFailure",
    "allowHttp",
    "allowWeakKeys",
    "dangerouslyAllowBrowser",
];

pub(super) fn option(at: &At<'_>) -> Setting {
    let type_of = at
        .need("type")
        .and_then(|at| at.word(TYPES).map(|members| (at.any_text(), members)));
    let members = type_of.map_or(&[][..], |(_, members)| members);
    let known: Vec<&str> = ["type", "optional"].iter().chain(members).copied().collect();
    at.only(&known);
    at.check_method_name();
    if TAKEN.contains(&at.name()) {
        at.fault("is the name of an option that every class has");
    }
    let kind = match type_of.map_or("", |(name, _)| name) {
        "secret" => Kind::Secret,
        "privateKey" => Kind::PrivateKey,
        "publicKey" => Kind::PublicKey,
        "base" => base(at),
        "choice" => Kind::Choice,
        "hosts" => Kind::Hosts,
        _ => Kind::Id {
            secret: at.get("secret").is_some_and(|at| at.flag()),
        },
    };
    let optional = at.get("optional").is_some_and(|at| at.flag());
    Setting {
        name: interned(at.name()),
        kind,
        optional,
        doc: doc_of(at),
    }
}

fn base(at: &At<'_>) -> Kind {
    let http = at.get("http").is_some_and(|at| at.flag());
    let default = at.get("default").map(|default| {
        let address = default.text();
        if let Err(why) = check_base(at.name(), address, http) {
            let why = why.message().strip_prefix(at.name()).unwrap_or(why.message());
            let why = why.strip_prefix(": ").unwrap_or(why);
            match why.starts_with("is http") {
                true => default.fault("is http, where everybody on the way can read and change what is sent; a test address says `http`: true beside it"),
                false => default.fault(why),
            }
        }
        address
    });
    if http && default.is_none() {
        at.fault_of("http", "is for a default: without one, callers say `allowHttp`");
    }
    Kind::Base { default, http }
}

/// The choices of a spec, with the words that are chosen.
pub(super) fn choices(options: &At<'_>, chosen: &[(&str, &str)]) -> Vec<Choice> {
    let choices = options.map(|at| {
        let is_choice = matches!(at.json.member("type"), Some(Tree::Text(kind)) if *kind == "choice");
        is_choice.then(|| choice(at, chosen))
    });
    choices.into_iter().flatten().collect()
}

fn choice(at: &At<'_>, chosen: &[(&str, &str)]) -> Choice {
    let words = at.need("words");
    let names: Vec<&str> = words.as_ref().map_or_else(Vec::new, |at| names_in(at.json));
    let default = at.get("default").map(|at| {
        let word = at.text();
        if !names.contains(&word) {
            at.none_of(word, "its words: ", &names);
        }
        word
    });
    let words = words.map_or(&[][..], |at| {
        at.not_empty();
        at.kept(at.map(word))
    });
    let chosen = chosen
        .iter()
        .find(|(name, _)| *name == at.name())
        .map(|(_, word)| *word);
    Choice {
        name: interned(at.name()),
        words,
        default,
        chosen: chosen.or(default).or(names.first().copied()).map_or("", interned),
        doc: doc_of(at),
    }
}

fn word(at: &At<'_>) -> (&'static str, Doc) {
    at.only(&["patch"]);
    if let Some(patch) = at.get("patch") {
        patch.members();
    }
    (interned(at.name()), doc_of(at))
}

pub(super) fn key(at: &At<'_>, options: &[Setting]) -> Option<KeySetting> {
    at.only(&["option", "scheme"]);
    let scheme = at.need("scheme").and_then(|at| super::scheme::read(&at));
    let option_at = at.need("option")?;
    let name = option_at.text();
    let keys = options
        .iter()
        .filter(|option| matches!(option.kind, Kind::Secret | Kind::PrivateKey | Kind::PublicKey));
    let Some(option) = keys.clone().find(|option| option.name == name) else {
        let names: Vec<&str> = keys.map(|option| option.name).collect();
        option_at.none_of(name, "the options that are keys: ", &names);
        return None;
    };
    let scheme = scheme?;
    match (scheme.algorithm.is_rsa(), option.kind) {
        (true, Kind::Secret) => option_at
            .fault("is a shared secret, and the scheme's algorithm is RSA: its type is privateKey or publicKey then"),
        (false, Kind::PrivateKey | Kind::PublicKey) => {
            option_at.fault("is an RSA key, and the scheme's algorithm is none: its type is secret then")
        }
        _ => {}
    }
    Some(KeySetting {
        role: interned(at.name()),
        option: name,
        scheme,
        signs: option.kind != Kind::PublicKey,
    })
}
