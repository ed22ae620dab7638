//! Calls, as a spec has them.

use super::fault::At;
use super::field::{Known, Whose, answered, field, fields};
use super::paid::{paid, states};
use super::text::{doc_of, interned};
use super::tree::Tree;
use super::{base_of, key_of};
use crate::call::{Bundle, Call, Effect, Envelope, Keep, List, Need, Send, Shape, Sign, Wrap};
use crate::field::Field;
use crate::http::{Method, unwritable};

const MEMBERS: &[&str] = &[
    "method", "base", "path", "pathWith", "send", "fragment", "headers", "fields", "wrap", "needs", "sign", "verify",
    "effect", "advice", "envelope", "keep", "answer", "list", "paid", "echo", "bundle",
];
/// Members of a call that is answered, which a page is not.
const ANSWERED: &[&str] = &[
    "verify", "effect", "advice", "envelope", "keep", "answer", "list", "paid", "echo", "bundle", "headers",
];

pub(super) fn call(at: &At<'_>, gateway: &At<'_>, known: &Known<'_>) -> Call {
    at.only(MEMBERS);
    at.check_method_name();
    let send = send(at);
    let is_page = matches!(send, Send::Page(_));
    let whose = Whose::Request(known);
    let call = Call {
        name: interned(at.name()),
        method: method(at, send),
        base: base_of(at, gateway),
        path: at.get("path").map_or("", |at| path(&at)),
        path_with: at
            .get("pathWith")
            .map_or(&[], |at| at.kept(at.map(|at| (interned(at.name()), path(at))))),
        send,
        headers: at.get("headers").map_or(&[], |at| headers(&at, whose)),
        fields: at.get("fields").map_or(&[], |at| fields(&at, whose)),
        wrap: at.get("wrap").map(|at| wrap(&at, whose)),
        needs: at.get("needs").map_or(&[], |at| at.kept(at.list(need))),
        sign: at.get("sign").map(|at| sign(&at, gateway)),
        verify: at.get("verify").map(|at| key_of(&at, gateway, false)),
        effect: if is_page { Effect::Once } else { effect(at) },
        envelope: if is_page {
            Envelope::NONE
        } else {
            at.need("envelope").map_or(Envelope::NONE, |at| envelope(&at))
        },
        keep: at.get("keep").map(|at| keep(&at)),
        answer: answer(at),
        list: at.get("list").map(|at| list(&at)),
        paid: at.get("paid").map(|paid_at| paid(&paid_at, at.get("answer"))),
        echo: at
            .get("echo")
            .map_or(&[], |at| at.kept(at.map(|at| (interned(at.name()), at.text())))),
        bundle: at.get("bundle").map(|at| bundle(&at)),
        doc: doc_of(at),
    };
    if is_page {
        for name in ANSWERED.iter().filter(|name| at.get(name).is_some()) {
            at.fault_of(name, "is not for a page, whose address is all that is made");
        }
    }
    super::names::check(at, gateway);
    call
}

fn send(at: &At<'_>) -> Send {
    let fragment = at.get("fragment").map(|at| at.text());
    let send = at.get("send").and_then(|at| {
        at.word(&[
            ("json", Send::Json),
            ("form", Send::Form),
            ("query", Send::Query),
            ("page", Send::Page(fragment.unwrap_or_default())),
        ])
    });
    let send = send.unwrap_or(Send::Json);
    match (send, fragment) {
        (Send::Page(_), Some(fragment)) if !fragment.starts_with('#') => {
            at.fault_of("fragment", "does not begin with #")
        }
        (Send::Page(_), _) | (_, None) => {}
        _ => at.fault_of("fragment", "is for `send`: `page` alone"),
    }
    send
}

fn method(at: &At<'_>, send: Send) -> Method {
    let in_address = matches!(send, Send::Query | Send::Page(_));
    let given = at
        .get("method")
        .and_then(|at| at.word(&[("GET", Method::Get), ("POST", Method::Post)]));
    match (given, send) {
        (Some(Method::Post), Send::Page(_)) => at.fault_of("method", "is not POST for a page, which a user is sent to"),
        (Some(Method::Get), _) if !in_address => {
            at.fault_of("method", "is GET, which has no body: `send` is `query` then");
        }
        _ => {}
    }
    given.unwrap_or(match send {
        Send::Page(_) => Method::Get,
        _ => Method::Post,
    })
}

fn path(at: &At<'_>) -> &'static str {
    let path = at.text();
    let strange = |c: char| !c.is_ascii_graphic() || matches!(c, '?' | '#' | '\\');
    if !path.is_empty() && (!path.starts_with('/') || path.contains(strange)) {
        at.fault("is not a path like /api/order, without a query or a fragment");
    }
    path
}

const OWN_HEADERS: [&str; 6] = [
    "accept",
    "content-type",
    "content-length",
    "cookie",
    "host",
    "transfer-encoding",
];

fn headers(at: &At<'_>, whose: Whose<'_>) -> &'static [(Field, bool)] {
    at.kept(at.map(|at| {
        let row = field(at, whose, &["signed"]);
        if let Some(why) = unwritable(row.wire_name(), "") {
            at.fault(why);
        }
        if OWN_HEADERS.iter().any(|own| row.wire_name().eq_ignore_ascii_case(own)) {
            at.fault("is a header that the runtime or the body's form sets");
        }
        (row, at.get("signed").is_some_and(|at| at.flag()))
    }))
}

fn wrap(at: &At<'_>, whose: Whose<'_>) -> Wrap {
    at.only(&["name", "fields"]);
    Wrap {
        name: at.need("name").map_or("", |at| at.text()),
        fields: at.need("fields").map_or(&[], |at| {
            at.not_empty();
            fields(&at, whose)
        }),
    }
}

