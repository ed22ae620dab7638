//! The vectors of an independent implementation (`tests/vectors/`), natively and in wasm.

use paysign::schemes::{BuiltIn, SCHEMES};
use paysign::{ErrorKind, Signer, Value, Verifier, canonical_string, scheme};
use serde::Deserialize;

use super::h5_pay_url::address;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[derive(Deserialize)]
struct SignCase {
    scheme: String,
    name: String,
    secret: String,
    params: Vec<(String, String, serde_json::Value)>,
    canonical: String,
    signature: String,
    /// Whether a gateway's documentation prints it.
    #[serde(default)]
    published: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VerifyCase {
    gateway: String,
    name: String,
    content_type: String,
    body: String,
    secret: Option<String>,
    public_key: Option<String>,
    expect: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct H5Case {
    secret: String,
    params: Vec<(String, String, serde_json::Value)>,
    pay_sign: String,
    url: String,
}

/// A key file of the vectors, or the secret itself.
fn key(secret: &str) -> &[u8] {
    match secret {
        "keys/merchant.pkcs8.pem" => include_bytes!("../vectors/keys/merchant.pkcs8.pem"),
        "keys/merchant.spki.pem" => include_bytes!("../vectors/keys/merchant.spki.pem"),
        "keys/platform.spki.pem" => include_bytes!("../vectors/keys/platform.spki.pem"),
        secret => secret.as_bytes(),
    }
}

fn value<'a>(kind: &str, json: &'a serde_json::Value) -> Value<'a> {
    match (kind, json) {
        ("null", _) => Value::Absent,
        ("boolean", json) => Value::Bool(json.as_bool().unwrap()),
        (_, serde_json::Value::String(text)) => Value::from(text.as_str()),
        (_, number) => Value::from(number.as_i64().unwrap()),
    }
}

#[test]
fn every_signature_and_canonical_string() {
    let cases: Vec<SignCase> = serde_json::from_str(include_str!("../vectors/sign.json")).unwrap();
    for BuiltIn { name, .. } in SCHEMES {
        assert!(cases.iter().any(|case| case.scheme == *name), "{name}");
    }
    let printed = cases.iter().filter(|case| case.published);
    let printed: Vec<&str> = printed.map(|case| case.scheme.as_str()).collect();
    assert_eq!(
        printed,
        ["hicoin", "yinqiantong-v1", "yinqiantong-v2"],
        "all that print one"
    );
    for case in &cases {
        let scheme = scheme(&case.scheme).unwrap();
        let params: Vec<_> = case
            .params
            .iter()
            .map(|(name, kind, json)| (name.as_str(), value(kind, json)))
            .collect();
        let told = format!("{}: {}", case.scheme, case.name);
        assert_eq!(canonical_string(scheme, &params).unwrap(), case.canonical, "{told}");
        let signer = Signer::new(scheme.clone(), key(&case.secret)).unwrap();
        assert_eq!(signer.sign(&params).unwrap(), case.signature, "{told}");
        assert!(signer.verify(&params, Some(&case.signature)).unwrap(), "{told}");
        assert!(!signer.verify(&params, Some(&case.signature[1..])).unwrap(), "{told}");
        let explained = signer.explain(&params).unwrap();
        assert_eq!(
            (explained.canonical, explained.signature),
            (case.canonical.clone(), Some(case.signature.clone())),
            "{told}"
        );
    }
}

#[test]
fn every_body_that_needs_no_client() {
    let cases: Vec<VerifyCase> = serde_json::from_str(include_str!("../vectors/verify.json")).unwrap();
    let mut judged = 0;
    for case in &cases {
        let key = key(case.public_key.as_ref().or(case.secret.as_ref()).unwrap());
        let verifier = Verifier::new(scheme(&case.gateway).unwrap().clone(), key).unwrap();
        let verdict = verifier.verify_body(case.body.as_bytes(), Some(&case.content_type));
        let expected = match case.expect.as_str() {
            "signature" => Err(ErrorKind::Signature),
            "body" => Err(ErrorKind::Body),
            _ => Ok(()), // identity and time window are for the clients; the signature itself is right
        };
        assert_eq!(
            verdict.map(drop).map_err(|error| error.kind()),
            expected,
            "{}: {}",
            case.gateway,
            case.name
        );
        judged += 1;
    }
    assert_eq!(judged, 17);
}

#[test]
fn the_printed_pay_page_address() {
    let cases: Vec<H5Case> = serde_json::from_str(include_str!("../vectors/hicoin-h5-url.json")).unwrap();
    for case in &cases {
        let of = |name: &str| {
            case.params
                .iter()
                .find(|(known, ..)| known == name)
                .unwrap()
                .2
                .as_str()
                .unwrap()
        };
        let page = [
            ("prepay_id", of("package").strip_prefix("prepay_id=").unwrap()),
            ("nonceStr", of("nonceStr")),
            ("timeStamp", of("timeStamp")),
        ];
        let url = address(of("appId"), &case.secret, &page).unwrap();
        assert_eq!(url, case.url);
        assert!(url.ends_with(&case.pay_sign));
    }
}
