//! Whether what a call names is there: the fields of its request and of its answer.

use super::fault::At;
use super::paid::check_states;
use super::tree::Tree;
use crate::json::repeated;

/// The names of a call's fields, by whom they are given and how they travel.
struct Names<'a> {
    sent: Vec<&'a str>,
    /// Those that callers may give.
    given: Vec<&'a str>,
    came: Vec<&'a str>,
}

/// What is wrong with the names that the members of a call have.
pub(super) fn check(at: &At<'_>) {
    let wrapped = at.get("wrap").map(|at| at.json);
    let wrapped = wrapped.and_then(|wrap| wrap.member("fields"));
    let of = |name| at.json.member(name);
    let requests = [of("headers"), of("fields"), wrapped];
    let names = Names {
        sent: requests.into_iter().flatten().flat_map(names_in).collect(),
        given: requests.into_iter().flatten().flat_map(given_in).collect(),
        came: of("answer").map_or_else(Vec::new, names_in),
    };
    check_twice(at, &names, [of("headers"), of("fields"), wrapped]);
    check_needs(at, &names);
    check_answer(at, &names);
    if let Some(at) = at.get("pathWith") {
        at.map(|at| among(at, at.name(), "the fields that callers give: ", &names.given));
    }
}

fn check_twice(at: &At<'_>, names: &Names<'_>, [headers, fields, wrapped]: [Option<&Tree<'_>>; 3]) {
    if let Some(twice) = repeated(names.given.clone()) {
        at.fault(&["takes two fields named ", twice].concat());
    }
    let mut body: Vec<&str> = fields.map_or_else(Vec::new, wire_names);
    if let Some(Tree::Text(wrap)) = at.get("wrap").and_then(|at| at.json.member("name")) {
        body.push(wrap);
    }
    let places = [Some(body), headers.map(wire_names), wrapped.map(wire_names)];
    for place in places.into_iter().flatten() {
        if let Some(twice) = repeated(place) {
            at.fault(&["sends two fields as ", twice].concat());
        }
    }
}

fn check_needs(at: &At<'_>, names: &Names<'_>) {
    let Some(needs) = at.get("needs") else { return };
    let field = |at: &At<'_>| text_among(at, "the fields that callers give: ", &names.given);
    needs.list(|at| {
        for name in ["oneOf", "anyOf"] {
            if let Some(at) = at.get(name) {
                at.list(field);
            }
        }
        for name in ["then", "switch"] {
            if let Some(at) = at.get(name) {
                field(&at);
            }
        }
        if let Some(at) = at.get("if") {
            at.map(|at| among(at, at.name(), "the fields that callers give: ", &names.given));
        }
        if let Some(at) = at.get("cases") {
            at.map(field);
        }
    });
}

/// What a list refers to, and what it cannot have.
fn check_list(at: &At<'_>, names: &Names<'_>) {
    let Some(list) = at.get("list") else { return };
    let places = [
        ("after", "the fields that callers give: ", &names.given),
        ("before", "the fields that callers give: ", &names.given),
        ("id", "the fields of the answer: ", &names.came),
    ];
    for (name, what, known) in places {
        list.get(name).iter().for_each(|at| text_among(at, what, known));
    }
    for name in ["verify", "echo", "bundle", "keep"] {
        if at.get(name).is_some() {
            at.fault_of(name, "is not for a list, whose entries are many");
        }
    }
}

fn check_answer(at: &At<'_>, names: &Names<'_>) {
    let came = |at: &At<'_>| text_among(at, "the fields of the answer: ", &names.came);
    if let Some(keep) = at.get("keep") {
        for (name, due) in [("token", "text"), ("expiresIn", "integer")] {
            keep.get(name).iter().for_each(|kept| {
                came(kept);
                check_kept(kept, at.json.member("answer"), due);
            });
        }
    }
    check_list(at, names);
    if let Some(at) = at.get("echo") {
        at.map(|at| {
            among(at, at.name(), "the fields that are sent: ", &names.sent);
            came(at);
        });
    }
    if let Some(bundle) = at.get("bundle") {
        let both: Vec<&str> = names.sent.iter().chain(&names.came).copied().collect();
        bundle.get("fields").iter().for_each(|at| {
            at.list(|at| text_among(at, "the fields that are sent or come: ", &both));
        });
        if bundle
            .get("name")
            .is_some_and(|at| matches!(at.json, Tree::Text(name) if names.came.contains(name)))
        {
            bundle.fault_of("name", "is that of a field of the answer");
        }
    }
    if let Some(states) = at.get("envelope").as_ref().and_then(|at| at.get("states")) {
        check_states(&states, at.get("answer").as_ref());
    }
    if at.get("paid").is_some() && at.get("answer").is_none() {
        at.fault_of("paid", "is of an answer that has no fields");
    }
}

/// What is kept is always there, and of its type: without a token, calls would go out without one.
fn check_kept(kept: &At<'_>, answer: Option<&Tree<'_>>, due: &str) {
    let field = text(kept.json).and_then(|name| answer?.member(name));
    let is = |name: &str, value: &str| field.and_then(|field| field.member(name)).and_then(text) == Some(value);
    let optional = field.and_then(|field| field.member("optional"));
    if field.is_some() && (!is("type", due) || matches!(optional, Some(Tree::Flag(true)))) {
        kept.fault(&["is not a field of type ", due, " that is always there"].concat());
    }
}

/// What one code means: nothing is success and a refusal at once.
pub(super) fn check_codes(envelope: &At<'_>) {
    let codes = |name| match envelope.json.member(name) {
        Some(Tree::List(items)) => items.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    let [success, refused, busy] = ["success", "refused", "busy"].map(codes);
    for (name, codes, others) in [
        ("refused", &refused, [&success, &busy]),
        ("busy", &busy, [&success, &refused]),
    ] {
        let clash = codes
            .iter()
            .find(|code| others.iter().any(|others| others.contains(code)));
        if let Some(code) = clash {
            envelope.fault_of(name, &["has ", code, ", which means something else, too"].concat());
        }
    }
}

fn text_among(at: &At<'_>, what: &str, known: &[&str]) {
    if let Tree::Text(name) = at.json {
        among(at, name, what, known);
    }
}

fn among(at: &At<'_>, name: &str, what: &str, known: &[&str]) {
    if !known.contains(&name) && !name.is_empty() {
        at.none_of(name, what, known);
    }
}

fn text<'a>(json: &'a Tree<'a>) -> Option<&'a str> {
    match json {
        Tree::Text(text) => Some(text),
        _ => None,
    }
}

/// The names in a map.
pub(super) fn names_in<'a>(json: &'a Tree<'a>) -> Vec<&'a str> {
    match json {
        Tree::Object(members) => members.iter().map(|(name, _)| *name).collect(),
        _ => Vec::new(),
    }
}

/// The names of the fields that are not filled in.
fn given_in<'a>(json: &'a Tree<'a>) -> Vec<&'a str> {
    let Tree::Object(members) = json else { return Vec::new() };
    let given = members.iter().filter(|(_, field)| field.member("value").is_none());
    given.map(|(name, _)| *name).collect()
}

/// The names under which fields travel.
fn wire_names<'a>(json: &'a Tree<'a>) -> Vec<&'a str> {
    let Tree::Object(members) = json else { return Vec::new() };
    members
        .iter()
        .map(|(name, field)| field.member("sentAs").and_then(text).unwrap_or(name))
        .collect()
}
