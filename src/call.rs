//! A call as a row: what is sent, how it is signed, and how the answer is read.

use std::fmt;

use crate::answer::Out;
use crate::doc::Doc;
use crate::field::{Field, Fill, Given, Origin, given};
use crate::http::Method;
use crate::scheme::Scheme;

/// A gateway: its options, calls and notifications. [`Gateway::from_json`] makes one of a spec.
#[derive(Debug)]
pub struct Gateway {
    /// The class in JavaScript.
    pub class: &'static str,
    /// The name in errors and logs, and in the keys of handled notifications.
    pub name: &'static str,
    /// What the class is, with an example.
    pub doc: Doc,
    /// What a merchant gives.
    pub options: &'static [Setting],
    /// The options that choose among words, with what they are set to here.
    pub choices: &'static [Choice],
    /// Keys by their roles, each with the rule that it signs by.
    pub keys: &'static [KeySetting],
    /// Whether cookies go with a request, as for `fetch`; `None`: as the runtime does.
    pub credentials: Option<&'static str>,
    /// What it can be asked.
    pub calls: &'static [Call],
    /// What it says by itself.
    pub notifications: &'static [Notification],
    /// The spec that it was made of.
    pub(crate) spec: Spec,
}

/// The text that a gateway was made of; no part of what a gateway is.
#[derive(Clone, Copy)]
pub(crate) struct Spec(pub(crate) &'static str);

impl fmt::Debug for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spec(..)")
    }
}

/// An option of a gateway.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Whether the class can be made without it.
    pub optional: bool,
    /// Its meaning.
    pub doc: Doc,
}

/// What an option is: its `type` in a spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text that is sent.
    Id {
        /// Whether no log may show it.
        secret: bool,
    },
    /// A secret that both sides know: it signs, or is sent as it is.
    Secret,
    /// An RSA key that signs.
    PrivateKey,
    /// An RSA key that verifies.
    PublicKey,
    /// An address that calls are below.
    Base {
        /// The gateway's own; `None`: the caller has to give one.
        default: Option<&'static str>,
        /// Whether it may be http.
        http: bool,
    },
    /// One of the words of a [`Choice`] of the same name.
    Choice,
    /// Hosts: a list of texts.
    Hosts,
}

/// A key in a role.
#[derive(Clone, Copy, Debug)]
pub struct KeySetting {
    /// What it is used for, in calls and notifications: one option may have several roles.
    pub role: &'static str,
    /// The option that is the key.
    pub option: &'static str,
    /// The rule.
    pub scheme: &'static Scheme,
    /// Whether it signs; otherwise it is a public key, which only verifies.
    pub signs: bool,
}

/// An option that is one of several words, each of which changes the gateway.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// The words with their meaning.
    pub words: &'static [(&'static str, Doc)],
    /// The word that holds unless another is given; `None`: one has to be given.
    pub default: Option<&'static str>,
    /// The word that this gateway is made with.
    pub chosen: &'static str,
    /// Its meaning.
    pub doc: Doc,
}

/// A call.
#[derive(Debug)]
pub struct Call {
    /// The method in JavaScript.
    pub name: &'static str,
    /// How it is sent.
    pub method: Method,
    /// The option with the base address.
    pub base: &'static str,
    /// The path below it.
    pub path: &'static str,
    /// Other paths, for requests that have these fields.
    pub path_with: &'static [(&'static str, &'static str)],
    /// How the fields travel.
    pub send: Send,
    /// Fields that travel in headers, with whether the signature covers them.
    pub headers: &'static [(Field, bool)],
    /// The fields.
    pub fields: &'static [Field],
    /// Fields that travel in one of them.
    pub wrap: Option<Wrap>,
    /// What has to hold between fields.
    pub needs: &'static [Need],
    /// How it is signed; `None`: it is not.
    pub sign: Option<Sign>,
    /// The key by which the answer is verified; `None`: the gateway does not sign it.
    pub verify: Option<&'static str>,
    /// Whether it may be sent again.
    pub effect: Effect,
    /// What the answer is wrapped in.
    pub envelope: Envelope,
    /// Where its answer has the token that the client keeps for other calls.
    pub keep: Option<Keep>,
    /// The answer's fields.
    pub answer: Shape,
    /// How to ask for the next page of a list.
    pub list: Option<List>,
    /// The fields and the words that say that the money has arrived.
    pub paid: Option<Paid>,
    /// Fields that were sent, and those of the answer that must hold the same.
    pub echo: &'static [(&'static str, &'static str)],
    /// An object made of what was sent and what came back, for a wallet's bridge.
    pub bundle: Option<Bundle>,
    /// What it does, with the source.
    pub doc: Doc,
}

