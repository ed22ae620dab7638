//! Living gateways: what their own servers, other people's clients and their documentation sign comes out.

use paysign::{Dropped, ErrorKind, Fields, Signer, Value, Verifier, scheme};
use serde::Deserialize;

/// As in `tests/vectors/living.json`.
#[derive(Deserialize)]
struct Published {
    scheme: String,
    source: String,
    params: serde_json::Map<String, serde_json::Value>,
    key: String,
    signature: String,
    #[serde(default)]
    wrong: bool,
}

fn signer(name: &str, key: &str) -> Signer {
    Signer::new(scheme(name).unwrap().clone(), key.as_bytes()).unwrap()
}

/// Numbers as a JSON text has them.
fn params(json: &serde_json::Map<String, serde_json::Value>) -> Vec<(&str, Value<'_>)> {
    let value = |json: &serde_json::Value| match json {
        serde_json::Value::Null => Value::Absent,
        serde_json::Value::Bool(flag) => (*flag).into(),
        serde_json::Value::Number(number) => Value::Number(number.to_string().into()),
        serde_json::Value::String(text) => Value::from(text.clone()),
        other => panic!("{other}"),
    };
    json.iter().map(|(name, json)| (name.as_str(), value(json))).collect()
}

#[test]
fn what_is_published_comes_out() {
    let cases: Vec<Published> = serde_json::from_str(include_str!("../vectors/living.json")).unwrap();
    assert_eq!(cases.iter().filter(|case| !case.wrong).count(), 14);
    for case in &cases {
        let signed = signer(&case.scheme, &case.key).sign(&params(&case.params)).unwrap();
        let same = signed == case.signature;
        assert_eq!(same, !case.wrong, "{}: {signed}", case.source);
    }
}

/// A JSON object with a signature in the place of its own.
fn signed_body(json: &str, field: &str, signature: &str) -> String {
    let mut body: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json).unwrap();
    let had = body.remove(field).is_some();
    let members = match had {
        true => serde_json::to_string(&body).unwrap(),
        false => json.to_owned(),
    };
    let start = members.strip_suffix('}').unwrap();
    let comma = if start.ends_with('{') { "" } else { "," };
    format!(r#"{start}{comma}"{field}":"{signature}"}}"#)
}

#[test]
fn what_the_server_of_bepusdt_signs_comes_out() {
    #[derive(Deserialize)]
    struct Case {
        json: String,
        signature: String,
    }
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/living-bepusdt.json")).unwrap();
    assert_eq!(cases.len(), 33);
    let (signer, other) = (signer("bepusdt", "fixture-token"), signer("gmpay-md5", "fixture-token"));
    let mut alike = 0;
    for Case { json, signature } in &cases {
        let body = signed_body(json, "signature", signature);
        let fields = signer
            .verify_body(body.as_bytes(), None)
            .unwrap_or_else(|error| panic!("{json}: {error}"));
        assert!(fields.iter().any(|(name, _)| name == "signature"));
        alike += usize::from(other.verify_body(body.as_bytes(), None).is_ok());
    }
    assert_eq!(alike, 17, "the rest needs numbers as Go writes them, or a trimmed end");
}

