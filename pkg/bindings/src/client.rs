//! A gateway's client: the rows' calls and notifications for JavaScript.

mod keys;
mod token;

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Date, Promise};
use paysign::gateway::{GATEWAYS, yinqiantong};
use paysign::{Answered, Call, ChoiceOf, Client, Encoding, Error, Gateway, Given, KeyOptions, Moment, Settings};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::convert::{Thrown, given};
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
    token: keys::Token,
}

#[wasm_bindgen(js_class = Client)]
impl Face {
    /// The class named `class` with the caller's options.
    #[wasm_bindgen(constructor)]
    pub fn new(class: &str, options: &JsValue) -> Result<Self, Thrown> {
        Ok(Self(Rc::new(Inner::new(class, options)?)))
    }

    /// The answer to a call, as a promise.
    pub fn call(&self, name: &str, input: &JsValue, options: &JsValue) -> Result<Promise, Thrown> {
        let inner = Rc::clone(&self.0);
        let call = inner.known(name)?;
        let input = inner.read(call.name, input)?;
        let per_call = inner.transport.per_call(options)?;
        Ok(future_to_promise(async move {
            Ok(inner.answer(call, &input, &per_call).await?)
        }))
    }
}

impl Inner {
    fn new(class: &str, options: &JsValue) -> Result<Self, Error> {
        let gateway = gateway(class, options)?;
        let mut known: Vec<&str> = Vec::new();
        known.extend(gateway.ids.iter().map(|id| id.name));
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
        if class == yinqiantong::CLASS && !known.contains(&"appKey") {
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
            encode: (word("encode")?.as_deref() == Some("form")).then_some(Encoding::Form),
        };
        let credentials = word("credentials")?.or_else(|| has("credentials").then(|| "include".to_owned()));
        let transport = Transport::new(&options, credentials)?;
        if has("payHosts") {
            yinqiantong::check_pay_hosts(&options.texts("payHosts")?)?;
        }
        let client = keys::with_options(allow_weak, &|_| (), |key| {
            Client::new(gateway, &Settings { key, ..settings })
        })?;
        Ok(Self {
            client,
            transport,
            token: keys::Token::default(),
        })
    }

    fn known(&self, name: &str) -> Result<&'static Call, Error> {
        let gateway = self.client.gateway();
        gateway
            .call(name)
            .ok_or_else(|| Error::config(format!("{} has no {name}", gateway.class)))
    }

    fn read(&self, operation: &'static str, input: &JsValue) -> Result<Given, Error> {
        given(input).map_err(|error| self.client.placed(operation, error))
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
}

fn gateway(class: &str, options: &JsValue) -> Result<&'static Gateway, Error> {
    let mut of_class = GATEWAYS.iter().filter(|gateway| gateway.class == class);
    let (first, second) = (of_class.next(), of_class.next());
    let first = first.ok_or_else(|| Error::config(format!("there is no gateway {class}")))?;
    let Some(second) = second else {
        return Ok(first);
    };
    let options = Options::of(options, first.class)?;
    match options.word("version", &[("v1", first), ("v2", second)])? {
        Some(gateway) => Ok(gateway),
        None => Err(options.fault(
            "version",
            "is missing: v1 is the interface of September 2018, v2 that of October 2018 on",
        )),
    }
}
