//! The class behind every gateway's: one crossing for each thing that it is asked.

mod incoming;
mod inner;
mod settings;
mod token;

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Object, Promise};
use paysign::{Call, Error, Gateway, Given, Notification, Reply, Send, Shape, read_body};
use wasm_bindgen::prelude::*;

use crate::bytes::body_bytes;
use crate::convert::{Thrown, fields_to_js, get, given, set, set_text, text};

use incoming::{event_to_js, explained, with_incoming};
use inner::Inner;
use settings::read_settings;

/// Everything that is wrong with a spec.
#[wasm_bindgen(js_name = checkSpec)]
pub fn check_spec(spec: &str) -> Result<(), Thrown> {
    Gateway::from_json(spec)?;
    Ok(())
}

#[wasm_bindgen(js_name = Client)]
pub struct Face(Rc<Inner>);

#[wasm_bindgen(js_class = Client)]
impl Face {
    /// The gateway of a spec's text with the caller's options.
    #[wasm_bindgen(constructor)]
    pub fn new(spec: &str, options: &JsValue) -> Result<Self, Thrown> {
        let (client, transport) = read_settings(Gateway::from_json(spec)?, options)?;
        Ok(Self(Rc::new(Inner::new(client, transport))))
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

    /// The kind of each method: `call`, `page` or `list`.
    pub fn methods(&self) -> Object {
        let methods = Object::new();
        for call in self.0.client.gateway().calls {
            let kind = match (call.send, call.answer) {
                (Send::Page(_), _) => "page",
                (_, Shape::Many(_)) => "list",
                _ => "call",
            };
            set_text(&methods, call.name, kind);
        }
        methods
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
        let notification = self.known_notification(name)?;
        let both = Object::new();
        for (name, Reply { content_type, body }) in
            [("success", notification.success), ("failure", notification.failure)]
        {
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
        gateway
            .notification(name)
            .ok_or_else(|| Error::config(format!("{} has no {name}", gateway.class)))
    }
}

impl Drop for Face {
    fn drop(&mut self) {
        paysign_crossing::wipe();
    }
}
