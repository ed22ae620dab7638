//! Fields of requests and of what a gateway says, as a spec has them.

use super::fault::At;
use super::text::{doc_of, interned};
use super::tree::Tree;
use crate::answer::{Out, Read};
use crate::call::Kind;
use crate::field::{Field, Fill, Origin, Rule};

/// The types of fields, with the members that go with each.
const TYPES: &[(&str, &[&str])] = &[
    ("text", &["maxLength"]),
    ("token", &[]),
    ("nonce", &[]),
    ("prefixed", &["prefix", "from"]),
    ("id", &["maxLength", "symbols"]),
    ("digits", &["minLength", "maxLength"]),
    ("integer", &["minimum", "maximum"]),
    ("units", &["places"]),
    ("decimal", &["places"]),
    ("unixSeconds", &[]),
    ("unixMillis", &["number"]),
    ("dateTime", &[]),
    ("url", &["maxLength", "query"]),
    ("ipv4", &[]),
    ("enum", &["words", "number"]),
    ("items", &["fields"]),
    ("joined", &["fields", "maxItems"]),
];

/// Whose fields they are: what may be filled in depends on it.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    /// A request's, with the gateway's options and the calls whose token is kept.
    Request(&'a Known<'a>),
    /// An item's of a list, with whether one may be absent.
    Item { optional: bool },
}

/// What fields may refer to.
pub(super) struct Known<'a> {
    pub(super) options: &'a [(&'static str, Kind)],
    pub(super) tokens: &'a [&'static str],
}

pub(super) fn fields(at: &At<'_>, whose: Whose<'_>) -> &'static [Field] {
    at.kept(at.map(|at| field(at, whose, &[])))
}

/// A field; `further` are members that it may have where it stands.
pub(super) fn field(at: &At<'_>, whose: Whose<'_>, further: &[&str]) -> Field {
    let type_of = at
        .get("type")
        .and_then(|at| at.word(TYPES).map(|members| (at.any_text(), members)));
    let members = type_of.map_or(&[][..], |(_, members)| members);
    let known: Vec<&str> = ["type", "optional", "default", "value", "sentAs"]
        .iter()
        .chain(members)
        .chain(further)
        .copied()
        .collect();
    at.only(&known);
    let origin = origin(at, whose);
    let needs_type = !matches!(origin, Origin::Value(_)) && matches!(at.json, Tree::Object(_));
    if needs_type && at.get("type").is_none() {
        at.fault_of("type", "is missing");
    }
    Field {
        name: interned(at.name()),
        sent_as: at.get("sentAs").map(|at| at.text()),
        rule: type_of.map_or(ANY, |(name, _)| rule(at, name)),
        origin,
        doc: doc_of(at),
    }
}

const ANY: Rule = Rule::Text { max_length: usize::MAX };

fn rule(at: &At<'_>, name: &str) -> Rule {
    let flag = |name: &str, absent: bool| at.get(name).map_or(absent, |at| at.flag());
    match name {
        "token" => Rule::Token,
        "nonce" => Rule::Nonce,
        "prefixed" => Rule::Prefixed {
            prefix: at.need("prefix").map_or("", |at| at.text()),
            from: at.need("from").map_or("", |at| at.text()),
        },
        "unixSeconds" => Rule::UnixSeconds,
        "unixMillis" => Rule::UnixMillis {
            number: flag("number", false),
        },
        "dateTime" => Rule::DateTime,
        "url" => Rule::Url {
            max_length: limit(at, "maxLength"),
            query: flag("query", true),
        },
        "ipv4" => Rule::Ipv4,
        "enum" => codes_of(at, flag("number", false)),
        "items" => Rule::Items {
            fields: item_fields(at, true),
        },
        "joined" => Rule::Joined {
            fields: item_fields(at, false),
            max_items: length(needed(at, "maxItems", 1, 10_000)),
        },
        _ => rule_of_length(at, name),
    }
}

