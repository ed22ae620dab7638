//! Schemes: the built-in ones are those of the gateways' documentation, one's own are taken if they make sense.

use std::borrow::Cow;

use paysign::{
    Algorithm, DropEmpty, Encoding, ErrorKind, KeyOptions, Keying, MAX_DIGEST, Numbers, Order, Output, Scheme, Signer,
    Value, Verifier, canonical_string, scheme, schemes,
};
use serde::Deserialize;
use serde_json::json;
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A case of `more.json`.
#[derive(Deserialize)]
struct Case {
    spec: Scheme,
    key: String,
    params: Vec<(String, serde_json::Value)>,
    canonical: String,
    signature: String,
}

/// A key file of the vectors, or the secret itself.
fn key(key: &str) -> &[u8] {
    match key {
        "keys/merchant.pkcs8.pem" => include_bytes!("../vectors/keys/merchant.pkcs8.pem"),
        "keys/weak1024.pkcs8.pem" => include_bytes!("../vectors/keys/weak1024.pkcs8.pem"),
        secret => secret.as_bytes(),
    }
}

fn params(json: &[(String, serde_json::Value)]) -> Vec<(&str, Value<'_>)> {
    let value = |json| match json {
        &serde_json::Value::Null => Value::Absent,
        serde_json::Value::Bool(flag) => (*flag).into(),
        serde_json::Value::Number(number) => number.as_i64().unwrap().into(),
        serde_json::Value::String(text) => text.as_str().into(),
        other => panic!("{other}"),
    };
    json.iter().map(|(name, json)| (name.as_str(), value(json))).collect()
}

const WEAK: KeyOptions<'static> = KeyOptions {
    allow_weak: true,
    rsa: None,
};

#[track_caller]
fn contradicts_itself(scheme: &Scheme, words: &str) {
    let told = format!("{scheme:?}");
    for error in [
        scheme.check().expect_err(&told),
        canonical_string(scheme, &[]).expect_err(&told),
        Signer::new(scheme.clone(), b"secret").expect_err(&told),
        Verifier::new(scheme.clone(), b"secret").expect_err(&told),
    ] {
        assert_eq!(error.kind(), ErrorKind::Config, "{told}");
        assert!(error.message().starts_with("scheme: "), "{error}");
        assert!(error.message().contains(words), "{words:?} is not in {error}");
    }
}

fn named(names: &'static [&'static str]) -> Cow<'static, [Cow<'static, str>]> {
    names.iter().map(|name| Cow::Borrowed(*name)).collect()
}

/// The table of the documentation, column by column: excluded names, empty values, order, value encoding, separator, secret,
/// digest, output.
#[test]
fn the_schemes_are_those_of_the_gateways() {
    let mut table = vec![
        (
            "hicoin",
            json!({
                "signatureField": "sign", "exclude": [], "dropEmpty": true, "encode": "raw", "separator": "&", "last": [],
                "secret": "&key={}", "algorithm": "hmac-sha256", "output": "HEX",
            }),
        ),
        (
            "hicoin-h5",
            json!({
                "signatureField": "paySign", "exclude": [], "dropEmpty": true, "encode": "form", "separator": "&", "last": [],
                "secret": "&key={}", "algorithm": "hmac-sha256", "output": "HEX",
            }),
        ),
        (
            "yinqiantong-v1",
            json!({
                "signatureField": "sign", "exclude": [], "dropEmpty": true, "encode": "raw", "separator": "&", "last": ["ts"],
                "secret": "&app_secret={}", "algorithm": "md5", "output": "hex",
            }),
        ),
        (
            "yinqiantong-v2",
            json!({
                "signatureField": "sign", "exclude": [], "dropEmpty": true, "encode": "raw", "separator": "&", "last": [],
                "secret": "&app_secret={}", "algorithm": "md5", "output": "hex",
            }),
        ),
        (
            "bitcv",
            json!({
                "signatureField": "sign", "exclude": ["sign_type", "sign_version"], "dropEmpty": true, "encode": "raw",
                "separator": "&", "last": [], "secret": "{}", "algorithm": "md5", "output": "hex",
            }),
        ),
        (
            "sixdu",
            json!({
                "signatureField": "merchantSign", "exclude": [], "dropEmpty": false, "encode": "raw", "separator": ",",
                "last": [], "algorithm": "rsa-sha256", "output": "base64",
            }),
        ),
        (
            "bhop-org",
            json!({
                "signatureField": "signature", "exclude": [], "dropEmpty": false, "encode": "raw", "separator": "&",
                "last": [], "algorithm": "hmac-sha256", "output": "hex",
            }),
        ),
    ];
    table.extend(the_rules_of_the_living());
    for (name, expected) in &table {
        let built_in = scheme(name).unwrap();
        assert_eq!(serde_json::to_value(built_in).unwrap(), *expected, "{name}");
        let read: Scheme = serde_json::from_value(expected.clone()).unwrap();
        assert_eq!(read, *built_in, "{name}");
        built_in.check().unwrap();
    }
    let names: Vec<&str> = schemes::SCHEMES.iter().map(|built_in| built_in.name).collect();
    assert_eq!(names, table.into_iter().map(|(name, _)| name).collect::<Vec<_>>());
    for unknown in ["", "HICOIN", "hicoin ", "yinqiantong", "__proto__"] {
        assert!(scheme(unknown).is_none(), "{unknown}");
    }
}

