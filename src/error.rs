//! What goes wrong, in words that say what to do. Every fallible call of the crate returns [`Error`].

use std::borrow::Cow;
use std::fmt;

/// Who is at fault and what the caller can do about it.
///
/// The strings of [`ErrorKind::as_str`] are `PayError.kind` in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The package is set up wrongly: a key, an option, a scheme, or use before the module is ready.
    /// Fix the set-up; trying again will not help.
    Config,
    /// A parameter of the call cannot be signed or sent. Fix the parameter that `details` names.
    Params,
    /// A body that arrived cannot be read: neither JSON nor a form, broken, too large, or ambiguous.
    Body,
    /// The signature is missing or wrong. Nothing more is said on purpose; `explain` shows each step.
    Signature,
    /// The message is genuine but outside its time window.
    Expired,
    /// The message is genuine but meant for another merchant or application.
    Identity,
    /// The gateway answered with an error code of its own.
    Gateway,
    /// The answer has an HTTP status or form that is not the gateway's.
    Http,
    /// The connection failed.
    Network,
    /// No complete answer came within the time limit.
    Timeout,
    /// The caller's `AbortSignal` ended the call.
    Aborted,
}

impl ErrorKind {
    /// All kinds, in the order of their documentation.
    pub const ALL: [Self; 11] = [
        Self::Config,
        Self::Params,
        Self::Body,
        Self::Signature,
        Self::Expired,
        Self::Identity,
        Self::Gateway,
        Self::Http,
        Self::Network,
        Self::Timeout,
        Self::Aborted,
    ];

    /// The kind's name in JavaScript.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Params => "params",
            Self::Body => "body",
            Self::Signature => "signature",
            Self::Expired => "expired",
            Self::Identity => "identity",
            Self::Gateway => "gateway",
            Self::Http => "http",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::Aborted => "aborted",
        }
    }
}

/// One field that is at fault, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The field's name as the caller or the gateway wrote it.
    pub field: String,
    /// What is wrong with it and what to do, without the field's value.
    pub why: String,
}

/// The most details of an error: who hands over a stranger's request whole has thousands.
pub(crate) const MOST_DETAILS: usize = 10;

/// A name out of an input, short enough and plain enough for an error and for a log.
pub(crate) fn short(name: &str) -> String {
    let plain = name.chars().filter(|c| !c.is_control());
    let mut short: String = plain.clone().take(64).collect();
    if plain.count() > 64 {
        short.push('…');
    }
    short
}

/// A character of an input, for a message: by its number where it cannot be seen, or be told from another.
pub(crate) fn character(c: char) -> Cow<'static, str> {
    match c {
        ' ' => "a space".into(),
        '\t' => "a tab".into(),
        '\n' | '\r' => "a line break".into(),
        '!'..='~' => format!("'{c}'").into(),
        // The scripts that most such texts are in; a table of what can be seen would be far larger than this crate.
        'À'..='ɏ' | 'Ͱ'..='ԯ' | 'ぁ'..='ヿ' | '一'..='鿿' | '가'..='힣' => {
            format!("'{c}' (U+{:04X})", u32::from(c)).into()
        }
        _ => format!("the character U+{:04X}", u32::from(c)).into(),
    }
}

/// 39990 is `39,990`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The error of every call. It never holds a key, a whole signature or a whole body.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Parts>); // one pointer, because every `?` of the crate moves it

#[derive(Clone, PartialEq, Eq)]
struct Parts {
    kind: ErrorKind,
    message: String,
    details: Vec<Detail>,
    exchange: Exchange,
    flaw: Option<Flaw>,
}

/// What is wrong with a message that arrived, where its reader can say more than the error does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// Its signature does not fit: `explain` shows each step.
    Misfit,
    /// What is signed could be read as another message: only the gateway can tell what it meant.
    Ambiguous,
}

/// What an error knows of the exchange with a gateway that it happened in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The gateway's name.
    pub gateway: Option<&'static str>,
    /// The call or notification.
    pub operation: Option<&'static str>,
    /// The gateway's own code.
    pub code: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// What the gateway said, where it said something of its own: without secrets and control characters, and cut. Nobody
    /// has signed it.
    pub said: Option<String>,
    /// Whether the same call may be sent again.
    pub retryable: bool,
    /// Whether a call that moves or promises money may have been carried out.
    pub outcome_unknown: bool,
}

