//! A gateway's client: the rows' calls and notifications for JavaScript.

#[cfg(feature = "keys")]
mod keys;
#[cfg(not(feature = "keys"))]
#[path = "client/keyless.rs"]
mod keys;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Date, Function, Object, Promise, Reflect};
use paysign::gateway::{GATEWAYS, yinqiantong};
use paysign::{
    Answered, Call, ChoiceOf, Client, Encoding, Error, ErrorKind, Form, Gateway, Given, KeyOptions, Moment, Repeat,
    Settings,
};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::convert::{Thrown, answered_to_js, given};
use crate::fetch::{self, PerCall, Transport};
use crate::options::Options;
use crate::random::nonce;

/// Options of every class.
const COMMON: [&str; 2] = ["dangerouslyAllowBrowser", "allowHttp"];
/// Options of classes with notifications, which JavaScript reads.
const NOTIFIED: [&str; 2] = ["replay", "onFailure"];

#[wasm_bindgen(js_name = Client)]
pub struct Face(Rc<Inner>);

struct Inner {
    client: Client,
    transport: Transport,
    token: RefCell<Option<Kept>>,
}

/// A token that was fetched, or is being fetched, for all who need it.
struct Kept {
    promise: Promise,
    /// When it was fetched, in Unix milliseconds; infinite while it is being fetched.
    since: f64,
    /// When to fetch a new one, likewise.
    until: f64,
}

/// For how long, in milliseconds, a token is too young to be suspected for a refusal that does not speak of tokens.
const TRUSTED: f64 = 60_000.0;

#[wasm_bindgen(js_class = Client)]
impl Face {
    /// The class named `class` with the caller's options; `platform` as for keys.
    #[wasm_bindgen(constructor)]
    pub fn new(class: &str, options: &JsValue, platform: Option<Function>) -> Result<Self, Thrown> {
        Ok(Self(Rc::new(Inner::new(class, options, platform.as_ref())?)))
    }

    /// The answer to a call, as a promise.
    pub fn call(&self, name: &str, input: &JsValue, options: &JsValue) -> Result<Promise, Thrown> {
        let inner = Rc::clone(&self.0);
        let call = inner.known(name)?;
        let input = inner.read(call.name, input)?;
        let per_call = inner.transport.per_call(options)?;
        if call.keeps {
            return Ok(future_to_promise(async move {
                let (kept, _) = inner.keep()?;
                let answer = inner.wait(call, &per_call, &kept).await?;
                Ok(Object::assign(&Object::new(), answer.unchecked_ref()).into()) // others hold the same answer
            }));
        }
        Ok(future_to_promise(async move {
            Ok(inner
                .answer(call, &input, &per_call)
                .await
                .and_then(|answered| answered_to_js(&answered))?)
        }))
    }

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
}

