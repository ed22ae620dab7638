//! What holds for every message, key, body and amount. `PROPTEST_CASES=20000 cargo test --test rust properties` looks longer.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use base64ct::{Base64, Encoding as _};
use paysign::schemes::SCHEMES;
use paysign::{
    Algorithm, BodyOptions, DropEmpty, Encoding, ErrorKind, Fields, Layout, Order, Output, Rsa, RsaHash, RsaKey,
    RustRsa, Scheme, Signer, Value, Verifier, canonical_string, from_units, read_body, scheme, to_units,
};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

// ---------------------------------------------------------------------------------------------------------- strategies

/// So many times the usual number of cases: some are cheap, and RSA is slow.
fn cases(more: u32, fewer: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    let cases = usual.cases * more / fewer;
    ProptestConfig {
        cases,
        max_global_rejects: 10 * cases,
        failure_persistence: None,
        ..usual
    }
}

/// Texts as they come, with those that a rule may trip over more often.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[a-z0-9]{0,12}",
        2 => "[&=+%,{}\"\\\\ *~._-]{0,8}",
        1 => "[中文银钱é]{0,6}",
        1 => any::<String>(),
        1 => Just(String::new()),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-cA-C_0-9]{1,3}",
        1 => select(vec!["sign", "paySign", "merchantSign", "signature", "sign_type", "ts", "__proto__", ""]).prop_map(Into::into),
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        6 => text().prop_map(Value::from),
        2 => any::<i64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Absent),
    ]
}

