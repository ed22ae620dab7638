//! F1: one signed text, one reading. A customer who writes one field of a genuine message must not be able to make another
//! order, amount or state of it.

use std::borrow::Cow;

use paysign::{
    Algorithm, BodyOptions, DropEmpty, Encoding, Error, ErrorKind, Fields, Order, Scheme, Signer, Value, scheme,
};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

/// The names that decide in these messages.
const DECISIVE: &[&str] = &["outTradeNo", "tradeStatus", "amount"];

fn rule(separator: &'static str, encode: Encoding) -> Scheme {
    Scheme {
        secret: Some("&key={}".into()),
        separator: separator.into(),
        encode,
        ..Scheme::new("sign", Algorithm::Md5)
    }
}

fn signer(scheme: Scheme) -> Signer {
    Signer::new(scheme, b"k3yK3yk3yK3yk3yK3yk3yK3yk3yK3y00").unwrap()
}

/// A form with the signature of `genuine` and the fields of `shown`, as whoever passes it on may have cut it.
fn sent(signer: &Signer, genuine: &[(&str, &str)], shown: &[(&str, &str)]) -> String {
    let params: Vec<(&str, Value<'_>)> = genuine.iter().map(|(name, text)| (*name, (*text).into())).collect();
    let signature = signer.sign(&params).unwrap();
    let field = &*signer.scheme().signature_field;
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(shown)
        .append_pair(field, &signature)
        .finish()
}

fn verified(signer: &Signer, genuine: &[(&str, &str)], shown: &[(&str, &str)]) -> Result<Fields, Error> {
    let body = sent(signer, genuine, shown);
    let options = BodyOptions {
        decisive: DECISIVE,
        ..BodyOptions::default()
    };
    signer.verify_body_with(body.as_bytes(), FORM, &options)
}

#[track_caller]
fn ambiguous(signer: &Signer, genuine: &[(&str, &str)], shown: &[(&str, &str)], words: &str) {
    let same = |fields: &[(&str, &str)]| {
        let params: Vec<(&str, Value<'_>)> = fields.iter().map(|(name, text)| (*name, (*text).into())).collect();
        paysign::canonical_string(signer.scheme(), &params).unwrap()
    };
    assert_eq!(same(genuine), same(shown), "the two have one signed text");
    let error = verified(signer, genuine, shown).expect_err("was taken");
    assert_eq!(error.kind(), ErrorKind::Signature, "{error}");
    assert!(error.message().starts_with("the body is ambiguous: "), "{error}");
    assert!(error.message().contains(words), "{words:?} is not in {error}");
    assert!(
        error.message().contains("could be read as another message (有歧义)"),
        "{error}"
    );
}

#[test]
fn a_free_field_cannot_become_another_order() {
    let signer = signer(scheme("bitcv").unwrap().clone());
    let memo = "x&outTradeNo=BIG&tradeStatus=TRADE_FINISHED&zz=";
    let genuine = [("memo", memo), ("outTradeNo", "SMALL"), ("tradeStatus", "TRADE_CLOSED")];
    let forged = [
        ("memo", "x"),
        ("outTradeNo", "BIG"),
        ("tradeStatus", "TRADE_FINISHED"),
        ("zz", "&outTradeNo=SMALL&tradeStatus=TRADE_CLOSED"),
    ];
    ambiguous(&signer, &genuine, &forged, r#""zz" holds &outTradeNo="#);
    // The sender's own cut is refused as well: nobody can tell which of the two he meant.
    ambiguous(&signer, &genuine, &genuine, r#""memo" holds &outTradeNo="#);
    // Without names that decide, what the genuine message says is taken; the forged one too, as SECURITY.md says.
    let body = sent(&signer, &genuine, &genuine);
    assert!(signer.verify_body(body.as_bytes(), FORM).is_ok());
}

#[test]
fn a_name_cannot_hide_a_field() {
    let signer = signer(scheme("bitcv").unwrap().clone());
    let genuine = [("amount", "1"), ("memo", "x"), ("outTradeNo", "A")];
    for (shown, words) in [
        (
            &[("amount=1&memo", "x"), ("outTradeNo", "A")][..],
            r#""amount=1&memo" has = in its name"#,
        ),
        (&[("amount", "1"), ("memo=x&outTradeNo", "A")], "has = in its name"),
    ] {
        ambiguous(&signer, &genuine, shown, words);
        // Such names are refused whoever asks: no gateway has them.
        let body = sent(&signer, &genuine, shown);
        assert!(signer.verify_body(body.as_bytes(), FORM).is_err());
    }
    ambiguous(
        &signer,
        &[("amount", "1&b5"), ("memo", "x")],
        &[("amount", "1"), ("b5&memo", "x")],
        r#""b5&memo" has & in its name, which separates fields"#,
    );
}

#[test]
fn a_decisive_value_cannot_swallow_its_neighbour() {
    let signer = signer(scheme("bitcv").unwrap().clone());
    let genuine = [("outTradeNo", "A"), ("passback", "x"), ("tradeStatus", "OK")];
    let shown = [("outTradeNo", "A&passback=x"), ("tradeStatus", "OK")];
    ambiguous(&signer, &genuine, &shown, r#""outTradeNo" holds & and = behind it"#);
}

#[test]
fn an_honest_text_is_no_forgery() {
    let signer = signer(scheme("bitcv").unwrap().clone());
    for text in [
        "Tom & Jerry",
        "a=b",
        "uid=1&channel=app",
        "https://shop.example/?a=1&b=2#c=3",
        r#"{"a":"b&c=d"}"#,
        "amount=5",
        "&amount",
        "& amount=5",
        "&Amount=5",
        "&amounts=5",
        "& = &",
        "中文&=",
    ] {
        let fields = [("amount", "1"), ("memo", text), ("outTradeNo", "A & B")];
        let read = verified(&signer, &fields, &fields).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(read[1].1.as_deref(), Some(text));
    }
}

#[test]
fn separators_of_other_rules_separate_too() {
    // 6du's; one of two characters, which may overlap itself; none at all.
    let comma = signer(rule(",", Encoding::Raw));
    let genuine = [("amount", "1"), ("memo", "x,outTradeNo=B,zz="), ("outTradeNo", "A")];
    let forged = [
        ("amount", "1"),
        ("memo", "x"),
        ("outTradeNo", "B"),
        ("zz", ",outTradeNo=A"),
    ];
    ambiguous(&comma, &genuine, &forged, r#""zz" holds ,outTradeNo="#);
    let and = [("amount", "1"), ("memo", "x&outTradeNo=B"), ("outTradeNo", "A")];
    assert!(verified(&comma, &and, &and).is_ok(), "& separates nothing there");

    let double = signer(rule("&&", Encoding::Raw));
    let genuine = [("&", "x&&outTradeNo=B&&Z=&"), ("outTradeNo", "A")];
    let forged = [("&", "x"), ("outTradeNo", "B"), ("Z", "&&&outTradeNo=A")];
    // Sorted, `Z` would come first, so these two differ; the field is refused all the same.
    let error = verified(&double, &genuine, &genuine).unwrap_err();
    assert!(error.message().contains(r#""&" holds &&outTradeNo="#), "{error}");
    assert!(verified(&double, &genuine, &forged).is_err());

    let none = signer(rule("", Encoding::Raw));
    let genuine = [("aaa", "xamount=9b=1"), ("amount", "5")];
    let forged = [("aaa", "x"), ("amount", "9"), ("b", "1amount=5")];
    ambiguous(&none, &genuine, &forged, r#""b" holds amount="#);
    ambiguous(
        &none,
        &[("aaa", "xamount=9b=1zz"), ("amount", "5")],
        &[("aaa", "x"), ("amount", "9"), ("b", "1"), ("zzamount", "5")],
        r#""zzamount" holds amount="#,
    );
}

#[test]
fn a_separator_that_names_are_made_of_leaves_them_alone() {
    let signer = signer(rule("_", Encoding::Raw));
    let genuine = [("amount", "1"), ("out_trade_no", "A"), ("pay_type", "x_amount=9")];
    let honest = [("amount", "1"), ("out_trade_no", "A"), ("pay_type", "x")];
    assert!(verified(&signer, &honest, &honest).is_ok());
    ambiguous(&signer, &genuine, &genuine, r#""pay_type" holds _amount="#);
}

#[test]
fn encoded_values_hold_no_separator() {
    for encode in [Encoding::Form, Encoding::Rfc3986] {
        let signer = signer(rule("&", encode));
        let fields = [("amount", "1"), ("memo", "x&outTradeNo=B&zz="), ("outTradeNo", "A&b=c")];
        assert!(verified(&signer, &fields, &fields).is_ok(), "{encode:?}");
        // Names are written as they are.
        let genuine = [("amount", "1"), ("outTradeNo", "A")];
        ambiguous(&signer, &genuine, &[("amount=1&outTradeNo", "A")], "has = in its name");
    }
}

#[test]
fn names_that_come_last_are_found_as_well() {
    let signer = signer(Scheme {
        last: Cow::Borrowed(&[Cow::Borrowed("amount")]),
        ..rule("&", Encoding::Raw)
    });
    let genuine = [("amount", "1"), ("memo", "x&zz=&amount=9"), ("outTradeNo", "A")];
    ambiguous(&signer, &genuine, &genuine, r#""memo" holds &amount="#);
    // What is not signed is no part of the signed text.
    let unsigned = signer_excluding("memo");
    assert!(verified(&unsigned, &genuine, &genuine).is_ok());
}

fn signer_excluding(name: &'static str) -> Signer {
    signer(Scheme {
        exclude: Cow::Owned(vec![name.into()]),
        ..rule("&", Encoding::Raw)
    })
}

#[test]
fn a_list_or_an_order_of_pairs_changes_nothing() {
    let listed: Cow<'static, [Cow<'static, str>]> =
        Cow::Owned(["memo", "outTradeNo", "zz", "amount"].map(Cow::Borrowed).to_vec());
    for order in [Order::Listed, Order::Name, Order::Pair, Order::PairNocase] {
        let signer = signer(Scheme {
            only: Some(listed.clone()),
            order,
            ..rule("&", Encoding::Raw)
        });
        let genuine = [("memo", "x&outTradeNo=BIG&zz="), ("outTradeNo", "SMALL")];
        let forged = [("memo", "x"), ("outTradeNo", "BIG"), ("zz", "&outTradeNo=SMALL")];
        ambiguous(&signer, &genuine, &forged, r#""zz" holds &outTradeNo="#);
    }
}

#[test]
fn what_is_trimmed_ends_no_decisive_value() {
    let signer = signer(Scheme {
        trim: true,
        ..rule("&", Encoding::Raw)
    });
    let genuine = [("amount", "1"), ("outTradeNo", "A")];
    let shown = [("amount", "1"), ("outTradeNo", "A&&")];
    ambiguous(&signer, &genuine, &shown, r#""outTradeNo" ends in &"#);
    let honest = [
        ("amount", "1"),
        ("outTradeNo", "A"),
        ("url", "https://shop.example/?a=1&"),
    ];
    assert!(verified(&signer, &honest, &honest).is_ok());
}

#[test]
fn a_number_that_is_rounded_decides_nothing() {
    let signer = Signer::new(scheme("bepusdt").unwrap().clone(), b"fixture-token").unwrap();
    let options = BodyOptions {
        decisive: &["amount"],
        ..BodyOptions::default()
    };
    // BEpusdt's own server gives one signature to both.
    let signature = "6b437b9014c7cf27ceaa337aa19e644b";
    for (amount, is_taken) in [
        ("9007199254740992", true),
        ("9007199254740993", false),
        ("9007199254740992.0", true),
    ] {
        let body = format!(r#"{{"amount":{amount},"signature":"{signature}"}}"#);
        assert!(signer.verify_body(body.as_bytes(), None).is_ok(), "{amount}");
        let read = signer.verify_body_with(body.as_bytes(), None, &options);
        assert_eq!(read.is_ok(), is_taken, "{amount}");
        if let Err(error) = read {
            assert!(
                error
                    .message()
                    .contains(r#""amount" has more digits than the number that is signed"#),
                "{error}"
            );
        }
    }
}

fn values(only: &'static [&'static str], separator: &'static str) -> Signer {
    signer(Scheme {
        only: Some(only.iter().map(|name| Cow::Borrowed(*name)).collect())
            .filter(|only: &Cow<'_, [_]>| !only.is_empty()),
        names: false,
        drop_empty: DropEmpty::No,
        ..rule(separator, Encoding::Raw)
    })
}

#[test]
fn values_alone_need_names_from_a_list() {
    let signer = values(&[], "|");
    let genuine = [("amount", "1"), ("memo", "99")];
    let forged = [("aaa", "1"), ("amount", "99")];
    ambiguous(
        &signer,
        &genuine,
        &forged,
        r#""outTradeNo" is signed as a value without its name"#,
    );
    // Without names that decide there is nothing to be certain of.
    assert!(
        signer
            .verify_body(sent(&signer, &genuine, &genuine).as_bytes(), FORM)
            .is_ok()
    );
}

#[test]
fn values_alone_need_something_between_them() {
    let signer = values(&["outTradeNo", "memo", "amount"], "");
    let genuine = [("amount", "1"), ("memo", "9"), ("outTradeNo", "A")];
    let forged = [("amount", "19"), ("memo", ""), ("outTradeNo", "A")];
    ambiguous(&signer, &genuine, &forged, r#""outTradeNo" runs into its neighbours"#);
    ambiguous(
        &signer,
        &genuine,
        &genuine,
        "give `verify` all values but one from your own records",
    );
}

#[test]
fn values_alone_are_told_by_their_places() {
    let signer = values(&["amount", "memo", "outTradeNo"], "|");
    let honest = [("amount", "1"), ("memo", ""), ("outTradeNo", "A=&")];
    assert!(verified(&signer, &honest, &honest).is_ok());
    let genuine = [("amount", "1"), ("memo", "9|x"), ("outTradeNo", "A")];
    let forged = [("amount", "1|9"), ("memo", "x"), ("outTradeNo", "A")];
    ambiguous(
        &signer,
        &genuine,
        &forged,
        r#""amount" holds |, which separates values"#,
    );
    ambiguous(&signer, &genuine, &genuine, r#""memo" holds |, which separates values"#);
    // One that is missing: whose place is empty?
    let genuine = [("amount", "1"), ("outTradeNo", "A")];
    let forged = [("amount", "1"), ("memo", "A")];
    ambiguous(
        &signer,
        &genuine,
        &forged,
        r#""outTradeNo" has no value that is signed"#,
    );
    ambiguous(&signer, &genuine, &genuine, r#""memo" has no value that is signed"#);
}

#[test]
fn separators_may_be_made_where_two_values_meet() {
    let signer = values(&["amount", "memo", "outTradeNo"], "||");
    let genuine = [("amount", "1"), ("memo", "|9"), ("outTradeNo", "A")];
    let forged = [("amount", "1|"), ("memo", "9"), ("outTradeNo", "A")];
    ambiguous(&signer, &genuine, &forged, "make a further || where two meet");
    let honest = [("amount", "1"), ("memo", "9"), ("outTradeNo", "A")];
    assert!(verified(&signer, &honest, &honest).is_ok());
}

#[test]
fn encoded_values_alone_hold_no_separator() {
    for encode in [Encoding::Form, Encoding::Rfc3986, Encoding::Js] {
        let signer = signer(Scheme {
            encode,
            ..values(&["amount", "outTradeNo"], "|").scheme().clone()
        });
        let fields = [("amount", "1|2"), ("outTradeNo", "|")];
        assert!(verified(&signer, &fields, &fields).is_ok(), "{encode:?}");
    }
}