/// The rules that are about how much.
fn rule_of_length(at: &At<'_>, name: &str) -> Rule {
    let places = |places: u64| u32::try_from(places).unwrap_or_default();
    match name {
        "id" => Rule::Id {
            max_length: length(needed(at, "maxLength", 1, LONGEST)),
            symbols: at.get("symbols").map_or("", |at| at.text()),
        },
        "digits" => {
            let (min_length, max_length) = in_order(at, ["minLength", "maxLength"], 1, 39);
            Rule::Digits {
                min_length: length(min_length),
                max_length: length(max_length),
            }
        }
        "integer" => {
            let (minimum, maximum) = in_order(at, ["minimum", "maximum"], 0, u64::MAX);
            Rule::Integer { minimum, maximum }
        }
        "units" => Rule::Units {
            places: places(needed(at, "places", 0, 30)),
        },
        "decimal" => Rule::Decimal {
            places: at.get("places").map(|at| places(at.whole(0, 30))),
        },
        _ => Rule::Text {
            max_length: limit(at, "maxLength"),
        },
    }
}

fn needed(at: &At<'_>, name: &str, minimum: u64, maximum: u64) -> u64 {
    at.need(name).map_or(minimum, |at| at.whole(minimum, maximum))
}

/// A limit that may be absent.
fn limit(at: &At<'_>, name: &str) -> usize {
    at.get(name).map_or(usize::MAX, |at| length(at.whole(1, LONGEST)))
}