/// Names and values, each name once, in any order.
fn message() -> impl Strategy<Value = Vec<(String, Value<'static>)>> {
    btree_map(name(), value(), 0..10)
        .prop_map(|params| params.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
}

fn borrowed<'m>(params: &'m [(String, Value<'static>)]) -> Vec<(&'m str, Value<'static>)> {
    params
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect()
}

/// The built-in schemes and rules of one's own. RSA has its own properties below.
fn any_scheme() -> impl Strategy<Value = Scheme> {
    let own = (
        select(vec![
            (Algorithm::Md5, "&key={}"),
            (Algorithm::Sha256, "{}"),
            (Algorithm::HmacMd5, ""),
            (Algorithm::HmacSha256, "<{}>"),
            (Algorithm::Md5, "{}{text}{}"),
            (Algorithm::Sha1, "<{}>{text}"),
            (Algorithm::Sha512, "{}"),
            (Algorithm::HmacSha1, ""),
        ]),
        select(vec![Encoding::Raw, Encoding::Form, Encoding::Rfc3986, Encoding::Js]),
        select(Output::WORDS.iter().map(|(_, output)| *output).collect::<Vec<_>>()),
        select(vec!["&", ",", "|&", ""]),
        select(vec![DropEmpty::No, DropEmpty::Yes, DropEmpty::Falsy]),
        (vec(name(), 0..3), vec(name(), 0..3), option::of(vec(name(), 1..6))),
        (
            select(Order::WORDS.iter().map(|(_, order)| *order).collect::<Vec<_>>()),
            any::<bool>(),
            any::<bool>(),
        ),
    )
        .prop_filter_map(
            "contradicts itself",
            |((algorithm, secret), encode, output, separator, drop_empty, lists, (order, names, trim))| {
                let (exclude, last, only) = lists;
                let texts = |names: Vec<String>| names.into_iter().map(Cow::Owned).collect();
                let scheme = Scheme {
                    exclude: texts(exclude),
                    only: only.map(texts),
                    drop_empty,
                    order,
                    names,
                    encode,
                    separator: separator.into(),
                    trim,
                    last: texts(last),
                    secret: Some(secret.into()).filter(|_| !secret.is_empty()),
                    output,
                    ..Scheme::new("sign", algorithm)
                };
                // Most are mended, so that not too many are passed over.
                let sorted = scheme.order == Order::Name;
                let scheme = Scheme {
                    last: if sorted { scheme.last } else { Cow::Borrowed(&[]) },
                    names: scheme.names || matches!(scheme.order, Order::Pair | Order::PairNocase),
                    trim: scheme.trim && !scheme.separator.is_empty(),
                    ..scheme
                };
                scheme.check().is_ok().then_some(scheme)
            },
        );
    let symmetric = SCHEMES
        .iter()
        .map(|built_in| built_in.scheme.clone())
        .filter(|scheme| !scheme.algorithm.is_rsa());
    prop_oneof![select(symmetric.collect::<Vec<_>>()), own]
}

/// A secret that a signer takes.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof!["[!-~]{1,40}", "[a-f0-9]{32}", "[银钱通]{1,9}", "[ -~]{2,20}"]
        .prop_filter("refused", |secret| paysign::Secret::shared(secret.as_bytes()).is_ok())
}

fn signer(scheme: &Scheme, secret: &str) -> Signer {
    Signer::new(scheme.clone(), secret.as_bytes()).unwrap()
}

// ----------------------------------------------------------------------------------------------------- canonical string

/// The rule, written a second time as plainly as it can be.
fn reference(scheme: &Scheme, params: &[(&str, Value<'_>)]) -> String {
    let mut signed = BTreeMap::new(); // String's order is that of its UTF-8 bytes
    for (name, value) in params {
        let unsigned = scheme.signature_field == *name || scheme.exclude.iter().any(|excluded| excluded == name);
        let text = match value {
            Value::Absent => continue,
            Value::Text(text) => text.clone().into_owned(),
            Value::Integer(number) => format!("{number}"),
            Value::Bool(flag) => format!("{flag}"),
            Value::Number(lexeme) => lexeme.clone().into_owned(),
        };
        let unlisted = scheme
            .only
            .as_ref()
            .is_some_and(|only| !only.iter().any(|listed| listed == name));
        let left_out = unsigned
            || unlisted
            || match scheme.drop_empty {
                DropEmpty::No => false,
                DropEmpty::Yes => text.is_empty(),
                DropEmpty::Falsy => ["", "0", "false"].contains(&text.as_str()),
            };
        if !left_out {
            signed.insert((*name).to_owned(), text);
        }
    }
    let mut pairs = Vec::new();
    let behind = match scheme.order {
        Order::Listed => scheme.only.as_ref().unwrap(),
        _ => &scheme.last,
    };
    let last: Vec<_> = behind.iter().filter_map(|name| signed.remove_entry(&**name)).collect();
    for (name, text) in signed.into_iter().chain(last) {
        let mut pair = if scheme.names {
            format!("{name}=")
        } else {
            String::new()
        };
        for byte in text.bytes() {
            let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
            match scheme.encode {
                Encoding::Raw => continue,
                Encoding::Form if byte == b' ' => pair.push('+'),
                Encoding::Form if plain || byte == b'*' => pair.push(byte.into()),
                Encoding::Rfc3986 if plain || byte == b'~' => pair.push(byte.into()),
                Encoding::Js if plain || b"~!*'()".contains(&byte) => pair.push(byte.into()),
                _ => pair.push_str(&format!("%{byte:02X}")),
            }
        }
        if scheme.encode == Encoding::Raw {
            pair.push_str(&text);
        }
        pairs.push(pair);
    }
    match scheme.order {
        Order::Pair => pairs.sort(),
        Order::PairNocase => pairs.sort_by_key(|pair| (pair.to_ascii_lowercase(), pair.clone())),
        Order::Name | Order::Listed => {}
    }
    let text = pairs.join(&scheme.separator);
    match scheme.trim {
        true => text.trim_end_matches(&*scheme.separator).to_owned(),
        false => text,
    }
}

proptest! {
    #![proptest_config(cases(1, 1))]

    #[test]
    fn the_canonical_string_is_that_of_the_rule(scheme in any_scheme(), message in message()) {
        let params = borrowed(&message);
        prop_assert_eq!(canonical_string(&scheme, &params).unwrap(), reference(&scheme, &params));
    }

    #[test]
    fn a_layout_that_has_seen_many_messages_gives_the_same_bytes(
        scheme in any_scheme(),
        messages in vec(message(), 1..6),
    ) {
        let mut layout = Layout::new();
        let mut slots = BTreeMap::new();
        for message in &messages {
            let mut texts = BTreeMap::new();
            for (name, value) in message {
                prop_assume!(Layout::serves(&scheme, name));
                let slot = *slots.entry(name.clone()).or_insert_with(|| layout.add(&scheme, name));
                texts.insert(slot, value.text());
            }
            prop_assert_eq!(layout.len(), slots.len());
            let mut written = b"before".to_vec();
            layout.write(&scheme, &mut written, |slot| texts.get(&slot)?.as_deref().map(str::as_bytes));
            let canonical = canonical_string(&scheme, &borrowed(message)).unwrap();
            prop_assert_eq!(String::from_utf8(written).unwrap(), format!("before{canonical}"));
        }
    }

    #[test]
    fn the_order_of_the_params_never_matters(
        (message, shuffled) in message().prop_flat_map(|message| (Just(message.clone()), Just(message).prop_shuffle())),
        scheme in any_scheme(),
        secret in secret(),
    ) {
        let signer = signer(&scheme, &secret);
        let signature = signer.sign(&borrowed(&message)).unwrap();
        prop_assert_eq!(&signer.sign(&borrowed(&shuffled)).unwrap(), &signature);
        prop_assert!(signer.verify(&borrowed(&shuffled), Some(&signature)).unwrap());
    }

    #[test]
    fn absent_params_are_as_if_not_given(message in message(), scheme in any_scheme(), secret in secret()) {
        let present: Vec<_> = message.iter().filter(|(_, value)| *value != Value::Absent).cloned().collect();
        let signer = signer(&scheme, &secret);
        prop_assert_eq!(signer.sign(&borrowed(&message)).unwrap(), signer.sign(&borrowed(&present)).unwrap());
    }

    #[test]
    fn explain_shows_what_is_signed(message in message(), scheme in any_scheme(), secret in "[!-~]{8,40}") {
        prop_assume!(paysign::Secret::shared(secret.as_bytes()).is_ok());
        let (signer, params) = (signer(&scheme, &secret), borrowed(&message));
        let explanation = signer.explain(&params).unwrap();
        prop_assert_eq!(explanation.kept.len() + explanation.dropped.len(), params.len());
        prop_assert_eq!(explanation.signature.unwrap(), signer.sign(&params).unwrap());
        prop_assert_eq!(explanation.canonical, canonical_string(&scheme, &params).unwrap());
    }
}

// ----------------------------------------------------------------------------------------------------------- signatures

/// Another character than the one at `place`.
fn changed(text: &str, place: &Index, to: char) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let place = place.index(chars.len());
    (chars[place] != to).then(|| {
        chars[place] = to;
        chars.into_iter().collect()
    })
}

/// Whether the canonical string tells of it.
fn is_signed(scheme: &Scheme, name: &str, value: &Value<'_>) -> bool {
    let falsy = scheme.drop_empty == DropEmpty::Falsy;
    let drops = |text: &str| text.is_empty() || falsy && matches!(text, "0" | "false");
    scheme.signs(name) && value.text().is_some_and(|text| !drops(&text))
}

/// The one text of the texts that a signature has.
fn plain_signature(scheme: &Scheme, text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    match scheme.output {
        Output::Base64 | Output::Base64Url => text.replace(['-', ' '], "+").replace('_', "/").replace('=', ""),
        _ => text.to_ascii_lowercase(),
    }
}

proptest! {
    #![proptest_config(cases(1, 1))]

    #[test]
    fn every_changed_character_of_a_value_breaks_the_signature(
        message in message(), scheme in any_scheme(), secret in secret(), which: Index, place: Index, to: char,
    ) {
        let (signer, params) = (signer(&scheme, &secret), borrowed(&message));
        let signature = signer.sign(&params).unwrap();
        let signed: Vec<usize> = (0..params.len()).filter(|at| {
            let (name, value) = &params[*at];
            is_signed(&scheme, name, value)
        }).collect();
        prop_assume!(!signed.is_empty());
        let at = signed[which.index(signed.len())];
        let Some(text) = changed(&params[at].1.text().unwrap(), &place, to) else { return Ok(()) };
        let mut forged = params.clone();
        forged[at].1 = text.into();
        // These rules write several messages alike, of which some differ in one character.
        prop_assume!((scheme.names && !scheme.trim) || reference(&scheme, &forged) != reference(&scheme, &params));
        prop_assert!(!signer.verify(&forged, Some(&signature)).unwrap());
        prop_assert!(signer.verify(&params, Some(&signature)).unwrap());
    }

    #[test]
    fn every_changed_name_breaks_the_signature(
        message in message(), scheme in any_scheme(), secret in secret(), which: Index, new in name(),
    ) {
        let (signer, params) = (signer(&scheme, &secret), borrowed(&message));
        let signature = signer.sign(&params).unwrap();
        let signed: Vec<usize> = (0..params.len()).filter(|at| {
            let (name, value) = &params[*at];
            is_signed(&scheme, name, value)
        }).collect();
        prop_assume!(!signed.is_empty() && params.iter().all(|(name, _)| *name != new));
        let mut forged = params.clone();
        forged[signed[which.index(signed.len())]].0 = &new;
        // Where values are written as they are, `a` = `1&b=2` and `a` = `1`, `b` = `2` are one text: the gateways' rule.
        prop_assume!(reference(&scheme, &forged) != reference(&scheme, &params));
        prop_assert!(!signer.verify(&forged, Some(&signature)).unwrap());
    }

    #[test]
    fn an_added_or_missing_param_breaks_the_signature(
        message in message(), scheme in any_scheme(), secret in secret(), new in name(), value in "[a-z]{1,5}",
    ) {
        prop_assume!(message.iter().all(|(name, _)| *name != new) && scheme.signs(&new));
        let (signer, params) = (signer(&scheme, &secret), borrowed(&message));
        let mut more = params.clone();
        more.push((&new, value.into()));
        prop_assert!(!signer.verify(&more, Some(&signer.sign(&params).unwrap())).unwrap());
        prop_assert!(!signer.verify(&params, Some(&signer.sign(&more).unwrap())).unwrap());
    }

    #[test]
    fn every_changed_character_of_a_signature_breaks_it(
        message in message(), scheme in any_scheme(), secret in secret(), place: Index, to: char,
    ) {
        let (signer, params) = (signer(&scheme, &secret), borrowed(&message));
        let signature = signer.sign(&params).unwrap();
        let Some(forged) = changed(&signature, &place, to) else { return Ok(()) };
        let same = plain_signature(&scheme, &forged) == plain_signature(&scheme, &signature);
        prop_assert_eq!(signer.verify(&params, Some(&forged)).unwrap(), same);
        let cut = signature.trim_end_matches('=');
        for cut in [&signature[1..], &cut[..cut.len() - 1], "", &format!("{signature}0"), &format!(" {signature}")] {
            prop_assert!(!signer.verify(&params, Some(cut)).unwrap(), "{}", cut);
        }
    }

    #[test]
    fn every_changed_character_of_the_key_breaks_the_signature(
        message in message(), scheme in any_scheme(), secret in secret(), place: Index, to in "[!-~]",
    ) {
        let Some(other) = changed(&secret, &place, to.chars().next().unwrap()) else { return Ok(()) };
        prop_assume!(paysign::Secret::shared(other.as_bytes()).is_ok());
        let params = borrowed(&message);
        let signature = signer(&scheme, &secret).sign(&params).unwrap();
        prop_assert!(!signer(&scheme, &other).verify(&params, Some(&signature)).unwrap());
    }

    #[test]
    fn signatures_have_their_form_and_any_case_of_hexadecimal_verifies(
        message in message(), scheme in any_scheme(), secret in secret(),
    ) {
        let params = borrowed(&message);
        let signed = |output| signer(&Scheme { output, ..scheme.clone() }, &secret).sign(&params).unwrap();
        let (hex, upper, base64) = (signed(Output::Hex), signed(Output::UpperHex), signed(Output::Base64));
        prop_assert_eq!(hex.to_uppercase(), &*upper);
        let bytes = Base64::decode_vec(&base64).unwrap();
        prop_assert_eq!(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), &*hex);
        let length = match scheme.algorithm {
            Algorithm::Md5 | Algorithm::HmacMd5 => 16,
            Algorithm::Sha1 | Algorithm::HmacSha1 => 20,
            Algorithm::Sha512 => 64,
            _ => 32,
        };
        prop_assert_eq!(bytes.len(), length);
        for output in [Output::Hex, Output::UpperHex] {
            let signer = signer(&Scheme { output, ..scheme.clone() }, &secret);
            prop_assert!(signer.verify(&params, Some(&hex)).unwrap());
            prop_assert!(signer.verify(&params, Some(&upper)).unwrap());
            prop_assert!(!signer.verify(&params, Some(&base64)).unwrap());
        }
    }

    #[test]
    fn no_text_is_a_signature_by_chance_and_none_panics(message in message(), scheme in any_scheme(), signature: String) {
        let signer = signer(&scheme, "secret");
        prop_assert!(!signer.verify(&borrowed(&message), Some(&signature)).unwrap());
    }

    #[test]
    fn a_name_given_twice_is_always_refused(message in message(), scheme in any_scheme(), which: Index, value in value()) {
        prop_assume!(!message.is_empty());
        let mut twice = message.clone();
        twice.push((message[which.index(message.len())].0.clone(), value));
        let (params, signer) = (borrowed(&twice), signer(&scheme, "secret"));
        for error in [
            signer.sign(&params).unwrap_err(),
            signer.verify(&params, Some("00")).unwrap_err(),
            signer.explain(&params).unwrap_err(),
            canonical_string(&scheme, &params).unwrap_err(),
        ] {
            prop_assert_eq!(error.kind(), ErrorKind::Params);
            prop_assert_eq!(&error.details()[0].field, &message[which.index(message.len())].0);
        }
    }
}

// ------------------------------------------------------------------------------------------------------------------ RSA

const PRIVATE: &str = include_str!("../vectors/keys/merchant.pkcs8.pem");
const PUBLIC: &str = include_str!("../vectors/keys/merchant.spki.pem");

/// What something is made of in one text or another: escapes, tags, entities, quotes, dashes, and what cannot be seen.
const HOSTILE: &str = "%&\\<>\"'`=+-_/ \t\r\n.,;{}[]()#:n—“”＋\u{feff}\u{200b}\u{3000}\0";
const PIECES: [&str; 12] = [
    PRIVATE,
    PUBLIC,
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN",
    "\\n",
    "\"",
    "%0A",
    "&#10;",
    "<br>",
    "MII",
    "\u{feff}",
];

static RSA_SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::new(sixdu(), PRIVATE.as_bytes()).unwrap());
static RSA_VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(sixdu(), PUBLIC.as_bytes()).unwrap());

