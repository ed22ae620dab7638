//! A call as a row: what is sent, how it is signed, and how the answer is read.

use crate::answer::Out;
use crate::doc::{Doc, doc};
use crate::field::{Field, Fill, Given, Origin, given};
use crate::http::Method;
use crate::scheme::{Encoding, Scheme};

/// A gateway: its options, calls and notifications.
#[derive(Debug)]
pub struct Gateway {
    /// The class in JavaScript.
    pub class: &'static str,
    /// The name in errors and logs, and in the keys of handled notifications.
    pub name: &'static str,
    /// What the class is, with an example.
    pub doc: Doc,
    /// Methods that are no calls, as TypeScript declares them.
    pub further: Doc,
    /// Options that are sent: ids of the merchant or the application.
    pub ids: &'static [Setting],
    /// Keys, each with the rule that it signs by.
    pub keys: &'static [KeySetting],
    /// Base addresses.
    pub bases: &'static [Base],
    /// Options that set something.
    pub choices: &'static [Choice],
    /// What it can be asked.
    pub calls: &'static [Call],
    /// What it says by itself.
    pub notices: &'static [Notice],
}

/// An option that is sent.
#[derive(Debug)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Whether no log may show it.
    pub secret: bool,
    /// Its meaning.
    pub doc: Doc,
}

/// An option that is a key.
#[derive(Debug)]
pub struct KeySetting {
    /// The option's name.
    pub name: &'static str,
    /// What it is used for, in the rows of calls and notifications: one key may serve two rules.
    pub role: &'static str,
    /// The rule.
    pub scheme: &'static Scheme,
    /// Whether it signs; otherwise it is a public key, which only verifies.
    pub signs: bool,
    /// Whether the class cannot be made without it.
    pub required: bool,
    /// Its meaning.
    pub doc: Doc,
}

/// An option that is an address.
#[derive(Debug)]
pub struct Base {
    /// Its name.
    pub name: &'static str,
    /// The gateway's address; `None`: the caller has to give one.
    pub production: Option<&'static str>,
    /// The gateway's test address.
    pub test: Option<&'static str>,
    /// Its meaning.
    pub doc: Doc,
}

/// An option that sets something.
#[derive(Debug)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// What it sets, which says what it takes.
    pub sets: Sets,
    /// Its meaning.
    pub doc: Doc,
}

/// What an option sets.
#[derive(Clone, Copy, Debug)]
pub enum Sets {
    /// Which gateway it is, of those that share a class: this one by its word. It has to be given.
    Version {
        /// The word.
        word: &'static str,
        /// What it stands for, as a message goes on after the word.
        means: &'static str,
    },
    /// Whether the test addresses are taken: one of [`ENVIRONMENTS`](Self::ENVIRONMENTS).
    Environment,
    /// How values are signed: one of [`ENCODINGS`](Self::ENCODINGS).
    Encoding,
    /// Whether cookies go with a request: one of [`CREDENTIALS`](Self::CREDENTIALS), the first where none is given.
    Credentials,
    /// Whether RSA keys of less than 2048 bits are taken: `true` or `false`.
    WeakKeys,
    /// Hosts that a payment may go to: a list of texts.
    PayHosts,
}

