//! `pkg/gateways.d.ts`: the clients' classes and what they take and give.

use std::fmt::Write as _;

use paysign::gateway::GATEWAYS;
use paysign::{Call, Choice, Effect, Gateway, Kind, Notification, Origin, Send, Setting, Shape};

use super::further::FURTHER;
use super::shapes::Shapes;
use super::typescript::{comment, member, needed, optional, pascal, union};

const HEAD: &str = r"// Made from the specs of src/gateway: cargo run --example rows
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
import type { GatewaySpec } from './gateway-spec.js'
import type { HandlerResult, NotificationOptions } from './notification.js'
import type { PayAction } from './pay-action.js'
";

/// What the handler of a notification does.
const HANDLES: &str = "Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after\n`onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request` and `Response`;\n`toRequest` of `paysign/node` makes the one of Node's.";

/// A class in JavaScript, with its gateways: Yinqiantong has two, by its option `version`.
pub(crate) fn classes() -> Vec<(&'static str, Vec<&'static Gateway>)> {
    let class = |gateway: &&'static Gateway| (gateway.class, versions(gateway));
    GATEWAYS.iter().map(class).collect()
}

/// The gateway with each word of the choice that has to be made; the gateway alone where there is none.
pub(crate) fn versions(gateway: &'static Gateway) -> Vec<&'static Gateway> {
    match version(gateway) {
        None => vec![gateway],
        Some(choice) => {
            let words = choice.words.iter();
            words
                .map(|(word, _)| gateway.choose(&[(choice.name, word)]).unwrap())
                .collect()
        }
    }
}

/// The choice that has to be made.
pub(crate) fn version(gateway: &Gateway) -> Option<&'static Choice> {
    gateway.choices.iter().find(|choice| choice.default.is_none())
}

/// An option with its standard address in the test environment.
pub(crate) fn test_address(gateway: &'static Gateway, base: &Setting) -> Option<&'static str> {
    let test = gateway.choose(&[("environment", "test")]).ok()?;
    match test.option(base.name)?.kind {
        Kind::Base { default, .. } => default,
        _ => None,
    }
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

fn options(class: &str, of: &[&'static Gateway]) -> String {
    let interface = |name: &str, version: &str, members: &str, gateway: &'static Gateway| {
        let notified = if gateway.notifications.is_empty() {
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
        let choice = version(gateway).unwrap();
        let word = choice.chosen;
        let mut members = needed(choice.doc.text(), choice.name, &union([word]));
        // One set of options does for all: what another version needs may be there.
        for other in of.iter().copied() {
            for option in other
                .options
                .iter()
                .filter(|option| gateway.option(option.name).is_none())
            {
                let theirs = version(other).map_or("", |choice| choice.chosen);
                members += &optional(&format!("Of {theirs}; not used."), option.name, "string");
            }
        }
        let name = format!("{class}{}Options", pascal(word));
        text += &interface(&name, &format!(" for {word}"), &members, gateway);
        names.push(name);
    }
    let names = names.join(" | ");
    text + &format!("\n/** What {{@link {class}}} needs to know. */\nexport type {class}Options = {names}\n")
}

fn options_of(gateway: &'static Gateway) -> String {
    let mut members = String::new();
    for option in gateway.options {
        let (optional, of) = match option.kind {
            Kind::Id { .. } => (option.optional, "string".to_owned()),
            Kind::Secret => (option.optional, "SecretInput".to_owned()),
            Kind::PrivateKey | Kind::PublicKey => (option.optional, "KeyInput".to_owned()),
            Kind::Base { default, .. } => (option.optional || default.is_some(), "string".to_owned()),
            Kind::Hosts => (true, "string[]".to_owned()),
            Kind::Choice => match gateway.choices.iter().find(|choice| choice.name == option.name) {
                Some(choice) if choice.default.is_some() => (true, union(choice.words.iter().map(|(word, _)| *word))),
                _ => continue, // comes first
            },
        };
        members += &member(&option_doc(gateway, option), option.name, optional, &of);
    }
    if has_rsa(gateway) {
        members += &member(WEAK.0, "allowWeakKeys", true, "boolean");
    }
    members
}

/// What the option of every class with RSA keys is, in English and Chinese.
pub(crate) const WEAK: (&str, &str) = (
    "Takes RSA keys of 1024 to 2047 bits, which can be broken.",
    "接受 1024 至 2047 位的 RSA 密钥，这种密钥可能被破解",
);

pub(crate) fn has_rsa(gateway: &Gateway) -> bool {
    let mut kinds = gateway.options.iter().map(|option| option.kind);
    kinds.any(|kind| matches!(kind, Kind::PrivateKey | Kind::PublicKey))
}

fn option_doc(gateway: &'static Gateway, option: &Setting) -> String {
    let doc = option.doc.text();
    let Kind::Base {
        default: Some(address), ..
    } = option.kind
    else {
        return doc.to_owned();
    };
    match test_address(gateway, option) {
        Some(test) => format!("{doc} Default `{address}`; in the test environment `{test}`."),
        None => format!("{doc} Default `{address}`."),
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
    for notice in first.notifications {
        methods += &notification(shapes, class, notice);
    }
    methods
}

fn class_of(class: &str, gateway: &Gateway, methods: &str) -> String {
    let further = FURTHER.iter().find(|(of, _)| *of == class);
    let further = further.map_or_else(String::new, |(_, text)| format!("\n{text}\n"));
    let doc = comment(gateway.doc.text(), "");
    format!(
        "\n{doc}export class {class} implements Disposing {{\n  /** What the class was made from, frozen. */\n  static readonly spec: GatewaySpec\n  /** @throws {{PayError}} `config`, naming the option that is missing or wrong */\n  constructor(options: {class}Options)\n{methods}{further}\n  /** Wipes the keys from memory; afterwards the object is of no use. */\n  free(): void\n  /** As `free`, for `using`. */\n  [Symbol.dispose](): void\n}}\n"
    )
}

fn method(shapes: &mut Shapes, class: &str, call: &'static Call, others: &[&'static Call]) -> String {
    let request = shapes.request(class, call, others);
    let doc = comment(&method_doc(call), "  ");
    if matches!(call.send, Send::Page(_)) {
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
    if matches!(call.send, Send::Page(_)) {
        return format!("{doc}\n\n@throws {{PayError}} `params`, naming every field at fault");
    }
    let effect = match call.effect {
        Effect::Read => "Retried on network failure, timeout, HTTP 429 and 5xx.",
        Effect::Idempotent => "Retried on network failure, timeout, HTTP 429 and 5xx: your number makes it one order.",
        Effect::Once => "Sent once, unless the connection was never made.",
        Effect::Money(_) => {
            "Sent once, unless the connection was never made. An error with `outcomeUnknown` says what to do."
        }
    };
    let signature = if call.verify.is_some() { ", `signature`" } else { "" };
    let identity = if call.echo.is_empty() { "" } else { ", `identity`" };
    let throws = "`params`, `config`, `network`, `timeout`, `aborted`, `http`, `body`, `gateway`";
    format!("{doc}\n\n{effect}\n\n@throws {{PayError}} {throws}{signature}{identity}")
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

fn notification(shapes: &mut Shapes, class: &str, notice: &Notification) -> String {
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
