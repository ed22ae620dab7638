//! The options of a class, as its gateway's rows name them: the gateway itself, its keys and ids, and how it is reached.

use paysign::gateway::{GATEWAYS, check_pay_hosts};
use paysign::{Choice, Client, Error, Gateway, Sets, Settings};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::bytes::key_bytes;
use crate::convert::global;
use crate::key::with_options;
use crate::options::Options;
use crate::transport::{self, Transport};

/// Options of every class.
const COMMON: [&str; 2] = ["dangerouslyAllowBrowser", "allowHttp"];
/// Options of classes with notifications, which JavaScript reads.
const NOTIFIED: [&str; 2] = ["replay", "onFailure"];

/// Names and texts of options; keys are wiped when dropped.
type Texts = Vec<(&'static str, Zeroizing<Vec<u8>>)>;

/// A client and its transport, by the options of the class of this name.
pub(super) fn read_settings(class: &str, options: &JsValue) -> Result<(Client, Transport), Error> {
    let gateway = gateway_of(class, options)?;
    let options = Options::read(options, gateway.class, &known_options(gateway))?;
    refuse_in_page(gateway, &options)?;
    let texts = texts_of(gateway, &options)?;
    let mut settings = Settings {
        texts: texts.iter().map(|(name, text)| (*name, text.as_slice())).collect(),
        allow_http: options.flag("allowHttp")?.unwrap_or(false),
        ..Settings::default()
    };
    let (mut allow_weak, mut credentials) = (false, None);
    for Choice { name, sets, .. } in gateway.choices {
        match sets {
            Sets::Version { .. } => {} // it chose the gateway
            Sets::Environment => settings.test = options.word(name, Sets::ENVIRONMENTS)?.unwrap_or(false),
            Sets::Encoding => settings.encode = options.word(name, Sets::ENCODINGS)?,
            Sets::Credentials => {
                let usual = Sets::CREDENTIALS.first().map(|(_, word)| *word);
                credentials = options.word(name, Sets::CREDENTIALS)?.or(usual);
            }
            Sets::WeakKeys => allow_weak = options.flag(name)?.unwrap_or(false),
            Sets::PayHosts => check_pay_hosts(&options.texts(name)?)?,
        }
    }
    let transport = Transport::new(&options, credentials)?;
    let client = with_options(allow_weak, &|_| (), |key| {
        Client::new(gateway, &Settings { key, ..settings })
    })?;
    Ok((client, transport))
}

/// The gateway of a class; of several, the one that the caller's options choose.
fn gateway_of(class: &str, options: &JsValue) -> Result<&'static Gateway, Error> {
    let of_class: Vec<&'static Gateway> = siblings(class).collect();
    let first = match of_class.as_slice() {
        [] => return Err(Error::config(format!("there is no gateway {class}"))),
        [only] => return Ok(only),
        [first, ..] => *first,
    };
    let versions = of_class
        .iter()
        .filter_map(|gateway| Some((gateway.version()?, *gateway)));
    let words: Vec<_> = versions.clone().map(|((word, _), gateway)| (word, gateway)).collect();
    let chooses = |choice: &&Choice| matches!(choice.sets, Sets::Version { .. });
    let name = first.choices.iter().find(chooses).map_or("", |choice| choice.name);
    let options = Options::of(options, first.class)?;
    options.word(name, &words)?.ok_or_else(|| {
        let means: Vec<String> = versions.map(|((word, means), _)| format!("{word} {means}")).collect();
        options.fault(name, &format!("is missing: {}", means.join(", ")))
    })
}

/// The gateways that share a class.
fn siblings(class: &str) -> impl Iterator<Item = &'static Gateway> {
    GATEWAYS.iter().copied().filter(move |gateway| gateway.class == class)
}

/// The names of the options that a class takes: those of all its gateways, so that one set of options does for each.
fn known_options(gateway: &'static Gateway) -> Vec<&'static str> {
    let notified = if gateway.notices.is_empty() { &[][..] } else { &NOTIFIED };
    let common = transport::OPTIONS.iter().chain(&COMMON).chain(notified).copied();
    let others = siblings(gateway.class).flat_map(own_options);
    let mut known = Vec::new();
    for name in own_options(gateway).chain(common).chain(others) {
        if !known.contains(&name) {
            known.push(name);
        }
    }
    known
}

fn own_options(gateway: &'static Gateway) -> impl Iterator<Item = &'static str> {
    let ids = gateway.ids.iter().map(|id| id.name);
    let keys = gateway.keys.iter().map(|key| key.name);
    let bases = gateway.bases.iter().map(|base| base.name);
    ids.chain(keys)
        .chain(bases)
        .chain(gateway.choices.iter().map(|choice| choice.name))
}

/// A secret in a page is everybody's: whoever opens the page can read it.
fn refuse_in_page(gateway: &Gateway, options: &Options<'_>) -> Result<(), Error> {
    if gateway.keys.is_empty() || options.flag("dangerouslyAllowBrowser")?.unwrap_or(false) {
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

/// The addresses, ids and keys among the options.
fn texts_of(gateway: &'static Gateway, options: &Options<'_>) -> Result<Texts, Error> {
    let mut texts = Texts::new();
    for base in gateway.bases {
        if let Some(address) = options.text(base.name)? {
            texts.push((base.name, Zeroizing::new(address.into_bytes())));
        }
    }
    for id in gateway.ids {
        texts.push((id.name, Zeroizing::new(options.required(id.name)?.into_bytes())));
    }
    for key in gateway.keys {
        let rsa = key.scheme.algorithm.is_rsa();
        let bytes = match options.value(key.name)? {
            None if !key.required => continue,
            Some(given) if !given.is_string() || !key.signs || rsa => {
                key_bytes(&given, rsa).map_err(|fault| fault.of_option(key.name))?
            }
            _ => Zeroizing::new(options.required(key.name)?.into_bytes()),
        };
        texts.push((key.name, bytes));
    }
    Ok(texts)
}
