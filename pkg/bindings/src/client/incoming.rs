//! A notification as JavaScript hands it over: `{ body, contentType?, headers?, now? }`.

use js_sys::{Date, Function, JSON, Object, Reflect};
use paysign::schemes::SCHEMES;
use paysign::{Error, Event, Flaw, Gateway, Incoming, Notification, Scheme};
use wasm_bindgen::prelude::*;

use crate::bytes::body_bytes;
use crate::convert::{Thrown, answer_to_js, get, list, set, set_text, text, to_js};

/// Reads it, of whatever object has these properties: a request of Fastify or of a cloud function, too.
pub(super) fn with_incoming<T>(
    input: &JsValue,
    read: impl FnOnce(&Incoming<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let body = body_bytes(&get(input, "body"))?;
    let headers = get(input, "headers");
    let content_type = get(input, "contentType");
    let content_type = match content_type.is_undefined() || content_type.is_null() {
        true => header(&headers, "content-type"),
        false => text(&content_type),
    };
    read(&Incoming {
        body: &body,
        content_type: content_type.as_deref(),
        header: &|name| header(&headers, name),
        seconds: seconds(&get(input, "now"))?,
    })
}

/// `{ event, key, remarks }`
pub(super) fn event_to_js(event: &Event) -> Result<Object, Thrown> {
    let notification = Object::new();
    set(&notification, "event", &answer_to_js(&event.answer)?);
    set_text(&notification, "key", &event.key);
    set(&notification, "remarks", &list(&event.remarks));
    Ok(notification)
}

/// A signature that does not fit, with what shows where: the class that there is for it, and what it is given.
pub(super) fn explained(gateway: &Gateway, notification: &Notification, error: Error) -> Error {
    let key = gateway.key(notification.key);
    let Some(key) = key.filter(|_| error.flaw() == Some(Flaw::Misfit)) else {
        return error;
    };
    let signed = notification.headers.map_or(&[][..], |headers| headers.signed);
    let headers: String = signed
        .iter()
        .map(|name| format!(", {name}: request.headers.get('{name}')"))
        .collect();
    let fields = match headers.as_str() {
        "" => "fields".to_owned(),
        headers => format!("{{ ...fields{headers} }}"),
    };
    error.and(&format!(
        "; new Verifier({}, {}).explain({fields}) shows each step, with the fields that onFailure is given",
        rule(key.scheme),
        key.option
    ))
}

/// A scheme as it is written in a program: the name of a built-in one, or the rule itself.
fn rule(scheme: &Scheme) -> String {
    if let Some(built_in) = SCHEMES.iter().find(|built_in| built_in.scheme == *scheme) {
        return format!("'{}'", built_in.name);
    }
    let text = to_js(scheme).ok().and_then(|scheme| JSON::stringify(&scheme).ok());
    text.map_or_else(|| "its scheme".to_owned(), String::from)
}

/// A header of a `Headers`, or of a plain object as Node and its frameworks have it.
fn header(headers: &JsValue, name: &str) -> Option<String> {
    if !headers.is_object() {
        return None;
    }
    if let Ok(get) = get(headers, "get").dyn_into::<Function>() {
        return get.call1(headers, &name.into()).ok().and_then(|value| text(&value));
    }
    let key = Object::keys::<JsValue>(headers.unchecked_ref())
        .iter()
        .find(|key| key.as_string().is_some_and(|key| key.eq_ignore_ascii_case(name)))?;
    text(&Reflect::get(headers, &key).ok()?)
}

/// Unix time in seconds of a `Date` or of a number of seconds; milliseconds, which are larger by far, are taken as such.
fn seconds(now: &JsValue) -> Result<u64, Error> {
    let milliseconds = if now.is_undefined() {
        Some(Date::now())
    } else if let Some(date) = now.dyn_ref::<Date>() {
        Some(date.get_time())
    } else {
        now.as_f64()
            .map(|number| if number.abs() < 1e11 { number * 1000.0 } else { number })
    };
    let known = milliseconds.filter(|milliseconds| milliseconds.is_finite() && *milliseconds >= 0.0);
    known
        .map(|milliseconds| (milliseconds / 1000.0) as u64)
        .ok_or_else(|| Error::param("now", "is neither a Date nor Unix time in seconds"))
}
