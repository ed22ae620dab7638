//! What a client does with keys: taking them, the pay page that is signed here, and notifications.

use js_sys::{Date, Function, Object, Reflect};
use paysign::gateway::{SCHEMES, hicoin};
use paysign::{Error, Form, Gateway, Incoming, Notice, Reply, Value, read_body};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::Face;
use crate::bytes::{body_bytes, key_bytes};
use crate::convert::{Thrown, answer_to_js, fields_to_js, get, global, list, set, set_text, text};
use crate::options::Options;
use crate::random::nonce;

pub(super) use super::token::Token;
pub(super) use crate::key::with_options;

#[wasm_bindgen(js_class = Client)]
impl Face {
    /// The address of a page.
    pub fn page(&self, name: &str, input: &JsValue) -> Result<String, Thrown> {
        let inner = &self.0;
        let call = inner.known(name)?;
        if !matches!(call.form, Form::Page(_)) {
            return Err(Error::config(format!("{name} is no page")).into());
        }
        let input = inner.read(call.name, input)?;
        Ok(inner.prepare(None, |client, moment| client.page(call, &input, moment))?)
    }

    #[wasm_bindgen(js_name = h5PayUrl)]
    pub fn h5_pay_url(&self, page: &JsValue) -> Result<String, Thrown> {
        let page = Options::params(page, "h5PayUrl", &["prepay_id", "nonceStr", "timeStamp"])?;
        let nonce = match page.any_text("nonceStr")? {
            Some(text) => text,
            None => nonce()?,
        };
        let timestamp = match page.value("timeStamp")? {
            None => ((Date::now() / 1000.0) as u64).to_string(),
            Some(value) => match value.as_f64() {
                Some(number) => Value::from_number(number)
                    .map_err(|why| page.fault("timeStamp", why))?
                    .text()
                    .unwrap_or_default()
                    .into_owned(),
                None => page.any_text("timeStamp")?.unwrap_or_default(),
            },
        };
        let client = &self.0.client;
        let signer = client
            .signer("h5")
            .ok_or_else(|| Error::config("only HiCoin has an H5 pay page"))?;
        let prepay_id = page.any_text("prepay_id")?.unwrap_or_default();
        let page = hicoin::H5Page {
            page: client.base("payPage"),
            app_id: client.setting("appId").unwrap_or_default(),
            prepay_id: &prepay_id,
            nonce: &nonce,
            timestamp: &timestamp,
        };
        Ok(hicoin::h5_pay_url(signer, &page)?)
    }

    /// `{ event, key, remarks }` of a notification: `{ body, contentType?, headers?, now? }`.
    pub fn notification(&self, name: &str, input: &JsValue) -> Result<Object, Thrown> {
        let client = &self.0.client;
        let notice = self.notice(name)?;
        // Of whatever object has them: a request of Fastify or of a cloud function, too.
        let read = |name: &str| get(input, name);
        let body = body_bytes(&read("body"))?;
        let headers = read("headers");
        let content_type = read("contentType");
        let content_type = match content_type.is_undefined() || content_type.is_null() {
            true => header(&headers, "content-type"),
            false => text(&content_type),
        };
        let incoming = Incoming {
            body: &body,
            content_type: content_type.as_deref(),
            header: &|name| header(&headers, name),
            seconds: seconds(&read("now"))?,
        };
        let event = client
            .notification(notice, &incoming)
            .map_err(|error| explained(client.gateway(), notice, error))?;
        let notification = Object::new();
        set(&notification, "event", &answer_to_js(&event.answer)?);
        set_text(&notification, "key", &event.key);
        set(&notification, "remarks", &list(&event.remarks));
        Ok(notification)
    }

    /// The fields of `{ body, contentType? }`, of which nothing is verified: for the log of one that was refused.
    pub fn fields(&self, input: &JsValue) -> Result<JsValue, Thrown> {
        let body = body_bytes(&get(input, "body"))?;
        fields_to_js(&read_body(&body, text(&get(input, "contentType")).as_deref())?)
    }

    /// What the gateway expects: `{ success, failure }`.
    pub fn replies(&self, name: &str) -> Result<Object, Thrown> {
        let notice = self.notice(name)?;
        let both = Object::new();
        for (name, Reply { content_type, body }) in [("success", notice.success), ("failure", notice.failure)] {
            let reply = Object::new();
            set_text(&reply, "contentType", content_type);
            set_text(&reply, "body", body);
            set(&both, name, &reply);
        }
        Ok(both)
    }
}

impl Face {
    fn notice(&self, name: &str) -> Result<&'static Notice, Error> {
        let gateway = self.0.client.gateway();
        gateway
            .notice(name)
            .ok_or_else(|| Error::config(format!("{} has no {name}", gateway.class)))
    }
}

/// A signature that does not fit, with what shows where: the class that there is for it, and what it is given.
fn explained(gateway: &Gateway, notice: &Notice, error: Error) -> Error {
    let key = gateway.keys.iter().find(|key| key.role == notice.key);
    let Some(key) = key.filter(|_| error.message().contains("does not fit")) else {
        return error;
    };
    let Some(built_in) = SCHEMES.iter().find(|built_in| built_in.scheme == *key.scheme) else {
        return error;
    };
    let signed = notice.headers.map_or(&[][..], |headers| headers.signed);
    let headers: String = signed
        .iter()
        .map(|name| format!(", {name}: request.headers.get('{name}')"))
        .collect();
    let fields = match headers.as_str() {
        "" => "fields".to_owned(),
        headers => format!("{{ ...fields{headers} }}"),
    };
    error.and(&format!(
        "; new Verifier('{}', {}).explain({fields}) shows each step, with the fields that onFailure is given",
        built_in.name, key.name
    ))
}

impl Drop for Face {
    fn drop(&mut self) {
        paysign_crossing::wipe();
    }
}

/// A secret in a page is everybody's: whoever opens the page can read it.
pub(super) fn refuse_in_page(gateway: &Gateway, options: &Options<'_>) -> Result<(), Error> {
    if gateway.keys.is_empty() || options.flag("dangerouslyAllowBrowser")?.unwrap_or(false) {
        return Ok(());
    }
    let has = |name: &str| !global(name).is_undefined();
    if has("window") && has("document") {
        return Err(Error::config(
            "this class holds a secret and must not be made in a page, where everybody can read it: use it on the server. \
             For tests and demos with keys of no worth, set dangerouslyAllowBrowser (密钥不能放在网页里)",
        ));
    }
    Ok(())
}

/// The keys among the options.
pub(super) fn read(
    gateway: &'static Gateway,
    options: &Options<'_>,
    texts: &mut Vec<(&'static str, Zeroizing<Vec<u8>>)>,
) -> Result<(), Error> {
    for key in gateway.keys {
        let rsa = key.scheme.algorithm.is_rsa();
        let bytes = match options.value(key.name)? {
            None if !key.required => continue,
            Some(given) if !given.is_string() || !key.signs || rsa => {
                key_bytes(&given, rsa).map_err(|fault| named(key.name, fault))?
            }
            _ => Zeroizing::new(options.required(key.name)?.into_bytes()),
        };
        texts.push((key.name, bytes));
    }
    Ok(())
}

fn named(option: &str, fault: Error) -> Error {
    Error::config(format!(
        "{option}: {}",
        fault.message().strip_prefix("key: ").unwrap_or(fault.message())
    ))
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
