//! Thousands of random messages agree with an independent implementation (`tests/vectors/random_cases.py`).

use std::collections::BTreeMap;

use paysign::{ErrorKind, Signer, Value, Verifier, scheme};
use serde_json::Value as Json;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const PRIVATE: &[u8] = include_bytes!("../vectors/keys/merchant.pkcs8.pem");
const PUBLIC: &[u8] = include_bytes!("../vectors/keys/merchant.spki.pem");

type Case = (String, String, Vec<(String, Json)>, String);

fn value(json: &Json) -> Value<'_> {
    match json {
        Json::Null => Value::Absent,
        Json::Bool(flag) => (*flag).into(),
        Json::Number(number) => number.as_i64().unwrap().into(),
        Json::String(text) => text.as_str().into(),
        other => panic!("{other}"),
    }
}

/// A key of each case; RSA keys are made once.
struct Keys {
    signer: Signer,
    verifier: Verifier,
}

impl Keys {
    fn new(name: &str, secret: &str) -> Self {
        let rsa = name == "sixdu";
        let scheme = scheme(name).unwrap();
        Self {
            signer: Signer::new(scheme.clone(), if rsa { PRIVATE } else { secret.as_bytes() }).unwrap(),
            verifier: Verifier::new(scheme.clone(), if rsa { PUBLIC } else { secret.as_bytes() }).unwrap(),
        }
    }
}

#[test]
fn thousands_of_random_messages() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/random.json")).unwrap();
    let rsa = Keys::new("sixdu", "");
    let mut counts = BTreeMap::new();
    for (name, secret, params, signature) in &cases {
        let told = format!("{name} with {secret:?} of {params:?}");
        let params: Vec<(&str, Value<'_>)> = params.iter().map(|(name, json)| (name.as_str(), value(json))).collect();
        let own;
        let keys = if name == "sixdu" {
            &rsa
        } else {
            own = Keys::new(name, secret);
            &own
        };
        assert_eq!(keys.signer.sign(&params).unwrap(), *signature, "{told}");
        assert!(keys.verifier.verify(&params, Some(signature)).unwrap(), "{told}");
        *counts.entry(name.as_str()).or_insert(0) += 1;
    }
    let expected = [
        ("bhop-org", 360),
        ("bitcv", 360),
        ("hicoin", 360),
        ("hicoin-h5", 360),
        ("sixdu", 40),
        ("yinqiantong-v1", 360),
        ("yinqiantong-v2", 360),
    ];
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), expected);
}

/// As it would arrive: written as JSON by another writer, with the signature among the fields.
#[test]
fn thousands_of_random_bodies() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/random.json")).unwrap();
    let rsa = Keys::new("sixdu", "");
    for (name, secret, params, signature) in &cases {
        let field = &*scheme(name).unwrap().signature_field;
        let signed = (field.to_owned(), signature.as_str().into());
        let others = params.iter().filter(|(name, _)| name != field).cloned();
        let body: serde_json::Map<String, Json> = std::iter::once(signed).chain(others).collect();
        let own;
        let verifier = if name == "sixdu" {
            &rsa.verifier
        } else {
            own = Keys::new(name, secret);
            &own.verifier
        };
        let told = serde_json::to_string(&body).unwrap();
        let fields = verifier
            .verify_body(told.as_bytes(), Some("application/json"))
            .expect(&told);
        let read: serde_json::Map<String, Json> = fields
            .into_iter()
            .map(|(name, text)| (name, text.map_or(Json::Null, Json::String)))
            .collect();
        let sent: serde_json::Map<String, Json> = body
            .into_iter()
            .map(|(name, json)| {
                (
                    name,
                    value(&json)
                        .text()
                        .map_or(Json::Null, |text| Json::String(text.into_owned())),
                )
            })
            .collect();
        assert_eq!(read, sent, "{told}");

        // The first text of each body is one that is signed, or the signature itself.
        let forged = told.replacen(":\"", ":\"x", 1);
        let error = verifier.verify_body(forged.as_bytes(), None).expect_err(&forged);
        assert_eq!(error.kind(), ErrorKind::Signature, "{forged}");
    }
}
