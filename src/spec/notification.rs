//! Notifications, as a spec has them.

use super::fault::At;
use super::field::answered;
use super::key_of;
use super::names::{check_plain, names_in};
use super::paid::paid;
use super::text::{doc_of, interned};
use super::tree::Tree;
use crate::call::{Headers, Notification, Reply, Window};
use crate::http::unwritable;

const MEMBERS: &[&str] = &[
    "key",
    "headers",
    "identity",
    "window",
    "fields",
    "foreign",
    "paid",
    "advice",
    "replayKey",
    "success",
    "failure",
];

/// What every key of a notification ends in.
const ENDS: [&str; 2] = ["notification", "Notification"];

pub(super) fn notification(at: &At<'_>, gateway: &At<'_>) -> Notification {
    at.only(MEMBERS);
    at.check_method_name();
    if !ENDS.iter().any(|end| at.name().ends_with(end)) {
        at.fault("does not end in Notification: `refundNotification` makes the methods parseRefundNotification and handleRefundNotification");
    }
    if at.get("key").is_none() && matches!(at.json, Tree::Object(_)) {
        at.fault_of(
            "key",
            "is missing: nobody could tell a forged notification from a genuine one",
        );
    }
    let fields_at = at.need("fields");
    let (success, failure) = (reply(at, "success"), reply(at, "failure"));
    if success.body == failure.body && at.get("success").is_some() && at.get("failure").is_some() {
        at.fault_of("failure", "is the same as `success`: nothing would ever be sent again");
    }
    check_references(at, gateway);
    let [name, handler] = methods_of(at.name());
    Notification {
        name,
        handler,
        key: at.get("key").map_or("", |at| key_of(&at, gateway, false)),
        headers: at.get("headers").map(|at| headers(&at)),
        identity: at
            .get("identity")
            .map_or(&[], |at| at.kept(at.map(|at| (interned(at.name()), at.text())))),
        window: at.get("window").map(|at| window(&at)),
        fields: at.get("fields").map_or(&[], |at| {
            at.not_empty();
            answered(&at)
        }),
        foreign: at.get("foreign").map_or(&[], |at| at.kept(at.texts())),
        paid: at.get("paid").map(|paid_at| paid(&paid_at, fields_at)),
        advice: at.need("advice").map_or("", |at| at.text()),
        replay_key: at.need("replayKey").map_or(&[], |at| at.kept(at.texts())),
        success,
        failure,
        doc: doc_of(at),
    }
}

/// `saleNotification` as `parseSaleNotification` and `handleSaleNotification`.
pub(super) fn methods_of(name: &str) -> [&'static str; 2] {
    ["parse", "handle"].map(|verb| {
        let mut letters = name.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        interned(&first.into_iter().fold(verb.to_owned(), |mut name, c| {
            name.push(c);
            name + letters.as_str()
        }))
    })
}

fn headers(at: &At<'_>) -> Headers {
    at.only(&["read", "signed", "signature"]);
    let texts = |name: &str| at.get(name).map_or(&[][..], |at| at.kept(at.list(header)));
    Headers {
        read: texts("read"),
        signed: texts("signed"),
        signature: at.need("signature").map_or("", |at| header(&at)),
    }
}