fn need(at: &At<'_>) -> Need {
    let texts = |at: At<'_>| at.kept(at.texts());
    let name = |at: At<'_>| at.text();
    if let Some(names) = at.get("oneOf") {
        at.only(&["oneOf"]);
        return Need::OneOf(texts(names));
    }
    if let Some(names) = at.get("anyOf") {
        at.only(&["anyOf"]);
        return Need::AnyOf(texts(names));
    }
    if let Some(when) = at.get("if") {
        at.only(&["if", "then"]);
        let mut fields = when.map(|at| (interned(at.name()), texts(*at)));
        if fields.len() != 1 {
            when.fault("is not one field with its words");
        }
        let (field, words) = fields.pop().unwrap_or_default();
        let then = at.need("then").map_or("", name);
        return Need::If { field, words, then };
    }
    if let Some(switch) = at.get("switch") {
        at.only(&["switch", "cases"]);
        return Need::Switch {
            field: switch.text(),
            cases: at.need("cases").map_or(&[], |at| {
                at.not_empty();
                at.kept(at.map(|at| (interned(at.name()), at.text())))
            }),
        };
    }
    at.only(&["oneOf", "anyOf", "if", "switch"]);
    at.fault("has none of oneOf, anyOf, if and switch");
    Need::AnyOf(&[])
}

fn sign(at: &At<'_>, gateway: &At<'_>) -> Sign {
    at.only(&["key", "in"]);
    let place = at
        .get("in")
        .and_then(|at| at.word(&[("body", false), ("header", true)]));
    Sign {
        key: at.need("key").map_or("", |at| key_of(&at, gateway, true)),
        header: place.unwrap_or(false),
    }
}

fn effect(at: &At<'_>) -> Effect {
    let advice = at.get("advice").map(|at| at.text());
    let effect = at.need("effect").and_then(|at| {
        at.word(&[
            ("read", Effect::Read),
            ("idempotent", Effect::Idempotent),
            ("once", Effect::Once),
            ("money", Effect::Money(advice.unwrap_or_default())),
        ])
    });
    let effect = effect.unwrap_or(Effect::Once);
    match (effect, advice) {
        (Effect::Money(_), None) => at.fault_of(
            "advice",
            "is missing: it says how to find out what became of the money, like \"queryOrder({ orderId }) tells\"",
        ),
        (Effect::Money(_), _) | (_, None) => {}
        _ => at.fault_of("advice", "is for `effect`: `money` alone"),
    }
    effect
}

fn envelope(at: &At<'_>) -> Envelope {
    at.only(&[
        "code", "success", "message", "data", "bare", "states", "refused", "busy",
    ]);
    let texts = |name: &str| at.get(name).map_or(&[][..], |at| at.kept(at.texts()));
    let bare = at.get("bare").is_some_and(|at| at.flag());
    match (at.get("code").is_some(), bare) {
        (false, false) => at.fault_of("code", "is missing: without a code, answers have to be `bare`"),
        (true, _) if at.get("success").is_none() && at.get("states").is_none() => {
            at.fault_of("success", "is missing: which codes are success?");
        }
        _ => {}
    }
    super::names::check_codes(at);
    Envelope {
        code: texts("code"),
        success: texts("success"),
        message: texts("message"),
        data: at.get("data").map_or("data", |at| at.text()),
        bare,
        states: at.get("states").map(|at| states(&at)),
        refused: texts("refused"),
        busy: texts("busy"),
    }
}

fn keep(at: &At<'_>) -> Keep {
    at.only(&["token", "expiresIn"]);
    let name = |name: &str| at.need(name).map_or("", |at| at.text());
    Keep {
        token: name("token"),
        expires_in: name("expiresIn"),
    }
}

fn list(at: &At<'_>) -> List {
    at.only(&["after", "before", "id"]);
    let name = |name: &str| at.need(name).map_or("", |at| at.text());
    List {
        after: name("after"),
        before: name("before"),
        id: name("id"),
    }
}

fn answer(at: &At<'_>) -> Shape {
    let rows = at.get("answer").map(|at| answered(&at));
    match (rows, at.get("list")) {
        (Some(rows), None) => Shape::One(rows),
        (Some(rows), Some(_)) => Shape::Many(rows),
        (None, None) => Shape::Nothing,
        (None, Some(_)) => {
            at.fault_of("answer", "is missing: what has an entry of the list?");
            Shape::Many(&[])
        }
    }
}

fn bundle(at: &At<'_>) -> Bundle {
    at.only(&["name", "fields"]);
    Bundle {
        name: at.need("name").map_or("", |at| at.text()),
        fields: at.need("fields").map_or(&[], |at| at.kept(at.texts())),
        doc: doc_of(at),
    }
}

impl At<'_> {
    /// A call becomes a method of that name.
    pub(super) fn check_method_name(&self) {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !self.name().starts_with(|c: char| c.is_ascii_alphabetic()) || !self.name().chars().all(plain) {
            self.fault("is no name for a method: letters and digits, the first a letter");
        }
        // Of every object, of every class here, and what makes `await` take an object for a promise.
        let taken = [
            "constructor",
            "free",
            "then",
            "toString",
            "valueOf",
            "toJSON",
            "hasOwnProperty",
            "isPrototypeOf",
        ];
        if taken.contains(&self.name()) {
            self.fault("is a name that every object has, or that would be taken for a promise's");
        }
    }

    /// Whether it is a list or a map with this in it.
    pub(super) fn has(&self, name: &str) -> bool {
        match self.json {
            Tree::Object(members) => members.iter().any(|(known, _)| *known == name),
            Tree::List(items) => items
                .iter()
                .any(|item| matches!(item, Tree::Text(text) if *text == name)),
            _ => false,
        }
    }
}
