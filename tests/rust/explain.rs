//! `explain`: every step is shown, and the secret never is.

use paysign::{Algorithm, Dropped, Encoding, ErrorKind, Explanation, Output, Scheme, Signer, Value, Verifier, scheme};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const SECRET: &str = "mch_key_1566486321";

fn signer(scheme: &Scheme, key: &str) -> Signer {
    Signer::new(scheme.clone(), key.as_bytes()).unwrap()
}

fn built_in(name: &str) -> &'static Scheme {
    scheme(name).unwrap()
}

fn kept(explanation: &Explanation) -> Vec<(&str, &str)> {
    explanation
        .kept
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

fn dropped(explanation: &Explanation) -> Vec<(&str, &str)> {
    explanation
        .dropped
        .iter()
        .map(|(name, why)| (name.as_str(), why.as_str()))
        .collect()
}

/// The secret in no part of the explanation, its `Debug` included.
#[track_caller]
fn shows_nothing_of(secret: &str, explanation: &Explanation) {
    let all = format!("{explanation:?}");
    assert!(!all.contains(secret), "{all}");
}

#[test]
fn every_step_is_shown() {
    let params = [
        ("subject", Value::from("a&b 中")),
        ("sign", "old".into()),
        ("note", "".into()),
        ("money", 1.into()),
        ("channel", Value::Absent),
        ("Flag", true.into()),
    ];
    let explanation = signer(built_in("hicoin"), SECRET).explain(&params).unwrap();
    assert_eq!(
        kept(&explanation),
        [("Flag", "true"), ("money", "1"), ("subject", "a&b 中")]
    );
    assert_eq!(
        dropped(&explanation),
        [("sign", "signature"), ("note", "empty"), ("channel", "absent")]
    );
    assert_eq!(explanation.canonical, "Flag=true&money=1&subject=a&b 中");
    assert_eq!(explanation.signed, "Flag=true&money=1&subject=a&b 中&key=***");
    assert_eq!(explanation.algorithm, Algorithm::HmacSha256);
    // printf 'Flag=true&money=1&subject=a&b 中&key=mch_key_1566486321' | openssl dgst -sha256 -hmac mch_key_1566486321
    let signature = "4526C76D09F94D0B70CA83CA4AEC5255D6F9F69F5C47E5773A183F365DF6DB5F";
    assert_eq!(explanation.signature.as_deref(), Some(signature));
    shows_nothing_of(SECRET, &explanation);
}

#[test]
fn texts_are_shown_before_encoding_and_the_canonical_string_after() {
    let explanation = signer(built_in("hicoin-h5"), SECRET)
        .explain(&[("package", "prepay_id=1 2".into())])
        .unwrap();
    assert_eq!(kept(&explanation), [("package", "prepay_id=1 2")]);
    assert_eq!(explanation.canonical, "package=prepay_id%3D1+2");
    assert_eq!(explanation.signed, "package=prepay_id%3D1+2&key=***");
}

#[test]
fn each_reason_for_leaving_a_name_out() {
    let explain = |name: &str, params: &[(&str, Value<'_>)]| {
        let explanation = signer(built_in(name), SECRET).explain(params).unwrap();
        explanation.dropped.iter().map(|(_, why)| *why).collect::<Vec<_>>()
    };
    let all = [
        ("sign", Value::Absent),
        ("sign_type", "".into()),
        ("sign_version", Value::Absent),
        ("a", "".into()),
        ("b", Value::Absent),
    ];
    // The name decides before the value does.
    assert_eq!(
        explain("bitcv", &all),
        [
            Dropped::Signature,
            Dropped::Excluded,
            Dropped::Excluded,
            Dropped::Empty,
            Dropped::Absent
        ]
    );
    assert_eq!(
        explain(
            "bhop-org",
            &[("signature", "x".into()), ("a", "".into()), ("b", Value::Absent)]
        ),
        [Dropped::Signature, Dropped::Absent]
    );
}

#[test]
fn only_what_joins_the_text_is_shown_as_attached() {
    let params = [("a", Value::from(1))];
    let signed = |scheme: &Scheme| signer(scheme, SECRET).explain(&params).unwrap().signed;
    assert_eq!(signed(built_in("hicoin")), "a=1&key=***");
    assert_eq!(signed(built_in("yinqiantong-v2")), "a=1&app_secret=***");
    assert_eq!(signed(built_in("bitcv")), "a=1***");
    assert_eq!(signed(built_in("bhop-org")), "a=1");
    let around = Scheme {
        secret: Some("<{}>".into()),
        ..Scheme::new("sign", Algorithm::Sha256)
    };
    assert_eq!(signed(&around), "a=1<***>");
}

#[test]
fn a_secret_among_the_values_is_masked() {
    // BitCV's calls for tokens send the secret as a parameter and sign it.
    let params = [("app_id", Value::from("1")), ("secret", SECRET.into())];
    let signer = signer(built_in("bitcv"), SECRET);
    let explanation = signer.explain(&params).unwrap();
    assert_eq!(kept(&explanation), [("app_id", "1"), ("secret", "***")]);
    assert_eq!(explanation.canonical, "app_id=1&secret=***");
    assert_eq!(explanation.signed, "app_id=1&secret=******");
    assert_eq!(
        explanation.signature,
        Some(signer.sign(&params).unwrap()),
        "the signature is of the real value"
    );
    shows_nothing_of(SECRET, &explanation);
}

#[test]
fn a_secret_within_a_value_is_masked() {
    let json = format!("{{\"app_secret\":\"{SECRET}\",\"again\":\"{SECRET}\"}}");
    for encode in [Encoding::Raw, Encoding::Form, Encoding::Rfc3986] {
        let scheme = Scheme {
            encode,
            ..built_in("hicoin").clone()
        };
        let signer = signer(&scheme, SECRET);
        let params = [("biz_content", Value::from(json.as_str())), ("secret", SECRET.into())];
        let explanation = signer.explain(&params).unwrap();
        assert_eq!(kept(&explanation)[0].1, "{\"app_secret\":\"***\",\"again\":\"***\"}");
        assert!(
            explanation.canonical.ends_with("&secret=***"),
            "{}",
            explanation.canonical
        );
        assert_eq!(explanation.signature, Some(signer.sign(&params).unwrap()));
        shows_nothing_of(SECRET, &explanation);
    }
}

#[test]
fn a_secret_that_an_encoding_changes_is_masked_too() {
    let secret = "p/q+r=密 钥";
    for encode in [Encoding::Raw, Encoding::Form, Encoding::Rfc3986] {
        let scheme = Scheme {
            encode,
            ..built_in("hicoin").clone()
        };
        let explanation = signer(&scheme, secret)
            .explain(&[("secret", secret.into()), ("a", 1.into())])
            .unwrap();
        assert_eq!(explanation.canonical, "a=1&secret=***");
        assert_eq!(explanation.signed, "a=1&secret=***&key=***");
    }
}

#[test]
fn a_short_secret_does_not_mask_by_chance() {
    let explanation = signer(built_in("bitcv"), "k")
        .explain(&[("a", "bank".into()), ("b", "k".into())])
        .unwrap();
    assert_eq!(kept(&explanation), [("a", "bank"), ("b", "***")]);
    assert_eq!(explanation.canonical, "a=bank&b=***");
}

#[test]
fn a_value_of_stars_is_shown_as_it_is_signed() {
    let scheme = Scheme {
        encode: Encoding::Rfc3986,
        ..built_in("hicoin").clone()
    };
    let explanation = signer(&scheme, SECRET).explain(&[("a", "***".into())]).unwrap();
    assert_eq!(explanation.canonical, "a=%2A%2A%2A");
}

#[test]
fn a_secret_with_braces_is_no_template() {
    for secret in ["{}", "&key={}", "{}{}{}", "***"] {
        let signer = signer(built_in("hicoin"), secret);
        let params = [("a", Value::from("b"))];
        let explanation = signer.explain(&params).unwrap();
        assert_eq!(explanation.signed, "a=b&key=***", "{secret}");
        assert_eq!(explanation.signature, Some(signer.sign(&params).unwrap()), "{secret}");
    }
}

#[test]
fn no_parameters_leave_the_secret_alone() {
    let explanation = signer(built_in("yinqiantong-v2"), SECRET)
        .explain(&[("sign", "x".into())])
        .unwrap();
    assert_eq!((explanation.kept.len(), explanation.canonical.as_str()), (0, ""));
    assert_eq!(explanation.signed, "&app_secret=***");
}

#[test]
fn a_name_given_twice_is_refused() {
    let error = signer(built_in("bitcv"), SECRET)
        .explain(&[("a", 1.into()), ("b", 2.into()), ("a", 1.into())])
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Params, "a: is given twice")
    );
    assert_eq!(
        (error.details()[0].field.as_str(), error.details()[0].why.as_str()),
        ("a", "is given twice")
    );
}

