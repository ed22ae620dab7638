//! What holds of the tables of gateways, calls, notifications and fields.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use paysign::schemes::{BuiltIn, SCHEMES};
use paysign::{
    Call, Effect, Field, Gateway, Kind, Method, Need, Notification, Origin, Out, Paid, Read, Rule, Send, Shape,
};

use super::calls;
use super::gateways;
use super::notices::notifications;

fn calls() -> impl Iterator<Item = (&'static Gateway, &'static Call)> {
    gateways::all()
        .into_iter()
        .flat_map(|gateway| gateway.calls.iter().map(move |call| (gateway, call)))
}

fn notices() -> impl Iterator<Item = (&'static Gateway, &'static Notification)> {
    gateways::all()
        .into_iter()
        .flat_map(|gateway| gateway.notifications.iter().map(move |notice| (gateway, notice)))
}

fn unique<'n>(names: impl Iterator<Item = &'n str>, what: &str) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{what} has {name} twice");
    }
}

fn rows_of(shape: Shape) -> &'static [Out] {
    match shape {
        Shape::Nothing => &[],
        Shape::One(rows) | Shape::Many(rows) => rows,
    }
}

#[test]
fn names_are_unique() {
    for gateway in gateways::all() {
        unique(gateway.calls.iter().map(|call| call.name), gateway.class);
        unique(
            gateway
                .notifications
                .iter()
                .flat_map(|notice| [notice.name, notice.handler]),
            gateway.class,
        );
        unique(gateway.options.iter().map(|option| option.name), gateway.class);
        unique(gateway.keys.iter().map(|key| key.role), gateway.class);
        let paths = gateway.calls.iter().filter(|call| !matches!(call.send, Send::Page(_)));
        let paths: Vec<String> = paths
            .map(|call| format!("{:?} {} {}", call.method, call.base, call.path))
            .collect();
        unique(paths.iter().map(String::as_str), gateway.class);
    }
    for (gateway, call) in calls() {
        let what = format!("{} {}", gateway.class, call.name);
        unique(call.rows().filter(|row| row.is_given()).map(|row| row.name), &what);
        // A query of Yinqiantong's has its appid in the address and in a header.
        unique(call.headers.iter().map(|(field, _)| field.wire_name()), &what);
        unique(call.fields.iter().map(Field::wire_name), &what);
        unique(call.wrapped().map(Field::wire_name), &what);
        check_out(rows_of(call.answer), &what);
    }
    for (gateway, notice) in notices() {
        check_out(notice.fields, &format!("{} {}", gateway.class, notice.name));
    }
}

/// Names and codes of what is read, all the way down.
fn check_out(rows: &'static [Out], what: &str) {
    let spellings = rows.iter().flat_map(|row| [Some(row.name), row.alias]).flatten();
    unique(spellings, what);
    for row in rows {
        let what = format!("{what} {}", row.name);
        assert_ne!(row.name, "paid", "{what}: that is ours to say");
        assert_ne!(row.name, "raw", "{what}: that is ours to say");
        assert!(!row.doc.text().is_empty(), "{what} says nothing");
        match row.read {
            Read::Enum(codes) => {
                assert!(!codes.is_empty(), "{what}");
                unique(codes.iter().map(|(_, code)| *code), &what);
                assert!(
                    codes.iter().all(|(word, code)| !word.is_empty() && !code.is_empty()),
                    "{what}"
                );
                // A word is never another's code.
                for (word, code) in codes {
                    let clash = codes.iter().find(|(other, theirs)| theirs == word && other != word);
                    assert!(clash.is_none() || *code == *word, "{what}: {word}");
                }
            }
            Read::Object(rows) | Read::List(rows) => check_out(rows, &what),
            _ => {}
        }
    }
}