fn length(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// So many characters a limit may allow: more is no limit.
const LONGEST: u64 = 1_000_000;

/// Two limits, the first of which is not above the second.
fn in_order(at: &At<'_>, [least, most]: [&str; 2], minimum: u64, maximum: u64) -> (u64, u64) {
    let read = |name, absent| at.get(name).map_or(absent, |at: At<'_>| at.whole(minimum, maximum));
    let (from, to) = (read(least, minimum), read(most, maximum));
    if from > to {
        at.fault_of(least, &["is above ", most].concat());
    }
    (from, to)
}

fn item_fields(at: &At<'_>, optional: bool) -> &'static [Field] {
    at.need("fields").map_or(&[], |at| {
        at.not_empty();
        fields(&at, Whose::Item { optional })
    })
}

fn codes_of(at: &At<'_>, number: bool) -> Rule {
    let Some(words_at) = at.need("words") else {
        return ANY;
    };
    let words = words(&words_at, false);
    if number
        && words
            .iter()
            .any(|(_, code)| !code.bytes().all(|byte| byte.is_ascii_digit()))
    {
        words_at.fault("has a code that is no number, and `number` says that they travel as numbers");
    }
    Rule::Enum {
        words: words_at.kept(words),
        number,
    }
}

/// The words of an enum with their codes; one word may have several in what a gateway says.
fn words(at: &At<'_>, several: bool) -> Vec<(&'static str, &'static str)> {
    let pairs: Vec<(&str, &str)> = match at.json {
        Tree::List(_) => at.texts().into_iter().map(|word| (word, word)).collect(),
        _ => {
            let of_word = |at: &At<'_>| -> Vec<_> {
                let word = interned(at.name());
                let codes = match at.json {
                    Tree::List(_) if several => at.texts(),
                    _ => vec![at.text()],
                };
                codes.into_iter().map(|code| (word, code)).collect()
            };
            at.not_empty();
            at.map(of_word).into_iter().flatten().collect()
        }
    };
    check_codes(at, &pairs);
    pairs
}

/// Each code has one word, and no word is another's code: a reader takes both.
fn check_codes(at: &At<'_>, pairs: &[(&'static str, &'static str)]) {
    for (index, (word, code)) in pairs.iter().enumerate() {
        let mut others = pairs.iter().enumerate().filter(|(other, _)| *other != index);
        if let Some((_, (other, _))) =
            others.find(|(at, (other, theirs))| (theirs == code && *at > index) || (other == code && other != word))
        {
            at.fault(&["has the code \"", code, "\" for ", word, " and ", other].concat());
        }
    }
}

/// Where a field's value comes from.
fn origin(at: &At<'_>, whose: Whose<'_>) -> Origin {
    let optional = at.get("optional").is_some_and(|at| at.flag());
    let filled = |name| at.get(name).map(|at| fill(&at, whose));
    let (default, value) = (filled("default"), filled("value"));
    match whose {
        Whose::Item { .. } if default.is_some() || value.is_some() => {
            at.fault("has a value, and an item's fields are the caller's");
        }
        Whose::Item { optional: false } if optional => {
            at.fault_of(
                "optional",
                "is not for parts that are joined: who reads them counts them",
            );
        }
        _ => {}
    }
    if usize::from(optional) + usize::from(default.is_some()) + usize::from(value.is_some()) > 1 {
        at.fault("is more than one of optional, default and value");
    }
    match (value, default) {
        (Some(fill), _) => Origin::Value(fill),
        (None, Some(fill)) => Origin::Default(fill),
        (None, None) if optional => Origin::Optional,
        (None, None) => Origin::Required,
    }
}

fn fill(at: &At<'_>, whose: Whose<'_>) -> Fill {
    const NONE: Fill = Fill::Text("");
    if matches!(at.json, Tree::Text(_)) {
        return Fill::Text(at.any_text());
    }
    at.plain(&["option", "now", "random", "token"]);
    if at.members().len() != 1 && matches!(at.json, Tree::Object(_)) {
        at.fault("is not one of a text, option, now, random and token");
        return NONE;
    }
    let known = match whose {
        Whose::Request(known) => known,
        Whose::Item { .. } => return NONE,
    };
    if let Some(at) = at.get("option") {
        return option_fill(&at, known);
    }
    if let Some(at) = at.get("token") {
        let call = at.text();
        if !known.tokens.contains(&call) && !call.is_empty() {
            at.none_of(call, "the calls that `keep` a token: ", known.tokens);
        }
        return Fill::Token(call);
    }
    let clock = at.get("now").and_then(|at| at.word(CLOCKS));
    let random = at.get("random").and_then(|at| at.word(&[("nonce", Fill::Nonce)]));
    clock.or(random).unwrap_or(NONE)
}

const CLOCKS: &[(&str, Fill)] = &[
    ("unixSeconds", Fill::UnixSeconds),
    ("unixMillis", Fill::UnixMillis),
    ("dateTime", Fill::DateTime),
];

/// The value of an option. A private key is never sent.
fn option_fill(at: &At<'_>, known: &Known<'_>) -> Fill {
    let name = at.text();
    let sent = |(_, kind): &&(&'static str, Kind)| matches!(kind, Kind::Id { .. } | Kind::Secret);
    match known.options.iter().filter(sent).find(|(option, _)| *option == name) {
        Some((_, Kind::Secret)) => Fill::Secret(name),
        Some(_) => Fill::Setting(name),
        None => {
            let names: Vec<&str> = known.options.iter().filter(sent).map(|(name, _)| *name).collect();
            if !name.is_empty() {
                at.none_of(name, "the options that can be sent: ", &names);
            }
            Fill::Text("")
        }
    }
}

/// The types of what a gateway says, with the members that go with each.
const ANSWERED: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("units", &[]),
    ("integer", &[]),
    ("boolean", &[]),
    ("enum", &["words"]),
    ("object", &["fields"]),
    ("list", &["fields"]),
];

/// Fields of an answer or of a notification.
pub(super) fn answered(at: &At<'_>) -> &'static [Out] {
    let rows = at.map(answer_field);
    let spellings: Vec<&str> = rows
        .iter()
        .flat_map(|row| [Some(row.name), row.alias])
        .flatten()
        .collect();
    if let Some(twice) = crate::json::repeated(spellings) {
        at.fault(&["has ", twice, " twice: as a name and as an alias"].concat());
    }
    at.kept(rows)
}

fn answer_field(at: &At<'_>) -> Out {
    if ["paid", "raw", "__proto__"].contains(&at.name()) {
        at.fault("is a name that paysign gives to something of its own");
    }
    let type_of = at
        .need("type")
        .and_then(|at| at.word(ANSWERED).map(|members| (at.any_text(), members)));
    let members = type_of.map_or(&[][..], |(_, members)| members);
    let known: Vec<&str> = ["type", "optional", "alias"].iter().chain(members).copied().collect();
    at.only(&known);
    let nested = || at.need("fields").map_or(&[][..], |at| answered(&at));
    Out {
        name: interned(at.name()),
        alias: at.get("alias").map(|at| at.text()),
        read: match type_of.map_or("", |(name, _)| name) {
            "units" => Read::Units,
            "integer" => Read::Integer,
            "boolean" => Read::Boolean,
            "enum" => Read::Enum(at.need("words").map_or(&[], |at| at.kept(words(&at, true)))),
            "object" => Read::Object(nested()),
            "list" => Read::List(nested()),
            _ => Read::Text,
        },
        required: !at.get("optional").is_some_and(|at| at.flag()),
        doc: doc_of(at),
    }
}