#[test]
fn numbers_are_written_as_go_does() {
    #[derive(Deserialize)]
    struct Case {
        number: String,
        text: String,
        signature: String,
    }
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/go-numbers.json")).unwrap();
    assert!(cases.len() > 400);
    let signer = signer("bepusdt", "k3y-秘密");
    for Case {
        number,
        text,
        signature,
    } in &cases
    {
        let body = format!(r#"{{"n":{number},"signature":"{signature}"}}"#);
        let fields = signer
            .verify_body(body.as_bytes(), None)
            .unwrap_or_else(|error| panic!("{number}: {error}"));
        assert_eq!(fields[0].1.as_ref(), Some(number), "the characters that came");
        let steps = signer.explain(&[("n", Value::Number(number.into()))]).unwrap();
        assert_eq!(steps.canonical, format!("n={text}"));
    }
    for large in ["1e309", "-2e400"] {
        let body = format!(r#"{{"n":{large},"signature":"00000000000000000000000000000000"}}"#);
        let error = signer.verify_body(body.as_bytes(), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Body, "{error}");
        assert!(
            error
                .message()
                .contains(r#"has "n", which is a number that is too large"#),
            "{error}"
        );
    }
    // The number that somebody signs is his own text.
    assert_eq!(
        signer.explain(&[("n", 1_000_000.into())]).unwrap().canonical,
        "n=1000000"
    );
}

#[test]
fn what_other_peoples_code_signs_comes_out() {
    type Case = (String, String, serde_json::Map<String, serde_json::Value>, String);
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/peers.json")).unwrap();
    assert_eq!(cases.len(), 6000);
    for (name, key, json, signature) in &cases {
        let signer = signer(name, key);
        assert_eq!(signer.sign(&params(json)).unwrap(), *signature, "{json:?}");
        let body = signed_body(&serde_json::to_string(json).unwrap(), "signature", signature);
        signer
            .verify_body(body.as_bytes(), None)
            .unwrap_or_else(|error| panic!("{json:?}: {error}"));
    }
}

/// A message that the server of 易支付 made.
#[derive(Deserialize)]
struct Made {
    kind: String,
    key: String,
    notify: Option<String>,
    #[serde(rename = "return")]
    back: Option<String>,
    body: Option<String>,
}

#[test]
fn what_the_server_of_epay_signs_comes_out() {
    let cases: Vec<Made> = serde_json::from_str(include_str!("../vectors/living-epay-server.json")).unwrap();
    let platform = Verifier::new(
        scheme("epay-v2").unwrap().clone(),
        include_bytes!("../vectors/keys/platform.spki.pem"),
    )
    .unwrap();
    let mut messages = 0;
    for case in &cases {
        let verify = |body: &str| match case.kind.as_str() {
            "v1-notification" => signer("epay", &case.key).verify_body(body.as_bytes(), None),
            _ => platform.verify_body(body.as_bytes(), None),
        };
        let query = |address: &String| address.split_once('?').unwrap().1.to_owned();
        let own = |address: &&String| query(address).contains("order=");
        // What was in the address before is not signed.
        let back = case.back.as_ref().filter(|address| !own(address)).map(query);
        let texts = [case.notify.as_ref().map(query), back, case.body.clone()];
        for text in texts.into_iter().flatten() {
            let fields: Fields = verify(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!(fields.iter().any(|(name, _)| name == "sign_type"));
            let forged = text.replacen("trade_no", "trade_n0", 1);
            assert_eq!(verify(&forged).unwrap_err().kind(), ErrorKind::Signature);
            messages += 1;
        }
        for address in case.back.iter().filter(own) {
            assert_eq!(verify(&query(address)).unwrap_err().kind(), ErrorKind::Signature);
        }
    }
    assert_eq!(cases.len(), 52);
    assert!(messages > 52);
}

/// With the fields of the vendor's page, signed by Python's hashlib.
#[test]
fn what_a_rule_does_not_list_is_no_verified_field() {
    let signer = signer("lantupay", "b2c3d4e5f6a7b8c9");
    let body = "code=0&timestamp=1669518774&mch_id=1230000109&order_no=WX202211221155084844072633\
                &out_trade_no=LTZF2022112264463&pay_no=4200001635202211222291508463&total_fee=0.01\
                &sign=7DABE28FF3AB666B8FCF729CC7DAD262&pay_channel=wxpay&attach=x";
    let fields = signer.verify_body(body.as_bytes(), None).unwrap();
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    let listed = [
        "code",
        "timestamp",
        "mch_id",
        "order_no",
        "out_trade_no",
        "pay_no",
        "total_fee",
        "sign",
    ];
    assert_eq!(names, listed);
    let steps = signer.explain(&[("attach", "x".into()), ("code", 0.into())]).unwrap();
    assert_eq!(steps.dropped, [("attach".to_owned(), Dropped::Unlisted)]);
}