impl Inner {
    fn new(class: &str, options: &JsValue, platform: Option<&Function>) -> Result<Self, Error> {
        let gateway = gateway(class, options)?;
        let mut known: Vec<&str> = gateway.ids.iter().map(|id| id.name).collect();
        known.extend(gateway.keys.iter().map(|key| key.name));
        known.extend(gateway.bases.iter().map(|base| base.name));
        known.extend(gateway.choices.iter().map(|choice| choice.name));
        known.dedup();
        known.extend(fetch::OPTIONS);
        known.extend(COMMON);
        if !gateway.notices.is_empty() {
            known.extend(NOTIFIED);
        }
        // Of v1 alone, and named here so that one set of options does for both.
        if class == yinqiantong::GATEWAY_V2.class && !known.contains(&"appKey") {
            known.push("appKey");
        }
        let options = Options::read(options, gateway.class, &known)?;
        keys::refuse_in_page(gateway, &options)?;
        let mut texts: Vec<(&'static str, Zeroizing<Vec<u8>>)> = Vec::new();
        for base in gateway.bases {
            if let Some(address) = options.text(base.name)? {
                texts.push((base.name, Zeroizing::new(address.into_bytes())));
            }
        }
        for id in gateway.ids {
            texts.push((id.name, Zeroizing::new(options.required(id.name)?.into_bytes())));
        }
        keys::read(gateway, &options, &mut texts)?;
        let word = |name: &str| -> Result<Option<String>, Error> {
            match gateway
                .choices
                .iter()
                .find(|choice| choice.name == name)
                .map(|choice| &choice.of)
            {
                Some(ChoiceOf::Words(words, _)) => {
                    let words: Vec<(&str, &str)> = words.iter().map(|word| (*word, *word)).collect();
                    Ok(options.word(name, &words)?.map(str::to_owned))
                }
                _ => Ok(None),
            }
        };
        let has = |name: &str| gateway.choices.iter().any(|choice| choice.name == name);
        let allow_weak = has("allowWeakKeys") && options.flag("allowWeakKeys")?.unwrap_or(false);
        let settings = Settings {
            texts: texts.iter().map(|(name, text)| (*name, text.as_slice())).collect(),
            test: word("environment")?.as_deref() == Some("test"),
            allow_http: options.flag("allowHttp")?.unwrap_or(false),
            key: KeyOptions::default(),
            encode: match word("encode")?.as_deref() {
                Some("form") => Some(Encoding::Form),
                _ => None,
            },
        };
        let credentials = has("credentials").then(|| word("credentials")).transpose()?.flatten();
        let credentials = credentials.or_else(|| has("credentials").then(|| "include".to_owned()));
        let transport = Transport::new(&options, credentials)?;
        if has("payHosts") {
            yinqiantong::check_pay_hosts(&options.texts("payHosts")?)?;
        }
        let client = keys::with_options(allow_weak, platform, |key| {
            Client::new(gateway, &Settings { key, ..settings })
        })?;
        Ok(Self {
            client,
            transport,
            token: RefCell::new(None),
        })
    }

    fn known(&self, name: &str) -> Result<&'static Call, Error> {
        let gateway = self.client.gateway();
        gateway
            .call(name)
            .ok_or_else(|| Error::config(format!("{} has no {name}", gateway.class)))
    }

    fn read(&self, operation: &'static str, input: &JsValue) -> Result<Given, Error> {
        given(input).map_err(|error| {
            let exchange = paysign::Exchange {
                gateway: Some(self.client.gateway().name),
                operation: Some(operation),
                ..Default::default()
            };
            error.with(exchange)
        })
    }

    fn prepare<T>(
        &self,
        token: Option<&str>,
        make: impl FnOnce(&Client, &Moment<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let nonce = nonce()?;
        make(
            &self.client,
            &Moment {
                millis: Date::now() as u64,
                nonce: &nonce,
                token,
            },
        )
    }

    async fn answer(
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

    async fn exchange(
        &self,
        call: &'static Call,
        input: &Given,
        per_call: &PerCall,
        token: Option<&str>,
    ) -> Result<Answered, fetch::Failed> {
        let prepare = || self.prepare(token, |client, moment| client.prepare(call, input, moment));
        self.transport.exchange(&self.client, call, per_call, prepare).await
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
        let token = Reflect::get(&answer, &"access_token".into())?;
        Ok(token.as_string().unwrap_or_default())
    }

    /// What all wait for, unless this caller gives up before.
    async fn wait(&self, call: &'static Call, per_call: &PerCall, promise: &Promise) -> Result<JsValue, Thrown> {
        let lost = || {
            let error = self.client.lost(
                call,
                ErrorKind::Aborted,
                false,
                "the call was aborted before it was sent",
            );
            Thrown::from(error)
        };
        Ok(per_call.race(promise).await.ok_or_else(lost)??)
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
                    let seconds = Reflect::get(&answer, &"expires_in".into())?.as_f64().unwrap_or(0.0);
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

fn gateway(class: &str, options: &JsValue) -> Result<&'static Gateway, Error> {
    let mut of_class = GATEWAYS.iter().filter(|gateway| gateway.class == class);
    let (first, second) = (of_class.next(), of_class.next());
    let first = first.ok_or_else(|| Error::config(format!("there is no gateway {class}")))?;
    let Some(second) = second else { return Ok(first) };
    let version = if options.is_object() {
        Reflect::get(options, &"version".into()).ok()
    } else {
        None
    };
    match version.and_then(|version| version.as_string()).as_deref() {
        Some("v1") => Ok(first),
        Some("v2") => Ok(second),
        _ => Err(Error::config(format!(
            "{class}: version is none of v1, v2: v1 is the interface of September 2018, v2 that of October 2018 on"
        ))),
    }
}