/// The same of gateways without a page: where they differ from 易支付's.
fn the_rules_of_the_living() -> Vec<(&'static str, serde_json::Value)> {
    let rule = |signature: &str, others: serde_json::Value| {
        let mut spec = json!({
            "signatureField": signature, "exclude": [], "dropEmpty": true, "encode": "raw", "separator": "&", "last": [],
            "secret": "{}", "algorithm": "md5", "output": "hex",
        });
        for (name, value) in others.as_object().unwrap() {
            spec[name] = value.clone();
        }
        spec.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        spec
    };
    let lantupay = json!([
        "body",
        "code",
        "mch_id",
        "notify_url",
        "order_no",
        "out_refund_no",
        "out_trade_no",
        "pay_no",
        "refund_fee",
        "timestamp",
        "total_fee",
    ]);
    let keyed = json!({ "secret": "&key={}", "output": "HEX" });
    vec![
        ("epay", rule("sign", json!({ "exclude": ["sign_type"] }))),
        (
            "epay-v2",
            rule(
                "sign",
                json!({ "exclude": ["sign_type"], "secret": null, "algorithm": "rsa-sha256", "output": "base64" }),
            ),
        ),
        ("gmpay-md5", rule("signature", json!({ "order": "pair" }))),
        (
            "gmpay-hmac",
            rule(
                "signature",
                json!({ "order": "pair", "secret": null, "algorithm": "hmac-sha256" }),
            ),
        ),
        ("bepusdt", rule("signature", json!({ "trim": true, "numbers": "go" }))),
        ("xunhupay", rule("hash", json!({}))),
        ("tokenpay", rule("Signature", json!({}))),
        (
            "lantupay",
            rule(
                "sign",
                json!({ "only": lantupay, "secret": "&key={}", "output": "HEX" }),
            ),
        ),
        (
            "jeepay",
            rule(
                "sign",
                json!({ "order": "pair-nocase", "secret": "&key={}", "output": "HEX" }),
            ),
        ),
        ("wechat-v2", rule("sign", keyed.clone())),
        (
            "wechat-v2-hmac",
            rule(
                "sign",
                json!({ "algorithm": "hmac-sha256", "secret": "&key={}", "output": "HEX" }),
            ),
        ),
    ]
}

