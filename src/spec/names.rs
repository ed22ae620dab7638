//! Whether what a call names is there: the fields of its request and of its answer.

use super::fault::At;
use super::paid::check_states;
use super::tree::Tree;
use crate::json::repeated;
use crate::scheme::built_in::scheme;

/// The names of a call's fields, by whom they are given and how they travel.
struct Names<'a> {
    sent: Vec<&'a str>,
    /// Those that callers may give.
    given: Vec<&'a str>,
    came: Vec<&'a str>,
}

/// What is wrong with the names that the members of a call have.
pub(super) fn check(at: &At<'_>, gateway: &At<'_>) {
    let wrapped = at.get("wrap").map(|at| at.json);
    let wrapped = wrapped.and_then(|wrap| wrap.member("fields"));
    let of = |name| at.json.member(name);
    let requests = [of("headers"), of("fields"), wrapped];
    let names = Names {
        sent: requests.into_iter().flatten().flat_map(names_in).collect(),
        given: requests.into_iter().flatten().flat_map(given_in).collect(),
        came: of("answer").map_or_else(Vec::new, names_in),
    };
    check_twice(
        at,
        &names,
        [of("headers"), of("fields"), wrapped],
        signature(at, gateway),
    );
    check_needs(at, &names);
    check_answer(at, &names);
    check_signed(at);
    if let Some(at) = at.get("pathWith") {
        at.map(|at| among(at, at.name(), "the fields that callers give: ", &names.given));
    }
}

/// The name under which a call's signature travels, and whether it is a header.
fn signature<'a>(at: &At<'a>, gateway: &At<'a>) -> Option<(&'a str, bool)> {
    let sign = at.json.member("sign")?;
    let key = gateway.json.member("keys")?.member(text(sign.member("key")?)?)?;
    let field = match key.member("scheme")? {
        Tree::Text(name) => &scheme(name)?.signature_field,
        own => text(own.member("signatureField")?)?,
    };
    Some((field, sign.member("in").and_then(text) == Some("header")))
}

fn check_twice(
    at: &At<'_>,
    names: &Names<'_>,
    [headers, fields, wrapped]: [Option<&Tree<'_>>; 3],
    signature: Option<(&str, bool)>,
) {
    if let Some(twice) = repeated(names.given.clone()) {
        at.fault(&["takes two fields named ", twice].concat());
    }
    let mut body: Vec<&str> = fields.map_or_else(Vec::new, wire_names);
    if let Some(Tree::Text(wrap)) = at.get("wrap").and_then(|at| at.json.member("name")) {
        body.push(wrap);
    }
    let mut headers: Vec<&str> = headers.map_or_else(Vec::new, wire_names);
    match signature {
        Some((name, true)) => headers.push(name),
        Some((name, false)) => body.push(name),
        None => {}
    }
    let places = [Some(body), Some(headers), wrapped.map(wire_names)];
    for place in places.into_iter().flatten() {
        if let Some(twice) = repeated(place) {
            at.fault(&["sends two fields as ", twice].concat());
        }
    }
}

/// Headers that are signed need something that signs them.
fn check_signed(at: &At<'_>) {
    if let (Some(headers), None) = (at.get("headers"), at.get("sign")) {
        headers.map(|header| {
            if matches!(header.json.member("signed"), Some(Tree::Flag(true))) {
                header.fault_of("signed", "is true, and the call has no `sign`");
            }
        });
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
    if let Some(echo) = at.get("echo") {
        echo.map(|echoed| {
            among(echoed, echoed.name(), "the fields that are sent: ", &names.sent);
            came(echoed);
            check_plain(echoed, at.json.member("answer"), &["text", "units"]);
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

/// Whether what a name stands for is of such a type, whose text can be compared.
pub(super) fn check_plain(named: &At<'_>, fields: Option<&Tree<'_>>, due: &[&str]) {
    let field = text(named.json).and_then(|name| fields?.member(name));
    let kind = field.and_then(|field| field.member("type")).and_then(text);
    if kind.is_some_and(|kind| !due.contains(&kind)) {
        named.fault(&["is not a field of type ", &due.join(" or ")].concat());
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