impl Sets {
    /// The words of [`Environment`](Self::Environment), with whether it is the test environment.
    pub const ENVIRONMENTS: &[(&str, bool)] = &[("production", false), ("test", true)];
    /// The words of [`Encoding`](Self::Encoding).
    pub const ENCODINGS: &[(&str, Encoding)] = &[("raw", Encoding::Raw), ("form", Encoding::Form)];
    /// The words of [`Credentials`](Self::Credentials), which are those of `fetch`.
    pub const CREDENTIALS: &[(&str, &str)] =
        &[("include", "include"), ("omit", "omit"), ("same-origin", "same-origin")];
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
    /// Another path for requests that have this field.
    pub path_with: Option<(&'static str, &'static str)>,
    /// How the fields travel.
    pub form: Form,
    /// Fields that travel in headers, with whether the signature covers them.
    pub headers: &'static [(Field, bool)],
    /// Fields beside the wrapped ones.
    pub common: &'static [Field],
    /// The fields, wrapped in one if `wrap` says so.
    pub fields: &'static [Field],
    /// The name under which `fields` travel as JSON text.
    pub wrap: Option<&'static str>,
    /// What has to hold between fields.
    pub needs: &'static [Need],
    /// How it is signed; `None`: it is not.
    pub sign: Option<Sign>,
    /// The key by which the answer is verified; `None`: the gateway does not sign it.
    pub verify: Option<&'static str>,
    /// Whether it may be sent again.
    pub repeat: Repeat,
    /// What the answer is wrapped in.
    pub envelope: &'static Envelope,
    /// Whether its answer is the token that the client keeps for other calls.
    pub keeps: bool,
    /// The answer's fields.
    pub answer: Shape,
    /// The field and the words that say that the money has arrived.
    pub paid: Option<Paid>,
    /// Fields that were sent, and those of the answer that must hold the same.
    pub echo: &'static [(&'static str, &'static str)],
    /// An object made of what was sent and what came back, for a wallet's bridge.
    pub bundle: Option<(&'static str, &'static [&'static str], Doc)>,
    /// What it does, with the source.
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
pub enum Form {
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
    One(&'static [&'static str]),
    /// At least one of them is given.
    Any(&'static [&'static str]),
    /// Where a field holds one of the words, another has to be given.
    With {
        /// The field.
        field: &'static str,
        /// Its words.
        words: &'static [&'static str],
        /// The other.
        need: &'static str,
    },
    /// Each word of a field has a field of its own; those of the other words are not given.
    Variants {
        /// The field.
        field: &'static str,
        /// Words and their fields.
        of: &'static [(&'static str, &'static str)],
    },
}

/// Whether a call may be sent again when nothing is known of its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It asks, and changes nothing.
    Safe,
    /// The gateway promises that the merchant's number makes it idempotent.
    Keyed,
    /// It uses something up (a code, a short message), but moves no money.
    Once,
    /// It moves or promises money. The text says how to find out what became of it.
    Money(&'static str),
}

/// What an answer is wrapped in.
#[derive(Debug)]
pub struct Envelope {
    /// Names of the code; the first that is there counts.
    pub code: &'static [&'static str],
    /// Codes of success.
    pub ok: &'static [&'static str],
    /// Names of the message.
    pub message: &'static [&'static str],
    /// Whether the data may come bare, without an envelope.
    pub bare: bool,
    /// Codes that are answers rather than failures: the word, for this field.
    pub answers: Option<(&'static str, &'static [(&'static str, &'static str)])>,
    /// Codes that the gateway documents as "this was not done". Of a call that moves or promises money, every other code
    /// leaves it open: a gateway's failure of its own is no refusal. Empty where none is documented.
    pub refused: &'static [&'static str],
    /// Codes of a failure that passes: a query is worth asking again.
    pub busy: &'static [&'static str],
}

/// When money has arrived.
#[derive(Clone, Copy, Debug)]
pub enum Paid {
    /// The message itself says so.
    Always,
    /// A field holds one of these words.
    When(&'static str, &'static [&'static str]),
}

/// A notification.
#[derive(Debug)]
pub struct Notice {
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
    /// The field with the time of sending, in Unix seconds, and how many seconds it may be off.
    pub window: Option<(&'static str, u64)>,
    /// The fields. Those that are always there decide something, each in either spelling: see [`decisive`](Self::decisive).
    pub fields: &'static [Out],
    /// Fields of other messages that the gateway signs. One that holds them is another message, whatever it holds beside.
    pub foreign: &'static [&'static str],
    /// When it says that money has arrived.
    pub paid: Paid,
    /// How to find out where a notification cannot be read in one way only.
    pub ask: &'static str,
    /// What makes it this notification and not another: repeated ones have the same values here.
    pub once: &'static [&'static str],
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
    pub fields: &'static [&'static str],
    /// Those among them that are signed with the body.
    pub signed: &'static [&'static str],
    /// The header with the signature.
    pub signature: &'static str,
}

