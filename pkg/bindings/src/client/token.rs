//! The token that a client fetches, and keeps for all who need it.

use std::cell::RefCell;

use js_sys::{Date, Object, Promise};

/// Empty until a call needs it.
#[derive(Default)]
pub(super) struct Token(RefCell<Option<Kept>>);

/// A token that was fetched, or is being fetched.
struct Kept {
    /// Of the answer that has it.
    promise: Promise,
    /// When it was fetched, in Unix milliseconds; infinite while it is being fetched.
    since: f64,
    /// When to fetch a new one, likewise.
    until: f64,
}

/// For how long, in milliseconds, a token is too young to be suspected for a refusal that does not speak of tokens.
const TRUSTED: f64 = 60_000.0;

impl Token {
    /// What is kept, unless its time is over.
    pub(super) fn kept(&self) -> Option<Promise> {
        let kept = self.0.borrow();
        kept.as_ref()
            .filter(|kept| Date::now() < kept.until)
            .map(|kept| kept.promise.clone())
    }

    /// Keeps what is being fetched.
    pub(super) fn keep(&self, promise: Promise) {
        *self.0.borrow_mut() = Some(Kept {
            promise,
            since: f64::INFINITY,
            until: f64::INFINITY,
        });
    }

    /// What is kept has arrived, and is valid for so many seconds.
    pub(super) fn arrived(&self, seconds: f64) {
        if let Some(kept) = &mut *self.0.borrow_mut() {
            kept.since = Date::now();
            // A tenth of its life before its end, and not more than five minutes.
            kept.until = kept.since + (seconds - (seconds / 10.0).min(300.0)) * 1000.0;
        }
    }

    /// It could not be fetched.
    pub(super) fn forget(&self) {
        *self.0.borrow_mut() = None;
    }

    /// A refusal may be about the token, in words that no page lists: the next call takes a new one. Not where another
    /// call has seen to that already, and not after each order that the gateway does not know.
    pub(super) fn suspect(&self, used: &Promise, surely: bool) {
        self.0
            .borrow_mut()
            .take_if(|kept| Object::is(&kept.promise, used) && (surely || Date::now() - kept.since > TRUSTED));
    }
}
