//! A client at work: each call prepared, sent and answered, with the token where it needs one.

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Date, Object, Promise};
use paysign::{Answered, Call, Client, Effect, Error, ErrorKind, Exchange, Gateway, Given, Keep, Moment, Request};
use wasm_bindgen::prelude::*;

use super::settings::Opened;
use super::token::Token;
use super::variants::lacking;
use crate::convert::{Thrown, answered_to_js, get};
use crate::random::nonce;
use crate::transport::{Failed, PerCall, Transport};

pub(super) struct Inner {
    pub(super) client: Client,
    pub(super) transport: Transport,
    pub(super) hosts: Vec<(&'static str, Vec<String>)>,
    token: Token,
}

impl Inner {
    pub(super) fn new(opened: Opened) -> Self {
        let Opened {
            client,
            transport,
            hosts,
        } = opened;
        Self {
            client,
            transport,
            hosts,
            token: Token::default(),
        }
    }

    pub(super) fn known_call(&self, name: &str) -> Result<&'static Call, Error> {
        let gateway = self.client.gateway();
        let has = |gateway: &Gateway| gateway.call(name).is_some();
        gateway.call(name).ok_or_else(|| lacking(gateway, name, has))
    }

    /// The request of a call, of this moment.
    pub(super) fn prepare(&self, call: &'static Call, input: &Given, token: Option<&str>) -> Result<Request, Error> {
        let nonce = nonce()?;
        let moment = Moment {
            millis: Date::now() as u64,
            nonce: &nonce,
            token,
        };
        self.client.prepare(call, input, &moment)
    }

    async fn exchange(
        &self,
        call: &'static Call,
        input: &Given,
        per_call: &PerCall,
        token: Option<&str>,
    ) -> Result<Answered, Failed> {
        let prepare = || self.prepare(call, input, token);
        self.transport.exchange(&self.client, call, per_call, prepare).await
    }

    /// The answer to a call.
    pub(super) async fn answer(
        self: &Rc<Self>,
        call: &'static Call,
        input: &Given,
        per_call: &PerCall,
    ) -> Result<JsValue, Thrown> {
        if call.keep.is_some() {
            let (kept, _) = self.keep()?;
            let answer = self.wait(call, per_call, &kept).await?;
            return Ok(Object::assign(&Object::new(), answer.unchecked_ref()).into()); // others hold the same answer
        }
        answered_to_js(&self.authorized(call, input, per_call).await?)
    }

    /// The answer, with the token where the call needs it: a new one where the gateway refuses the kept one.
    async fn authorized(
        self: &Rc<Self>,
        call: &'static Call,
        input: &Given,
        per_call: &PerCall,
    ) -> Result<Answered, Thrown> {
        if call.needs_token(input).is_none() {
            return Ok(self.exchange(call, input, per_call, None).await?);
        }
        // Before any token is fetched: what is wrong with the order is told first.
        self.prepare(call, input, Some(""))?;
        let (used, fresh) = self.keep()?;
        let token = self.text_of(call, per_call, &used).await?;
        let failed = match self.exchange(call, input, per_call, Some(&token)).await {
            Ok(answered) => return Ok(answered),
            Err(failed) => failed,
        };
        let unauthorized = failed.error.exchange().status == Some(401);
        let about_token = unauthorized || speaks_of_token(failed.error.exchange());
        if failed.error.kind() != ErrorKind::Gateway && !unauthorized {
            return Err(failed.into());
        }
        self.token.suspect(&used, about_token);
        if fresh || call.effect != Effect::Read || !about_token {
            return Err(failed.into());
        }
        let (used, _) = self.keep()?;
        let token = self.text_of(call, per_call, &used).await?;
        Ok(self.exchange(call, input, per_call, Some(&token)).await?)
    }

    /// The token's text, once it is there.
    async fn text_of(&self, call: &'static Call, per_call: &PerCall, promise: &Promise) -> Result<String, Thrown> {
        let answer = self.wait(call, per_call, promise).await?;
        let (_, keep) = self.keeping()?;
        Ok(get(&answer, keep.token).as_string().unwrap_or_default())
    }

    /// What all wait for, unless this caller gives up before.
    async fn wait(&self, call: &'static Call, per_call: &PerCall, promise: &Promise) -> Result<JsValue, Thrown> {
        let why = "the call was aborted while it waited for a token; it was not sent";
        let given_up = || Thrown::from(per_call.given_up(&self.client, call, why));
        Ok(per_call.race(promise).await.ok_or_else(given_up)??)
    }

    /// The kept token's answer, and whether it is fetched for this call.
    fn keep(self: &Rc<Self>) -> Result<(Promise, bool), Thrown> {
        if let Some(kept) = self.token.kept() {
            return Ok((kept, false));
        }
        let (call, keep) = self.keeping()?;
        let inner = Rc::clone(self);
        let promise = future_to_promise(async move { Ok(inner.fetch_token(call, keep).await?) });
        self.token.keep(promise.clone());
        Ok((promise, true))
    }

    /// The call whose answer is kept, of which a gateway has one, and where the token is.
    fn keeping(&self) -> Result<(&'static Call, Keep), Error> {
        let mut calls = self.client.gateway().calls.iter();
        let call = calls.find_map(|call| Some((call, call.keep?)));
        call.ok_or_else(|| Error::config("this gateway has no token to keep"))
    }

    async fn fetch_token(&self, call: &'static Call, keep: Keep) -> Result<JsValue, Thrown> {
        let shared = self.transport.shared();
        match self.exchange(call, &Given::new(), &shared, None).await {
            Ok(answered) => {
                let answer = answered_to_js(&answered)?;
                self.token
                    .arrived(get(&answer, keep.expires_in).as_f64().unwrap_or(0.0));
                Ok(answer)
            }
            Err(failed) => {
                self.token.forget();
                Err(failed.into())
            }
        }
    }
}

/// By the gateway's code and its own words.
fn speaks_of_token(exchange: &Exchange) -> bool {
    let mut texts = [&exchange.code, &exchange.said].into_iter().flatten();
    texts.any(|text| text.contains("token"))
}