#[test]
fn a_verifier_explains_with_a_public_key_and_signs_nothing() {
    let key = include_bytes!("../vectors/keys/merchant.spki.pem");
    let verifier = Verifier::new(built_in("sixdu").clone(), key).unwrap();
    let explanation = verifier
        .explain(&[("b", "".into()), ("a", 1.into()), ("merchantSign", "x".into())])
        .unwrap();
    assert_eq!(explanation.canonical, "a=1,b=");
    assert_eq!(explanation.signed, "a=1,b=");
    assert_eq!(explanation.algorithm, Algorithm::RsaSha256);
    assert_eq!(explanation.signature, None);

    let key = include_bytes!("../vectors/keys/merchant.pkcs8.pem");
    let signer = Signer::new(built_in("sixdu").clone(), key).unwrap();
    let explanation = signer.explain(&[("b", 2.into()), ("a", 1.into())]).unwrap();
    assert!(
        verifier
            .verify(&[("a", 1.into()), ("b", 2.into())], explanation.signature.as_deref())
            .unwrap()
    );
}

#[test]
fn a_verifier_with_a_shared_secret_explains_as_the_signer_does() {
    let params = [("a", Value::from(1)), ("secret", SECRET.into())];
    for name in [
        "hicoin",
        "hicoin-h5",
        "yinqiantong-v1",
        "yinqiantong-v2",
        "bitcv",
        "bhop-org",
    ] {
        let verifier = Verifier::new(built_in(name).clone(), SECRET.as_bytes()).unwrap();
        let explanation = verifier.explain(&params).unwrap();
        assert_eq!(explanation, signer(built_in(name), SECRET).explain(&params).unwrap());
        shows_nothing_of(SECRET, &explanation);
    }
}

