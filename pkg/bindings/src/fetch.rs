//! The one place that awaits: a request over `fetch`, with its deadline, its retries and its hooks.

use js_sys::futures::JsFuture;
use js_sys::{Array, ArrayBuffer, Date, Function, Object, Promise, Uint8Array};
use paysign::{
    Answered, Call, Client, Error, ErrorKind, Exchange, MAX_ANSWER, Repeat, Request, Response, Sent, pause, unwritable,
};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, Url};

use crate::cause::{Said, retold};
use crate::convert::{Thrown, get, global, list, object, set, set_text, text};
use crate::options::Options;
use crate::random;
use crate::unsent::{Unsent, connecting, single_connection, unsent};

/// What the timers of the runtimes can take.
const LONGEST: u32 = 2_147_483_647;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(task: &Function, ms: u32) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
}

/// How requests are sent.
pub(crate) struct Transport {
    /// The caller's own; the runtime's, as it is at each call, where there is none.
    fetch: Option<Function>,
    timeout: u32,
    retries: u32,
    headers: Vec<(String, String)>,
    credentials: Option<String>,
    on_request: Option<Function>,
    on_response: Option<Function>,
}

/// The options of a client that a transport reads.
pub(crate) const OPTIONS: [&str; 6] = ["fetch", "timeoutMs", "retries", "headers", "onRequest", "onResponse"];

/// One call's choices.
pub(crate) struct PerCall {
    signal: Option<AbortSignal>,
    timeout: u32,
    retries: u32,
}