fn header(at: &At<'_>) -> &'static str {
    let name = at.text();
    if !name.is_empty() && unwritable(name, "").is_some() {
        at.fault("is no name of a header: letters, digits and hyphens");
    }
    name
}

fn window(at: &At<'_>) -> Window {
    at.only(&["field", "seconds"]);
    Window {
        field: at.need("field").map_or("", |at| at.text()),
        seconds: at.need("seconds").map_or(0, |at| at.whole(1, 31_622_400)),
    }
}

fn reply(at: &At<'_>, name: &str) -> Reply {
    const NONE: Reply = Reply {
        content_type: "text/plain",
        body: "",
    };
    let Some(at) = at.need(name) else { return NONE };
    at.only(&["text", "json"]);
    match (at.get("text"), at.get("json")) {
        (Some(text), None) => Reply {
            body: text.text(),
            ..NONE
        },
        (None, Some(json)) => Reply {
            content_type: "application/json",
            body: interned(&json.json.write()),
        },
        _ => {
            at.fault("is not one of text and json");
            NONE
        }
    }
}

/// Whether what it names is there, and tells one notification from another.
fn check_references(at: &At<'_>, gateway: &At<'_>) {
    let fields = at.json.member("fields");
    let names = fields.map_or_else(Vec::new, names_in);
    check_replay_key(at, &names);
    if let Some(at) = at.get("foreign") {
        at.list(|at| match at.json {
            Tree::Text(name) if names.contains(name) => at.fault("is a field of this notification itself"),
            _ => {}
        });
    }
    if let Some(at) = at.get("identity") {
        at.not_empty();
        at.map(|at| check_identity(at, gateway));
    }
    check_decisive(at, fields);
}

/// Whom it is for is an id that every merchant has: an absent one would be anybody's.
fn check_identity(at: &At<'_>, gateway: &At<'_>) {
    let Tree::Text(name) = at.json else { return };
    let options = match gateway.json.member("options") {
        Some(Tree::Object(options)) => options.as_slice(),
        _ => &[],
    };
    let is_id = |(_, option): &&(&str, Tree<'_>)| {
        matches!(option.member("type"), Some(Tree::Text("id")))
            && !matches!(option.member("optional"), Some(Tree::Flag(true)))
    };
    let ids: Vec<&str> = options.iter().filter(is_id).map(|(name, _)| *name).collect();
    if !ids.contains(name) {
        at.none_of(name, "the ids that are not optional: ", &ids);
    }
}

/// The replay key is made of fields that are always there, and of those that tell states apart: what was announced as
/// unpaid must not keep the news that it is paid from being heard.
fn check_replay_key(at: &At<'_>, names: &[&str]) {
    let fields = at.get("fields");
    let Some(key) = at.get("replayKey") else { return };
    key.list(|at| {
        let Tree::Text(name) = at.json else { return };
        check_plain(
            at,
            fields.as_ref().map(|fields| fields.json),
            &["text", "units", "enum"],
        );
        let field = fields.as_ref().and_then(|fields| fields.json.member(name));
        match field {
            None => at.none_of(name, "the fields: ", names),
            Some(field) if matches!(field.member("optional"), Some(Tree::Flag(true))) => {
                at.fault(&[name, " may be absent: two notifications about nothing would be one"].concat());
            }
            Some(_) => {}
        }
    });
    if let Some(Tree::Object(paid)) = at.json.member("paid") {
        for (name, _) in paid.iter().filter(|(name, _)| !key.has(name)) {
            key.fault(
                &[
                    "lacks ",
                    name,
                    ", which tells whether it is paid: the news of a payment would be taken for an old one",
                ]
                .concat(),
            );
        }
    }
}

/// What decides has one name each: whom it is for, when it was sent, which order, what sum, what state.
fn check_decisive(at: &At<'_>, fields: Option<&Tree<'_>>) {
    let mut names: Vec<&str> = at.json.member("identity").map_or_else(Vec::new, names_in);
    if let Some(Tree::Text(field)) = at.get("window").and_then(|at| at.json.member("field")) {
        names.push(field);
    }
    let Some(Tree::Object(fields)) = fields else { return };
    for (name, field) in fields {
        if !matches!(field.member("optional"), Some(Tree::Flag(true))) {
            names.push(name);
            if let Some(Tree::Text(alias)) = field.member("alias") {
                names.push(alias);
            }
        }
    }
    if let Some(twice) = crate::json::repeated(names) {
        at.fault(
            &[
                "reads ",
                twice,
                " twice: among identity, window and fields, each has one name",
            ]
            .concat(),
        );
    }
}
