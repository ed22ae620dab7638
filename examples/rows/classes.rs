//! `pkg/gateways.d.ts`: the clients' classes and what they take and give.

use std::fmt::Write as _;

use paysign::gateway::GATEWAYS;
use paysign::{Base, Call, Choice, Form, Gateway, Notice, Origin, Repeat, Sets, Shape};

use super::shapes::Shapes;
use super::typescript::{comment, member, needed, optional, pascal, union};

const HEAD: &str = r"// Made from the rows of src: cargo run --example rows
import type {
  Answered,
  CallOptions,
  ClientOptions,
  Disposing,
  KeyInput,
  NotificationInput,
  Paid,
  SecretInput,
  Unknown,
} from './client.js'
import type { HandlerResult, NotificationOptions } from './notification.js'
import type { PayAction } from './pay-action.js'
";

/// What the handler of a notification does.
const HANDLES: &str = "Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after\n`onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request` and `Response`;\n`toRequest` of `paysign/node` makes the one of Node's.";

/// A class in JavaScript, with its gateways: Yinqiantong has two, by its option `version`.
pub(crate) fn classes() -> Vec<(&'static str, Vec<&'static Gateway>)> {
    let mut classes: Vec<(&str, Vec<&Gateway>)> = Vec::new();
    for gateway in GATEWAYS.iter().copied() {
        match classes.iter_mut().find(|(class, _)| *class == gateway.class) {
            Some((_, of)) => of.push(gateway),
            None => classes.push((gateway.class, vec![gateway])),
        }
    }
    classes
}

pub(crate) fn types() -> String {
    let mut shapes = Shapes::starting_with(HEAD);
    for (class, of) in classes() {
        shapes.text.push_str(&options(class, &of));
        let methods = methods(&mut shapes, class, &of);
        shapes.text.push_str(&class_of(class, of[0], &methods));
    }
    shapes.text
}

fn options(class: &str, of: &[&Gateway]) -> String {
    let interface = |name: &str, version: &str, members: &str, gateway: &Gateway| {
        let notified = if gateway.notices.is_empty() {
            ""
        } else {
            ", NotificationOptions"
        };
        format!(
            "\n/** What {{@link {class}}} needs to know{version}. */\nexport interface {name} extends ClientOptions{notified} {{\n{members}{}}}\n",
            options_of(gateway)
        )
    };
    if let [gateway] = of {
        return interface(&format!("{class}Options"), "", "", gateway);
    }
    let mut text = String::new();
    let mut names = Vec::new();
    for gateway in of {
        let (word, _) = gateway.version().unwrap();
        let doc = version(gateway).map_or("", |choice| choice.doc.text());
        let mut members = needed(doc, "version", &union([word]));
        // One set of options does for all: what another version needs may be there.
        for id in of.iter().flat_map(|other| other.ids) {
            if !gateway.ids.iter().any(|own| own.name == id.name) {
                members += &optional("Of v1; not used.", id.name, "string");
            }
        }
        let name = format!("{class}{}Options", pascal(word));
        text += &interface(&name, &format!(" for {word}"), &members, gateway);
        names.push(name);
    }
    let names = names.join(" | ");
    text + &format!("\n/** What {{@link {class}}} needs to know. */\nexport type {class}Options = {names}\n")
}

/// The choice between gateways of one class.
fn version(gateway: &Gateway) -> Option<&Choice> {
    let mut choices = gateway.choices.iter();
    choices.find(|choice| matches!(choice.sets, Sets::Version { .. }))
}

fn options_of(gateway: &Gateway) -> String {
    let mut members = String::new();
    for id in gateway.ids {
        members += &needed(id.doc.text(), id.name, "string");
    }
    for key in gateway.keys.iter().filter(|key| !key.doc.text().is_empty()) {
        let rsa = key.scheme.algorithm.is_rsa();
        let of = if rsa { "KeyInput" } else { "SecretInput" };
        members += &member(key.doc.text(), key.name, !key.required, of);
    }
    for base in gateway.bases {
        members += &member(&base_doc(base), base.name, base.production.is_some(), "string");
    }
    for choice in gateway.choices {
        let of = match choice.sets {
            Sets::Version { .. } => continue, // comes first
            Sets::WeakKeys => "boolean".to_owned(),
            Sets::PayHosts => "string[]".to_owned(),
            Sets::Environment => union(Sets::ENVIRONMENTS.iter().map(|(word, _)| *word)),
            Sets::Encoding => union(Sets::ENCODINGS.iter().map(|(word, _)| *word)),
            Sets::Credentials => union(Sets::CREDENTIALS.iter().map(|(word, _)| *word)),
        };
        members += &member(choice.doc.text(), choice.name, true, &of);
    }
    members
}