impl Error {
    /// An error without field details.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::of(kind, message.into(), Vec::new())
    }

    /// The package is set up wrongly.
    #[must_use]
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, message)
    }

    /// A body cannot be read, because it `is`…, `has`…, `comes`….
    #[must_use]
    pub fn body(why: &str) -> Self {
        Self::new(ErrorKind::Body, format!("body: {why}"))
    }

    /// The signature is missing or wrong; which of the two is all that is said.
    #[must_use]
    pub fn signature(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Signature, message)
    }

    /// One parameter is at fault.
    #[must_use]
    pub fn param(field: impl Into<String>, why: impl Into<String>) -> Self {
        Self::params(vec![Detail {
            field: field.into(),
            why: why.into(),
        }])
    }

    /// Parameters are at fault: they are reported at once, the first ten one by one and the others by their number.
    #[must_use]
    pub fn params(mut details: Vec<Detail>) -> Self {
        let more = details.len().saturating_sub(MOST_DETAILS);
        details.truncate(MOST_DETAILS);
        for detail in &mut details {
            detail.field = short(&detail.field);
        }
        let mut faults: Vec<String> = details.iter().map(|d| format!("{}: {}", d.field, d.why)).collect();
        if more > 0 {
            faults.push(format!("and {} more", grouped(more)));
        }
        Self::of(ErrorKind::Params, faults.join("; "), details)
    }

    /// A spec is at fault: everything that is wrong with it at once, each with its path.
    pub(crate) fn spec(whose: &str, details: Vec<Detail>) -> Self {
        let fault = |d: &Detail| match d.field.as_str() {
            "spec" => d.why.clone(), // the whole
            path => format!("{path}: {}", d.why),
        };
        let faults: Vec<String> = details.iter().map(fault).collect();
        Self::of(ErrorKind::Config, [whose, ": ", &faults.join("; ")].concat(), details)
    }

    fn of(kind: ErrorKind, message: String, details: Vec<Detail>) -> Self {
        Self(Box::new(Parts {
            kind,
            message,
            details,
            exchange: Exchange::default(),
            flaw: None,
        }))
    }

    /// The same error with what is known of the exchange that it happened in.
    #[must_use]
    pub fn with(mut self, exchange: Exchange) -> Self {
        self.0.exchange = exchange;
        self
    }

    /// The same error with more to say.
    #[must_use]
    pub fn and(mut self, more: &str) -> Self {
        self.0.message.push_str(more);
        self
    }

    /// The same error with what the gateway said, which the message repeats.
    pub(crate) fn saying(mut self, said: String) -> Self {
        let before = if self.kind() == ErrorKind::Gateway {
            ": "
        } else {
            "; it said: "
        };
        self = self.and(before).and(&said);
        self.0.exchange.said = Some(said);
        self
    }

    /// The same error with its place before what it says.
    #[must_use]
    pub fn at(mut self, place: &str) -> Self {
        self.0.message = format!("{place}: {}", self.0.message);
        self
    }

    /// The same error with what is wrong with the message.
    pub(crate) fn flawed(mut self, flaw: Flaw) -> Self {
        self.0.flaw = Some(flaw);
        self
    }

    /// The same error of a key, named by the option that it was given as.
    #[must_use]
    pub fn of_option(mut self, name: &str) -> Self {
        if let Some(what) = self.0.message.strip_prefix("key: ") {
            self.0.message = format!("{name}: {what}");
        }
        self
    }

    /// What is wrong with the message that arrived, where more can be said to it.
    #[must_use]
    pub fn flaw(&self) -> Option<Flaw> {
        self.0.flaw
    }

    /// What is known of the exchange that it happened in.
    #[must_use]
    pub fn exchange(&self) -> &Exchange {
        &self.0.exchange
    }

    /// The same, to be changed.
    pub fn exchange_mut(&mut self) -> &mut Exchange {
        &mut self.0.exchange
    }

    /// What sort of fault this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What was wrong and what to do.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The fields at fault, where the error is about fields.
    #[must_use]
    pub fn details(&self) -> &[Detail] {
        &self.0.details
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("details", &self.0.details)
            .field("exchange", &self.0.exchange)
            .finish()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}
