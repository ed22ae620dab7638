//! Notifications of an independent signer (`tests/vectors/verify.json`, `tests/requests/notices.json`), through the clients.

use std::collections::BTreeMap;

use paysign::{Client, Error, ErrorKind, Event, Gateway, Incoming, Settings, Typed};
use serde::Deserialize;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::calls::client;
use super::gateways::{self, yinqiantong_v1, yinqiantong_v2};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    gateway: String,
    name: String,
    content_type: String,
    body: String,
    public_key: Option<String>,
    appid: Option<String>,
    now: Option<u64>,
    expect: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification {
    pub(super) gateway: String,
    pub(super) method: String,
    pub(super) name: String,
    content_type: String,
    headers: BTreeMap<String, String>,
    body: String,
    now: u64,
    pub(super) expect: String,
    paid: Option<bool>,
}

pub(super) fn notifications() -> Vec<Notification> {
    serde_json::from_str(include_str!("../requests/notices.json")).unwrap()
}

fn gateway(name: &str) -> &'static Gateway {
    match name {
        "yinqiantong-v1" => yinqiantong_v1(),
        "yinqiantong-v2" => yinqiantong_v2(),
        name => gateways::all().iter().find(|gateway| gateway.name == name).unwrap(),
    }
}

fn parse(client: &Client, one: &Notification, body: &[u8], headers: &BTreeMap<String, String>) -> Result<Event, Error> {
    let notice = client.gateway().notification(&one.method).unwrap();
    client.notification(
        notice,
        &Incoming {
            body,
            content_type: Some(&one.content_type),
            header: &|name| headers.get(name).cloned(),
            seconds: one.now,
        },
    )
}

#[test]
fn every_vector_ends_as_it_says() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../vectors/verify.json")).unwrap();
    for gateway in ["hicoin", "yinqiantong-v2", "bitcv", "sixdu"] {
        assert!(
            vectors
                .iter()
                .any(|vector| vector.gateway == gateway && vector.expect == "ok"),
            "{gateway}"
        );
    }
    for vector in vectors {
        let gateway = gateway(&vector.gateway);
        let public_key: &[u8] = match vector.public_key.as_deref() {
            Some("keys/merchant.spki.pem") => include_bytes!("../vectors/keys/merchant.spki.pem"),
            _ => include_bytes!("../vectors/keys/platform.spki.pem"),
        };
        let client = if let Some(appid) = &vector.appid {
            let texts: Vec<(&'static str, &[u8])> =
                vec![("appId", appid.as_bytes()), ("appSecret", b"your_app_secret")];
            let settings = Settings {
                texts,
                ..Settings::default()
            };
            Client::new(gateway, &settings).unwrap()
        } else if vector.gateway == "sixdu" {
            let texts: Vec<(&'static str, &[u8])> = vec![
                ("merchantId", b"m"),
                ("privateKey", include_bytes!("../vectors/keys/merchant.pkcs8.pem")),
                ("platformPublicKey", public_key),
            ];
            let settings = Settings {
                texts,
                ..Settings::default()
            };
            Client::new(gateway, &settings).unwrap()
        } else {
            client(gateway)
        };
        let incoming = Incoming {
            body: vector.body.as_bytes(),
            content_type: Some(&vector.content_type),
            header: &|_| None,
            seconds: vector.now.unwrap_or_default(),
        };
        let verdict = client.notification(gateway.notification("parseNotification").unwrap(), &incoming);
        let told = format!("{}: {}", vector.gateway, vector.name);
        let said = match &verdict {
            Ok(_) => "ok",
            Err(error) => error.kind().as_str(),
        };
        assert_eq!(said, vector.expect, "{told}: {:?}", verdict.err());
    }
}

