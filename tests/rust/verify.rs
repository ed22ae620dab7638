//! Verifying: what counts as the signature, what is covered by it, and what comes back. Bodies as gateways send them.

use paysign::{Error, ErrorKind, Signer, Value, Verifier, scheme};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const JSON: Option<&str> = Some("application/json; charset=utf-8");
const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

/// printf 'a=1app-secret-bitcv' | md5sum
const A1: &str = "449bcdfaef3d4b502bb5408722ca3448";

fn bitcv() -> Verifier {
    Verifier::new(scheme("bitcv").unwrap().clone(), b"app-secret-bitcv").unwrap()
}

fn org() -> Verifier {
    Verifier::new(scheme("bhop-org").unwrap().clone(), b"org-secret-key").unwrap()
}

fn a1() -> [(&'static str, Value<'static>); 1] {
    [("a", 1.into())]
}

#[track_caller]
fn refused(result: Result<paysign::Fields, Error>, words: &str) {
    let error = result.expect_err("was taken");
    assert_eq!(error.kind(), ErrorKind::Signature, "{error}");
    assert!(error.message().contains(words), "{words:?} is not in {error}");
    assert!(error.details().is_empty());
}

const MISSING: &str = "the body carries no signature: sign is missing or empty (缺少签名)";
const WRONG: &str = "the signature does not fit the body and the key (签名错误)";

#[test]
fn the_signature_is_the_one_given_or_else_the_parameter() {
    let carrying = |signature: &'static str| [("sign", Value::from(signature)), ("a", 1.into())];
    assert!(bitcv().verify(&a1(), Some(A1)).unwrap());
    assert!(bitcv().verify(&carrying(A1), None).unwrap());
    assert!(
        bitcv().verify(&carrying("00"), Some(A1)).unwrap(),
        "the one given counts"
    );
    assert!(
        !bitcv().verify(&carrying(A1), Some("00")).unwrap(),
        "the one given counts"
    );
    assert!(
        !bitcv().verify(&carrying(A1), Some("")).unwrap(),
        "the one given counts"
    );
}

#[test]
fn no_signature_is_no_error_and_never_right() {
    for missing in [Value::Absent, "".into(), 0.into(), true.into(), " ".into()] {
        assert!(
            !bitcv()
                .verify(&[("sign", missing.clone()), ("a", 1.into())], None)
                .unwrap(),
            "{missing:?}"
        );
    }
    assert!(!bitcv().verify(&a1(), None).unwrap());
    assert!(!bitcv().verify(&[], None).unwrap());
    assert!(!bitcv().verify(&[], Some("")).unwrap());
}

#[test]
fn hexadecimal_may_be_in_any_case_and_nothing_else_may_differ() {
    let mixed: String = A1
        .char_indices()
        .map(|(at, c)| if at % 2 == 0 { c.to_ascii_uppercase() } else { c })
        .collect();
    assert!(bitcv().verify(&a1(), Some(&A1.to_uppercase())).unwrap());
    assert!(bitcv().verify(&a1(), Some(&mixed)).unwrap());
    // B45: wrapped at lines, or with a line break at its end, it is the same signature.
    let wrapped = format!("{}\r\n{}\n", &A1[..16], &A1[16..]);
    assert!(bitcv().verify(&a1(), Some(&wrapped)).unwrap());
    for other in [
        format!(" {A1}"),
        format!("{A1} "),
        format!("0x{A1}"),
        format!("{A1}00"),
        format!("00{A1}"),
        A1[..30].to_owned(),
        A1[..31].to_owned(),
        A1[2..].to_owned(),
        A1.replace(|c: char| c.is_ascii_digit(), "０"),
        format!("{}g", &A1[..31]),
    ] {
        assert!(!bitcv().verify(&a1(), Some(&other)).unwrap(), "{other:?}");
    }
}

