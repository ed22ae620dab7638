//! What the hooks `onRequest` and `onResponse` are told of an attempt.

use js_sys::Object;
use paysign::{Call, Client, Error, Exchange, Request};

use super::send::Arrived;
use crate::convert::{list, object, set, set_text};

pub(super) struct About<'a> {
    pub(super) client: &'a Client,
    pub(super) call: &'static Call,
    pub(super) attempt: u32,
    pub(super) request: &'a Request,
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

    pub(super) fn sent(&self) -> Object {
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

    pub(super) fn answered(&self, arrived: Option<&Arrived>, error: Option<&Error>, ms: f64) -> Object {
        let event = self.event();
        set(&event, "ms", &ms.into());
        if let Some(arrived) = arrived {
            set(&event, "status", &arrived.response().status.into());
            let remarks = Client::remarks(&arrived.response());
            if !remarks.is_empty() {
                set(&event, "remarks", &list(&remarks));
            }
        }
        if let Some(error) = error {
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