#[test]
fn every_field_says_what_it_is() {
    fn check(field: &Field, what: &str) {
        let what = format!("{what} {}", field.name);
        if field.is_given() {
            assert!(!field.doc.text().is_empty(), "{what} says nothing");
        }
        match field.rule {
            Rule::Enum { words: codes, number } => {
                assert!(!codes.is_empty(), "{what}");
                unique(codes.iter().map(|(word, _)| *word), &what);
                unique(codes.iter().map(|(_, code)| *code), &what);
                assert!(codes.iter().all(|(word, _)| !word.is_empty()), "{what}");
                assert!(
                    codes.iter().all(|(_, code)| !number || code.parse::<u32>().is_ok()),
                    "{what}"
                );
            }
            Rule::Items { fields: rows } | Rule::Joined { fields: rows, .. } => {
                unique(rows.iter().map(|row| row.name), &what);
                rows.iter().for_each(|row| check(row, &what));
            }
            Rule::Text { max_length } | Rule::Id { max_length, .. } | Rule::Url { max_length, .. } => {
                assert!(max_length > 0, "{what}");
            }
            Rule::Digits { min_length, max_length } => assert!(0 < min_length && min_length <= max_length, "{what}"),
            Rule::Integer { minimum, maximum } => assert!(minimum <= maximum, "{what}"),
            _ => {}
        }
    }
    for (gateway, call) in calls() {
        let what = format!("{} {}", gateway.class, call.name);
        assert!(!call.doc.text().is_empty(), "{what} says nothing");
        call.rows().for_each(|row| check(row, &what));
    }
}

/// In English for the types and the guides, in Chinese for the guides.
#[test]
fn every_option_says_what_it_is() {
    for gateway in gateways::all() {
        for option in gateway.options {
            let what = format!("{} {}", gateway.class, option.name);
            assert!(!option.doc.text().is_empty(), "{what} says nothing");
            assert!(!option.doc.chinese().is_empty(), "{what} says nothing in Chinese");
        }
        for choice in gateway.choices {
            for (word, doc) in choice.words {
                assert!(
                    !doc.text().is_empty(),
                    "{} {}: {word} says nothing",
                    gateway.class,
                    choice.name
                );
            }
        }
        assert!(!gateway.doc.text().is_empty(), "{} says nothing", gateway.class);
    }
}

#[test]
fn every_name_that_a_row_names_is_there() {
    for (gateway, call) in calls() {
        let what = format!("{} {}", gateway.class, call.name);
        let sent: Vec<&str> = call.rows().map(|row| row.name).collect();
        let came: Vec<&str> = rows_of(call.answer).iter().map(|row| row.name).collect();
        for (name, answered) in call.echo {
            assert!(sent.contains(name), "{what} echoes {name}, which is not sent");
            assert!(came.contains(answered), "{what} echoes {answered}, which does not come");
        }
        assert!(
            call.echo.is_empty() || matches!(call.answer, Shape::One(_)),
            "{what}: only one object echoes"
        );
        for need in call.needs {
            let named: Vec<&str> = match need {
                Need::OneOf(names) | Need::AnyOf(names) => names.to_vec(),
                Need::If { field, then, .. } => vec![field, then],
                Need::Switch { field, cases } => cases.iter().map(|(_, name)| *name).chain([*field]).collect(),
            };
            assert!(named.iter().all(|name| sent.contains(name)), "{what}: {named:?}");
        }
        if let Some(Paid::When(conditions)) = call.paid {
            for (field, words) in conditions {
                check_paid(rows_of(call.answer), field, words, &what);
            }
        }
        if let Some(bundle) = call.bundle {
            assert!(!came.contains(&bundle.name), "{what}: {} is the gateway's", bundle.name);
            assert!(
                bundle
                    .fields
                    .iter()
                    .all(|name| sent.contains(name) || came.contains(name)),
                "{what}"
            );
        }
        for (field, _) in call.path_with {
            assert!(sent.contains(field), "{what}");
        }
        if let Some(states) = call.envelope.states {
            check_paid(
                rows_of(call.answer),
                states.field,
                &states.codes.iter().map(|(word, _)| *word).collect::<Vec<_>>(),
                &what,
            );
        }
        assert!(
            matches!(gateway.option(call.base).unwrap().kind, Kind::Base { .. }),
            "{what}: no base {}",
            call.base
        );
        let roles = [call.sign.map(|sign| sign.key), call.verify];
        for role in roles.into_iter().flatten() {
            assert!(gateway.key(role).is_some(), "{what}: no key {role}");
        }
        let is_page = matches!(call.send, Send::Page(_));
        assert!(
            is_page || !call.envelope.code.is_empty() && !call.envelope.message.is_empty(),
            "{what}"
        );
        assert!(call.path.is_empty() || call.path.starts_with('/'), "{what}");
        assert_eq!(
            is_page || call.send == Send::Query,
            call.method == Method::Get,
            "{what}"
        );
    }
    for (gateway, notice) in notices() {
        let what = format!("{} {}", gateway.class, notice.name);
        let names: Vec<&str> = notice.fields.iter().map(|row| row.name).collect();
        assert!(notice.replay_key.iter().all(|name| names.contains(name)), "{what}");
        assert!(!notice.replay_key.is_empty(), "{what} repeats for ever");
        assert!(gateway.key(notice.key).is_some(), "{what}");
        for (_, setting) in notice.identity {
            assert!(
                matches!(gateway.option(setting).unwrap().kind, Kind::Id { .. }),
                "{what}: no option {setting}"
            );
        }
        match notice.paid {
            None => panic!("{what} does not say whether it is paid"),
            Some(Paid::Always) => {}
            Some(Paid::When(conditions)) => {
                for (field, words) in conditions {
                    check_paid(notice.fields, field, words, &what);
                    // What was announced as unpaid must not keep the news that it is paid from being heard.
                    assert!(
                        notice.replay_key.contains(field),
                        "{what}: {field} is no part of its key"
                    );
                }
            }
        }
        assert_ne!(notice.success.body, notice.failure.body, "{what}");
        // What its key is made of is always there: two messages about nothing would be one.
        let required = |name: &str| notice.fields.iter().any(|row| row.name == name && row.required);
        assert!(notice.replay_key.iter().all(|name| required(name)), "{what}");
        // Another message's fields are those of an answer or of another notification, and none of its own.
        let others = gateway.calls.iter().flat_map(|call| rows_of(call.answer));
        let others: Vec<&str> = others
            .chain(gateway.notifications.iter().flat_map(|notice| notice.fields))
            .map(|row| row.name)
            .collect();
        for name in notice.foreign {
            assert!(others.contains(name), "{what}: {name} is in no other message");
            assert!(!names.contains(name), "{what}: {name} is its own");
        }
        unique(notice.foreign.iter().copied(), &what);
        unique(notice.decisive(), &what);
        if let Some((query, _)) = notice.advice.split_once('(') {
            assert!(gateway.call(query).is_some(), "{what}: {query}");
        }
        assert!(notice.advice.len() > 20, "{what}");
    }
}

