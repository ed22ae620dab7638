//! One request over `fetch`, and what arrives for it.

use js_sys::{ArrayBuffer, Date, Function, Object, Uint8Array};
use paysign::{MAX_ANSWER, Request, Response, unwritable};
use wasm_bindgen::prelude::*;
use web_sys::Url;

use super::end::{End, hush};
use super::failed::Why;
use crate::convert::{get, global, set, set_text, text};

/// How a request is sent, beside what is in it.
pub(super) struct Way<'a> {
    /// The caller's own `fetch`; the runtime's, as it is now, where there is none.
    pub(super) fetch: Option<&'a Function>,
    /// The caller's headers. None of them may change what is signed or how it is read.
    pub(super) headers: &'a [(String, String)],
    pub(super) credentials: Option<&'static str>,
    /// What makes the runtime send it once at most.
    pub(super) single: Option<JsValue>,
}

pub(super) struct Arrived {
    status: u16,
    content_type: Option<String>,
    location: Option<String>,
    pub(super) retry_after: Option<u64>,
    body: Vec<u8>,
}

impl Way<'_> {
    pub(super) async fn send(&self, request: &Request, end: &End) -> Result<Arrived, Why> {
        let init = self.init(request)?;
        set(&init, "signal", &end.signal());
        let fetch = match self.fetch {
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
        Arrived::read(&end.race(&promise).await?, end).await
    }

    /// What `fetch` takes beside the address.
    fn init(&self, request: &Request) -> Result<Object, Why> {
        let replaces = |name: &str| request.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
        let others = self.headers.iter().filter(|(name, _)| !replaces(name));
        let headers = Object::new();
        let all: Vec<_> = others.chain(&request.headers).collect();
        for (name, value) in &all {
            if let Some(why) = unwritable(name, value) {
                return Err(Why::Unsendable(format!("the header {name} {why}")));
            }
        }
        for (name, value) in all {
            set_text(&headers, name, value);
        }
        let init = Object::create(JsValue::NULL.unchecked_ref()); // whoever reads it finds nothing of Object.prototype
        set_text(&init, "method", request.method.as_str());
        set(&init, "headers", &headers);
        if let Some(body) = &request.body {
            set_text(&init, "body", body);
        }
        if let Some(credentials) = self.credentials {
            set_text(&init, "credentials", credentials);
        }
        set_text(&init, "redirect", "manual");
        if let Some(client) = &self.single {
            set(&init, "client", client);
        }
        Ok(init)
    }
}

impl Arrived {
    pub(super) fn response(&self) -> Response<'_> {
        Response {
            status: self.status,
            content_type: self.content_type.as_deref(),
            location: self.location.as_deref(),
            body: &self.body,
        }
    }

    async fn read(response: &JsValue, end: &End) -> Result<Self, Why> {
        if get(response, "type") == "opaqueredirect" {
            return Err(Why::Redirected);
        }
        let status = get(response, "status")
            .as_f64()
            .filter(|status| (100.0..600.0).contains(status))
            .ok_or(Why::Odd)? as u16;
        let headers = get(response, "headers");
        let header = |name: &str| text(&method(&headers, "get")?.call1(&headers, &name.into()).ok()?);
        let content_type = header("content-type");
        let location = header("location");
        let retry_after = header("retry-after").and_then(|value| milliseconds(&value));
        let body = match read_body(response, end).await {
            // The text of a refusal is of no interest; its status is.
            Err(Why::Long(_)) if !(200..300).contains(&status) => Vec::new(),
            Err(Why::Long(_)) => return Err(Why::Long(Some(status))),
            // An answer had begun: whatever its words are, the request had gone out.
            Err(Why::Threw(thrown)) => return Err(Why::Broke(thrown)),
            body => body?,
        };
        Ok(Self {
            status,
            content_type,
            location,
            retry_after,
            body,
        })
    }
}

/// The whole body of a response, of at most [`MAX_ANSWER`] bytes.
async fn read_body(response: &JsValue, end: &End) -> Result<Vec<u8>, Why> {
    let body = get(response, "body");
    let Some(get_reader) = method(&body, "getReader") else {
        return read_at_once(response, end).await;
    };
    let reader = get_reader.call0(&body).map_err(Why::Threw)?;
    let read = read_stream(&reader, end).await;
    if read.is_err()
        && let Some(cancel) = method(&reader, "cancel")
        && let Ok(cancelled) = cancel.call0(&reader)
    {
        // The stream is given up; what it says to that is of no interest.
        hush(&cancelled);
    }
    read
}

async fn read_stream(reader: &JsValue, end: &End) -> Result<Vec<u8>, Why> {
    let next = method(reader, "read").ok_or(Why::Odd)?;
    let mut read = Vec::new();
    loop {
        let chunk = end.race(&next.call0(reader).map_err(Why::Threw)?).await?;
        if get(&chunk, "done").is_truthy() {
            return Ok(read);
        }
        let bytes: Uint8Array = get(&chunk, "value").dyn_into().map_err(|_| Why::Odd)?;
        if read.len() + bytes.length() as usize > MAX_ANSWER {
            return Err(Why::Long(None));
        }
        read.extend_from_slice(&bytes.to_vec());
    }
}

/// Without a stream: a mock, an old runtime.
async fn read_at_once(response: &JsValue, end: &End) -> Result<Vec<u8>, Why> {
    let whole = method(response, "arrayBuffer")
        .or_else(|| method(response, "text"))
        .ok_or(Why::Odd)?;
    let whole = end.race(&whole.call0(response).map_err(Why::Threw)?).await?;
    let read = match text(&whole) {
        Some(text) => text.into_bytes(),
        // A Buffer is what some libraries give.
        None if whole.is_instance_of::<ArrayBuffer>() || whole.is_instance_of::<Uint8Array>() => {
            Uint8Array::new(&whole).to_vec()
        }
        None => return Err(Why::Odd),
    };
    if read.len() > MAX_ANSWER {
        return Err(Why::Long(None));
    }
    Ok(read)
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
