//! The options of a class, as its gateway's spec names them: the gateway itself, its keys and ids, and how it is reached.

use paysign::gateway::check_pay_hosts;
use paysign::{Choice, Client, Error, Gateway, Kind, Setting, Settings};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::variants::variants;
use crate::bytes::key_bytes;
use crate::convert::global;
use crate::key::with_options;
use crate::options::Options;
use crate::transport::{self, Transport};

/// Options of every class.
const COMMON: [&str; 2] = ["dangerouslyAllowBrowser", "allowHttp"];
/// Options of classes with notifications, which JavaScript reads.
const NOTIFIED: [&str; 2] = ["replay", "onFailure"];
/// An option of classes with RSA keys.
const WEAK_KEYS: &str = "allowWeakKeys";

/// Names and texts of options; keys are wiped when dropped.
type Texts = Vec<(&'static str, Zeroizing<Vec<u8>>)>;

/// What an options object makes.
pub(super) struct Opened {
    pub(super) client: Client,
    pub(super) transport: Transport,
    /// Hosts by their option.
    pub(super) hosts: Vec<(&'static str, Vec<String>)>,
}

/// A client of the gateway with this spec.
pub(super) fn open(spec: &str, options: &JsValue) -> Result<Opened, Error> {
    let gateway = Gateway::from_json(spec)?;
    let options = Options::of(options, gateway.class)?;
    let gateway = chosen(gateway, &options)?;
    let known = known_options(gateway);
    let options = options.only(&known)?;
    refuse_in_page(gateway, &options)?;
    let allow_weak = known.contains(&WEAK_KEYS) && options.flag(WEAK_KEYS)?.unwrap_or(false);
    let texts = texts_of(gateway, &options)?;
    let hosts = hosts_of(gateway, &options)?;
    let transport = Transport::new(&options, gateway.credentials)?;
    let texts = texts.iter().map(|(name, text)| (*name, text.as_slice())).collect();
    let allow_http = options.flag("allowHttp")?.unwrap_or(false);
    let client = with_options(allow_weak, &|_| (), |key| {
        let settings = Settings { texts, allow_http, key };
        Client::new(gateway, &settings)
    })?;
    Ok(Opened {
        client,
        transport,
        hosts,
    })
}

/// The gateway that the caller's options choose.
fn chosen(gateway: &'static Gateway, options: &Options<'_>) -> Result<&'static Gateway, Error> {
    let mut words = Vec::new();
    for Choice { name, words: known, .. } in gateway.choices {
        let known: Vec<(&str, &str)> = known.iter().map(|(word, _)| (*word, *word)).collect();
        if let Some(word) = options.word(name, &known)? {
            words.push((*name, word));
        }
    }
    gateway.choose(&words)
}

/// The names of the options that a class takes: those of all that it may choose, so that one set of options does for each.
fn known_options(gateway: &'static Gateway) -> Vec<&'static str> {
    let mut known = Vec::new();
    for gateway in std::iter::once(gateway).chain(variants(gateway).map(|(_, gateway)| gateway)) {
        let own = gateway.options.iter().map(|option| option.name);
        let common = transport::OPTIONS.iter().chain(&COMMON).copied();
        let notified = NOTIFIED.iter().filter(|_| !gateway.notifications.is_empty()).copied();
        let is_rsa = |option: &Setting| matches!(option.kind, Kind::PrivateKey | Kind::PublicKey);
        let weak = gateway.options.iter().any(is_rsa).then_some(WEAK_KEYS);
        for name in own.chain(weak).chain(common).chain(notified) {
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }
    known
}

/// A secret in a page is everybody's: whoever opens the page can read it.
fn refuse_in_page(gateway: &Gateway, options: &Options<'_>) -> Result<(), Error> {
    if !gateway.holds_secret() || options.flag("dangerouslyAllowBrowser")?.unwrap_or(false) {
        return Ok(());
    }
    let has = |name: &str| !global(name).is_undefined();
    if has("window") && has("document") {
        return Err(Error::config(
            "this class holds a secret and must not be made in a page, where everybody can read it: use it on the server. \
             For tests and demos with test keys, set dangerouslyAllowBrowser (密钥不能放在网页里)",
        ));
    }
    Ok(())
}

/// The addresses, ids and keys among the options. Those that are missing, the client misses.
fn texts_of(gateway: &'static Gateway, options: &Options<'_>) -> Result<Texts, Error> {
    let mut texts = Texts::new();
    for option in gateway.options {
        if let Some(bytes) = text_of(option, options)? {
            texts.push((option.name, bytes));
        }
    }
    Ok(texts)
}

fn text_of(option: &Setting, options: &Options<'_>) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let text = || Ok(options.text(option.name)?.map(|text| Zeroizing::new(text.into_bytes())));
    let (given, rsa) = match option.kind {
        Kind::Choice | Kind::Hosts => return Ok(None),
        Kind::Id { .. } | Kind::Base { .. } => return text(),
        Kind::Secret => (options.value(option.name)?, false),
        Kind::PrivateKey | Kind::PublicKey => (options.value(option.name)?, true),
    };
    match given {
        Some(key) if rsa || !key.is_string() => {
            let bytes = key_bytes(&key, rsa).map_err(|fault| fault.of_option(option.name))?;
            Ok(Some(bytes))
        }
        _ => text(),
    }
}

/// The hosts among the options.
fn hosts_of(gateway: &'static Gateway, options: &Options<'_>) -> Result<Vec<(&'static str, Vec<String>)>, Error> {
    let lists = gateway.options.iter().filter(|option| option.kind == Kind::Hosts);
    lists
        .map(|option| {
            let hosts = options.texts(option.name)?;
            check_pay_hosts(&hosts)?;
            Ok((option.name, hosts))
        })
        .collect()
}
