//! Keys do not leak: no `Debug` shows one, no error quotes one. Keys of `tests/vectors/keys/`.

use std::collections::BTreeSet;

use base64ct::{Base64, Encoding as _};
use paysign::schemes::{BuiltIn, SCHEMES};
use paysign::{Error, KeyOptions, Rsa, RsaKey, RustRsa, Secret, Signer, Value, Verifier, scheme};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Every key file: its name, its text.
macro_rules! files {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("../vectors/keys/", $name)))),*] };
}

const FILES: [(&str, &str); 27] = files![
    "certificate.pem",
    "certificate-v1.pem",
    "dsa.pkcs8.pem",
    "dsa.spki.pem",
    "dsa.traditional.pem",
    "ec.pkcs8.pem",
    "ec.sec1.pem",
    "ec.spki.pem",
    "ed25519.pkcs8.pem",
    "ed25519.spki.pem",
    "encrypted.pkcs1.pem",
    "encrypted.pkcs8.pem",
    "merchant.pkcs1.pem",
    "merchant.pkcs1.pub.pem",
    "merchant.pkcs8.pem",
    "merchant.spki.pem",
    "openssh.pem",
    "openssh.pub",
    "platform.pkcs8.pem",
    "platform.spki.pem",
    "pss.pkcs8.pem",
    "pss.spki.pem",
    "request.pem",
    "three-primes.pkcs8.pem",
    "weak1024.pkcs8.pem",
    "weak1024.spki.pem",
    "weak768.pkcs8.pem",
];

/// So many characters in a row are no chance.
const RUN: usize = 8;

/// Secrets that no message of ours has words of.
const SECRETS: [&str; 8] = [
    "mch_key_1566486321",
    "zX9!kQ2@wV7#pL4$",
    "密钥甲乙丙丁戊己庚辛壬癸",
    "0123456789abcdef0123456789abcdef",
    "{}{}{}{}{}{}",
    "AbCdEfGhIjKlMnOpQrStUvWxYz012345",
    "-----SECRET-----",
    "p/q+r=s&t%20u",
];

/// What is secret in a key's text: the base64 of a PEM without its lines of words, or all of a secret.
fn material(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("-----BEGIN ") && !line.starts_with("-----END "));
    lines.collect()
}

/// Every run of characters out of a key: as it is, as base64, as hexadecimal in either case, and as its DER's.
struct Runs(BTreeSet<String>);

impl Runs {
    fn of(key: &str) -> Self {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let key = material(key);
        let (text, der) = (hex(key.as_bytes()), hex(&Base64::decode_vec(&key).unwrap_or_default()));
        let base64 = Base64::encode_string(key.as_bytes());
        let forms = [text.to_uppercase(), der.to_uppercase(), text, der, base64, key];
        Self(forms.iter().flat_map(|form| runs(form)).collect())
    }

    fn in_text(&self, told: &str) -> Option<String> {
        runs(told).into_iter().find(|run| self.0.contains(run))
    }

    #[track_caller]
    fn kept_by(&self, told: &str, place: &str) {
        if let Some(run) = self.in_text(told) {
            panic!("{place}: {run:?} of the key is in {told}");
        }
    }

    #[track_caller]
    fn kept_by_error(&self, error: &Error, place: &str) {
        self.kept_by(&format!("{error} {error:?}"), place);
    }
}

fn runs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(RUN).map(|run| run.iter().collect()).collect()
}

#[test]
fn this_test_can_find_a_leak() {
    for told in [
        "x mch_key_1566 x",
        "y _1566486321",
        "6D63685F6B65795F",
        "6d63685f6b65795f31353636343836333231",
        "bWNoX2tleV8x",
    ] {
        assert!(Runs::of("mch_key_1566486321").in_text(told).is_some(), "{told}");
    }
    assert!(
        Runs::of("mch_key_1566486321")
            .in_text("the key mch_key is short")
            .is_none()
    );
    for (name, text) in FILES {
        let line = text.lines().nth(1).unwrap_or(text);
        assert!(
            Runs::of(text)
                .in_text(&format!("key: {}…", &line[line.len() - 12..]))
                .is_some(),
            "{name}"
        );
    }
}

#[test]
fn no_debug_shows_a_key() {
    for secret in SECRETS {
        let runs = Runs::of(secret);
        runs.kept_by(&format!("{:?}", Secret::new(secret.as_bytes())), "Secret");
        for BuiltIn { name, scheme, .. } in SCHEMES.iter().filter(|built_in| !built_in.scheme.algorithm.is_rsa()) {
            let signer = Signer::new(scheme.clone(), secret.as_bytes()).unwrap();
            let verifier = Verifier::new(scheme.clone(), secret.as_bytes()).unwrap();
            runs.kept_by(&format!("{signer:?} {signer:#?} {verifier:?} {verifier:#?}"), name);
            let explanation = signer.explain(&[("a", 1.into()), ("secret", secret.into())]).unwrap();
            runs.kept_by(&format!("{explanation:?} {explanation:#?}"), "Explanation");
        }
    }
    let pem = include_str!("../vectors/keys/merchant.pkcs8.pem");
    let sixdu = || scheme("sixdu").unwrap().clone();
    let signer = Signer::new(sixdu(), pem.as_bytes()).unwrap();
    let key = RsaKey::private(pem.as_bytes(), false).unwrap();
    let computing = RustRsa::new(key.pkcs1(), true).unwrap();
    let explanation = signer.explain(&[("a", 1.into())]).unwrap();
    Runs::of(pem).kept_by(
        &format!("{signer:?} {signer:#?} {key:?} {key:#?} {computing:?} {computing:#?} {explanation:?}"),
        "RSA",
    );
    let options = KeyOptions {
        allow_weak: true,
        rsa: Some(&|key: RsaKey| -> Box<dyn Rsa> { Box::new(RustRsa::new(key.pkcs1(), true).unwrap()) }),
    };
    assert_eq!(format!("{options:?}"), "KeyOptions { allow_weak: true, .. }");
    assert_eq!(format!("{:?}", Secret::new(b"secret")), "Secret(..)");
}