impl Transport {
    pub(crate) fn new(options: &Options<'_>, credentials: Option<String>) -> Result<Self, Error> {
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

    pub(crate) fn per_call(&self, options: &JsValue) -> Result<PerCall, Error> {
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
        Ok(PerCall {
            signal,
            timeout: options.whole("timeoutMs", 1, LONGEST)?.unwrap_or(self.timeout),
            retries: options.whole("retries", 0, 100)?.unwrap_or(self.retries),
        })
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
            let mut request = prepare().map_err(Failed::new)?;
            for secret in self.headers.iter().flat_map(|(name, value)| secrets(name, value)) {
                request.hide(secret);
            }
            let begun = Date::now();
            let about = About {
                client,
                call,
                attempt,
                request: &request,
            };
            self.tell(&self.on_request, about.sent());
            let (result, arrived) = match self.attempt(client, call, per_call, &request).await {
                Ok(arrived) => {
                    let answered = client.finish(call, &request, arrived.response());
                    (answered.map_err(Failed::new), Some(arrived))
                }
                Err(failed) => (Err(failed), None),
            };
            self.tell(
                &self.on_response,
                about.answered(arrived.as_ref(), result.as_ref().err(), Date::now() - begun),
            );
            let failed = match result {
                Ok(answered) => return Ok(answered),
                Err(failed) => failed.unless_known(unknown),
            };
            unknown = failed.error.exchange().outcome_unknown;
            if attempt >= per_call.retries || !failed.error.exchange().retryable {
                return Err(failed);
            }
            let retry_after = arrived.and_then(|arrived| arrived.retry_after);
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

    async fn attempt(
        &self,
        client: &Client,
        call: &'static Call,
        per_call: &PerCall,
        request: &Request,
    ) -> Result<Arrived, Failed> {
        let end = End::new(per_call.timeout, per_call.signal.as_ref()).map_err(|cause| Failed {
            error: Error::config("this runtime has no AbortController"),
            cause,
        })?;
        let single = single_connection().unwrap_or_default();
        // A fetch of the caller's own may not look at it; and what only asks may be sent as often as the runtime likes.
        let is_single = single.is_object() && self.fetch.is_none() && call.repeat != Repeat::Safe;
        let once = single.is_undefined() || is_single;
        let single = is_single.then_some(single);
        self.send(request, &end, single).await.map_err(|why| {
            // A fetch that heeds the signal throws; the reason is ours.
            let why = match why {
                Why::Threw(_) | Why::Broke(_) if end.is_over() => Why::Ended,
                why => why,
            };
            let mask = |text: &str| client.without_secrets(request, text);
            let lost = |kind, sent, why: &str| Failed::new(client.lost(call, Some(request), kind, sent, why));
            match why {
                Why::GivenUp => per_call.given_up(client, call, "the call was aborted before it was sent"),
                Why::Ended if end.was_aborted() => {
                    lost(ErrorKind::Aborted, Sent::Perhaps, "the call was aborted").caused(per_call.reason())
                }
                Why::Ended => {
                    let why = format!("no complete answer within {} ms", per_call.timeout);
                    lost(ErrorKind::Timeout, Sent::Perhaps, &why)
                }
                Why::Unsendable(why) => lost(ErrorKind::Config, NEVER, &format!("{why}; nothing was sent")),
                Why::Threw(thrown) => match unsent(&thrown, once) {
                    Some(Unsent { why, again, .. }) => {
                        let why = format!("{}; nothing was sent", brief(&mask(&why)));
                        lost(ErrorKind::Network, Sent::Never { again }, &why)
                    }
                    None => lost(ErrorKind::Network, Sent::Perhaps, &broken(&thrown, &mask)),
                }
                .caused(retold(&thrown, &mask)),
                Why::Broke(thrown) => {
                    lost(ErrorKind::Network, Sent::Perhaps, &broken(&thrown, &mask)).caused(retold(&thrown, &mask))
                }
                Why::NoFetch => lost(
                    ErrorKind::Config,
                    NEVER,
                    "this runtime has no fetch; give one as an option",
                ),
                Why::Redirected => lost(
                    ErrorKind::Http,
                    Sent::Perhaps,
                    "the gateway's address redirects; redirects are refused: is the base address right?",
                ),
                Why::Long(status) => {
                    let why = format!("body of the answer is over {MAX_ANSWER} bytes");
                    let mut failed = lost(ErrorKind::Body, Sent::Perhaps, &why);
                    failed.error.exchange_mut().status = status;
                    failed
                }
                Why::Odd => lost(ErrorKind::Http, Sent::Perhaps, "what `fetch` gave is no response"),
            }
        })
    }

    async fn send(&self, request: &Request, end: &End, single: Option<JsValue>) -> Result<Arrived, Why> {
        let init = Object::create(JsValue::NULL.unchecked_ref()); // whoever reads it finds nothing of Object.prototype
        set_text(&init, "method", request.method.as_str());
        let headers = Object::new();
        // None of the caller's may change what is signed or how it is read.
        let replaces = |name: &str| request.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let others = self.headers.iter().filter(|(name, _)| !replaces(name));
        let all: Vec<_> = others.chain(&request.headers).collect();
        if let Some((name, why)) = unwritten(all.iter().copied()) {
            return Err(Why::Unsendable(format!("the header {name} {why}")));
        }
        for (name, value) in all {
            set_text(&headers, name, value);
        }
        set(&init, "headers", &headers);
        if let Some(body) = &request.body {
            set_text(&init, "body", body);
        }
        if let Some(credentials) = &self.credentials {
            set_text(&init, "credentials", credentials);
        }
        set_text(&init, "redirect", "manual");
        if let Some(client) = single {
            set(&init, "client", &client);
        }
        set(&init, "signal", &end.controller.signal());
        let fetch = match &self.fetch {
            Some(fetch) => fetch.clone(),
            None => global("fetch").dyn_into().ok().ok_or(Why::NoFetch)?,
        };
        if Url::new(&request.url).is_err() {
            return Err(Why::Unsendable("this runtime cannot read the address".to_owned()));
        }
        // A hook may have ended it.
        if end.is_over() {
            return Err(Why::GivenUp);
        }
        let promise = fetch
            .call2(&JsValue::UNDEFINED, &request.url.as_str().into(), &init)
            .map_err(Why::Threw)?;
        let response = end.race(&promise).await?;
        if get(&response, "type") == "opaqueredirect" {
            return Err(Why::Redirected);
        }
        let status = get(&response, "status")
            .as_f64()
            .filter(|status| (100.0..600.0).contains(status))
            .ok_or(Why::Odd)? as u16;
        let headers = get(&response, "headers");
        let header = |name: &str| {
            method(&headers, "get")?
                .call1(&headers, &name.into())
                .ok()
                .and_then(|value| text(&value))
        };
        let content_type = header("content-type");
        let location = header("location");
        let retry_after = header("retry-after").and_then(|value| milliseconds(&value));
        let body = match read_body(&response, MAX_ANSWER, end).await {
            // The text of a refusal is of no interest; its status is.
            Err(Why::Long(_)) if !(200..300).contains(&status) => Vec::new(),
            Err(Why::Long(_)) => return Err(Why::Long(Some(status))),
            // An answer had begun: whatever its words are, the request had gone out.
            Err(Why::Threw(thrown)) => return Err(Why::Broke(thrown)),
            body => body?,
        };
        Ok(Arrived {
            status,
            content_type,
            location,
            retry_after,
            body,
        })
    }

    fn tell(&self, hook: &Option<Function>, event: Object) {
        if let Some(hook) = hook {
            // What a hook throws, at once or later, must not decide about a payment.
            if let Ok(told) = hook.call1(&JsValue::UNDEFINED, &event) {
                hush(&told);
            }
        }
    }
}

impl PerCall {
    fn is_aborted(&self) -> bool {
        self.signal.as_ref().is_some_and(AbortSignal::aborted)
    }

    /// Why the caller gave up, in the caller's own words.
    fn reason(&self) -> JsValue {
        self.signal
            .as_ref()
            .map_or(JsValue::UNDEFINED, |signal| get(signal, "reason"))
    }

    /// The error of a call of which nothing was sent, because its caller gave up before.
    pub(crate) fn given_up(&self, client: &Client, call: &'static Call, why: &str) -> Failed {
        Failed::new(client.lost(call, None, ErrorKind::Aborted, NEVER, why)).caused(self.reason())
    }

    /// Whether the pause came to its end.
    async fn sleep(&self, ms: u32) -> bool {
        match End::new(ms, self.signal.as_ref()) {
            Ok(end) => {
                let _ = JsFuture::from(end.promise.clone()).await;
                !end.was_aborted()
            }
            Err(_) => false,
        }
    }
}

/// For the token that a client keeps.
impl PerCall {
    /// For what several callers wait for: none of them may end it.
    pub(crate) fn shared(transport: &Transport) -> Self {
        Self {
            signal: None,
            timeout: transport.timeout,
            retries: transport.retries,
        }
    }

    /// `promise`, unless this caller gives up before.
    pub(crate) async fn race(&self, promise: &Promise) -> Option<Result<JsValue, JsValue>> {
        let end = End::new(LONGEST, self.signal.as_ref()).ok()?;
        match end.race(promise).await {
            Ok(value) => Some(Ok(value)),
            Err(Why::Threw(thrown)) => Some(Err(thrown)),
            Err(_) => None,
        }
    }
}

/// An error and what JavaScript threw before it.
pub(crate) struct Failed {
    pub(crate) error: Error,
    cause: JsValue,
}

impl Failed {
    fn new(error: Error) -> Self {
        Self {
            error,
            cause: JsValue::UNDEFINED,
        }
    }

    fn caused(mut self, cause: JsValue) -> Self {
        self.cause = cause;
        self
    }

    fn unless_known(mut self, unknown: bool) -> Self {
        self.error.exchange_mut().outcome_unknown |= unknown;
        self
    }
}

impl From<Failed> for Thrown {
    fn from(failed: Failed) -> Self {
        Self::caused(failed.error, &failed.cause)
    }
}

struct Arrived {
    status: u16,
    content_type: Option<String>,
    location: Option<String>,
    retry_after: Option<u64>,
    body: Vec<u8>,
}

impl Arrived {
    fn response(&self) -> Response<'_> {
        Response {
            status: self.status,
            content_type: self.content_type.as_deref(),
            location: self.location.as_deref(),
            body: &self.body,
        }
    }
}

/// For what is found before `fetch` is called, and will be found again.
const NEVER: Sent = Sent::Never { again: false };

/// Why nothing arrived.
pub(crate) enum Why {
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

/// The end of an attempt or a pause: its time is up, or the caller gives up.
pub(crate) struct End {
    controller: AbortController,
    /// Resolves at the end, to this object. It does not reject: nobody may be waiting.
    promise: Promise,
    marker: Object,
    timer: JsValue,
    on_end: Closure<dyn FnMut()>,
    signal: Option<AbortSignal>,
}

impl End {
    pub(crate) fn new(ms: u32, signal: Option<&AbortSignal>) -> Result<Self, JsValue> {
        let controller = AbortController::new()?;
        let marker = Object::new();
        let mut resolve = None;
        let promise = Promise::new(&mut |done, _| resolve = Some(done));
        let on_end = {
            let (controller, marker) = (controller.clone(), marker.clone());
            Closure::new(move || {
                controller.abort();
                if let Some(resolve) = &resolve {
                    let _ = resolve.call1(&JsValue::UNDEFINED, &marker);
                }
            })
        };
        let task: &Function = on_end.as_ref().unchecked_ref();
        let timer = set_timeout(task, ms.min(LONGEST));
        if let Some(signal) = signal {
            signal.add_event_listener_with_callback("abort", task)?;
            if signal.aborted() {
                let _ = task.call0(&JsValue::UNDEFINED);
            }
        }
        Ok(Self {
            controller,
            promise,
            marker,
            timer,
            on_end,
            signal: signal.cloned(),
        })
    }