fn sixdu() -> Scheme {
    scheme("sixdu").unwrap().clone()
}

fn der(pem: &str) -> Vec<u8> {
    let base64: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    Base64::decode_vec(&base64).unwrap()
}

/// A small fault in some bytes.
#[derive(Clone, Debug)]
enum Fault {
    Flip(Index, u8),
    Set(Index, u8),
    Insert(Index, u8),
    Remove(Index),
    Cut(Index),
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        3 => (any::<Index>(), 0..8_u8).prop_map(|(place, bit)| Fault::Flip(place, 1 << bit)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Fault::Set(place, byte)),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Fault::Insert(place, byte)),
        1 => any::<Index>().prop_map(Fault::Remove),
        1 => any::<Index>().prop_map(Fault::Cut),
    ]
}

fn with_fault(mut bytes: Vec<u8>, fault: &Fault) -> Vec<u8> {
    let length = bytes.len();
    match fault {
        Fault::Flip(place, bits) => bytes[place.index(length)] ^= bits,
        Fault::Set(place, byte) => bytes[place.index(length)] = *byte,
        Fault::Insert(place, byte) => bytes.insert(place.index(length), *byte),
        Fault::Remove(place) => drop(bytes.remove(place.index(length))),
        Fault::Cut(place) => bytes.truncate(place.index(length)),
    }
    bytes
}