/// An answer to a notification.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// Its content type.
    pub content_type: &'static str,
    /// Its body.
    pub body: &'static str,
}

impl Sign {
    /// The signature is a field of the body.
    pub(crate) const fn in_body(key: &'static str) -> Self {
        Self { key, header: false }
    }

    /// The signature is a header.
    pub(crate) const fn in_header(key: &'static str) -> Self {
        Self { key, header: true }
    }
}

impl Reply {
    /// JSON.
    pub(crate) const fn json(body: &'static str) -> Self {
        let content_type = "application/json";
        Self { content_type, body }
    }

    /// Bare text.
    pub(crate) const fn text(body: &'static str) -> Self {
        let content_type = "text/plain";
        Self { content_type, body }
    }
}

impl Envelope {
    /// What the envelopes differ from: no code, no message, nothing that is documented.
    pub(crate) const BASE: Self = Self {
        code: &[],
        ok: &[],
        message: &[],
        bare: false,
        answers: None,
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

    /// Of those that share a class, the word by which this one is chosen, and what that stands for.
    #[must_use]
    pub fn version(&self) -> Option<(&'static str, &'static str)> {
        self.choices.iter().find_map(|choice| match choice.sets {
            Sets::Version { word, means } => Some((word, means)),
            _ => None,
        })
    }

    /// The notification of this name.
    #[must_use]
    pub fn notice(&self, name: &str) -> Option<&'static Notice> {
        self.notices.iter().find(|notice| notice.name == name)
    }
}

impl Notice {
    /// What the notifications differ from: all in the body, nothing paid.
    pub(crate) const BASE: Self = Self {
        name: "parseNotification",
        handler: "handleNotification",
        key: "",
        headers: None,
        identity: &[],
        window: None,
        fields: &[],
        foreign: &[],
        paid: Paid::When("", &[]),
        ask: "",
        once: &[],
        success: Reply::text(""),
        failure: Reply::text(""),
        doc: doc(""),
    };

    /// Names of the fields by which something is decided and which every genuine one has: whom it is for, when it was sent,
    /// which order, what sum, what state. No other field may hold one of them.
    pub fn decisive(&self) -> impl Iterator<Item = &'static str> {
        let named = self.identity.iter().map(|(name, _)| *name);
        let sent = self.window.map(|(name, _)| name);
        let rows = self.fields.iter().filter(|row| row.required);
        named
            .chain(sent)
            .chain(rows.flat_map(|row| [Some(row.name), row.alias].into_iter().flatten()))
    }
}

impl Call {
    /// What the calls differ from: a JSON body, not signed, sent once, nothing answered.
    pub(crate) const BASE: Self = Self {
        name: "",
        method: Method::Post,
        base: "base",
        path: "",
        path_with: None,
        form: Form::Json,
        headers: &[],
        common: &[],
        fields: &[],
        wrap: None,
        needs: &[],
        sign: None,
        verify: None,
        repeat: Repeat::Once,
        envelope: &Envelope::BASE,
        keeps: false,
        answer: Shape::Nothing,
        paid: None,
        echo: &[],
        bundle: None,
        doc: doc(""),
    };

    /// All rows that a caller may have something to say about, and those that are filled in.
    pub fn rows(&self) -> impl Iterator<Item = &'static Field> + Clone {
        let headers = self.headers.iter().map(|(field, _)| field);
        headers.chain(self.common).chain(self.fields)
    }

    /// Whether it needs the token that the client keeps; not where the caller gave one.
    #[must_use]
    pub fn needs_token(&self, input: &Given) -> bool {
        self.rows().any(|row| match row.origin {
            Origin::Only(Fill::Token) => true,
            Origin::Default(Fill::Token) => given(input, row.name).is_none(),
            _ => false,
        })
    }
}