    fn is_over(&self) -> bool {
        self.controller.signal().aborted()
    }

    fn was_aborted(&self) -> bool {
        self.signal.as_ref().is_some_and(AbortSignal::aborted)
    }

    async fn race(&self, promise: &JsValue) -> Result<JsValue, Why> {
        let first = Promise::race(&Array::of2(promise, &self.promise));
        match JsFuture::from(first).await {
            Ok(value) if value == *self.marker => Err(Why::Ended),
            Ok(value) => Ok(value),
            Err(thrown) => Err(Why::Threw(thrown)),
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
        if let Some(signal) = &self.signal {
            let _ = signal.remove_event_listener_with_callback("abort", self.on_end.as_ref().unchecked_ref());
        }
    }
}

/// The whole body of a response or a request, of at most `limit` bytes.
pub(crate) async fn read_body(source: &JsValue, limit: usize, end: &End) -> Result<Vec<u8>, Why> {
    let body = get(source, "body");
    let mut read = Vec::new();
    let Some(get_reader) = method(&body, "getReader") else {
        // Without a stream (a mock, an old runtime), all at once.
        let whole = method(source, "arrayBuffer")
            .or_else(|| method(source, "text"))
            .ok_or(Why::Odd)?;
        let whole = end.race(&whole.call0(source).map_err(Why::Threw)?).await?;
        read = match text(&whole) {
            Some(text) => text.into_bytes(),
            // A Buffer is what some libraries give.
            None if whole.is_instance_of::<ArrayBuffer>() || whole.is_instance_of::<Uint8Array>() => {
                Uint8Array::new(&whole).to_vec()
            }
            None => return Err(Why::Odd),
        };
        return if read.len() > limit {
            Err(Why::Long(None))
        } else {
            Ok(read)
        };
    };
    let reader = get_reader.call0(&body).map_err(Why::Threw)?;
    let next = method(&reader, "read").ok_or(Why::Odd)?;
    let result = loop {
        let step = match next.call0(&reader).map_err(Why::Threw) {
            Ok(step) => end.race(&step).await,
            Err(why) => Err(why),
        };
        let chunk = match step {
            Ok(chunk) => chunk,
            Err(why) => break Err(why),
        };
        if get(&chunk, "done").is_truthy() {
            break Ok(());
        }
        let Ok(bytes) = get(&chunk, "value").dyn_into::<Uint8Array>() else {
            break Err(Why::Odd);
        };
        if read.len() + bytes.length() as usize > limit {
            break Err(Why::Long(None));
        }
        read.extend_from_slice(&bytes.to_vec());
    };
    if result.is_err()
        && let Some(cancel) = method(&reader, "cancel")
        && let Ok(cancelled) = cancel.call0(&reader)
    {
        // The stream is given up; what it says to that is of no interest.
        hush(&cancelled);
    }
    result.map(|()| read)
}

/// Nobody waits for it: a rejection must not end the process as one that nobody handles.
fn hush(promise: &JsValue) {
    if promise.is_object() {
        let _ = Promise::all_settled(&Array::of1(promise));
    }
}

fn method(object: &JsValue, name: &str) -> Option<Function> {
    get(object, name).dyn_into().ok()
}

/// `Retry-After` in seconds or as a date, in milliseconds from now.
fn milliseconds(value: &str) -> Option<u64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(
            value
                .parse::<u64>()
                .map_or(u64::MAX, |seconds| seconds.saturating_mul(1000)),
        );
    }
    let at = Date::parse(value);
    at.is_finite().then(|| (at - Date::now()).max(0.0) as u64)
}

/// The first header that no runtime could write, and why.
fn unwritten<'h>(headers: impl IntoIterator<Item = &'h (String, String)>) -> Option<(&'h str, &'static str)> {
    let mut headers = headers.into_iter();
    headers.find_map(|(name, value)| Some((name.as_str(), unwritable(name, value)?)))
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

/// What is enough for a message.
fn brief(text: &str) -> String {
    text.chars().take(300).collect()
}

/// That a connection failed, in the words of the last cause.
fn broken(thrown: &JsValue, mask: &dyn Fn(&str) -> String) -> String {
    let mut at = thrown.clone();
    let mut words = String::new();
    for _ in 0..8 {
        let said = Said::read(&at).words();
        if !said.is_empty() {
            words = said;
        }
        at = get(&at, "cause");
    }
    match brief(&mask(&words)) {
        words if words.is_empty() => "the connection failed".to_owned(),
        words => format!("the connection failed: {words}"),
    }
}

/// What hooks are told of an attempt.
struct About<'a> {
    client: &'a Client,
    call: &'static Call,
    attempt: u32,
    request: &'a Request,
}