#[test]
fn base64_is_the_same_however_it_is_wrapped() {
    let key = include_bytes!("../vectors/keys/merchant.pkcs8.pem");
    let signer = Signer::new(scheme("sixdu").unwrap().clone(), key).unwrap();
    let signature = signer.sign(&a1()).unwrap();
    assert!(signature.ends_with("=="), "256 bytes");
    assert!(signer.verify(&a1(), Some(&signature)).unwrap());
    // The four bits of the last digit that stand for nothing must be 0, or one signature had sixteen texts.
    let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let last = signature.len() - 3;
    let next = digits.find(&signature[last..=last]).unwrap() + 1;
    let spare = [&signature[..last], &digits[next..=next], "=="].concat();
    let unpadded = signature.trim_end_matches('=');
    for same in [
        unpadded.to_owned(),
        format!("{signature}\n"),
        format!("{signature}\r\n"),
        [&signature[..76], "\r\n", &signature[76..152], "\n", &signature[152..]].concat(),
        signature.replace('+', "-").replace('/', "_"),
        unpadded.replace('+', "-").replace('/', "_"),
        signature.replace('+', " "), // what a form makes of a `+` that nobody escaped
    ] {
        assert!(signer.verify(&a1(), Some(&same)).unwrap(), "{same:?}");
        let body = serde_json::json!({ "a": 1, "merchantSign": same }).to_string();
        assert!(signer.verify_body(body.as_bytes(), JSON).is_ok(), "{body}");
    }
    assert!(signature.contains('+') && signature.contains('/'));
    for other in [
        format!("{unpadded}="),
        format!("{signature}="),
        format!("={signature}"),
        format!(" {signature}"),
        signature.to_lowercase(),
        spare,
        signature.replace('+', "%2B"),
    ] {
        assert!(!signer.verify(&a1(), Some(&other)).unwrap(), "{other:?}");
    }
}

#[test]
fn a_signed_body_comes_back_whole() {
    // printf 'amount=1.50&id=1571561027984123456&paid=true&text=中 文app-secret-bitcv' | md5sum
    let body = r#"{ "text": "\u4e2d 文", "sign": "5761ec55e9fdedca4b770a653f97fccf", "id": 1571561027984123456,
                    "amount": 1.50, "paid": true, "note": "", "sign_type": "MD5", "gone": null }"#;
    let fields = bitcv().verify_body(body.as_bytes(), JSON).unwrap();
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_deref()))
        .collect();
    assert_eq!(
        fields,
        [
            ("text", Some("中 文")),
            ("sign", Some("5761ec55e9fdedca4b770a653f97fccf")),
            ("id", Some("1571561027984123456")),
            ("amount", Some("1.50")),
            ("paid", Some("true")),
            ("note", Some("")),
            ("sign_type", Some("MD5")),
            ("gone", None),
        ]
    );
    let form = "text=%E4%B8%AD+%E6%96%87&id=1571561027984123456&amount=1.50&paid=true&note=&sign=5761ec55e9fdedca4b770a653f97fccf";
    assert_eq!(bitcv().verify_body(form.as_bytes(), FORM).unwrap().len(), 6);
    assert_eq!(bitcv().verify_body(form.as_bytes(), None).unwrap().len(), 6);
}

#[test]
fn numbers_are_signed_with_the_characters_they_came_with() {
    // printf 'a=1&big=123456789012345678901234567890.10&e=1E+2&z=-0app-secret-bitcv' | md5sum
    let body =
        r#"{"a":1,"big":123456789012345678901234567890.10,"e":1E+2,"z":-0,"sign":"626d4b5906d88717dc3e0613963e5771"}"#;
    assert_eq!(bitcv().verify_body(body.as_bytes(), JSON).unwrap().len(), 5);
    for rewritten in [
        body.replace("890.10", "890.1"),
        body.replace("1E+2", "100"),
        body.replace("1E+2", "1e+2"),
        body.replace("-0", "0"),
        body.replace("\"a\":1", "\"a\":1.0"),
    ] {
        refused(bitcv().verify_body(rewritten.as_bytes(), JSON), WRONG);
    }
    // The same number as text is the same text.
    assert!(
        bitcv()
            .verify_body(body.replace("1E+2", "\"1E+2\"").as_bytes(), JSON)
            .is_ok()
    );
}

