//! The class behind every gateway's: one crossing for each thing that it is asked.

mod incoming;
mod inner;
mod settings;
mod token;
mod variants;

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Object, Promise};
use paysign::{Call, Error, Field, Gateway, Given, List, Notification, Reply, Rule, Send, read_body};
use wasm_bindgen::prelude::*;

use crate::bytes::body_bytes;
use crate::convert::{Thrown, fields_to_js, get, given, list, object, set, set_text, text};

use incoming::{event_to_js, explained, with_incoming};
use inner::Inner;
use settings::open;
use variants::lacking;

#[wasm_bindgen(js_name = Client)]
pub struct Face(Rc<Inner>);

#[wasm_bindgen(js_class = Client)]
impl Face {
    /// A client of the gateway with this spec, with the caller's options.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, options: &JsValue) -> Result<Self, Thrown> {
        Ok(Self(Rc::new(Inner::new(open(spec, options)?))))
    }

    /// What each call is, by its name: `call`, `page` or `list`.
    pub fn methods(&self) -> Object {
        object(self.0.client.gateway().calls.iter().map(|call| {
            let method = match (call.send, call.list) {
                (Send::Page(_), _) => "page",
                (_, Some(_)) => "list",
                _ => "call",
            };
            (call.name, method)
        }))
    }

    /// How the pages of a list follow each other: `{ after, before, id }`, with the `largest` id.
    pub fn paging(&self, name: &str) -> Result<Object, Thrown> {
        let call = self.0.known_call(name)?;
        let list = call
            .list
            .ok_or_else(|| Error::config(format!("{name} gives no list")))?;
        let List { after, before, id } = list;
        let largest = largest_id(call.rows().find(|row| row.name == after));
        Ok(object([
            ("after", after),
            ("before", before),
            ("id", id),
            ("largest", &largest),
        ]))
    }

    /// The hosts that an option lists.
    pub fn hosts(&self, option: &str) -> JsValue {
        let found = self.0.hosts.iter().find(|(name, _)| *name == option);
        found.map_or(JsValue::UNDEFINED, |(_, hosts)| list(hosts))
    }

    /// The answer to a call, as a promise.
    pub fn call(&self, name: &str, input: &JsValue, options: &JsValue) -> Result<Promise, Thrown> {
        let inner = Rc::clone(&self.0);
        let (call, input) = self.asked(name, input)?;
        let per_call = inner.transport.per_call(options)?;
        Ok(future_to_promise(async move {
            Ok(inner.answer(call, &input, &per_call).await?)
        }))
    }

    /// The address of a page.
    pub fn page(&self, name: &str, input: &JsValue) -> Result<String, Thrown> {
        let (call, input) = self.asked(name, input)?;
        if !matches!(call.send, Send::Page(_)) {
            return Err(Error::config(format!("{name} is not a page")).into());
        }
        Ok(self.0.prepare(call, &input, None)?.url)
    }

    /// `{ event, key, remarks }` of a notification: `{ body, contentType?, headers?, now? }`.
    pub fn notification(&self, name: &str, input: &JsValue) -> Result<Object, Thrown> {
        let client = &self.0.client;
        let notification = self.known_notification(name)?;
        let event = with_incoming(input, |incoming| {
            let event = client.notification(notification, incoming);
            event.map_err(|error| explained(client.gateway(), notification, error))
        })?;
        event_to_js(&event)
    }

    /// The fields of `{ body, contentType? }`, of which nothing is verified: for the log of one that was refused.
    pub fn fields(&self, input: &JsValue) -> Result<JsValue, Thrown> {
        let body = body_bytes(&get(input, "body"))?;
        fields_to_js(&read_body(&body, text(&get(input, "contentType")).as_deref())?)
    }

    /// What the gateway expects: `{ success, failure }`.
    pub fn replies(&self, name: &str) -> Result<Object, Thrown> {
        let Notification { success, failure, .. } = self.known_notification(name)?;
        let both = Object::new();
        for (name, Reply { content_type, body }) in [("success", success), ("failure", failure)] {
            let reply = Object::new();
            set_text(&reply, "contentType", content_type);
            set_text(&reply, "body", body);
            set(&both, name, &reply);
        }
        Ok(both)
    }
}

impl Face {
    /// The call of this name, and what the caller gave to it.
    fn asked(&self, name: &str, input: &JsValue) -> Result<(&'static Call, Given), Error> {
        let call = self.0.known_call(name)?;
        let input = given(input).map_err(|error| self.0.client.placed(call.name, error))?;
        Ok((call, input))
    }

    fn known_notification(&self, name: &str) -> Result<&'static Notification, Error> {
        let gateway = self.0.client.gateway();
        let has = |gateway: &Gateway| gateway.notification(name).is_some();
        gateway.notification(name).ok_or_else(|| lacking(gateway, name, has))
    }
}

impl Drop for Face {
    fn drop(&mut self) {
        paysign_crossing::wipe();
    }
}

/// Throws everything that is wrong with a spec.
#[wasm_bindgen(js_name = checkSpec)]
pub fn check_spec(spec: &str) -> Result<(), Thrown> {
    Gateway::from_json(spec)?;
    Ok(())
}

/// The largest id that a field takes, and that fits in 64 bits with a sign, as brokers keep them.
fn largest_id(field: Option<&Field>) -> String {
    const LARGEST: &str = "9223372036854775807";
    match field.map(|field| field.rule) {
        Some(Rule::Digits { max_length, .. }) if max_length < LARGEST.len() => "9".repeat(max_length),
        Some(Rule::Integer { maximum, .. }) => maximum.to_string(),
        _ => LARGEST.to_owned(),
    }
}