#[test]
fn what_a_spec_leaves_out_has_the_stated_default() {
    let spec: Scheme = serde_json::from_value(json!({ "signatureField": "sign", "algorithm": "hmac-md5" })).unwrap();
    assert_eq!(
        spec,
        Scheme {
            signature_field: "sign".into(),
            exclude: named(&[]),
            only: None,
            drop_empty: DropEmpty::Yes,
            order: Order::Name,
            names: true,
            encode: Encoding::Raw,
            separator: "&".into(),
            trim: false,
            last: named(&[]),
            numbers: Numbers::Lexeme,
            secret: None,
            algorithm: Algorithm::HmacMd5,
            output: Output::Hex,
        }
    );
    assert_eq!(spec, Scheme::new("sign", Algorithm::HmacMd5));
    let no_secret: Scheme =
        serde_json::from_value(json!({ "signatureField": "sign", "algorithm": "hmac-md5", "secret": null })).unwrap();
    assert_eq!(no_secret, spec);
}

#[test]
fn the_words_of_a_spec_are_exact() {
    let read = |field: &str, word: &str| {
        let mut spec = json!({ "signatureField": "sign", "algorithm": "md5", "secret": "{}" });
        spec[field] = word.into();
        serde_json::from_value::<Scheme>(spec).ok()
    };
    for (word, algorithm) in [
        ("md5", Algorithm::Md5),
        ("sha256", Algorithm::Sha256),
        ("hmac-md5", Algorithm::HmacMd5),
        ("hmac-sha256", Algorithm::HmacSha256),
        ("rsa-sha256", Algorithm::RsaSha256),
        ("rsa-sha1", Algorithm::RsaSha1),
    ] {
        assert_eq!(read("algorithm", word).unwrap().algorithm, algorithm);
        assert_eq!(algorithm.as_str(), word);
        assert_eq!(algorithm.is_rsa(), word.starts_with("rsa"));
    }
    for (word, output) in [
        ("hex", Output::Hex),
        ("HEX", Output::UpperHex),
        ("base64", Output::Base64),
        ("base64url", Output::Base64Url),
        ("hex16", Output::Hex16),
        ("HEX16", Output::UpperHex16),
    ] {
        assert_eq!(read("output", word).unwrap().output, output);
    }
    for (word, encode) in [
        ("raw", Encoding::Raw),
        ("form", Encoding::Form),
        ("rfc3986", Encoding::Rfc3986),
        ("js", Encoding::Js),
    ] {
        assert_eq!(read("encode", word).unwrap().encode, encode);
    }
    for (word, order) in [
        ("name", Order::Name),
        ("pair", Order::Pair),
        ("pair-nocase", Order::PairNocase),
        ("listed", Order::Listed),
    ] {
        assert_eq!(read("order", word).unwrap().order, order);
    }
    for (word, numbers) in [("lexeme", Numbers::Lexeme), ("go", Numbers::Go)] {
        assert_eq!(read("numbers", word).unwrap().numbers, numbers);
    }
    assert_eq!(read("dropEmpty", "falsy").unwrap().drop_empty, DropEmpty::Falsy);
    for (field, word) in [
        ("algorithm", "MD5"),
        ("algorithm", "sha-256"),
        ("algorithm", "hmacsha256"),
        ("algorithm", "none"),
        ("algorithm", ""),
        ("output", "Hex"),
        ("output", "BASE64"),
        ("output", "base64URL"),
        ("output", "hex32"),
        ("order", "Name"),
        ("order", "pairs"),
        ("numbers", "Go"),
        ("dropEmpty", "Falsy"),
        ("only", "a"),
        ("names", "false"),
        ("trim", "true"),
        ("encode", "url"),
        ("encode", "RFC3986"),
        ("encode", ""),
        ("dropempty", "true"),
        ("dropEmpty", "true"),
        ("signature_field", "sign"),
        ("exclude", "a"),
    ] {
        assert_eq!(read(field, word), None, "{field}: {word}");
    }
    assert!(serde_json::from_value::<Scheme>(json!({ "algorithm": "md5", "secret": "{}" })).is_err());
    assert!(serde_json::from_value::<Scheme>(json!({ "signatureField": "sign" })).is_err());
}