/// Fields that travel as JSON text in one field.
#[derive(Clone, Copy, Debug)]
pub struct Wrap {
    /// The field's name.
    pub name: &'static str,
    /// What it holds.
    pub fields: &'static [Field],
}

/// Where an answer has the token that a client keeps.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// The field with the token.
    pub token: &'static str,
    /// The field that says for how many seconds it is valid.
    pub expires_in: &'static str,
}

/// How to ask for the next page of a list, the newest entries of which come first.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// The field of the request with the entry to begin below.
    pub after: &'static str,
    /// The field of the request with the entry to end above.
    pub before: &'static str,
    /// The field of an entry that names it.
    pub id: &'static str,
}

/// An object made of what was sent and what came back.
#[derive(Clone, Copy, Debug)]
pub struct Bundle {
    /// Its name.
    pub name: &'static str,
    /// Its fields, of the answer or of the request.
    pub fields: &'static [&'static str],
    /// What it is for.
    pub doc: Doc,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// No fields: that the gateway accepted it is all.
    Nothing,
    /// An object.
    One(&'static [Out]),
    /// A list of objects.
    Many(&'static [Out]),
}

/// How fields travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
    /// A JSON object as body.
    Json,
    /// A form-urlencoded body.
    Form,
    /// In the address.
    Query,
    /// In the address of a page that the user is sent to, with this fragment; nothing is requested.
    Page(&'static str),
}

/// How a call is signed. The signature covers the body, and the headers whose rows say so.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// The key, by its role.
    pub key: &'static str,
    /// Whether the signature travels in a header instead of the body.
    pub header: bool,
}

/// What has to hold between fields.
#[derive(Clone, Copy, Debug)]
pub enum Need {
    /// Exactly one of them is given.
    OneOf(&'static [&'static str]),
    /// At least one of them is given.
    AnyOf(&'static [&'static str]),
    /// Where a field holds one of the words, another has to be given.
    If {
        /// The field.
        field: &'static str,
        /// Its words.
        words: &'static [&'static str],
        /// The other.
        then: &'static str,
    },
    /// Each word of a field has a field of its own; those of the other words are not given.
    Switch {
        /// The field.
        field: &'static str,
        /// Words and their fields.
        cases: &'static [(&'static str, &'static str)],
    },
}

/// What a call does, which says whether it may be sent again when nothing is known of its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It asks, and changes nothing.
    Read,
    /// The gateway promises that the merchant's number makes it idempotent.
    Idempotent,
    /// It uses something up (a code, a short message), but moves no money.
    Once,
    /// It moves or promises money. The text says how to find out what became of it.
    Money(&'static str),
}

/// What an answer is wrapped in.
#[derive(Clone, Copy, Debug)]
pub struct Envelope {
    /// Names of the code; the first that is there counts.
    pub code: &'static [&'static str],
    /// Codes of success.
    pub success: &'static [&'static str],
    /// Names of the message.
    pub message: &'static [&'static str],
    /// The name of the data; without it, they are beside the code.
    pub data: &'static str,
    /// Whether the data may come bare, without an envelope.
    pub bare: bool,
    /// Codes that are answers rather than failures: the word, for this field.
    pub states: Option<States>,
    /// Codes that the gateway documents as "this was not done". Of a call that moves or promises money, every other code
    /// leaves it open: a gateway's failure of its own is no refusal. Empty where none is documented.
    pub refused: &'static [&'static str],
    /// Codes of a failure that passes: a query is worth asking again.
    pub busy: &'static [&'static str],
}

/// Codes of an envelope that are states.
#[derive(Clone, Copy, Debug)]
pub struct States {
    /// The field that they are the value of.
    pub field: &'static str,
    /// Its words and their codes.
    pub codes: &'static [(&'static str, &'static str)],
}

/// When money has arrived.
#[derive(Clone, Copy, Debug)]
pub enum Paid {
    /// The message itself says so.
    Always,
    /// Each of these fields holds one of its words.
    When(&'static [(&'static str, &'static [&'static str])]),
}