fn check_paid(rows: &[Out], field: &str, words: &[&str], what: &str) {
    let row = rows.iter().find(|row| row.name == field);
    let Some(Read::Enum(codes)) = row.map(|row| row.read) else {
        panic!("{what}: {field} is no word")
    };
    for word in words {
        assert!(
            codes.iter().any(|(known, _)| known == word),
            "{what}: {field} is never {word}"
        );
    }
}

#[test]
fn money_is_never_sent_again_by_itself() {
    // Calls of the pages that move, promise, hold or release money.
    let money = [
        "HiCoin createOrder",
        "HiCoin transfer",
        "Yinqiantong createOrder",
        "BitCV createOrder",
        "BitCV transfer",
        "SixDu createOrder",
        "SixDu cancelOrder",
        "SixDu sell",
        "SixDu confirmAndRelease",
        "BhopUser pay",
        "BhopUser quickPay",
        "BhopOrg settle",
        "BhopOrg refund",
        "BhopOrg unlock",
        "BhopOrg cancelOrder",
    ];
    for (gateway, call) in calls() {
        let name = format!("{} {}", gateway.class, call.name);
        match call.effect {
            Effect::Money(advice) => {
                assert!(money.contains(&name.as_str()), "{name}");
                assert!(advice.len() > 20, "{name}");
                // An advice names a call that there is, and that only asks.
                if let Some((query, _)) = advice.split_once('(') {
                    assert!(
                        matches!(gateway.call(query).unwrap().effect, Effect::Read),
                        "{name}: {query}"
                    );
                }
            }
            // The page says so of this one: 幂等.
            Effect::Idempotent => assert_eq!(name, "BhopOrg createOrder"),
            Effect::Read | Effect::Once => assert!(!money.contains(&name.as_str()), "{name}"),
        }
    }
}