proptest! {
    #![proptest_config(cases(1, 8))]

    #[test]
    fn rsa_signs_what_the_public_key_verifies_and_nothing_else(
        message in message(), name in name(), bit in 0..2048_usize,
    ) {
        let params = borrowed(&message);
        prop_assume!(params.iter().all(|(known, _)| *known != name) && name != "merchantSign");
        let signature = RSA_SIGNER.sign(&params).unwrap();
        prop_assert!(RSA_VERIFIER.verify(&params, Some(&signature)).unwrap());
        let mut more = params.clone();
        more.push((&name, "x".into()));
        prop_assert!(!RSA_VERIFIER.verify(&more, Some(&signature)).unwrap());
        let mut bytes = Base64::decode_vec(&signature).unwrap();
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!RSA_VERIFIER.verify(&params, Some(&Base64::encode_string(&bytes))).unwrap());
    }
}

proptest! {
    #![proptest_config(cases(1, 1))]

    #[test]
    fn no_bytes_are_an_rsa_signature_by_chance(bytes in prop_oneof![vec(any::<u8>(), 256), vec(any::<u8>(), 0..300)]) {
        let key = RsaKey::public(PUBLIC.as_bytes(), false).unwrap();
        let rsa = RustRsa::new(key.pkcs1(), false).unwrap();
        prop_assert!(!rsa.verify(RsaHash::Sha256, b"a=1", &bytes).unwrap());
        prop_assert!(!rsa.verify(RsaHash::Sha1, b"a=1", &bytes).unwrap());
    }

    #[test]
    fn no_bytes_panic_as_a_key(bytes in prop_oneof![
        vec(any::<u8>(), 0..64),
        vec(select(vec![0x30, 0x02, 0x01, 0x00, 0x03, 0x04, 0x05, 0x06, 0x80, 0x81, 0x82, 0xa0, 0xff]), 0..40)
            .prop_map(|mut bytes: Vec<u8>| { bytes.insert(0, 0x30); bytes }),
        any::<String>().prop_map(String::into_bytes),
        "(-----BEGIN |-----END |-----|PRIVATE KEY|PUBLIC KEY|\\\\n|\n|MII|[A-Za-z0-9+/=]{0,20}){0,12}".prop_map(String::into_bytes),
    ]) {
        for weak in [false, true] {
            let refused = [RsaKey::private(&bytes, weak), RsaKey::public(&bytes, weak)];
            for error in refused.into_iter().filter_map(Result::err) {
                prop_assert_eq!(error.kind(), ErrorKind::Config);
                prop_assert!(error.message().starts_with("key: "), "{}", error);
            }
        }
    }

    #[test]
    fn a_private_key_with_a_fault_is_refused_or_the_same_key(fault in fault(), text: bool) {
        let damaged = with_fault(if text { PRIVATE.into() } else { der(PRIVATE) }, &fault);
        match RsaKey::private(&damaged, true) {
            Ok(key) => prop_assert_eq!(&*key.to_der(), &der(PRIVATE)),
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Config),
        }
    }

    /// A character more or less never makes another key: DER says its own length.
    #[test]
    fn a_character_more_or_less_is_the_same_key_or_none(
        place: Index, c in prop_oneof![any::<char>(), select(HOSTILE.chars().collect::<Vec<_>>())], form in 0..4_usize, more: bool,
    ) {
        let pem = PUBLIC.trim();
        let bare: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let text = [pem.to_owned(), bare, pem.replace('\n', "\\n"), Base64::encode_string(pem.as_bytes())][form].clone();
        let mut chars: Vec<char> = text.chars().collect();
        let at = place.index(chars.len());
        if more { chars.insert(at, c) } else { _ = chars.remove(at) }
        let changed: String = chars.into_iter().collect();
        match RsaKey::public(changed.as_bytes(), true) {
            // In base64 of a PEM, a character of the text may be another one, and so one of the key.
            Ok(key) if form < 3 => prop_assert_eq!(&*key.to_der(), &der(PUBLIC), "{}", changed),
            Ok(_) => {}
            Err(error) => {
                prop_assert_eq!(error.kind(), ErrorKind::Config);
                prop_assert!(error.message().starts_with("key: "), "{}", error);
            }
        }
    }

    /// Several keys' worth of pieces in any order: a key of the two, or an error, and no panic.
    #[test]
    fn texts_of_pieces_give_no_other_key(pieces in vec(select(PIECES.to_vec()), 0..8), cut: Index) {
        let mut text = pieces.concat();
        let at = cut.index(text.len() + 1);
        if text.is_char_boundary(at) { text.truncate(at) }
        for bytes in [text.clone().into_bytes(), Base64::encode_string(text.as_bytes()).into_bytes()] {
            if let Ok(key) = RsaKey::public(&bytes, true) {
                prop_assert_eq!(&*key.to_der(), &der(PUBLIC));
            }
            if let Ok(key) = RsaKey::private(&bytes, true) {
                prop_assert_eq!(&*key.to_der(), &der(PRIVATE));
            }
        }
    }

    #[test]
    fn a_public_key_with_a_fault_is_refused_or_another_key(fault in fault(), text: bool) {
        let damaged = with_fault(if text { PUBLIC.into() } else { der(PUBLIC) }, &fault);
        let signature = "Pjr7OI1TSODSJyk3E8DTX6jTxqp1y2GTddIR0aNFirLz3gtlBT7QDqkJJziRBgBbLzATNhX804YwZD3/aJbZMFDWRIMj4XEvU0G6E\
            +Jb64IyHqFhkCbJDZKk7HBjlvGprW9xzfCfo56wBLX0zDOOg1LIjUDUKcCw1GX2esM4tvB2M2pvvXK5GtpYfMih/TMMO/m9x7hWWZkft7dOw5UHzo+mjT\
            4XCFgKQ5O8MDy0PppwcIoQ0vZ4TV98OEdM49ykvJPvE1lX8KRxMfaAt44M3h1Xv6sVGP7L4xdS/l4cUH/JNcNbGpRLEsyVThOEBeK4ovdowz9PSaPtzuMe\
            reau2g=="; // of `a=1,b=2`, by OpenSSL
        match RsaKey::public(&damaged, true) {
            Ok(key) => {
                let same = *key.to_der() == der(PUBLIC);
                let rsa = RustRsa::new(key.pkcs1(), false).unwrap();
                prop_assert_eq!(rsa.verify(RsaHash::Sha256, b"a=1,b=2", &Base64::decode_vec(signature).unwrap()).unwrap(), same);
            }
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Config),
        }
    }
}

