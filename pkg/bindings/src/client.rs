//! A gateway's client: the rows' calls and notifications for JavaScript.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Date, Function, Object, Promise, Reflect};
use paysign::gateway::{GATEWAYS, hicoin, yinqiantong};
use paysign::{
    Answered, Call, ChoiceOf, Client, Encoding, Error, ErrorKind, Form, Gateway, Given, Incoming, KeyOptions, Moment,
    Notice, Repeat, Reply, Settings, Value,
};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::convert::{Thrown, answer_to_js, answered_to_js, body_bytes, given, key_bytes, set, text, to_js};
use crate::crossing;
use crate::fetch::{self, PerCall, Transport};
use crate::key::rsa_on;
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
    pay_hosts: Vec<String>,
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

    #[wasm_bindgen(js_name = h5PayUrl)]
    pub fn h5_pay_url(&self, page: &JsValue) -> Result<String, Thrown> {
        let page = Options::read(page, "h5PayUrl", &["prepay_id", "nonceStr", "timeStamp"])
            .map_err(|fault| Error::param("h5PayUrl", fault.to_string()))?;
        let of = |name: &str| text(&page.get(name));
        let nonce = match page.get("nonceStr").is_undefined() {
            true => nonce()?,
            false => of("nonceStr").unwrap_or_default(),
        };
        let timestamp = match page.get("timeStamp") {
            value if value.is_undefined() => ((Date::now() / 1000.0) as u64).to_string(),
            value => value
                .as_f64()
                .and_then(|n| Value::from_number(n).ok()?.text().map(Into::into))
                .or(text(&value))
                .unwrap_or_default(),
        };
        let client = &self.0.client;
        let signer = client
            .signer("h5")
            .ok_or_else(|| Error::config("only HiCoin has an H5 pay page"))?;
        let prepay_id = of("prepay_id").unwrap_or_default();
        let page = hicoin::H5Page {
            page: client.base("payPage"),
            app_id: client.setting("appId").unwrap_or_default(),
            prepay_id: &prepay_id,
            nonce: &nonce,
            timestamp: &timestamp,
        };
        Ok(hicoin::h5_pay_url(signer, &page)?)
    }

    /// What a page pays with.
    #[wasm_bindgen(js_name = parsePayBody)]
    pub fn parse_pay_body(&self, channel: &JsValue, platform: &JsValue, body: &JsValue) -> Result<JsValue, Thrown> {
        let of = |value: &JsValue| text(value).unwrap_or_default();
        let body = text(body).ok_or_else(|| Error::body("is no text: give the pay_body of the answer, as it came"))?;
        let action = yinqiantong::parse_pay_body(&of(channel), &of(platform), &body, &self.0.pay_hosts)?;
        to_js(&action)
    }

    /// `{ event, key }` of a notification: `{ body, contentType?, headers?, now? }`.
    pub fn notification(&self, name: &str, input: &JsValue) -> Result<Object, Thrown> {
        let client = &self.0.client;
        let notice = self.notice(name)?;
        // Of whatever object has them: a request of Fastify or of a cloud function, too.
        let read = |name: &str| match input.is_object() {
            true => Reflect::get(input, &name.into()).unwrap_or(JsValue::UNDEFINED),
            false => JsValue::UNDEFINED,
        };
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
        let event = client.notification(notice, &incoming)?;
        let both = Object::new();
        set(&both, "event", &answer_to_js(&event.answer)?);
        set(&both, "key", &event.key.into());
        Ok(both)
    }

    /// What the gateway expects: `{ success, failure }`.
    pub fn replies(&self, name: &str) -> Result<Object, Thrown> {
        let notice = self.notice(name)?;
        let both = Object::new();
        for (name, Reply { content_type, body }) in [("success", notice.success), ("failure", notice.failure)] {
            let reply = Object::new();
            set(&reply, "contentType", &content_type.into());
            set(&reply, "body", &body.into());
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

impl Drop for Face {
    fn drop(&mut self) {
        crossing::wipe();
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
        let holds_secret = !gateway.keys.is_empty();
        if holds_secret {
            refuse_in_page(options.flag("dangerouslyAllowBrowser")?.unwrap_or(false))?;
        }
        let mut texts: Vec<(&'static str, Zeroizing<Vec<u8>>)> = Vec::new();
        for base in gateway.bases {
            if let Some(address) = options.text(base.name)? {
                texts.push((base.name, Zeroizing::new(address.into_bytes())));
            }
        }
        for id in gateway.ids {
            texts.push((id.name, Zeroizing::new(options.required(id.name)?.into_bytes())));
        }
        for key in gateway.keys {
            let given = options.get(key.name);
            if key.required || !given.is_undefined() {
                let bytes =
                    match given.is_undefined() || given.is_string() && key.signs && !key.scheme.algorithm.is_rsa() {
                        true => Zeroizing::new(options.required(key.name)?.into_bytes()),
                        false => key_bytes(&given).map_err(|fault| named(key.name, fault))?,
                    };
                texts.push((key.name, bytes));
            }
        }
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
        let rsa = rsa_on(platform);
        let settings = Settings {
            texts: texts.iter().map(|(name, text)| (*name, text.as_slice())).collect(),
            test: word("environment")?.as_deref() == Some("test"),
            allow_http: options.flag("allowHttp")?.unwrap_or(false),
            key: KeyOptions {
                allow_weak: has("allowWeakKeys") && options.flag("allowWeakKeys")?.unwrap_or(false),
                rsa: Some(&rsa),
            },
            encode: match word("encode")?.as_deref() {
                Some("form") => Some(Encoding::Form),
                _ => None,
            },
        };
        let credentials = has("credentials").then(|| word("credentials")).transpose()?.flatten();
        let credentials = credentials.or_else(|| has("credentials").then(|| "include".to_owned()));
        let transport = Transport::new(&options, credentials)?;
        let pay_hosts = if has("payHosts") {
            options.texts("payHosts")?
        } else {
            Vec::new()
        };
        let pay_hosts: Vec<String> = pay_hosts.into_iter().map(Into::into).collect();
        yinqiantong::check_pay_hosts(&pay_hosts)?;
        let client = Client::new(gateway, &settings);
        crossing::wipe();
        Ok(Self {
            client: client?,
            transport,
            token: RefCell::new(None),
            pay_hosts,
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

fn named(option: &str, fault: Error) -> Error {
    Error::config(format!(
        "{option}: {}",
        fault.message().strip_prefix("key: ").unwrap_or(fault.message())
    ))
}

/// A secret in a page is everybody's: whoever opens the page can read it.
fn refuse_in_page(allowed: bool) -> Result<(), Error> {
    let has = |name: &str| Reflect::has(&js_sys::global(), &name.into()).unwrap_or(false);
    if !allowed && has("window") && has("document") {
        return Err(Error::config(
            "this class holds a secret and must not be made in a page, where everybody can read it: use it on the server. \
             For tests and demos with keys of no worth, set dangerouslyAllowBrowser (密钥不能放在网页里)",
        ));
    }
    Ok(())
}

/// A header of a `Headers`, or of a plain object as Node and its frameworks have it.
fn header(headers: &JsValue, name: &str) -> Option<String> {
    if !headers.is_object() {
        return None;
    }
    if let Ok(get) = Reflect::get(headers, &"get".into())
        && let Some(get) = get.dyn_ref::<Function>()
    {
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