/// A notification.
#[derive(Clone, Copy, Debug)]
pub struct Notification {
    /// The method in JavaScript: `parse…`; the other is `handle…`.
    pub name: &'static str,
    /// The method that takes a request.
    pub handler: &'static str,
    /// The key, by its role.
    pub key: &'static str,
    /// Headers that carry the signature's parts: signed ones, then the signature itself. `None`: all is in the body.
    pub headers: Option<Headers>,
    /// Fields that must hold an option's value: the notification is for this merchant.
    pub identity: &'static [(&'static str, &'static str)],
    /// When it has to have been sent.
    pub window: Option<Window>,
    /// The fields. Those that are always there decide something, each in either spelling: see [`decisive`](Self::decisive).
    pub fields: &'static [Out],
    /// Fields of other messages that the gateway signs. One that holds them is another message, whatever it holds beside.
    pub foreign: &'static [&'static str],
    /// When it says that money has arrived; `None`: it is not about that.
    pub paid: Option<Paid>,
    /// How to find out where a notification cannot be read in one way only.
    pub advice: &'static str,
    /// What makes it this notification and not another: repeated ones have the same values here.
    pub replay_key: &'static [&'static str],
    /// What the gateway expects for success.
    pub success: Reply,
    /// What makes it try again.
    pub failure: Reply,
    /// What it says, with the source.
    pub doc: Doc,
}

/// The parts of a signature that travel in headers.
#[derive(Clone, Copy, Debug)]
pub struct Headers {
    /// Headers that the identity and the window are read from.
    pub read: &'static [&'static str],
    /// Those among them that are signed with the body.
    pub signed: &'static [&'static str],
    /// The header with the signature.
    pub signature: &'static str,
}

/// When a notification has to have been sent.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// The field with the time of sending, in Unix seconds.
    pub field: &'static str,
    /// How many seconds it may be off.
    pub seconds: u64,
}

/// An answer to a notification.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// Its content type.
    pub content_type: &'static str,
    /// Its body.
    pub body: &'static str,
}

impl Envelope {
    /// Of a page, which nothing answers.
    pub(crate) const NONE: Self = Self {
        code: &[],
        success: &[],
        message: &[],
        data: "data",
        bare: false,
        states: None,
        refused: &[],
        busy: &[],
    };
}

impl Gateway {
    /// The call of this name.
    #[must_use]
    pub fn call(&self, name: &str) -> Option<&'static Call> {
        self.calls.iter().find(|call| call.name == name)
    }

    /// The notification of this name.
    #[must_use]
    pub fn notification(&self, name: &str) -> Option<&'static Notification> {
        self.notifications.iter().find(|notification| notification.name == name)
    }

    /// The option of this name.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&'static Setting> {
        self.options.iter().find(|option| option.name == name)
    }

    /// The key in this role.
    #[must_use]
    pub fn key(&self, role: &str) -> Option<&'static KeySetting> {
        self.keys.iter().find(|key| key.role == role)
    }

    /// Whether a merchant gives it something that nobody else may know.
    #[must_use]
    pub fn holds_secret(&self) -> bool {
        let kinds = self.options.iter().map(|option| option.kind);
        let mut open = kinds.filter(|kind| !matches!(kind, Kind::Base { .. } | Kind::Choice | Kind::Hosts));
        open.any(|kind| kind != Kind::Id { secret: false })
    }
}

impl Notification {
    /// Names of the fields by which something is decided and which every genuine one has: whom it is for, when it was sent,
    /// which order, what sum, what state. No other field may hold one of them.
    pub fn decisive(&self) -> impl Iterator<Item = &'static str> {
        let named = self.identity.iter().map(|(name, _)| *name);
        let sent = self.window.map(|window| window.field);
        let rows = self.fields.iter().filter(|row| row.required);
        named
            .chain(sent)
            .chain(rows.flat_map(|row| [Some(row.name), row.alias].into_iter().flatten()))
    }
}

impl Call {
    /// All rows that a caller may have something to say about, and those that are filled in.
    pub fn rows(&self) -> impl Iterator<Item = &'static Field> + Clone {
        let headers = self.headers.iter().map(|(field, _)| field);
        headers.chain(self.fields).chain(self.wrapped())
    }

    /// The fields that travel in one.
    pub fn wrapped(&self) -> impl Iterator<Item = &'static Field> + Clone {
        self.wrap.iter().flat_map(|wrap| wrap.fields)
    }

    /// The call whose token it needs; none where the caller gave one.
    #[must_use]
    pub fn needs_token(&self, input: &Given) -> Option<&'static str> {
        self.rows().find_map(|row| match row.origin {
            Origin::Value(Fill::Token(call)) => Some(call),
            Origin::Default(Fill::Token(call)) if given(input, row.name).is_none() => Some(call),
            _ => None,
        })
    }
}
