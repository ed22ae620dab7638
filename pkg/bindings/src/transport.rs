//! The one place that awaits: a call's request over `fetch`, with its deadline, its retries and its hooks.

mod end;
mod failed;
mod hooks;
mod per_call;
mod send;

use js_sys::{Date, Function, Object};
use paysign::{Answered, Call, Client, Effect, Error, ErrorKind, Request, Sent, pause};
use wasm_bindgen::prelude::*;

use crate::options::Options;
use crate::random;
use crate::unsent::{connecting, single_connection};

use end::{End, LONGEST, hush};
use failed::{Lost, Why};
use hooks::About;
use send::{Arrived, Way};

pub(crate) use failed::Failed;
pub(crate) use per_call::PerCall;

/// How requests are sent.
pub(crate) struct Transport {
    /// The caller's own; the runtime's, as it is at each call, where there is none.
    fetch: Option<Function>,
    timeout: u32,
    retries: u32,
    headers: Vec<(String, String)>,
    credentials: Option<&'static str>,
    on_request: Option<Function>,
    on_response: Option<Function>,
}

/// The options of a client that a transport reads.
pub(crate) const OPTIONS: [&str; 6] = ["fetch", "timeoutMs", "retries", "headers", "onRequest", "onResponse"];

impl Transport {
    pub(crate) fn new(options: &Options<'_>, credentials: Option<&'static str>) -> Result<Self, Error> {
        // Where it cannot tell, less is certain.
        let _ = connecting();
        Ok(Self {
            fetch: options.function("fetch")?,
            timeout: options.whole("timeoutMs", 1, LONGEST)?.unwrap_or(10_000),
            retries: options.whole("retries", 0, 100)?.unwrap_or(2),
            headers: options.headers("headers")?,
            credentials,
            on_request: options.function("onRequest")?,
            on_response: options.function("onResponse")?,
        })
    }

    /// The choices of a call.
    pub(crate) fn per_call(&self, options: &JsValue) -> Result<PerCall, Error> {
        PerCall::read(options, self.timeout, self.retries)
    }

    /// For what several callers wait for: none of them may end it.
    pub(crate) fn shared(&self) -> PerCall {
        PerCall::shared(self.timeout, self.retries)
    }

    /// Sends what `prepare` makes until there is an answer, or an error that another attempt would not mend. Each attempt
    /// has a time and a nonce of its own.
    pub(crate) async fn exchange(
        &self,
        client: &Client,
        call: &'static Call,
        per_call: &PerCall,
        prepare: impl Fn() -> Result<Request, Error>,
    ) -> Result<Answered, Failed> {
        let mut attempt = 0;
        // What one attempt may have done stays unknown, whatever becomes of the next.
        let mut unknown = false;
        loop {
            if per_call.is_aborted() {
                let why = "the call was aborted before it was sent";
                return Err(per_call.given_up(client, call, why).unless_known(unknown));
            }
            let request = self.without_headers(prepare().map_err(Failed::new)?);
            let about = About {
                client,
                call,
                attempt,
                request: &request,
            };
            let (answered, retry_after) = self.attempt(&about, per_call).await;
            let failed = match answered {
                Ok(answered) => return Ok(answered),
                Err(failed) => failed.unless_known(unknown),
            };
            unknown = failed.error.exchange().outcome_unknown;
            if attempt >= per_call.retries || !failed.error.exchange().retryable {
                return Err(failed);
            }
            let random = random::number().map_err(Failed::new)?;
            let Some(ms) = pause(attempt, retry_after, random) else {
                return Err(failed);
            };
            if !per_call.sleep(u32::try_from(ms).unwrap_or(LONGEST)).await {
                let why = "the call was aborted before it was sent again";
                return Err(per_call.given_up(client, call, why).unless_known(unknown));
            }
            attempt += 1;
        }
    }

    /// One attempt between its hooks, and after how many milliseconds the gateway wants the next.
    async fn attempt(&self, about: &About<'_>, per_call: &PerCall) -> (Result<Answered, Failed>, Option<u64>) {
        let begun = Date::now();
        tell(&self.on_request, about.sent());
        let (answered, arrived) = match self.send(about, per_call).await {
            Ok(arrived) => {
                let answered = about.client.finish(about.call, about.request, arrived.response());
                (answered.map_err(Failed::new), Some(arrived))
            }
            Err(failed) => (Err(failed), None),
        };
        let error = answered.as_ref().err().map(|failed| &failed.error);
        let event = about.answered(arrived.as_ref(), error, Date::now() - begun);
        tell(&self.on_response, event);
        (answered, arrived.and_then(|arrived| arrived.retry_after))
    }

    async fn send(&self, about: &About<'_>, per_call: &PerCall) -> Result<Arrived, Failed> {
        let About {
            client, call, request, ..
        } = *about;
        let end = End::new(per_call.timeout, per_call.signal.as_ref())
            .map_err(|cause| Failed::new(Error::config("this runtime has no AbortController")).caused(cause))?;
        let single = single_connection().unwrap_or_default();
        // A fetch of the caller's own may not look at it; and what only asks may be sent as often as the runtime likes.
        let is_single = single.is_object() && self.fetch.is_none() && call.effect != Effect::Read;
        let lost = Lost {
            client,
            call,
            request,
            once: single.is_undefined() || is_single,
        };
        let way = Way {
            fetch: self.fetch.as_ref(),
            headers: &self.headers,
            credentials: self.credentials,
            single: is_single.then_some(single),
        };
        way.send(request, &end).await.map_err(|why| match why {
            Why::GivenUp => per_call.given_up(client, call, "the call was aborted before it was sent"),
            // A fetch that heeds the signal throws; the reason is ours.
            Why::Ended | Why::Threw(_) | Why::Broke(_) if end.is_over() => match end.was_aborted() {
                true => lost
                    .failed(ErrorKind::Aborted, Sent::Perhaps, "the call was aborted")
                    .caused(per_call.reason()),
                false => {
                    let why = format!("no complete answer within {} ms", per_call.timeout);
                    lost.failed(ErrorKind::Timeout, Sent::Perhaps, &why)
                }
            },
            why => lost.because(why),
        })
    }

    /// The request, which lets no message repeat what is secret in the caller's headers.
    fn without_headers(&self, mut request: Request) -> Request {
        for secret in self.headers.iter().flat_map(|(name, value)| secrets(name, value)) {
            request.hide(secret);
        }
        request
    }
}

/// What a hook throws, at once or later, must not decide about a payment.
fn tell(hook: &Option<Function>, event: Object) {
    if let Some(hook) = hook
        && let Ok(told) = hook.call1(&JsValue::UNDEFINED, &event)
    {
        hush(&told);
    }
}

/// What no message may repeat of a header of the caller's: its value, what stands behind a scheme like `Bearer`, and the
/// values of cookies.
fn secrets<'h>(name: &str, value: &'h str) -> Vec<&'h str> {
    let words = ["auth", "cookie", "key", "pass", "secret", "session", "sign", "token"];
    if !words.iter().any(|word| name.contains(word)) {
        return Vec::new();
    }
    let behind = |at: char| value.split_once(at).map(|(_, behind)| behind);
    let cookies = value.split(';').filter_map(|cookie| Some(cookie.split_once('=')?.1));
    cookies.chain([value]).chain(behind(' ')).collect()
}
