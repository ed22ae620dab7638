//! The token that a client fetches, and keeps for all who need it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Date, Object, Promise};
use paysign::{Answered, Call, Error, ErrorKind, Given, Repeat};
use wasm_bindgen::prelude::*;

use super::Inner;
use crate::convert::{Thrown, answered_to_js, get};
use crate::fetch::PerCall;

pub(super) type Token = RefCell<Option<Kept>>;

/// A token that was fetched, or is being fetched, for all who need it.
pub(super) struct Kept {
    promise: Promise,
    /// When it was fetched, in Unix milliseconds; infinite while it is being fetched.
    since: f64,
    /// When to fetch a new one, likewise.
    until: f64,
}

/// For how long, in milliseconds, a token is too young to be suspected for a refusal that does not speak of tokens.
const TRUSTED: f64 = 60_000.0;

impl Inner {
    /// The answer to a call, with the token that it needs.
    pub(super) async fn answer(
        self: &Rc<Self>,
        call: &'static Call,
        input: &Given,
        per_call: &PerCall,
    ) -> Result<JsValue, Thrown> {
        if call.keeps {
            let (kept, _) = self.keep()?;
            let answer = self.wait(call, per_call, &kept).await?;
            return Ok(Object::assign(&Object::new(), answer.unchecked_ref()).into()); // others hold the same answer
        }
        answered_to_js(&self.authorized(call, input, per_call).await?)
    }

    async fn authorized(
        self: &Rc<Self>,
        call: &'static Call,
        input: &Given,
        per_call: &PerCall,
    ) -> Result<Answered, Thrown> {
        if !call.needs_token(input) {
            return Ok(self.exchange(call, input, per_call, None).await?);
        }
        // Before any token is fetched: what is wrong with the order is told first.
        self.prepare(Some(""), |client, moment| client.prepare(call, input, moment))?;
        let (used, fresh) = self.keep()?;
        let token = self.token(call, per_call, &used).await?;
        let failed = match self.exchange(call, input, per_call, Some(&token)).await {
            Ok(answered) => return Ok(answered),
            Err(failed) => failed,
        };
        let unauthorized = failed.error.exchange().status == Some(401);
        let about_token = unauthorized || failed.error.message().contains("token");
        if failed.error.kind() != ErrorKind::Gateway && !unauthorized {
            return Err(failed.into());
        }
        self.suspect(&used, about_token);
        if fresh || call.repeat != Repeat::Safe || !about_token {
            return Err(failed.into());
        }
        let (used, _) = self.keep()?;
        let token = self.token(call, per_call, &used).await?;
        Ok(self.exchange(call, input, per_call, Some(&token)).await?)
    }

    /// A refusal may be about the token, in words that no page lists: the next call takes a new one. Not where another
    /// call has seen to that already, and not after each order that the gateway does not know.
    fn suspect(&self, used: &Promise, surely: bool) {
        self.token
            .borrow_mut()
            .take_if(|kept| Object::is(&kept.promise, used) && (surely || Date::now() - kept.since > TRUSTED));
    }

    async fn token(&self, call: &'static Call, per_call: &PerCall, promise: &Promise) -> Result<String, Thrown> {
        let answer = self.wait(call, per_call, promise).await?;
        Ok(get(&answer, "access_token").as_string().unwrap_or_default())
    }

    /// What all wait for, unless this caller gives up before.
    async fn wait(&self, call: &'static Call, per_call: &PerCall, promise: &Promise) -> Result<JsValue, Thrown> {
        let why = "the call was aborted while it waited for a token; it was not sent";
        let given_up = || Thrown::from(per_call.given_up(&self.client, call, why));
        Ok(per_call.race(promise).await.ok_or_else(given_up)??)
    }

    /// The kept token's answer, and whether it is fetched for this call.
    fn keep(self: &Rc<Self>) -> Result<(Promise, bool), Thrown> {
        if let Some(kept) = &*self.token.borrow()
            && Date::now() < kept.until
        {
            return Ok((kept.promise.clone(), false));
        }
        let call = self.client.gateway().calls.iter().find(|call| call.keeps);
        let call = call.ok_or_else(|| Error::config("this gateway has no token to keep"))?;
        let inner = Rc::clone(self);
        let promise = future_to_promise(async move {
            let shared = PerCall::shared(&inner.transport);
            let answered = inner.exchange(call, &Given::new(), &shared, None).await;
            let mut kept = inner.token.borrow_mut();
            match answered {
                Ok(answered) => {
                    let answer = answered_to_js(&answered)?;
                    let seconds = get(&answer, "expires_in").as_f64().unwrap_or(0.0);
                    if let Some(kept) = &mut *kept {
                        kept.since = Date::now();
                        // A tenth of its life before its end, and not more than five minutes.
                        kept.until = kept.since + (seconds - (seconds / 10.0).min(300.0)) * 1000.0;
                    }
                    Ok(answer)
                }
                Err(failed) => {
                    *kept = None;
                    Err(Thrown::from(failed).into())
                }
            }
        });
        *self.token.borrow_mut() = Some(Kept {
            promise: promise.clone(),
            since: f64::INFINITY,
            until: f64::INFINITY,
        });
        Ok((promise, true))
    }
}