#[test]
fn a_rule_that_contradicts_itself_is_refused() {
    let hmac = || Scheme::new("sign", Algorithm::HmacSha256);
    contradicts_itself(&Scheme::new("", Algorithm::HmacSha256), "signatureField is empty");
    contradicts_itself(
        &Scheme {
            last: named(&["sign"]),
            ..hmac()
        },
        "in `last` and also left out",
    );
    contradicts_itself(
        &Scheme {
            last: named(&["ts"]),
            exclude: named(&["a", "ts"]),
            ..hmac()
        },
        "in `last` and also left out",
    );
    contradicts_itself(
        &Scheme {
            last: named(&["ts", "a", "ts"]),
            ..hmac()
        },
        "twice in `last`",
    );
    contradicts_itself(
        &Scheme {
            last: named(&["ts", "ts"]),
            ..hmac()
        },
        "twice in `last`",
    );
    for (only, exclude, words) in [
        (&[][..], &[][..], "`only` is empty"),
        (&["a", "sign"], &[], "in `only` and also left out"),
        (&["a", "b"], &["b"], "in `only` and also left out"),
        (&["a", "b", "a"], &[], "twice in `only`"),
    ] {
        let spec = Scheme {
            only: Some(named(only)),
            exclude: named(exclude),
            ..hmac()
        };
        contradicts_itself(&spec, words);
    }
    let unlisted_last = Scheme {
        only: Some(named(&["a"])),
        last: named(&["ts"]),
        ..hmac()
    };
    contradicts_itself(&unlisted_last, "in `last` and also left out");
    for order in [Order::Pair, Order::PairNocase, Order::Listed] {
        let last = Scheme {
            last: named(&["ts"]),
            only: Some(named(&["a", "ts"])),
            order,
            ..hmac()
        };
        contradicts_itself(&last, "`last` follows names that are sorted");
        let alone = Scheme {
            names: false,
            order,
            ..hmac()
        };
        let listed = order == Order::Listed;
        contradicts_itself(
            &alone,
            if listed {
                "`only`, which is missing"
            } else {
                "`order` sorts finished pairs"
            },
        );
    }
    let trims = Scheme {
        trim: true,
        separator: "".into(),
        ..hmac()
    };
    contradicts_itself(&trims, "`trim` takes separators off");
    for output in [Output::Hex16, Output::UpperHex16] {
        contradicts_itself(&Scheme { output, ..hmac() }, "the middle half of an MD5");
        Scheme {
            output,
            ..Scheme::new("sign", Algorithm::HmacMd5)
        }
        .check()
        .unwrap();
    }
    for (template, words) in [
        ("{text}", "must contain {} before {text}, behind it, or both"),
        ("a{text}b", "must contain {} before {text}"),
        ("{}{}{text}", "must contain {} before {text}"),
        ("{text}{}{}", "must contain {} before {text}"),
        ("{}{text}{text}", "{text} once at the most"),
    ] {
        let spec = Scheme {
            secret: Some(template.into()),
            ..Scheme::new("sign", Algorithm::Md5)
        };
        contradicts_itself(&spec, words);
    }
    for algorithm in [Algorithm::RsaSha256, Algorithm::RsaSha1] {
        for template in ["&key={}", "", "key"] {
            let spec = Scheme {
                secret: Some(template.into()),
                ..Scheme::new("sign", algorithm)
            };
            contradicts_itself(&spec, "an RSA key does not join the text");
        }
    }
    for algorithm in [Algorithm::Md5, Algorithm::Sha256] {
        contradicts_itself(
            &Scheme::new("sign", algorithm),
            "without it anyone could make the signature",
        );
    }
    for algorithm in [
        Algorithm::Md5,
        Algorithm::Sha256,
        Algorithm::HmacMd5,
        Algorithm::HmacSha256,
    ] {
        for template in [
            "",
            "&key=",
            "{",
            "{ }",
            "{}{}",
            "&key={}&again={}",
            "{key}",
            "&key={0}",
            "}{",
        ] {
            let spec = Scheme {
                secret: Some(template.into()),
                ..Scheme::new("sign", algorithm)
            };
            contradicts_itself(&spec, "must contain {} once");
        }
    }
}

