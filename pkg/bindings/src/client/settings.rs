//! The options of a class, as its gateway's rows name them: the gateway itself, its keys and ids, and how it is reached.

use paysign::gateway::check_pay_hosts;
use paysign::{Client, Error, Gateway, Kind, Settings};
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

/// A client and its transport, of the gateway that the caller's options choose.
pub(super) fn read_settings(first: &'static Gateway, options: &JsValue) -> Result<(Client, Transport), Error> {
    let options = Options::read(options, first.class, &known_options(first)?)?;
    let gateway = chosen(first, &options)?;
    refuse_in_page(gateway, &options)?;
    let texts = texts_of(gateway, &options)?;
    let settings = Settings {
        texts: texts.iter().map(|(name, text)| (*name, text.as_slice())).collect(),
        allow_http: options.flag("allowHttp")?.unwrap_or(false),
        ..Settings::default()
    };
    let allow_weak = has_rsa(gateway) && options.flag(WEAK)?.unwrap_or(false);
    for hosts in gateway.options.iter().filter(|option| option.kind == Kind::Hosts) {
        check_pay_hosts(&options.texts(hosts.name)?)?;
    }
    let transport = Transport::new(&options, gateway.credentials)?;
    let client = with_options(allow_weak, &|_| (), |key| {
        Client::new(gateway, &Settings { key, ..settings })
    })?;
    Ok((client, transport))
}

/// Whether RSA keys of less than 2048 bits are taken: an option of every class that has such keys.
const WEAK: &str = "allowWeakKeys";

fn has_rsa(gateway: &Gateway) -> bool {
    let mut kinds = gateway.options.iter().map(|option| option.kind);
    kinds.any(|kind| matches!(kind, Kind::PrivateKey | Kind::PublicKey))
}

/// The gateway with the words of the caller's options.
fn chosen(first: &'static Gateway, options: &Options<'_>) -> Result<&'static Gateway, Error> {
    let mut chosen = Vec::new();
    for choice in first.choices {
        let words: Vec<_> = choice.words.iter().map(|(word, _)| (*word, *word)).collect();
        if let Some(word) = options.word(choice.name, &words)?.or(choice.default) {
            chosen.push((choice.name, word));
        } else {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            return Err(options.fault(choice.name, &format!("is missing: one of {}", words.join(", "))));
        }
    }
    first.choose(&chosen)
}

/// The names of the options that a class takes: those of each of its words, so that one set of options does for each.
fn known_options(first: &'static Gateway) -> Result<Vec<&'static str>, Error> {
    let notified = if first.notifications.is_empty() {
        &[][..]
    } else {
        &NOTIFIED
    };
    let common = transport::OPTIONS.iter().chain(&COMMON).chain(notified).copied();
    let mut known: Vec<&str> = first.options.iter().map(|option| option.name).collect();
    known.extend(common);
    known.extend(has_rsa(first).then_some(WEAK));
    for choice in first.choices {
        for (word, _) in choice.words {
            let others = first.choices.iter().filter(|other| other.name != choice.name);
            let mut words: Vec<(&str, &str)> = others.map(|other| (other.name, other.chosen)).collect();
            words.push((choice.name, word));
            for option in first.choose(&words)?.options {
                if !known.contains(&option.name) {
                    known.push(option.name);
                }
            }
        }
    }
    Ok(known)
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

/// The addresses, ids and keys among the options.
fn texts_of(gateway: &'static Gateway, options: &Options<'_>) -> Result<Texts, Error> {
    let mut texts = Texts::new();
    for option in gateway.options {
        let rsa = matches!(option.kind, Kind::PrivateKey | Kind::PublicKey);
        let bytes = match (option.kind, options.value(option.name)?) {
            (Kind::Choice | Kind::Hosts, _) => continue,
            (Kind::Base { .. }, _) => match options.text(option.name)? {
                Some(address) => Zeroizing::new(address.into_bytes()),
                None => continue,
            },
            (_, None) if option.optional => continue,
            (Kind::Secret | Kind::PrivateKey | Kind::PublicKey, Some(given)) if !given.is_string() || rsa => {
                key_bytes(&given, rsa).map_err(|fault| fault.of_option(option.name))?
            }
            _ => Zeroizing::new(options.required(option.name)?.into_bytes()),
        };
        texts.push((option.name, bytes));
    }
    Ok(texts)
}