impl About<'_> {
    fn event(&self) -> Object {
        let event = Object::new();
        set_text(&event, "gateway", self.client.gateway().name);
        set_text(&event, "operation", self.call.name);
        set(&event, "attempt", &(self.attempt + 1).into());
        set_text(&event, "method", self.request.method.as_str());
        // Without the query; `params` has it, masked.
        set_text(&event, "url", &self.client.address(self.request));
        event
    }

    fn sent(&self) -> Object {
        let event = self.event();
        set(
            &event,
            "params",
            &object(
                self.request
                    .shown
                    .iter()
                    .map(|(name, text)| (name.as_str(), text.as_str())),
            ),
        );
        event
    }

    fn answered(&self, arrived: Option<&Arrived>, failed: Option<&Failed>, ms: f64) -> Object {
        let event = self.event();
        set(&event, "ms", &ms.into());
        if let Some(arrived) = arrived {
            set(&event, "status", &arrived.status.into());
            let remarks = Client::remarks(&arrived.response());
            if !remarks.is_empty() {
                set(&event, "remarks", &list(&remarks));
            }
        }
        if let Some(Failed { error, .. }) = failed {
            set_text(&event, "error", error.kind().as_str());
            let Exchange { code, said, .. } = error.exchange();
            for (name, text) in [("code", code), ("said", said)] {
                if let Some(text) = text {
                    set_text(&event, name, &self.client.without_secrets(self.request, text));
                }
            }
        }
        event
    }
}