#[test]
fn a_rule_may_be_unusual() {
    for spec in [
        Scheme {
            separator: "".into(),
            ..Scheme::new("sign", Algorithm::HmacSha256)
        },
        Scheme {
            exclude: named(&["sign", "sign", "x", "x"]),
            ..Scheme::new("sign", Algorithm::HmacSha256)
        },
        Scheme {
            secret: Some("{{}}".into()),
            ..Scheme::new("sign", Algorithm::Sha256)
        },
        Scheme {
            output: Output::Base64,
            ..Scheme::new("签名", Algorithm::HmacMd5)
        },
    ] {
        spec.check().unwrap();
        assert!(Signer::new(spec, b"secret").is_ok());
    }
}

#[test]
fn rules_of_every_shape_agree_with_an_independent_implementation() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/more.json")).unwrap();
    for (word, algorithm) in Algorithm::WORDS {
        let of = cases.iter().filter(|case| case.spec.algorithm == *algorithm).count();
        assert!(of > 0, "{word} has no vector");
    }
    for case in &cases {
        let told = serde_json::to_string(&case.spec).unwrap();
        let params = params(&case.params);
        assert_eq!(canonical_string(&case.spec, &params).unwrap(), case.canonical, "{told}");
        let signer = Signer::with_options(case.spec.clone(), key(&case.key), WEAK).unwrap();
        assert_eq!(signer.sign(&params).unwrap(), case.signature, "{told}");
        assert!(signer.verify(&params, Some(&case.signature)).unwrap(), "{told}");
        assert_eq!(signer.explain(&params).unwrap().canonical, case.canonical, "{told}");
    }
}

/// The test suite of RFC 1321, A.5: without parameters, and with `{}` as the template, the message is the secret alone.
#[test]
fn md5_is_that_of_rfc_1321() {
    for (message, digest) in [
        ("a", "0cc175b9c0f1b6a831c399e269772661"),
        ("abc", "900150983cd24fb0d6963f7d28e17f72"),
        ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
        (
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "d174ab98d277d9f5a5611c2c9f419d9f",
        ),
        (
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "57edf4a22be3c955ac49da2e2107b67a",
        ),
    ] {
        let spec = Scheme {
            secret: Some("{}".into()),
            ..Scheme::new("sign", Algorithm::Md5)
        };
        assert_eq!(
            Signer::new(spec, message.as_bytes()).unwrap().sign(&[]).unwrap(),
            digest
        );
    }
}