// --------------------------------------------------------------------------------------------------------------- bodies

const JSON: Option<&str> = Some("application/json");
const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

/// A number as JSON may write it.
const NUMBER: &str = "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,5})?";

/// What another reader of JSON finds in an object: all entries, in order, none lost.
struct Entries(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Entries;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Entries, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// One character of JSON text in one of the ways it may be written.
fn written(c: char, how: u8) -> String {
    let escaped = |unit: &u16| {
        if how.is_multiple_of(2) {
            format!("\\u{unit:04x}")
        } else {
            format!("\\u{unit:04X}")
        }
    };
    match c {
        _ if how < 64 => c.encode_utf16(&mut [0; 2]).iter().map(escaped).collect(),
        '"' | '\\' => format!("\\{c}"),
        '/' if how < 128 => "\\/".into(),
        '\0'..'\u{20}' => format!("\\u{:04x}", c as u32),
        c => c.into(),
    }
}

/// Bodies as they come, with what is wrapped around them, and what cannot be told for certain.
fn wrapped() -> impl Strategy<Value = Vec<u8>> {
    let json = "[ \n]{0,2}\\{(\"[a-c]\":(\"[a=&?%\\[{c]{0,4}\"|1|null|true),?){0,3}\\}[ \n]{0,2}";
    let form = "[?&]{0,2}([a-c\\[\\]]{1,2}(=[a-c=+ {}\"?;]{0,4}|=%[2E][0-9F]|)&{0,2}){0,4}[&\r\n]{0,2}";
    let text = prop_oneof![
        4 => json,
        4 => form,
        1 => "[{}\\[\\]\"=&?%a-c1:,'<> \n]{0,12}",
        1 => json.prop_map(|inner| format!("cb({inner});")),
        1 => json.prop_map(|inner| serde_json::to_string(&inner).unwrap()),
        1 => form.prop_map(|inner| serde_json::to_string(&inner).unwrap()),
    ];
    let marked = (text, 0..8_u8).prop_map(|(text, mark)| if mark == 0 { format!("\u{feff}{text}") } else { text });
    let bytes = (marked, proptest::option::weighted(0.3, fault())).prop_map(|(text, fault)| match fault {
        Some(fault) if !text.is_empty() => with_fault(text.into_bytes(), &fault),
        _ => text.into_bytes(),
    });
    prop_oneof![9 => bytes, 1 => vec(any::<u8>(), 0..12)]
}

fn label() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        1 => Just(None),
        4 => "(application/(json|x-www-form-urlencoded|octet-stream)|text/(html|plain|xml))(; charset=(utf-8|gbk|utf-16))?"
            .prop_map(Some),
        1 => any::<String>().prop_map(Some),
    ]
}