#[test]
fn every_notification_ends_as_it_says() {
    let all = notifications();
    for known in gateways::all() {
        for notice in known.notifications {
            for expect in ["ok", "signature"] {
                let is = |one: &Notification| std::ptr::eq(gateway(&one.gateway), known) && one.method == notice.name;
                assert!(
                    all.iter().any(|one| is(one) && one.expect == expect),
                    "{} {expect}",
                    known.name
                );
            }
        }
    }
    for one in &all {
        let client = client(gateway(&one.gateway));
        let verdict = parse(&client, one, one.body.as_bytes(), &one.headers);
        let told = format!("{} {}: {}", one.gateway, one.method, one.name);
        match verdict {
            Ok(event) => {
                assert_eq!(one.expect, "ok", "{told}");
                let paid = event.answer.fields.iter().find(|(name, _)| *name == "paid").unwrap();
                assert_eq!(paid.1, Typed::Flag(one.paid.unwrap()), "{told}");
                assert!(!event.answer.raw.is_empty());
            }
            Err(error) => {
                assert_eq!(error.kind().as_str(), one.expect, "{told}: {error}");
                let exchange = error.exchange();
                assert_eq!(
                    exchange.operation,
                    Some(one.method.as_str()).map(|name| if name == "parseNotification" {
                        "parseNotification"
                    } else {
                        "parseSaleNotification"
                    })
                );
                assert_eq!(exchange.gateway, Some(client.gateway().name));
                assert!(!exchange.retryable && !exchange.outcome_unknown);
            }
        }
    }
}

/// Each character of a body is signed, or its change is told otherwise: no changed body has the same event.
#[test]
fn no_changed_body_passes() {
    for one in notifications().iter().filter(|one| one.name == "good") {
        let client = client(gateway(&one.gateway));
        let good = parse(&client, one, one.body.as_bytes(), &one.headers).unwrap();
        // RSA takes its time without optimisation.
        let step = if cfg!(target_family = "wasm") {
            23
        } else if one.gateway == "sixdu" {
            11
        } else {
            1
        };
        let mut passed = 0;
        for at in (0..one.body.len()).step_by(step) {
            for flip in [0x01, 0x20] {
                let mut body = one.body.clone().into_bytes();
                body[at] ^= flip;
                match parse(&client, one, &body, &one.headers) {
                    // A hexadecimal digit of the signature in another case, white space, `%2a` for `%2A`: the same message.
                    Ok(event) => {
                        assert_eq!(
                            (&event.answer.fields, &event.key),
                            (&good.answer.fields, &good.key),
                            "byte {at}"
                        );
                        passed += 1;
                    }
                    Err(error) => assert!(
                        matches!(error.kind(), ErrorKind::Signature | ErrorKind::Body),
                        "byte {at} of {}: {error}",
                        one.gateway
                    ),
                }
            }
        }
        assert!(passed < one.body.len() / 2, "{passed} of {}", one.body.len());
        for (name, value) in &one.headers {
            let mut headers = one.headers.clone();
            headers.insert(name.clone(), format!("{value}0"));
            let error = parse(&client, one, one.body.as_bytes(), &headers).unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Signature | ErrorKind::Identity),
                "{name}: {error}"
            );
        }
    }
}

#[test]
fn repetitions_have_one_key_and_others_have_their_own() {
    let mut keys: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in notifications().iter().filter(|one| one.expect == "ok") {
        let client = client(gateway(&one.gateway));
        let event = parse(&client, one, one.body.as_bytes(), &one.headers).unwrap();
        assert_eq!(
            parse(&client, one, one.body.as_bytes(), &one.headers).unwrap().key,
            event.key
        );
        assert!(event.key.starts_with(client.gateway().name), "{}", event.key);
        keys.entry(event.key)
            .or_default()
            .push(format!("{} {} {}", one.gateway, one.method, one.name));
    }
    let repeated: Vec<&Vec<String>> = keys.values().filter(|names| names.len() > 1).collect();
    assert_eq!(
        repeated,
        [
            &vec![
                "bitcv parseNotification good".to_owned(),
                "bitcv parseNotification late".to_owned()
            ],
            &vec![
                "sixdu parseNotification good".to_owned(),
                "sixdu parseNotification late".to_owned()
            ],
            &vec![
                "sixdu parseSaleNotification good".to_owned(),
                "sixdu parseSaleNotification late".to_owned()
            ],
            // The same payment in either of the two versions' words.
            &vec![
                "yinqiantong-v1 parseNotification good".to_owned(),
                "yinqiantong-v1 parseNotification numbers for words".to_owned(),
                "yinqiantong-v1 parseNotification a day old".to_owned(),
                "yinqiantong-v2 parseNotification good".to_owned(),
                "yinqiantong-v2 parseNotification misspelled".to_owned()
            ],
        ]
    );
}