/// What is refused for certain is neither a success nor a failure that passes.
#[test]
fn codes_mean_one_thing() {
    for (gateway, call) in calls() {
        let envelope = call.envelope;
        for code in envelope.refused {
            let what = format!("{} {}: {code}", gateway.class, call.name);
            assert!(
                !envelope.success.contains(code) && !envelope.busy.contains(code),
                "{what}"
            );
            // What means success elsewhere is refused nowhere.
            assert!(!["0", "00", "200", "-1", "500", "OK"].contains(code), "{what}");
        }
        unique(envelope.refused.iter().copied(), gateway.class);
    }
}

/// Their gateways have no spec yet.
const WITHOUT_A_PAGE: &[&str] = &[
    "epay",
    "epay-v2",
    "gmpay-md5",
    "gmpay-hmac",
    "bepusdt",
    "xunhupay",
    "tokenpay",
    "lantupay",
    "jeepay",
    "wechat-v2",
    "wechat-v2-hmac",
];

#[test]
fn the_schemes_of_the_gateways_are_used() {
    let of_pages = SCHEMES
        .iter()
        .filter(|built_in| !WITHOUT_A_PAGE.contains(&built_in.name));
    assert_eq!(of_pages.clone().count(), 7);
    for BuiltIn { name, scheme, .. } in of_pages {
        let used = gateways::all()
            .into_iter()
            .flat_map(|gateway| gateway.keys)
            .filter(|key| key.scheme == scheme)
            .count();
        assert!(used > 0, "{name} is used by no gateway");
    }
    for gateway in gateways::all() {
        for key in gateway.keys {
            let signs = gateway
                .calls
                .iter()
                .any(|call| call.sign.is_some_and(|sign| sign.key == key.role));
            let verifies = gateway.calls.iter().any(|call| call.verify == Some(key.role));
            let notices = gateway.notifications.iter().any(|notice| notice.key == key.role);
            assert!(signs || verifies || notices, "{}: {}", gateway.class, key.role);
            assert!(
                SCHEMES.iter().any(|built_in| built_in.scheme == *key.scheme),
                "{}",
                gateway.class
            );
        }
    }
}

#[test]
fn every_call_has_a_golden_request() {
    let golden = calls::all();
    for (gateway, call) in calls() {
        let found = golden
            .iter()
            .any(|golden| std::ptr::eq(golden.gateway, gateway) && golden.call == call.name);
        assert!(found, "{} {} has no golden request", gateway.class, call.name);
        // Each field is in one of them.
        for row in call.rows() {
            let sent = golden
                .iter()
                .filter(|golden| std::ptr::eq(golden.gateway, gateway) && golden.call == call.name)
                .any(|golden| {
                    matches!(row.origin, Origin::Value(_) | Origin::Default(_))
                        || golden.input.iter().any(|(name, _)| name == row.name)
                });
            assert!(
                sent,
                "{} {}: {} is in no golden request",
                gateway.class, call.name, row.name
            );
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requests");
    let files = fs::read_dir(folder)
        .unwrap()
        .filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .path()
                .extension()
                .is_some_and(|ext| ext == "txt")
        })
        .count();
    assert_eq!(files, golden.len(), "a file that no test reads");
}

#[test]
fn every_notification_is_tried_good_forged_foreign_and_late() {
    let all = notifications();
    for (gateway, notice) in notices() {
        let version = if gateway.notifications.iter().any(|notice| notice.headers.is_some()) {
            "-v1"
        } else {
            "-v2"
        };
        let name = if gateway.class == "Yinqiantong" {
            format!("{}{version}", gateway.name)
        } else {
            gateway.name.to_owned()
        };
        for (try_of, expect) in [("good", "ok"), ("forged", "signature"), ("foreign", ""), ("late", "")] {
            // HiCoin's carries no time.
            if try_of == "late" && name == "hicoin" {
                assert!(notice.window.is_none());
                continue;
            }
            let found = all
                .iter()
                .find(|one| one.gateway == name && one.method == notice.name && one.name == try_of);
            let found = found.unwrap_or_else(|| panic!("{name} {}: no {try_of} one", notice.name));
            let expect = match (try_of, notice.window, notice.identity) {
                ("late", Some(_), _) => "expired",
                ("late", None, _) => "ok",
                ("foreign", _, []) => "signature",
                ("foreign", ..) => "identity",
                _ => expect,
            };
            assert_eq!(found.expect, expect, "{name} {} {try_of}", notice.name);
        }
    }
}