#[test]
fn the_signature_has_the_form_that_travels() {
    for (output, signature) in [
        // printf a=1 | openssl dgst -md5 -hmac mch_key_1566486321, upper case, base64
        (Output::Hex, "23753d7d7a06462f13a6d7ea24aacccf"),
        (Output::UpperHex, "23753D7D7A06462F13A6D7EA24AACCCF"),
        (Output::Base64, "I3U9fXoGRi8TptfqJKrMzw=="),
    ] {
        let scheme = Scheme {
            output,
            ..Scheme::new("sign", Algorithm::HmacMd5)
        };
        let explanation = signer(&scheme, SECRET).explain(&[("a", 1.into())]).unwrap();
        assert_eq!(explanation.signature.as_deref(), Some(signature));
    }
}

#[test]
fn every_step_of_a_rule_of_the_family_is_shown() {
    let spec = serde_json::json!({
        "signatureField": "sign", "exclude": ["sign_type"], "dropEmpty": "falsy", "order": "pair", "trim": true,
        "encode": "js", "secret": "<{}>{text}&key={}", "algorithm": "md5", "output": "HEX16",
    });
    let signer = Signer::new(serde_json::from_value(spec).unwrap(), b"a long secret").unwrap();
    let params = [
        ("a1", Value::from("x y(!)")),
        ("a10", "2".into()),
        ("zero", 0.into()),
        ("no", false.into()),
        ("none", Value::Absent),
        ("empty", "".into()),
        ("sign", "x".into()),
        ("sign_type", "MD5".into()),
    ];
    let steps = signer.explain(&params).unwrap();
    assert_eq!(kept(&steps), [("a10", "2"), ("a1", "x y(!)")]);
    let left_out = [
        ("zero", "empty"),
        ("no", "empty"),
        ("none", "absent"),
        ("empty", "empty"),
        ("sign", "signature"),
        ("sign_type", "excluded"),
    ];
    assert_eq!(dropped(&steps), left_out);
    assert_eq!(steps.canonical, "a10=2&a1=x%20y(!)");
    assert_eq!(steps.signed, "<***>a10=2&a1=x%20y(!)&key=***");
    // printf '<a long secret>a10=2&a1=x%%20y(!)&key=a long secret' | md5sum | cut -c9-24
    assert_eq!(steps.signature.unwrap(), "CB2DECE1B1A536D2");
}

#[test]
fn what_a_rule_does_not_list_is_excluded_and_its_order_is_the_lists() {
    let spec = serde_json::json!({
        "signatureField": "sign", "only": ["payId", "param", "type", "price"], "order": "listed", "names": false,
        "separator": "", "secret": "{}", "algorithm": "md5",
    });
    let signer = Signer::new(serde_json::from_value(spec).unwrap(), b"a long secret").unwrap();
    let steps = signer
        .explain(&[
            ("price", "9.90".into()),
            ("notifyUrl", "x".into()),
            ("type", 1.into()),
            ("payId", "A1".into()),
        ])
        .unwrap();
    assert_eq!(steps.canonical, "A119.90");
    assert_eq!(steps.signed, "A119.90***");
    assert_eq!(steps.dropped, [("notifyUrl".to_owned(), Dropped::Unlisted)]);
    assert_eq!(dropped(&steps), [("notifyUrl", "excluded")]);
}