#[test]
fn no_error_about_a_shared_secret_quotes_it() {
    let mut refused = 0;
    for secret in SECRETS {
        let runs = Runs::of(secret);
        for bad in [
            format!("{secret}\n"),
            format!("\r\n{secret}"),
            format!(" {secret}"),
            format!("{secret}\u{3000}"),
            format!("\"{secret}\""),
            format!("'{secret}'"),
            format!("“{secret}”"),
            [&secret[..secret.len() / 2], "\n", &secret[secret.len() / 2..]].concat(),
        ] {
            for BuiltIn { name, scheme, .. } in SCHEMES.iter().filter(|built_in| !built_in.scheme.algorithm.is_rsa()) {
                runs.kept_by_error(&Signer::new(scheme.clone(), bad.as_bytes()).unwrap_err(), name);
                runs.kept_by_error(&Verifier::new(scheme.clone(), bad.as_bytes()).unwrap_err(), name);
                refused += 1;
            }
        }
        // A secret where an RSA key is needed.
        for bad in [secret.to_owned(), format!("\"{secret}\""), format!("{secret}.pem")] {
            runs.kept_by_error(&RsaKey::private(bad.as_bytes(), true).unwrap_err(), "RSA");
            runs.kept_by_error(&RsaKey::public(bad.as_bytes(), true).unwrap_err(), "RSA");
        }
    }
    assert_eq!(refused, SECRETS.len() * 8 * 16);
}

#[test]
fn no_error_about_an_rsa_key_quotes_it() {
    let mut refused = 0;
    for (name, text) in FILES {
        let runs = Runs::of(text);
        let base64 = material(text);
        let mut edited = base64.clone().into_bytes();
        let middle = edited.len() / 2;
        edited[middle] = if edited[middle] == b'A' { b'B' } else { b'A' };
        let der = Base64::decode_vec(&base64).unwrap_or_default();
        let wrappings: [&[u8]; 10] = [
            text.as_bytes(),
            base64.as_bytes(),
            &der,
            &der[..der.len() / 2],
            &edited,
            &text.as_bytes()[..text.len() / 2],
            &base64.as_bytes()[..middle],
            &text.replace('\n', "\\n").into_bytes(),
            &format!("\"{text}\"").into_bytes(),
            &text.replacen('A', "\u{410}", 3).into_bytes(),
        ];
        for key in wrappings {
            let halves = [
                RsaKey::private(key, false),
                RsaKey::private(key, true),
                RsaKey::public(key, false),
                RsaKey::public(key, true),
            ];
            for error in halves.into_iter().filter_map(Result::err) {
                runs.kept_by_error(&error, name);
                refused += 1;
            }
        }
    }
    assert!(refused > 900, "{refused}");
}

#[test]
fn no_error_about_a_message_quotes_the_key_or_the_signature() {
    for secret in SECRETS {
        let runs = Runs::of(secret);
        for BuiltIn { name, scheme, .. } in SCHEMES.iter().filter(|built_in| !built_in.scheme.algorithm.is_rsa()) {
            let signer = Signer::new(scheme.clone(), secret.as_bytes()).unwrap();
            // Of a name that the rule signs.
            let a = scheme.only.as_ref().map_or("a", |only| &only[0]);
            let signature = signer.sign(&[(a, 1.into())]).unwrap();
            let twice = signer.sign(&[(a, secret.into()), (a, secret.into())]).unwrap_err();
            runs.kept_by_error(&twice, name);
            let field = &scheme.signature_field;
            for body in [
                format!("{{\"{a}\":2,\"b\":\"{secret}\",\"{field}\":\"{signature}\"}}"),
                format!("{{\"{a}\":2,\"b\":[\"{secret}\"],\"{field}\":\"{signature}\"}}"),
                format!("{{\"{a}\":2,\"{a}\":\"{secret}\",\"{field}\":\"{signature}\"}}"),
                format!("{{\"{a}\":2,\"b\":\"{secret}\",\"{field}\":\"\"}}"),
                format!("{{\"{a}\":2,\"b\":\"{secret}\",\"{field}\":\"{signature}\""),
                format!("{a}=2&b={}&{field}={signature}", secret.replace(['%', '+', '&'], "")),
                format!("{a}=2&b={secret}%&{field}={signature}"),
            ] {
                let error = signer.verify_body(body.as_bytes(), None).unwrap_err();
                runs.kept_by_error(&error, name);
                Runs::of(&signature).kept_by_error(&error, name);
            }
        }
    }
}

#[test]
fn a_name_in_a_message_is_shown_no_longer_than_it_helps() {
    let value = Value::from("x");
    let signer = Signer::new(scheme("bitcv").unwrap().clone(), b"secret").unwrap();
    let long = "n".repeat(10_000);
    let body = format!("{{\"{long}\":1,\"{long}\":1}}");
    assert!(signer.verify_body(body.as_bytes(), None).unwrap_err().message().len() < 200);
    // The caller's own names are the caller's to see.
    let error = signer
        .sign(&[("out_trade_no", value.clone()), ("out_trade_no", value)])
        .unwrap_err();
    assert_eq!(error.message(), "out_trade_no: is given twice");
}