/// The text of a body, as far as text can be in it, without what may stand before it.
fn slow_text(body: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A NUL beside another character at the beginning is UTF-16.
    (!text.chars().take(2).any(|c| c == '\0')).then_some(text)
}

/// A flat object, bare, in a callback, or in one JSON string.
fn slow_json(body: &[u8]) -> Option<Fields> {
    fn object(text: &str) -> Option<Fields> {
        let text = text.trim_matches([' ', '\t', '\r', '\n']);
        let call = text.strip_prefix("/**/").unwrap_or(text).trim();
        let call = call
            .trim_end_matches(';')
            .strip_suffix(')')
            .and_then(|call| call.split_once('('));
        let plain = |c: char| c.is_ascii_alphanumeric() || "_$.".contains(c);
        let text = match call {
            Some((name, inner))
                if !name.is_empty() && name.chars().all(plain) && inner.trim().starts_with(['{', '[']) =>
            {
                inner.trim()
            }
            _ => text,
        };
        let Entries(entries) = serde_json::from_str(text).ok()?;
        let mut fields = Fields::new();
        for (name, value) in entries {
            let text = match value {
                serde_json::Value::Null => None,
                serde_json::Value::String(text) => Some(text),
                serde_json::Value::Bool(flag) => Some(flag.to_string()),
                serde_json::Value::Number(number) => Some(number.to_string()),
                _ => return None,
            };
            if fields.iter().any(|(known, _)| *known == name) {
                return None;
            }
            fields.push((name, text));
        }
        Some(fields)
    }
    let text = slow_text(body)?;
    match serde_json::from_str::<String>(text) {
        Ok(inner) => object(&inner),
        Err(_) => object(text),
    }
}

/// The pairs of a form, as WHATWG URL §5.1 finds them, where all escapes are whole and no name is there twice.
fn slow_form(body: &[u8]) -> Option<Fields> {
    let text = slow_text(body)?.to_owned();
    let inner: String = serde_json::from_str(&text).unwrap_or(text);
    let text = inner.trim_matches(['\r', '\n']);
    let text = text.strip_prefix('?').unwrap_or(text);
    let first = text.split('&').find(|piece| !piece.is_empty())?.split('=').next()?;
    let odd = |c: char| c.is_whitespace() || "\"{}<>\\".contains(c);
    let begins_otherwise = inner.trim().starts_with(['{', '[', '"', '\'', '`', '<', '/']);
    let control = |c: char| c.is_ascii_control() && !"\t\r\n".contains(c);
    let lines: Vec<&str> = inner.trim_matches([' ', '\t', '\r', '\n']).lines().collect();
    let listed = lines.len() > 1 && !inner.contains('&') && lines.iter().all(|line| line.contains('='));
    if first.contains(odd) || begins_otherwise || inner.contains(control) || listed || !inner.contains('=') {
        return None;
    }
    let mut escaped = text.bytes();
    while let Some(byte) = escaped.next() {
        let hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        if byte == b'%' && !(hex(escaped.next()) && hex(escaped.next())) {
            return None;
        }
    }
    let mut fields = Fields::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        let lossy = name.contains('\u{fffd}') || value.contains('\u{fffd}');
        if name.is_empty() || lossy || fields.iter().any(|(known, _)| *known == *name) {
            return None;
        }
        fields.push((name.into_owned(), Some(value.into_owned())));
    }
    Some(fields)
}

// -------------------------------------------------------------------------------------------------- one text, one message

/// Names that decide, and names of free texts around them.
const DECISIVE: [&str; 3] = ["amount", "order", "state"];
const FREE: [&str; 4] = ["a", "memo", "p", "zz"];

/// Pieces of which a forger would write a free text.
fn forged_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => (select(vec!["amount", "order", "state", "b", "q", "zy"]), "[0-9x]{0,3}", select(vec!["&", ",", "&&"]))
            .prop_map(|(name, value, separator)| format!("{separator}{name}={value}")),
        1 => "[x=&,]{0,3}",
    ];
    vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// All cuts of a text into pairs that give the same canonical string, or the first hundred of them.