#[test]
fn a_body_without_a_signature_says_so() {
    for body in [
        r#"{"a":1}"#.to_owned(),
        r#"{"a":1,"sign":""}"#.to_owned(),
        r#"{"a":1,"sign":null}"#.to_owned(),
        format!(r#"{{"a":1,"Sign":"{A1}"}}"#),
        format!(r#"{{"a":1,"signature":"{A1}"}}"#),
        "{}".to_owned(),
        "a=1&sign=".to_owned(),
    ] {
        refused(bitcv().verify_body(body.as_bytes(), None), MISSING);
    }
}

#[test]
fn a_wrong_signature_says_nothing_more() {
    for body in [
        format!(r#"{{"a":2,"sign":"{A1}"}}"#),
        format!(r#"{{"a":1,"b":0,"sign":"{A1}"}}"#),
        format!(r#"{{"b":1,"sign":"{A1}"}}"#),
        format!(r#"{{"sign":"{A1}"}}"#),
        format!(r#"{{"a":1,"sign":"{}"}}"#, &A1[..30]),
        format!(r#"{{"a":1,"sign":" {A1}"}}"#),
        r#"{"a":1,"sign":"not hexadecimal"}"#.to_owned(),
        r#"{"a":1,"sign":true}"#.to_owned(),
        r#"{"a":1,"sign":0}"#.to_owned(),
    ] {
        refused(bitcv().verify_body(body.as_bytes(), None), WRONG);
    }
    refused(
        bitcv().verify_body(format!(r#"{{"a":1,"sign":"{A1}0"}}"#).as_bytes(), None),
        WRONG,
    );
    assert!(
        bitcv()
            .verify_body(format!(r#"{{"a":1,"sign":"{A1}"}}"#).as_bytes(), None)
            .is_ok()
    );
}

#[test]
fn a_body_that_cannot_be_read_is_no_matter_of_signatures() {
    for body in [
        format!(r#"{{"a":1,"sign":"{A1}","sign":"{A1}"}}"#),
        format!(r#"{{"a":1,"a":1,"sign":"{A1}"}}"#),
        format!(r#"{{"a":1,"sign":"{A1}""#),
        format!(r#"{{"a":1,"sign":["{A1}"]}}"#),
        format!(r#"{{"data":{{"a":1}},"sign":"{A1}"}}"#),
        String::new(),
    ] {
        let error = bitcv().verify_body(body.as_bytes(), JSON).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Body, "{body}: {error}");
    }
}

#[test]
fn another_key_or_scheme_does_not_verify() {
    let body = format!(r#"{{"a":1,"sign":"{A1}"}}"#);
    let with = |name: &str, key: &[u8]| Verifier::new(scheme(name).unwrap().clone(), key).unwrap();
    refused(
        with("bitcv", b"app-secret-bitcW").verify_body(body.as_bytes(), JSON),
        WRONG,
    );
    refused(
        with("hicoin", b"app-secret-bitcv").verify_body(body.as_bytes(), JSON),
        WRONG,
    );
    refused(
        with("yinqiantong-v2", b"app-secret-bitcv").verify_body(body.as_bytes(), JSON),
        WRONG,
    );
}

/// B18, B44, B45: what can be seen without the key is said, and nothing else.
#[test]
fn what_shows_of_a_message_that_does_not_fit_is_said() {
    let told = |body: &str| bitcv().verify_body(body.as_bytes(), FORM).unwrap_err().to_string();
    for (body, words) in [
        ("extra=%7B%26quot%3Bu%26quot%3B:1%7D", r#""extra" is HTML-escaped"#),
        ("extra=a%26amp%3Bb", r#""extra" is HTML-escaped"#),
        ("extra=a%26%2339%3Bb", r#""extra" is HTML-escaped"#),
        (
            "pid=1%C2%ACify_url%3Dhttps://shop.example",
            r#""pid" holds a character that &not"#,
        ),
        ("pid=1%C3%97tamp%3D1", r#""pid" holds a character that &not"#),
        ("pid=1%0A", r#""pid" ends in a line break"#),
        ("pid=1 ", r#""pid" begins or ends with white space"#),
        ("name=%EF%BF%BD%EF%BF%BD", r#""name" was decoded in another charset"#),
        ("name=%C3%A6%C5%93%CB%86%C3%A5", ""), // Windows-1252: not told from a text of its own
        ("name=%C3%A6%C2%9C%C2%88", r#""name" was decoded in another charset"#), // 月, by way of Latin-1
        (
            "name=%E9%94%9F%E6%96%A4%E6%8B%B7",
            r#""name" was decoded in another charset"#,
        ), // 锟斤拷
        ("name=??", "characters were lost"),
        (r#"name=\"a\""#, r"holds \ before quotes"),
        ("name=%25E6%259C%2588", "was it encoded twice?"),
        ("name=undefined", r#""name" holds the text of an absent value"#),
        (
            "s=%2Fpay%2Fnotify&pid=1",
            r#""s" holds a path; did a router or a proxy add it?"#,
        ),
        ("utm_source=x&pid=1", r#""utm_source" is often added on the way"#),
        ("notify?pid=1", r#""notify?pid" has an address before it"#),
    ] {
        let body = format!("{body}&sign={}", "0".repeat(32));
        let told = told(&body);
        assert!(told.contains(WRONG) && told.contains("`explain`"), "{told}");
        assert_eq!(
            told.contains("; what can be seen without the key: "),
            !words.is_empty(),
            "{body}: {told}"
        );
        assert!(told.contains(words), "{body}: {words:?} is not in {told}");
    }
    for (signature, words) in [
        (
            "0".repeat(64),
            r#""sign" is of 32 bytes, where md5 gives 16: is it another algorithm?"#,
        ),
        ("MD5".to_owned(), r#""sign" is no hexadecimal"#),
        ("0".repeat(31), r#""sign" is no hexadecimal"#),
    ] {
        assert!(told(&format!("a=1&sign={signature}")).contains(words), "{words}");
    }
    let signed = Verifier::new(
        paysign::Scheme {
            secret: Some("{}".into()),
            ..paysign::Scheme::new("sign", paysign::Algorithm::Md5)
        },
        b"secret",
    )
    .unwrap();
    let body = format!("a=1&sign_type=MD5&sign={}", "0".repeat(32));
    let error = signed.verify_body(body.as_bytes(), FORM).unwrap_err();
    assert!(
        error.message().contains(r#""sign_type" is signed by this rule"#),
        "{error}"
    );
    let error = signed
        .verify_body(body.as_bytes(), Some("text/plain; charset=GBK"))
        .unwrap_err();
    assert!(error.message().contains("its content type says charset gbk"), "{error}");
}

/// No oracle: what is said beside "wrong" is the same whatever key is held and whatever would have been right.
#[test]
fn what_is_said_depends_on_no_key() {
    let with = |key: &[u8]| Verifier::new(scheme("bitcv").unwrap().clone(), key).unwrap();
    for body in [
        format!("s=/a&extra=&quot;&a=1&sign={A1}"),
        format!("a=1%0A&sign={A1}"),
        format!("b=1&sign={}", &A1[..30]),
    ] {
        let told = |key: &[u8]| with(key).verify_body(body.as_bytes(), FORM).unwrap_err();
        assert_eq!(told(b"app-secret-bitcv"), told(b"another-secret"), "{body}");
    }
}

#[test]
fn a_body_without_a_signature_says_what_it_has() {
    let told = |body: &str| bitcv().verify_body(body.as_bytes(), FORM).unwrap_err().to_string();
    assert_eq!(told("a=1&b=2"), format!("{MISSING}; it has a, b"));
    assert_eq!(told("{}"), format!("{MISSING}; it has no fields"));
    assert_eq!(
        told("a=1&Sign=00"),
        format!(r#"{MISSING}; it has "Sign", in other case"#)
    );
    assert_eq!(
        told("a=1%26sign%3D00"),
        format!(r#"{MISSING}; "a" holds &sign=: was the text encoded twice?"#)
    );
    let many: Vec<String> = (0..40).map(|index| format!("n{index}=1")).collect();
    assert!(told(&many.join("&")).ends_with("n9, …"));
}

/// The digest of nothing but the secret verifies a body of nothing but a signature: what must be in it is for the reader
/// of the fields to ask.
#[test]
fn an_empty_message_can_be_signed() {
    assert!(bitcv().verify(&[], Some("2fc6b1def85a7ad60c9cd9b5de832ef4")).unwrap());
    let fields = bitcv()
        .verify_body(br#"{"sign":"2fc6b1def85a7ad60c9cd9b5de832ef4"}"#, JSON)
        .unwrap();
    assert_eq!(
        fields,
        [("sign".to_owned(), Some("2fc6b1def85a7ad60c9cd9b5de832ef4".to_owned()))]
    );
}

#[test]
fn where_empty_texts_are_signed_they_count() {
    // printf 'a=1&b=' | openssl dgst -sha256 -hmac org-secret-key, and the same of 'a=1'
    let (with, without) = (
        "4072f7796a4c694c6d74a3672a33d4008313a42a659081168a0b648c7dabc20e",
        "930c4db0074a07a9cac368056344361234006f877fe5734b4e7ff52272f9689c",
    );
    let empty = [("a", Value::from(1)), ("b", "".into())];
    let absent = [("a", Value::from(1)), ("b", Value::Absent)];
    assert!(org().verify(&empty, Some(with)).unwrap() && !org().verify(&empty, Some(without)).unwrap());
    assert!(org().verify(&absent, Some(without)).unwrap() && !org().verify(&absent, Some(with)).unwrap());
    assert!(
        org()
            .verify_body(format!(r#"{{"a":1,"b":"","signature":"{with}"}}"#).as_bytes(), JSON)
            .is_ok()
    );
    assert!(
        org()
            .verify_body(
                format!(r#"{{"a":1,"b":null,"signature":"{without}"}}"#).as_bytes(),
                JSON
            )
            .is_ok()
    );
    let error = org().verify_body(br#"{"a":1}"#, JSON).unwrap_err();
    assert!(error.message().contains("signature is missing or empty"), "{error}");
}

#[test]
fn a_name_given_twice_is_a_fault_of_the_params() {
    let twice = [("a", Value::from(1)), ("sign", A1.into()), ("sign", A1.into())];
    let error = bitcv().verify(&twice, None).unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Params, "sign: is given twice")
    );
    let several = [
        ("b", Value::from(1)),
        ("a", 1.into()),
        ("b", 2.into()),
        ("a", Value::Absent),
    ];
    let error = bitcv().verify(&several, Some(A1)).unwrap_err();
    assert_eq!(error.message(), "b: is given twice; a: is given twice");
}

#[test]
fn a_signer_verifies_what_a_verifier_does() {
    let signer = Signer::new(scheme("bitcv").unwrap().clone(), b"app-secret-bitcv").unwrap();
    assert_eq!(signer.sign(&a1()).unwrap(), A1);
    assert!(signer.verify(&a1(), Some(A1)).unwrap());
    assert!(signer.verify_body(format!("a=1&sign={A1}").as_bytes(), FORM).is_ok());
    assert_eq!(
        (signer.scheme(), bitcv().scheme()),
        (scheme("bitcv").unwrap(), scheme("bitcv").unwrap())
    );
}

#[test]
#[cfg(not(target_family = "wasm"))]
fn signers_and_verifiers_are_shared_between_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let verifier = bitcv();
    shared(&verifier);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(verifier.verify(&a1(), Some(A1)).unwrap()));
        }
    });
}
