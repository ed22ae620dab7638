//! An attempt that failed: why nothing arrived, and the error of it.

use paysign::{Call, Client, Error, ErrorKind, MAX_ANSWER, Request, Sent};
use wasm_bindgen::prelude::*;

use super::end::Waited;
use crate::cause::{Said, retold};
use crate::convert::{Thrown, get};
use crate::unsent::{Unsent, unsent};

/// An error and what JavaScript threw before it.
pub(crate) struct Failed {
    pub(crate) error: Error,
    cause: JsValue,
}

impl Failed {
    pub(super) fn new(error: Error) -> Self {
        Self {
            error,
            cause: JsValue::UNDEFINED,
        }
    }

    pub(super) fn caused(mut self, cause: JsValue) -> Self {
        self.cause = cause;
        self
    }

    pub(super) fn unless_known(mut self, unknown: bool) -> Self {
        self.error.exchange_mut().outcome_unknown |= unknown;
        self
    }
}

impl From<Failed> for Thrown {
    fn from(failed: Failed) -> Self {
        Self::caused(failed.error, &failed.cause)
    }
}

/// For what is found before `fetch` is called, and will be found again.
pub(super) const NEVER: Sent = Sent::Never { again: false };

/// Why nothing arrived.
pub(super) enum Why {
    /// `fetch` was not called: the caller had given up.
    GivenUp,
    /// `fetch` was not called: what could not have been sent.
    Unsendable(String),
    /// What the call of `fetch`, or its promise, threw.
    Threw(JsValue),
    /// What the body of an answer threw.
    Broke(JsValue),
    Ended,
    NoFetch,
    Redirected,
    /// With the status of an answer that has one.
    Long(Option<u16>),
    Odd,
}

impl From<Waited> for Why {
    fn from(waited: Waited) -> Self {
        match waited {
            Waited::Ended => Self::Ended,
            Waited::Threw(thrown) => Self::Threw(thrown),
        }
    }
}

/// A request that got no answer.
pub(super) struct Lost<'a> {
    pub(super) client: &'a Client,
    pub(super) call: &'static Call,
    pub(super) request: &'a Request,
    /// Whether the runtime sent it once at most, so that what it throws is about all that it did.
    pub(super) once: bool,
}

impl Lost<'_> {
    pub(super) fn failed(&self, kind: ErrorKind, sent: Sent, why: &str) -> Failed {
        Failed::new(self.client.lost(self.call, Some(self.request), kind, sent, why))
    }

    /// The error of it; [`Why::Ended`] and [`Why::GivenUp`] are the caller's to tell.
    pub(super) fn because(&self, why: Why) -> Failed {
        let perhaps = |kind, why: &str| self.failed(kind, Sent::Perhaps, why);
        match why {
            Why::GivenUp | Why::Ended => perhaps(ErrorKind::Aborted, "the call was aborted"),
            Why::Unsendable(why) => self.failed(ErrorKind::Config, NEVER, &format!("{why}; nothing was sent")),
            Why::NoFetch => {
                let why = "this runtime has no fetch; give one as an option";
                self.failed(ErrorKind::Config, NEVER, why)
            }
            Why::Threw(thrown) => match unsent(&thrown, self.once) {
                Some(Unsent { why, again, .. }) => {
                    let why = format!("{}; nothing was sent", brief(&self.mask(&why)));
                    self.failed(ErrorKind::Network, Sent::Never { again }, &why)
                        .caused(self.retold(&thrown))
                }
                None => self.broken(&thrown),
            },
            Why::Broke(thrown) => self.broken(&thrown),
            Why::Redirected => perhaps(
                ErrorKind::Http,
                "the gateway's address redirects; redirects are refused: is the base address right?",
            ),
            Why::Long(status) => {
                let mut failed = perhaps(
                    ErrorKind::Body,
                    &format!("body of the answer is over {MAX_ANSWER} bytes"),
                );
                failed.error.exchange_mut().status = status;
                failed
            }
            Why::Odd => perhaps(ErrorKind::Http, "what `fetch` returned is not a Response"),
        }
    }

    fn broken(&self, thrown: &JsValue) -> Failed {
        let words = match brief(&self.mask(&last_words(thrown))) {
            words if words.is_empty() => "the connection failed".to_owned(),
            words => format!("the connection failed: {words}"),
        };
        self.failed(ErrorKind::Network, Sent::Perhaps, &words)
            .caused(self.retold(thrown))
    }

    fn mask(&self, text: &str) -> String {
        self.client.without_secrets(self.request, text)
    }

    fn retold(&self, thrown: &JsValue) -> JsValue {
        retold(thrown, &|text| self.mask(text))
    }
}

/// What is enough for a message.
fn brief(text: &str) -> String {
    text.chars().take(300).collect()
}

/// The words of the last cause that has some.
fn last_words(thrown: &JsValue) -> String {
    let mut at = thrown.clone();
    let mut words = String::new();
    for _ in 0..8 {
        let said = Said::read(&at).words();
        if !said.is_empty() {
            words = said;
        }
        at = get(&at, "cause");
    }
    words
}