fn cuts(text: &str, separator: &str) -> Vec<Vec<(String, String)>> {
    let pieces: Vec<&str> = text.split(separator).collect();
    let mut cuts = vec![];
    // Each separator joins two pairs or stands in a value.
    for choice in 0..1_usize << (pieces.len() - 1).min(10) {
        let mut pairs: Vec<String> = vec![];
        for (at, piece) in pieces.iter().enumerate() {
            match pairs.last_mut() {
                Some(last) if at > 10 || choice >> (at - 1) & 1 == 0 => {
                    last.push_str(separator);
                    last.push_str(piece);
                }
                _ => pairs.push((*piece).to_owned()),
            }
        }
        let split = |pair: &String| {
            pair.split_once('=')
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        cuts.extend(pairs.iter().map(split).collect::<Option<Vec<_>>>());
    }
    cuts
}

proptest! {
    #![proptest_config(cases(8, 1))]

    /// F1: of all messages that have one signed text, no two of those that are taken say different things by a name that
    /// decides.
    #[test]
    fn a_decisive_field_has_one_value(
        texts in vec(forged_text(), FREE.len()),
        values in vec("[0-9a-c]{1,3}", DECISIVE.len()),
        separator in select(vec!["&", ",", "&&"]),
    ) {
        let signer = signer(&Scheme { separator: separator.into(), secret: Some("{}".into()), ..Scheme::new("sign", Algorithm::Md5) }, "secret");
        let genuine: Vec<(&str, Value<'_>)> = DECISIVE.into_iter().zip(&values).chain(FREE.into_iter().zip(&texts))
            .map(|(name, text)| (name, text.as_str().into())).collect();
        let canonical = canonical_string(signer.scheme(), &genuine).unwrap();
        let signature = signer.sign(&genuine).unwrap();
        let options = BodyOptions { decisive: &DECISIVE, ..BodyOptions::default() };
        for cut in cuts(&canonical, separator) {
            let params: Vec<(&str, Value<'_>)> = cut.iter().map(|(name, text)| (name.as_str(), text.as_str().into())).collect();
            if canonical_string(signer.scheme(), &params).ok().as_ref() != Some(&canonical) {
                continue; // not in the order of names, or a name is there twice: another text
            }
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&cut).append_pair("sign", &signature).finish();
            let Ok(taken) = signer.verify_body_with(body.as_bytes(), None, &options) else { continue };
            for (name, value) in DECISIVE.iter().zip(&values) {
                let told = taken.iter().find(|(known, _)| known == name).and_then(|(_, text)| text.as_deref());
                // Swallowed by another field it is missing, which its reader sees.
                prop_assert!(told.is_none_or(|told| told == value), "{name}: {told:?} for {value:?} in {canonical}");
            }
        }
    }
}

// ----------------------------------------------------------------------------------------------------------- other bodies

proptest! {
    #![proptest_config(cases(1, 1))]

    #[test]
    fn a_form_is_read_as_it_was_written(fields in btree_map("[^\0]{1,8}", text(), 1..8)) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        let expected: Fields = fields.into_iter().map(|(name, text)| (name, Some(text))).collect();
        prop_assert_eq!(read_body(body.as_bytes(), FORM).unwrap(), expected);
    }

    #[test]
    fn a_signed_form_with_its_canonical_string_as_the_body_verifies(
        message in btree_map("[a-z]{1,5}", "[^\0]{1,9}", 0..6), secret in secret(),
    ) {
        // HiCoin's pay page: query and canonical string are one text.
        let signer = signer(scheme("hicoin-h5").unwrap(), &secret);
        let params: Vec<_> = message.iter().map(|(name, text)| (name.as_str(), Value::from(text.as_str()))).collect();
        let signature = signer.sign(&params).unwrap();
        let mut body = canonical_string(signer.scheme(), &params).unwrap();
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(&format!("paySign={signature}"));
        let mut expected: Fields = message.into_iter().map(|(name, text)| (name, Some(text))).collect();
        expected.push(("paySign".into(), Some(signature)));
        prop_assert_eq!(signer.verify_body(body.as_bytes(), FORM).unwrap(), expected);
    }

    #[test]
    fn json_is_read_as_serde_json_wrote_it(
        fields in btree_map(any::<String>(), prop_oneof![any::<String>().prop_map(Some), Just(None)], 0..8), pretty: bool,
    ) {
        let body = if pretty { serde_json::to_string_pretty(&fields) } else { serde_json::to_string(&fields) }.unwrap();
        prop_assert_eq!(read_body(body.as_bytes(), JSON).unwrap(), fields.clone().into_iter().collect::<Fields>());
        prop_assert_eq!(read_body(body.as_bytes(), None).unwrap(), fields.into_iter().collect::<Fields>());
    }

    #[test]
    fn json_is_read_however_its_characters_are_written(
        name in any::<String>(), text in any::<String>(), how in vec(any::<u8>(), 1..20),
    ) {
        let quoted = |text: &str| {
            let chars = text.chars().zip(how.iter().cycle()).map(|(c, how)| written(c, *how));
            format!("\"{}\"", chars.collect::<String>())
        };
        let body = format!("{{{}:{}}}", quoted(&name), quoted(&text));
        prop_assert_eq!(read_body(body.as_bytes(), JSON).unwrap(), vec![(name, Some(text))]);
    }

    #[test]
    fn a_number_keeps_its_characters(number in NUMBER, before in "[ \t\r\n]{0,3}", after in "[ \t\r\n]{0,3}") {
        let body = format!("{{\"a\":{before}{number}{after}}}");
        prop_assert_eq!(read_body(body.as_bytes(), JSON).unwrap(), vec![("a".into(), Some(number))]);
    }

    /// serde_json is the second reader: what one of them reads, both read, and alike.
    #[test]
    fn json_with_a_fault_is_read_alike_or_refused_by_both(
        fields in btree_map("[a-c\"\\\\é🎉]{0,3}", prop_oneof![
            text().prop_map(|text| serde_json::to_string(&text).unwrap()),
            NUMBER.prop_map(|number| number),
            select(vec!["true", "false", "null", "\"\\ud83c\\udf89\"", "\"\\u0041\\/\""]).prop_map(Into::into),
        ], 0..5),
        faults in vec(fault(), 1..3),
    ) {
        let pairs: Vec<String> =
            fields.iter().map(|(name, text)| format!("{}: {text}", serde_json::to_string(name).unwrap())).collect();
        let mut body = format!("{{{}}}", pairs.join(", ")).into_bytes();
        for fault in &faults {
            if !body.is_empty() {
                body = with_fault(body, fault);
            }
        }
        // What a fault has made no JSON of any sort is a matter of the property below.
        let begins = body.trim_ascii_start().first();
        prop_assume!(begins == Some(&b'{'));
        let ours = read_body(&body, JSON);
        let theirs = serde_json::from_slice::<Entries>(&body);
        match (ours, theirs) {
            (Ok(ours), Ok(Entries(theirs))) => {
                prop_assert_eq!(ours.len(), theirs.len());
                for ((name, text), (their_name, value)) in ours.into_iter().zip(theirs) {
                    prop_assert_eq!(name, their_name);
                    match value {
                        serde_json::Value::Number(number) => {
                            let parsed: f64 = text.unwrap().parse().unwrap();
                            let theirs = number.as_f64().unwrap(); // serde_json does not round exactly
                            prop_assert!((parsed - theirs).abs() <= theirs.abs() * 1e-12, "{} {}", parsed, theirs);
                        }
                        serde_json::Value::String(value) => prop_assert_eq!(text, Some(value)),
                        serde_json::Value::Bool(flag) => prop_assert_eq!(text, Some(flag.to_string())),
                        serde_json::Value::Null => prop_assert_eq!(text, None),
                        nested => prop_assert!(false, "{} was read", nested),
                    }
                }
            }
            // A number that no f64 holds; its characters are all that we want.
            (Ok(_), Err(error)) => prop_assert!(error.to_string().contains("number out of range"), "{}", error),
            (Err(error), Ok(Entries(theirs))) => {
                let twice = theirs.iter().enumerate().any(|(at, (name, _))| theirs[..at].iter().any(|(other, _)| other == name));
                let nested = theirs.iter().any(|(_, value)| value.is_array() || value.is_object());
                prop_assert!(twice || nested, "{}: {}", error, String::from_utf8_lossy(&body));
                prop_assert_eq!(error.kind(), ErrorKind::Body);
            }
            (Err(error), Err(_)) => prop_assert_eq!(error.kind(), ErrorKind::Body),
        }
    }

    /// No body is read in two ways: what is read is what one of two slow readers finds, never both, under every label.
    #[test]
    fn a_body_has_one_reading(body in wrapped(), label in label(), other in label()) {
        let read = read_body(&body, label.as_deref()).ok();
        prop_assert_eq!(&read_body(&body, other.as_deref()).ok(), &read, "{:?} {:?}", label, other);
        let (json, form) = (slow_json(&body), slow_form(&body));
        prop_assert!(json.is_none() || form.is_none(), "{:?} and {:?}", json, form);
        prop_assert_eq!(read, json.or(form), "{}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn no_body_panics(
        body in prop_oneof![
            vec(any::<u8>(), 0..200),
            "[\\[\\]{}\",:\\\\utrfalsen0-9eE.+\\- ]{0,60}".prop_map(String::into_bytes),
            "[&=%+a-f0-9é]{0,40}".prop_map(String::into_bytes),
        ],
        content_type in prop_oneof![
            Just(None), Just(JSON.map(str::to_owned)), Just(FORM.map(str::to_owned)),
            any::<String>().prop_map(Some),
            "(application/|text/)?(json|x-www-form-urlencoded|[a-z]{0,5}\\+json)[; =\"a-z0-9-]{0,20}".prop_map(Some),
        ],
    ) {
        if let Err(error) = read_body(&body, content_type.as_deref()) {
            prop_assert_eq!(error.kind(), ErrorKind::Body);
        }
        let verdict = signer(scheme("bitcv").unwrap(), "secret").verify_body(&body, content_type.as_deref());
        prop_assert!(matches!(verdict.unwrap_err().kind(), ErrorKind::Body | ErrorKind::Signature));
    }
}

// -------------------------------------------------------------------------------------------------------------- amounts

proptest! {
    #![proptest_config(cases(4, 1))]

    #[test]
    fn units_survive_the_way_to_text_and_back(units: u128, places in 0..=38_u32) {
        let decimal = from_units(units, places).unwrap();
        prop_assert_eq!(to_units(&decimal, places).unwrap(), units);
        prop_assert!(!decimal.contains('.') || !decimal.ends_with(['0', '.']));
    }

    #[test]
    fn a_decimal_is_the_number_that_it_says(whole in 0..10_u128.pow(18), fraction in "[0-9]{0,18}", more in 0..=2_u32) {
        let places = fraction.len() as u32 + more;
        let decimal = if fraction.is_empty() { format!("{whole}") } else { format!("{whole}.{fraction}") };
        let of_fraction: u128 = if fraction.is_empty() { 0 } else { fraction.parse().unwrap() };
        let expected = whole * 10_u128.pow(places) + of_fraction * 10_u128.pow(more);
        prop_assert_eq!(to_units(&decimal, places).unwrap(), expected);
    }

    #[test]
    fn no_text_panics_as_an_amount(decimal in prop_oneof![any::<String>(), "[0-9.eE+, -]{0,50}"], places: u32) {
        match to_units(&decimal, places) {
            Ok(units) => {
                prop_assert!(decimal.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
                prop_assert_eq!(to_units(&from_units(units, places).unwrap(), places).unwrap(), units);
            }
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Params),
        }
    }

    #[test]
    fn a_number_is_its_digits_or_refused(number: f64, whole: i64) {
        match Value::from_number(number) {
            Ok(value) => {
                prop_assert!(number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0);
                prop_assert_eq!(value.text().unwrap().parse::<f64>().unwrap(), number);
            }
            Err(why) => {
                prop_assert!(!(number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0));
                prop_assert!(why.contains("pass it as a string"));
            }
        }
        let safe = whole % 9_007_199_254_740_992;
        let value = Value::from_number(safe as f64).unwrap();
        prop_assert_eq!(value.text().unwrap(), safe.to_string());
    }
}
