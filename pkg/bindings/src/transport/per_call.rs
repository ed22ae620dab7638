//! One call's choices: its time, its retries, and the signal by which its caller gives up.

use js_sys::Promise;
use paysign::{Call, Client, Error, ErrorKind};
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

use super::end::{End, LONGEST, Waited};
use super::failed::{Failed, NEVER};
use crate::convert::get;
use crate::options::Options;

/// One call's choices.
pub(crate) struct PerCall {
    pub(super) signal: Option<AbortSignal>,
    pub(super) timeout: u32,
    pub(super) retries: u32,
}

impl PerCall {
    /// The choices of a call, and the client's `timeout` and `retries` where it makes none.
    pub(super) fn read(options: &JsValue, timeout: u32, retries: u32) -> Result<Self, Error> {
        let options = Options::read(options, "call options", &["signal", "timeoutMs", "retries"])?;
        let signal = match options.value("signal")? {
            None => None,
            Some(signal) if get(&signal, "aborted").as_bool().is_some() => Some(signal.unchecked_into::<AbortSignal>()),
            Some(other) if get(&other, "signal").is_object() => {
                return Err(options
                    .unfit("signal", "an AbortSignal", &other)
                    .and("; pass its signal"));
            }
            Some(other) => return Err(options.unfit("signal", "an AbortSignal", &other)),
        };
        Ok(Self {
            signal,
            timeout: options.whole("timeoutMs", 1, LONGEST)?.unwrap_or(timeout),
            retries: options.whole("retries", 0, 100)?.unwrap_or(retries),
        })
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.signal.as_ref().is_some_and(AbortSignal::aborted)
    }

    /// Why the caller gave up, in the caller's own words.
    pub(super) fn reason(&self) -> JsValue {
        self.signal
            .as_ref()
            .map_or(JsValue::UNDEFINED, |signal| get(signal, "reason"))
    }

    /// The error of a call of which nothing was sent, because its caller gave up before.
    pub(crate) fn given_up(&self, client: &Client, call: &'static Call, why: &str) -> Failed {
        Failed::new(client.lost(call, None, ErrorKind::Aborted, NEVER, why)).caused(self.reason())
    }

    /// Whether the pause came to its end.
    pub(super) async fn sleep(&self, ms: u32) -> bool {
        match End::new(ms, self.signal.as_ref()) {
            Ok(end) => {
                end.wait().await;
                !end.was_aborted()
            }
            Err(_) => false,
        }
    }

    /// For what several callers wait for: none of them may end it.
    pub(super) fn shared(timeout: u32, retries: u32) -> Self {
        Self {
            signal: None,
            timeout,
            retries,
        }
    }

    /// `promise`, unless this caller gives up before.
    pub(crate) async fn race(&self, promise: &Promise) -> Option<Result<JsValue, JsValue>> {
        let end = End::new(LONGEST, self.signal.as_ref()).ok()?;
        match end.race(promise).await {
            Ok(value) => Some(Ok(value)),
            Err(Waited::Threw(thrown)) => Some(Err(thrown)),
            Err(Waited::Ended) => None,
        }
    }
}