#[test]
fn fields_of_a_body_that_travel_in_headers_are_refused() {
    let all = notifications();
    let one = all
        .iter()
        .find(|one| one.gateway == "yinqiantong-v1" && one.name == "good")
        .unwrap();
    let client = client(yinqiantong_v1());
    let with = |pair: &str| {
        let body = one.body.replacen('{', &format!("{{{pair},"), 1);
        parse(&client, one, body.as_bytes(), &one.headers)
    };
    assert_eq!(with(r#""ts":"1577105620""#).unwrap_err().kind(), ErrorKind::Body);
    assert_eq!(with(r#""ts":null"#).unwrap_err().kind(), ErrorKind::Body);
    // They take part in the signature, as every field does.
    assert_eq!(with(r#""appid":"00000000""#).unwrap_err().kind(), ErrorKind::Signature);
    // A signature in the body is none: neither looked at nor part of what is signed.
    let good = parse(&client, one, one.body.as_bytes(), &one.headers).unwrap();
    assert_eq!(with(r#""sign":"x""#).unwrap().answer.fields, good.answer.fields);
    let mut headers = one.headers.clone();
    let sign = headers.remove("sign").unwrap();
    let body = one.body.replacen('{', &format!("{{\"sign\":\"{sign}\","), 1);
    assert_eq!(
        parse(&client, one, body.as_bytes(), &headers).unwrap_err().kind(),
        ErrorKind::Signature
    );
}

/// B01: the label decides nothing, and is told where it contradicts the bytes.
#[test]
fn a_genuine_notification_is_one_under_every_label() {
    let mut seen = 0;
    for one in notifications().into_iter().filter(|one| one.expect == "ok") {
        let client = client(gateway(&one.gateway));
        let with = |content_type: &str| {
            let relabelled = Notification {
                content_type: content_type.to_owned(),
                gateway: one.gateway.clone(),
                method: one.method.clone(),
                name: one.name.clone(),
                headers: one.headers.clone(),
                body: one.body.clone(),
                expect: one.expect.clone(),
                ..one
            };
            parse(&client, &relabelled, one.body.as_bytes(), &one.headers).unwrap()
        };
        let right = with(&one.content_type);
        assert!(right.remarks.is_empty(), "{:?}", right.remarks);
        let is_json = one.body.trim_start().starts_with('{');
        for (label, remarks) in [
            ("application/json", usize::from(!is_json)),
            ("application/x-www-form-urlencoded", usize::from(is_json)),
            ("text/plain;charset=UTF-8", 0),
            ("application/octet-stream", 0),
            ("text/html", 1),
            ("multipart/form-data; boundary=x", 1),
            ("text/html; charset=utf-16", 2),
        ] {
            let event = with(label);
            assert_eq!((&event.answer, &event.key), (&right.answer, &right.key), "{label}");
            assert_eq!(event.remarks.len(), remarks, "{label}: {:?}", event.remarks);
        }
        seen += 1;
    }
    assert!(seen >= 5, "{seen}");
}

/// B18: what a router adds is named, by the rows, without the key's help.
#[test]
fn a_field_that_is_none_of_the_gateways_is_named() {
    let mut seen = 0;
    for one in notifications().into_iter().filter(|one| one.expect == "ok") {
        let client = client(gateway(&one.gateway));
        let body = match one.body.strip_prefix('{') {
            Some(rest) => format!("{{\"s\":\"/notify\",{rest}"),
            None => format!("s=%2Fnotify&{}", one.body),
        };
        let error = parse(&client, &one, body.as_bytes(), &one.headers).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Signature, "{error}");
        assert!(
            error
                .message()
                .contains("\"s\" is not a field that this gateway is known to send; did a router or a proxy add it?"),
            "{error}"
        );
        assert_eq!(error.message().matches("is not a field").count(), 1, "{error}");
        seen += 1;
    }
    assert!(seen >= 5, "{seen}");
}