/// FIPS 180-4, the examples that NIST publishes with it: of one block, and of two.
#[test]
fn sha_is_that_of_fips_180_4() {
    let two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    let two_long = "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";
    for (algorithm, message, digest) in [
        (Algorithm::Sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (Algorithm::Sha1, two, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        (
            Algorithm::Sha256,
            "abc",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        (
            Algorithm::Sha256,
            two,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (
            Algorithm::Sha512,
            "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (
            Algorithm::Sha512,
            two_long,
            "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
        ),
    ] {
        let spec = Scheme {
            secret: Some("{}".into()),
            ..Scheme::new("sign", algorithm)
        };
        assert_eq!(
            Signer::new(spec, message.as_bytes()).unwrap().sign(&[]).unwrap(),
            digest
        );
    }
}

/// A row's word is the one that a scheme is written with, and the names of its hash are those of the platforms.
#[test]
fn an_algorithm_has_one_word() {
    for (word, algorithm) in Algorithm::WORDS {
        assert_eq!(serde_json::to_value(algorithm).unwrap(), json!(word));
        assert_eq!(serde_json::from_value::<Algorithm>(json!(word)).unwrap(), *algorithm);
        assert_eq!(algorithm.as_str(), *word);
        let hash = algorithm.hash();
        assert!(word.ends_with(hash.openssl), "{word}: {}", hash.openssl);
        assert_eq!(hash.name.replace('-', "").to_lowercase(), hash.openssl);
        assert_eq!(algorithm.keying() == Keying::Hmac, word.starts_with("hmac-"), "{word}");
        assert_eq!(algorithm.is_rsa(), word.starts_with("rsa-"), "{word}");
    }
}

/// Without HMAC or RSA, only a secret in the text makes it a signature.
#[test]
fn a_plain_digest_needs_a_secret_in_the_text() {
    for (word, algorithm) in Algorithm::WORDS {
        let bare = Scheme::new("sign", *algorithm).check();
        match algorithm.keying() {
            Keying::Text => assert!(bare.unwrap_err().message().contains("a plain digest needs"), "{word}"),
            Keying::Hmac | Keying::Rsa(_) => bare.unwrap(),
        }
    }
}

/// The digest of `message` under `key`, through the entry that takes a ready-made canonical string.
fn hmac(algorithm: Algorithm, key: &[u8], message: &[u8]) -> String {
    let signer = Signer::new(Scheme::new("sign", algorithm), key).unwrap();
    let mut out = [0; 2 * MAX_DIGEST];
    let length = signer.sign_canonical(&mut message.to_vec(), &mut out).unwrap();
    String::from_utf8(out[..length].to_vec()).unwrap()
}

/// The second case of RFC 2202 §3 and of RFC 4231 §4; Wycheproof has the rest.
#[test]
fn hmac_sha1_and_sha512_are_those_of_their_rfcs() {
    let of = |algorithm| hmac(algorithm, b"Jefe", b"what do ya want for nothing?");
    assert_eq!(of(Algorithm::HmacSha1), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    assert_eq!(
        of(Algorithm::HmacSha512),
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    );
}

/// RFC 2202 §2.
#[test]
fn hmac_md5_is_that_of_rfc_2202() {
    let of = |key: &[u8], message: &[u8]| hmac(Algorithm::HmacMd5, key, message);
    assert_eq!(of(&[0x0b; 16], b"Hi There"), "9294727a3638bb1c13f48ef8158bfc9d");
    assert_eq!(
        of(b"Jefe", b"what do ya want for nothing?"),
        "750c783e6ab0b503eaa86e310a5db738"
    );
    assert_eq!(of(&[0xaa; 16], &[0xdd; 50]), "56be34521d144c88dbb8c733f0e8b3f6");
    let counting: Vec<u8> = (1..=25).collect();
    assert_eq!(of(&counting, &[0xcd; 50]), "697eaf0aca3a3aea3a75164746ffaa79");
    let long = b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data";
    assert_eq!(of(&[0xaa; 80], long), "6f630fad67cda0ee1fb1f562db3aa53e");
}

/// RFC 4231 §4.
#[test]
fn hmac_sha256_is_that_of_rfc_4231() {
    let of = |key: &[u8], message: &[u8]| hmac(Algorithm::HmacSha256, key, message);
    assert_eq!(
        of(&[0x0b; 20], b"Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    assert_eq!(
        of(b"Jefe", b"what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    assert_eq!(
        of(&[0xaa; 20], &[0xdd; 50]),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    );
    let counting: Vec<u8> = (1..=25).collect();
    assert_eq!(
        of(&counting, &[0xcd; 50]),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    );
    let long = b"Test Using Larger Than Block-Size Key - Hash Key First";
    assert_eq!(
        of(&[0xaa; 131], long),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

#[test]
fn a_ready_made_canonical_string_is_signed_like_the_params() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../vectors/more.json")).unwrap();
    for case in &cases {
        let signer = Signer::with_options(case.spec.clone(), key(&case.key), WEAK).unwrap();
        let mut text = case.canonical.clone().into_bytes();
        let mut out = [0; 2 * MAX_DIGEST];
        let length = signer.sign_canonical(&mut text, &mut out);
        assert_eq!(text, case.canonical.as_bytes(), "the secret is off again");
        if case.spec.algorithm.is_rsa() {
            assert_eq!(length, None);
            continue;
        }
        let length = length.unwrap();
        assert_eq!(out[..length], *case.signature.as_bytes());
        assert_eq!(
            signer.sign_canonical(&mut text, &mut out[..length - 1]),
            None,
            "a buffer that is too short"
        );
        assert_eq!(text, case.canonical.as_bytes());
    }
}