fn base_doc(base: &Base) -> String {
    let doc = base.doc.text();
    match (base.production, base.test) {
        (Some(production), Some(test)) => format!("{doc} Default `{production}`; in the test environment `{test}`."),
        (Some(production), None) => format!("{doc} Default `{production}`."),
        _ => doc.to_owned(),
    }
}

/// The declarations of the methods; the types that they name go to `shapes`.
fn methods(shapes: &mut Shapes, class: &str, of: &[&'static Gateway]) -> String {
    let (first, others) = (of[0], &of[1..]);
    let mut methods = String::new();
    for call in first.calls {
        let same = |gateway: &&'static Gateway| gateway.call(call.name).unwrap();
        let others: Vec<&Call> = others.iter().map(same).collect();
        methods += &method(shapes, class, call, &others);
    }
    for notice in first.notices {
        methods += &notification(shapes, class, notice);
    }
    methods
}

fn class_of(class: &str, gateway: &Gateway, methods: &str) -> String {
    let further = match gateway.further.text() {
        "" => String::new(),
        text => format!("\n{text}\n"),
    };
    let doc = comment(gateway.doc.text(), "");
    format!(
        "\n{doc}export class {class} implements Disposing {{\n  /** @throws {{PayError}} `config`, naming the option that is missing or wrong */\n  constructor(options: {class}Options)\n{methods}{further}\n  /** Wipes the keys from memory; afterwards the object is of no use. */\n  free(): void\n  /** As `free`, for `using`. */\n  [Symbol.dispose](): void\n}}\n"
    )
}

fn method(shapes: &mut Shapes, class: &str, call: &'static Call, others: &[&'static Call]) -> String {
    let request = shapes.request(class, call, others);
    let doc = comment(&method_doc(call), "  ");
    if matches!(call.form, Form::Page(_)) {
        return format!("\n{doc}  {}(page: {request}): string\n", call.name);
    }
    let mut answers: Vec<String> = Vec::new();
    for call in [call].iter().chain(others) {
        let answer = shapes.answer(class, call);
        if !answers.contains(&answer) {
            answers.push(answer);
        }
    }
    let answer = answers.join(" | ");
    let result = match call.answer {
        Shape::Many(_) => format!("AsyncGenerator<{answer}, void, undefined>"),
        _ => format!("Promise<{answer}>"),
    };
    let argument = argument(call, &request);
    format!("\n{doc}  {}({argument}, options?: CallOptions): {result}\n", call.name)
}

fn method_doc(call: &Call) -> String {
    let doc = call.doc.text();
    if matches!(call.form, Form::Page(_)) {
        return format!("{doc}\n\n@throws {{PayError}} `params`, naming every field at fault");
    }
    let repeat = match call.repeat {
        Repeat::Safe => "Retried on network failure, timeout, HTTP 429 and 5xx.",
        Repeat::Keyed => "Retried on network failure, timeout, HTTP 429 and 5xx: your number makes it one order.",
        Repeat::Once => "Sent once, unless the connection was never made.",
        Repeat::Money(_) => {
            "Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do."
        }
    };
    let signature = if call.verify.is_some() { ", `signature`" } else { "" };
    let identity = if call.echo.is_empty() { "" } else { ", `identity`" };
    let throws = "`params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`";
    format!("{doc}\n\n{repeat}\n\n@throws {{PayError}} {throws}{signature}{identity}")
}

/// What a call takes, under a name that says what it is.
fn argument(call: &Call, request: &str) -> String {
    if request.is_empty() {
        return "input?: undefined".to_owned();
    }
    let name = match (call.name, call.answer) {
        ("createOrder", _) => "order",
        (_, Shape::Many(_)) => "filter",
        (name, _) if name.starts_with("query") => "id",
        _ => "input",
    };
    let needed = call.rows().any(|row| matches!(row.origin, Origin::Required)) || !call.needs.is_empty();
    format!("{name}{}: {request}", if needed { "" } else { "?" })
}

fn notification(shapes: &mut Shapes, class: &str, notice: &Notice) -> String {
    let name = format!("{class}{}", notice.name.trim_start_matches("parse"));
    let rows = shapes.fields(&name, notice.fields);
    let doc = comment(notice.doc.text(), "");
    write!(
        shapes.text,
        "\n{doc}export interface {name} extends Answered, Paid {{\n{rows}}}\n"
    )
    .unwrap();
    let identity = if notice.identity.is_empty() { "" } else { ", `identity`" };
    let expired = if notice.window.is_none() { "" } else { ", `expired`" };
    let parse = format!(
        "The verified event of a notification, from its raw body.\n\n@throws {{PayError}} `body`, `signature`{identity}{expired}"
    );
    format!(
        "\n{}  {}(input: NotificationInput): {name}\n\n{}  {}(request: Request, onEvent: (event: {name}) => HandlerResult | Promise<HandlerResult>): Promise<Response>\n",
        comment(&parse, "  "),
        notice.name,
        comment(HANDLES, "  "),
        notice.handler
    )
}
