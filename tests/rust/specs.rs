//! Specs: what is wrong with one is told at once and by its path, what is shared stands where it is used, and no text
//! makes the reader fail otherwise.

use std::collections::BTreeSet;

use paysign::{
    Client, Effect, Error, ErrorKind, Gateway, Incoming, Input, KeyOptions, Kind, Moment, Response, Rule, Settings,
};
use serde_json::{Value, json};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::gateways;

const SHOP_PAY: &str = include_str!("shop-pay.json");

fn shop() -> Value {
    serde_json::from_str(SHOP_PAY).unwrap()
}

/// The spec with these members set, by their JSON pointers; `null` takes one away.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut spec = shop();
    for (pointer, value) in changes {
        let (above, name) = pointer.rsplit_once('/').unwrap();
        let members = spec
            .pointer_mut(above)
            .unwrap_or_else(|| panic!("{pointer}"))
            .as_object_mut()
            .unwrap();
        match value {
            Value::Null => drop(members.shift_remove(name).unwrap_or_else(|| panic!("{pointer}"))),
            value => drop(members.insert(name.to_owned(), value.clone())),
        }
    }
    spec
}

fn read(spec: &Value) -> Result<&'static Gateway, Error> {
    Gateway::from_json(&spec.to_string())
}

/// What is wrong, as `path: why`.
fn faults(spec: &Value) -> Vec<String> {
    let error = read(spec).expect_err("it is taken");
    assert_eq!(error.kind(), ErrorKind::Config);
    let details = error.details();
    for detail in details {
        assert!(error.message().contains(&detail.why), "{error}");
    }
    details
        .iter()
        .map(|detail| format!("{}: {}", detail.field, detail.why))
        .collect()
}

#[test]
fn a_spec_becomes_the_gateway_that_it_says() {
    let shop = Gateway::from_json(SHOP_PAY).unwrap();
    assert_eq!((shop.class, shop.name), ("ShopPay", "shop-pay"));
    let create = shop.call("createOrder").unwrap();
    let names: Vec<&str> = create.fields.iter().map(|field| field.name).collect();
    let shared_first = [
        "mch_id", "at", "order_no", "money", "way", "wallet", "expires", "notify", "items", "note", "lang",
    ];
    assert_eq!(names, shared_first);
    assert!(matches!(create.effect, Effect::Money("queryOrder({ order_no }) tells")));
    assert!(matches!(
        create.fields[2].rule,
        Rule::Id {
            max_length: 32,
            symbols: ""
        }
    ));
    assert_eq!(create.fields[7].wire_name(), "notify_url");
    assert_eq!(shop.call("listOrders").unwrap().envelope.data, "rows");
    let notification = shop.notification("parseNotification").unwrap();
    assert_eq!(notification.handler, "handleNotification");
    assert_eq!(notification.failure.body, r#"{"code":1}"#);
    assert_eq!(notification.replay_key, ["order_no", "state"]);
}

#[test]
fn the_same_text_is_the_same_gateway() {
    let shop = Gateway::from_json(SHOP_PAY).unwrap();
    assert!(std::ptr::eq(shop, Gateway::from_json(SHOP_PAY).unwrap()));
    let south = shop.choose(&[("region", "south")]).unwrap();
    assert!(std::ptr::eq(south, shop.choose(&[("region", "south")]).unwrap()));
    assert!(std::ptr::eq(shop, south.choose(&[]).unwrap()), "back to the default");
    let one = gateways::yinqiantong_v1();
    assert!(std::ptr::eq(one, gateways::yinqiantong_v1()));
    assert!(!std::ptr::eq(one, gateways::yinqiantong_v2()));
}

#[test]
fn a_choice_patches_the_spec() {
    let shop = Gateway::from_json(SHOP_PAY).unwrap();
    let [region] = shop.choices else { panic!("one choice") };
    let words: Vec<&str> = region.words.iter().map(|(word, _)| *word).collect();
    assert_eq!(
        (region.name, words.as_slice(), region.default),
        ("region", &["north", "south"][..], Some("north"))
    );
    let south = shop.choose(&[("region", "south")]).unwrap();
    let Kind::Base { default, .. } = south.option("base").unwrap().kind else {
        panic!("a base")
    };
    assert_eq!(default, Some("https://south.pay.example"));
    let names = |gateway: &'static Gateway| -> Vec<&str> {
        gateway
            .call("createOrder")
            .unwrap()
            .fields
            .iter()
            .map(|field| field.name)
            .collect()
    };
    let without: Vec<&str> = names(shop).into_iter().filter(|name| *name != "note").collect();
    assert_eq!(
        names(south),
        without,
        "`null` takes away, and the others stay in their places"
    );

    let refused = |words: &[(&str, &str)]| shop.choose(words).unwrap_err().message().to_owned();
    assert_eq!(
        refused(&[("regoin", "south")]),
        "ShopPay: regoin is no choice of this gateway"
    );
    assert_eq!(
        refused(&[("region", "west")]),
        "ShopPay: region is none of north, south"
    );
    let missing = gateways::yinqiantong_v1().choose(&[]).unwrap_err();
    assert_eq!(
        missing.message(),
        "Yinqiantong: version is missing: v1 (The interface of September 2018), v2 (The interface of October 2018 on)"
    );
}

#[test]
fn every_fault_has_its_path() {
    let cases: &[(&[(&str, Value)], &str)] = &[
        (
            &[("/calls/createOrder/field", json!({}))],
            "calls.createOrder.field: is unknown here; did you mean fields?",
        ),
        (
            &[("/calls/createOrder/path", json!(7))],
            "calls.createOrder.path: is not a text but a number",
        ),
        (
            &[("/calls/createOrder/path", json!("order"))],
            "calls.createOrder.path: is not a path like /api/order, without a query or a fragment",
        ),
        (
            &[("/calls/createOrder/effect", Value::Null)],
            "calls.createOrder.effect: is missing",
        ),
        (
            &[("/calls/createOrder/effect", json!("mony"))],
            "calls.createOrder.effect: \"mony\" is none of read, idempotent, once, money; did you mean money?",
        ),
        (
            &[("/calls/createOrder/advice", Value::Null)],
            "calls.createOrder.advice: is missing: it says how to find out what became of the money, like \"queryOrder({ orderId }) tells\"",
        ),
        (
            &[("/calls/queryOrder/advice", json!("look"))],
            "calls.queryOrder.advice: is for `effect`: `money` alone",
        ),
        (
            &[("/calls/createOrder/fields/money", json!({ "type": "units" }))],
            "calls.createOrder.fields.money.places: is missing",
        ),
        (
            &[(
                "/calls/createOrder/fields/money",
                json!({ "type": "unit", "places": 2 }),
            )],
            "calls.createOrder.fields.money.type: \"unit\" is none of text, token, nonce, prefixed, id, digits, integer, units, decimal, unixSeconds, unixMillis, dateTime, url, ipv4, enum, items, joined; did you mean units?",
        ),
        (
            &[("/calls/createOrder/fields/expires/minimum", json!(4000))],
            "calls.createOrder.fields.expires.minimum: is above maximum",
        ),
        (
            &[("/calls/createOrder/fields/expires/minimum", json!(-1))],
            "calls.createOrder.fields.expires.minimum: is not a whole number from 0 to 18446744073709551615",
        ),
        (
            &[(
                "/calls/createOrder/fields/way/words",
                json!({ "card": "1", "wallet": "1" }),
            )],
            "calls.createOrder.fields.way.words: has the code \"1\" for card and wallet",
        ),
        (
            &[("/calls/createOrder/fields/way/words/card", json!("one"))],
            "calls.createOrder.fields.way.words: has a code that is no number, and `number` says that they travel as numbers",
        ),
        (
            &[("/calls/createOrder/fields/lang/default", json!("en"))],
            "calls.createOrder.fields.lang: is more than one of optional, default and value",
        ),
        (
            &[("/shared/head/mch_id/value", json!({ "option": "merchant" }))],
            "calls.createOrder.fields.mch_id.value.option: \"merchant\" is none of the options that can be sent: merchantId, secret; did you mean merchantId?",
        ),
        (
            &[("/calls/createOrder/echo", json!({ "order": "order_no" }))],
            "calls.createOrder.echo.order: \"order\" is none of the fields that are sent: mch_id, at, order_no, money, way, wallet, expires, notify, items, note, lang; did you mean order_no?",
        ),
        (
            &[("/calls/createOrder/echo", json!({ "order_no": "number" }))],
            "calls.createOrder.echo.order_no: \"number\" is none of the fields of the answer: trade_no, order_no",
        ),
        (
            &[(
                "/calls/createOrder/needs",
                json!([{ "if": { "way": ["wallet"] }, "then": "walet" }]),
            )],
            "calls.createOrder.needs.0.then: \"walet\" is none of the fields that callers give: order_no, money, way, wallet, expires, notify, items, note; did you mean wallet?",
        ),
        (
            &[("/calls/queryOrder/paid", json!({ "state": ["payd"] }))],
            "calls.queryOrder.paid.state: \"payd\" is none of its words: unpaid, paid; did you mean paid?",
        ),
        (
            &[("/calls/queryOrder/paid", json!({ "order_no": ["paid"] }))],
            "calls.queryOrder.paid.order_no: names order_no, which is no enum: only a word that is known can be compared",
        ),
        (
            &[("/calls/listOrders/list/id", json!("number"))],
            "calls.listOrders.list.id: \"number\" is none of the fields of the answer: id, state",
        ),
        (
            &[("/calls/listOrders/verify", json!("merchant"))],
            "calls.listOrders.verify: is not for a list, whose entries are many",
        ),
        (
            &[("/calls/token/keep/expiresIn", json!("ttl"))],
            "calls.token.keep.expiresIn: \"ttl\" is none of the fields of the answer: token, seconds",
        ),
        (
            &[("/calls/token/keep", Value::Null)],
            "calls.listOrders.headers.X-Token.value.token: \"token\" is none of the calls that `keep` a token: nothing",
        ),
        (
            &[("/calls/payUrl/effect", json!("read"))],
            "calls.payUrl.effect: is not for a page, whose address is all that is made",
        ),
        (
            &[("/calls/payUrl/fragment", json!("pay"))],
            "calls.payUrl.fragment: does not begin with #",
        ),
        (
            &[("/calls/payUrl/base", json!("cashir"))],
            "calls.payUrl.base: \"cashir\" is none of the options of type base: base, cashier; did you mean cashier?",
        ),
        (
            &[("/options/base/default", json!("http://pay.example"))],
            "options.base.default: is http, where everybody on the way can read and change what is sent; a test address says `http`: true beside it",
        ),
        (
            &[("/options/base/default", json!("pay.example"))],
            "options.base.default: is not an absolute address like https://gateway.example/api: it does not begin with https://",
        ),
        (
            &[("/options/fetch", json!({ "type": "id" }))],
            "options.fetch: is the name of an option that every class has",
        ),
        (
            &[("/options/region/default", json!("east"))],
            "options.region.default: \"east\" is none of its words: north, south",
        ),
        (
            &[("/keys/merchant/option", json!("merchantId"))],
            "keys.merchant.option: \"merchantId\" is none of the options that are keys: secret",
        ),
        (
            &[("/keys/merchant/scheme", json!("hicoine"))],
            "keys.merchant.scheme: \"hicoine\" is none of the built-in ones: hicoin, hicoin-h5, yinqiantong-v1, yinqiantong-v2, bitcv, sixdu, bhop-org, epay, epay-v2, gmpay-md5, gmpay-hmac, bepusdt, xunhupay, tokenpay, lantupay, jeepay, wechat-v2, wechat-v2-hmac; did you mean hicoin?",
        ),
        (
            &[("/keys/merchant/scheme/secret", Value::Null)],
            "keys.merchant.scheme: a plain digest needs `secret` (as in \"&key={}\"): without it anyone could make the signature",
        ),
        (
            &[("/keys/merchant/scheme/secret", json!("&key="))],
            "keys.merchant.scheme: `secret` must contain {} once, where the secret goes, as in \"&key={}\"",
        ),
        (
            &[("/keys/merchant/scheme/algoritm", json!("md5"))],
            "keys.merchant.scheme.algoritm: is unknown here; did you mean algorithm?",
        ),
        (
            &[("/keys/merchant/scheme/signatureField", Value::Null)],
            "keys.merchant.scheme.signatureField: is missing",
        ),
        (
            &[("/keys/merchant/scheme/dropEmpty", json!("no"))],
            "keys.merchant.scheme.dropEmpty: is not true, false or \"falsy\"",
        ),
        (
            &[("/keys/other", json!({ "option": "secret", "scheme": "bitcv" }))],
            "keys.other: is used by no call and no notification",
        ),
        (
            &[("/shared/signed/sign/key", json!("shop"))],
            "calls.createOrder.sign.key: \"shop\" is none of the roles of `keys`: merchant",
        ),
        (
            &[("/shared/signed/envelope/refused", json!(["0"]))],
            "calls.createOrder.envelope.refused: has 0, which means something else, too",
        ),
        (
            &[("/notifications/notification/key", Value::Null)],
            "notifications.notification.key: is missing: nobody could tell a forged notification from a genuine one",
        ),
        (
            &[("/notifications/notification/replayKey", json!(["order_no"]))],
            "notifications.notification.replayKey: lacks state, which tells whether it is paid: the news of a payment would be taken for an old one",
        ),
        (
            &[(
                "/notifications/notification/replayKey",
                json!(["order_no", "state", "note"]),
            )],
            "notifications.notification.replayKey.2: note may be absent: two notifications about nothing would be one",
        ),
        (
            &[("/notifications/notification/identity", json!({ "mch_id": "merchant" }))],
            "notifications.notification.identity.mch_id: \"merchant\" is none of the ids that are not optional: merchantId; did you mean merchantId?",
        ),
        (
            &[("/notifications/notification/failure", json!({ "text": "SUCCESS" }))],
            "notifications.notification.failure: is the same as `success`: nothing would ever be sent again",
        ),
        (
            &[("/notifications/notification/fields/paid", json!({ "type": "text" }))],
            "notifications.notification.fields.paid: is a name that paysign gives to something of its own",
        ),
        (
            &[("/notifications/pushed", json!({}))],
            "notifications.pushed: does not end in Notification: `refundNotification` makes the methods parseRefundNotification and handleRefundNotification",
        ),
        (
            &[("/calls/then", json!({}))],
            "calls.then: is a name that every object has, or that would be taken for a promise's",
        ),
        (
            &[("/options/merchantId/optional", json!(true))],
            "notifications.notification.identity.mch_id: \"merchantId\" is none of the ids that are not optional: nothing",
        ),
        (
            &[
                ("/notifications/notification/fields/money", json!({ "type": "integer" })),
                (
                    "/notifications/notification/replayKey",
                    json!(["order_no", "state", "money"]),
                ),
            ],
            "notifications.notification.replayKey.2: is not a field of type text or units or enum",
        ),
        (
            &[("/calls/createOrder/answer/order_no", json!({ "type": "integer" }))],
            "calls.createOrder.echo.order_no: is not a field of type text or units",
        ),
        (
            &[("/calls/createOrder/fields/sign", json!({ "type": "text" }))],
            "calls.createOrder: sends two fields as sign",
        ),
        (
            &[(
                "/calls/listOrders/headers/Content-Type",
                json!({ "value": "text/plain" }),
            )],
            "calls.listOrders.headers.Content-Type: is a header that the runtime or the body's form sets",
        ),
        (
            &[("/calls/listOrders/headers/X-Token/signed", json!(true))],
            "calls.listOrders.headers.X-Token.signed: is true, and the call has no `sign`",
        ),
        (
            &[("/class", json!("shopPay"))],
            "class: is no name of a class in PascalCase, like ShopPay",
        ),
        (
            &[("/name", json!("Shop Pay"))],
            "name: has something other than a-z, 0-9 and - in it, or more than 64 of them",
        ),
        (
            &[("/credentials", json!("all"))],
            "credentials: \"all\" is none of include, omit, same-origin",
        ),
        (&[("/doc", json!(["text"]))], "doc: is not a text but a list"),
    ];
    let told = cases.iter().filter_map(|(changes, fault)| {
        let all = faults(&with(changes));
        (!all.iter().any(|one| one == fault)).then(|| format!("{fault}\n{all:#?}"))
    });
    let told: Vec<String> = told.collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let broken = with(&[
        ("/options/base/default", json!("http://pay.example")),
        ("/keys/merchant/scheme/secret", Value::Null),
        ("/calls/createOrder/advice", Value::Null),
        ("/calls/queryOrder/answer/state", json!({ "type": "enum" })),
        ("/notifications/notification/key", Value::Null),
        ("/colour", json!("red")),
    ]);
    let paths: BTreeSet<String> = faults(&broken)
        .iter()
        .map(|fault| fault.split(": ").next().unwrap().to_owned())
        .collect();
    for path in [
        "options.base.default",
        "keys.merchant.scheme",
        "calls.createOrder.advice",
        "calls.queryOrder.answer.state.words",
        "notifications.notification.key",
        "colour",
    ] {
        assert!(paths.contains(path), "{path}: {paths:?}");
    }
}

#[test]
fn two_fields_of_one_name_are_a_fault() {
    let cases = [
        (
            ("/calls/createOrder/fields/note/sentAs", json!("order_no")),
            "calls.createOrder: sends two fields as order_no",
        ),
        (
            (
                "/calls/createOrder/wrap",
                json!({ "name": "note", "fields": { "a": { "type": "text" } } }),
            ),
            "calls.createOrder: sends two fields as note",
        ),
        (
            (
                "/calls/createOrder/wrap",
                json!({ "name": "biz", "fields": { "money": { "type": "text" } } }),
            ),
            "calls.createOrder: takes two fields named money",
        ),
        (
            ("/calls/queryOrder/answer/order_no/alias", json!("money")),
            "calls.queryOrder.answer: has money twice: as a name and as an alias",
        ),
        (
            ("/notifications/notification/fields/at", json!({ "type": "text" })),
            "notifications.notification: reads at twice: among identity, window and fields, each has one name",
        ),
    ];
    for (change, fault) in cases {
        let all = faults(&with(&[change]));
        assert!(all.iter().any(|one| one == fault), "{fault}\n{all:#?}");
    }
    // JSON itself allows a name twice; readers take the first or the last.
    let twice = SHOP_PAY.replacen("\"class\"", "\"name\": \"other\", \"class\"", 1);
    assert_eq!(
        Gateway::from_json(&twice).unwrap_err().message(),
        "the spec: has name twice in one object"
    );
}

#[test]
fn what_is_shared_stands_where_it_is_used() {
    let several = with(&[
        (
            "/shared/more",
            json!({ "money": { "type": "decimal" }, "at": { "value": "0" } }),
        ),
        ("/calls/createOrder/fields/$use", json!(["head", "more"])),
    ]);
    let create = read(&several).unwrap().call("createOrder").unwrap();
    let names: Vec<&str> = create.fields.iter().map(|field| field.name).take(4).collect();
    assert_eq!(
        names,
        ["mch_id", "at", "money", "order_no"],
        "in order, each in the first one's place"
    );
    let money = create.fields.iter().find(|field| field.name == "money").unwrap();
    assert!(
        matches!(money.rule, Rule::Units { places: 2 }),
        "the object's own replaces it"
    );

    let cases = [
        (
            ("/calls/createOrder/$use", json!("sign")),
            "calls.createOrder.$use: names \"sign\", which is not among what is shared; did you mean signed?",
        ),
        (
            ("/calls/createOrder/$use", json!(7)),
            "calls.createOrder.$use: is neither the name of a shared object nor a list of such but a number",
        ),
        (
            ("/shared/idle", json!({ "type": "text" })),
            "shared.idle: is used nowhere",
        ),
        (
            ("/shared/head/$use", json!("head")),
            "calls.createOrder.fields.$use: leads in a circle: head → head",
        ),
        (
            ("/shared/number", json!("text")),
            "shared.number: is not an object; shared are objects that `$use` puts in their places",
        ),
    ];
    for (change, fault) in cases {
        let all = faults(&with(&[change]));
        assert!(all.iter().any(|one| one == fault), "{fault}\n{all:#?}");
    }
}

/// Ten objects of ten uses each would be 10^10 fields.
#[test]
fn sharing_makes_no_spec_endless() {
    let mut changes = vec![("/shared/level0".to_owned(), json!({ "a": { "type": "text" } }))];
    for level in 1..11 {
        let of: serde_json::Map<String, Value> = (0..10)
            .map(|at| (format!("f{at}"), json!({ "$use": format!("level{}", level - 1) })))
            .collect();
        changes.push((format!("/shared/level{level}"), Value::Object(of)));
    }
    changes.push(("/calls/createOrder/fields/$use".to_owned(), json!(["head", "level10"])));
    let changes: Vec<(&str, Value)> = changes
        .iter()
        .map(|(path, value)| (path.as_str(), value.clone()))
        .collect();
    let all = faults(&with(&changes));
    assert!(
        all.iter()
            .any(|fault| fault.starts_with("spec: has more than 50000 values")),
        "{:?}",
        all.first()
    );
}

#[test]
fn a_word_of_a_choice_is_checked_before_it_is_chosen() {
    let patch = json!({ "calls": { "queryOrder": { "effect": "look" } }, "class": "South" });
    let broken = with(&[("/options/region/words/south/patch", patch)]);
    let fault = "calls.queryOrder.effect: \"look\" is none of read, idempotent, once, money (with region: south)";
    assert_eq!(faults(&broken), [fault]);
}

#[test]
fn what_is_too_large_or_no_json_is_refused() {
    let refused = |text: &str| Gateway::from_json(text).unwrap_err().message().to_owned();
    assert_eq!(refused(""), "the spec: is not JSON, near byte 0");
    assert_eq!(refused("[]"), "the spec: is not an object but a list");
    assert_eq!(refused(&" ".repeat(600_000)), "the spec: is larger than 512 KB");
    assert_eq!(
        refused(&"{\"a\":".repeat(40)),
        "the spec: nests deeper than 32 objects and lists"
    );
    let page = json!({ "send": "page", "base": "cashier" });
    let calls: serde_json::Map<String, Value> = (0..201).map(|at| (format!("page{at}"), page.clone())).collect();
    let many = with(&[("/calls", Value::Object(calls)), ("/notifications", Value::Null)]);
    assert!(faults(&many).contains(&"calls: are more than 200, or notifications are".to_owned()));
}

/// Every call prepared and answered, every notification read: with whatever, nothing may panic.
fn work(gateway: &'static Gateway) {
    let texts = gateway.options.iter().map(|option| match option.kind {
        Kind::Base { .. } => (option.name, &b"https://pay.example"[..]),
        _ => (option.name, &b"a-secret-or-an-id-1"[..]),
    });
    let settings = Settings {
        texts: texts.collect(),
        allow_http: true,
        key: KeyOptions::default(),
    };
    let Ok(client) = Client::new(gateway, &settings) else {
        return;
    };
    let moment = Moment {
        millis: 1_577_105_620_123,
        nonce: "2K426TILTKCH16CQ25145I8ZNMTM67VS",
        token: Some("token"),
    };
    for call in gateway.calls {
        let given = call.rows().filter(|row| row.is_given());
        for input in ["1", "paid", "https://shop.example/", "2026-11-27 20:00:00"] {
            let given = given.clone().map(|row| (row.name.to_owned(), Input::from(input)));
            let Ok(request) = client.prepare(call, &given.collect(), &moment) else {
                continue;
            };
            for body in [
                r#"{"code":"0","data":{"state":"1"}}"#,
                "[]",
                r#"[{"id":1}]"#,
                "",
                "code=0",
            ] {
                let response = Response {
                    status: 200,
                    content_type: None,
                    location: None,
                    body: body.as_bytes(),
                };
                let _ = client.finish(call, &request, response);
            }
        }
    }
    for notification in gateway.notifications {
        let incoming = Incoming {
            body: b"order_no=1&state=1&money=1&sign=x",
            content_type: None,
            header: &|_| Some("1".to_owned()),
            seconds: 1,
        };
        assert!(
            client.notification(notification, &incoming).is_err(),
            "nobody has signed it"
        );
    }
}

/// What is in the address is signed where the signature is, and a header holds what a header can.
#[test]
fn a_query_is_signed_with_its_signature_in_it() {
    let spec = with(&[
        ("/calls/queryOrder/send", json!("query")),
        ("/calls/queryOrder/method", json!("GET")),
    ]);
    let client = Client::new(
        read(&spec).unwrap(),
        &Settings {
            texts: vec![("merchantId", b"m1"), ("secret", b"192006250b4c09247ec02edce69f6a2d")],
            ..Settings::default()
        },
    )
    .unwrap();
    let moment = Moment {
        millis: 1_577_105_620_123,
        nonce: "",
        token: Some("a\nb"),
    };
    let call = |name| client.gateway().call(name).unwrap();
    let given = vec![("order_no".to_owned(), Input::from("A1"))];
    let request = client.prepare(call("queryOrder"), &given, &moment).unwrap();
    // printf 'at=1577105620&mch_id=m1&order_no=A1&key=192006250b4c09247ec02edce69f6a2d' | md5sum
    let expected =
        "https://pay.example/order/query?mch_id=m1&at=1577105620&order_no=A1&sign=DBE73D59B907AD2F29D68D410E79D0F9";
    assert_eq!(request.url, expected);
    let error = client.prepare(call("listOrders"), &Vec::new(), &moment).unwrap_err();
    assert_eq!(error.details()[0].field, "X-Token");
}

#[test]
fn gateways_of_specs_work() {
    work(Gateway::from_json(SHOP_PAY).unwrap());
    gateways::all().into_iter().for_each(work);
}

#[cfg(not(target_family = "wasm"))]
mod at_random {
    use proptest::prelude::*;

    use super::*;

    /// How many values are below, itself among them.
    fn count(value: &Value) -> usize {
        1 + match value {
            Value::Object(members) => members.values().map(count).sum(),
            Value::Array(items) => items.iter().map(count).sum(),
            _ => 0,
        }
    }

    /// Changes the value of this number, counted through.
    fn change(value: &mut Value, at: &mut usize, how: u32, other: u32) {
        let extreme = || match other % 12 {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(0),
            3 => json!(-1),
            4 => json!(u64::MAX),
            5 => json!(1e300),
            6 => json!(""),
            7 => json!("x".repeat(10_000)),
            8 => json!([]),
            9 => json!({}),
            10 => json!("__proto__\u{0}\u{202e}"),
            _ => json!({ "$use": "head" }),
        };
        let children: usize = match value {
            Value::Object(members) => members.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if *at == 0 {
            let child = (other as usize).checked_rem(children).unwrap_or_default();
            match (how % 5, &mut *value) {
                (0, Value::Object(members)) if children > 0 => {
                    let name = members.keys().nth(child).unwrap().clone();
                    members.shift_remove(&name);
                }
                (1, Value::Object(members)) if children > 0 => {
                    let name = members.keys().nth(child).unwrap().clone();
                    let moved = members.shift_remove(&name).unwrap();
                    let others: Vec<String> = members.keys().cloned().collect();
                    let to = others.first().cloned().filter(|_| other.is_multiple_of(2));
                    members.insert(to.unwrap_or_else(|| format!("{name}2")), moved);
                }
                (2, Value::Object(members)) if children > 0 => {
                    let (name, copy) = members
                        .iter()
                        .nth(child)
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .unwrap();
                    members.insert(format!("{name}_"), copy);
                }
                (2, Value::Array(items)) if children > 0 => items.push(items[child].clone()),
                (0, Value::Array(items)) if children > 0 => drop(items.remove(child)),
                _ => *value = extreme(),
            }
            return;
        }
        *at -= 1;
        let below: Vec<&mut Value> = match value {
            Value::Object(members) => members.values_mut().collect(),
            Value::Array(items) => items.iter_mut().collect(),
            _ => Vec::new(),
        };
        for child in below {
            let size = count(child);
            if *at < size {
                return change(child, at, how, other);
            }
            *at -= size;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_mutated_spec_is_refused_or_works(changes in prop::collection::vec(any::<(usize, u32, u32)>(), 1..4), cut in prop::option::weighted(0.1, any::<usize>())) {
            let mut spec = shop();
            for (at, how, other) in changes {
                let mut at = at % count(&spec);
                change(&mut spec, &mut at, how, other);
            }
            let mut text = spec.to_string();
            if let Some(cut) = cut {
                let at = cut % text.len();
                text = text.chars().enumerate().filter(|(index, _)| *index != at).map(|(_, c)| c).collect();
            }
            match Gateway::from_json(&text) {
                Ok(gateway) => work(gateway),
                Err(error) => {
                    prop_assert_eq!(error.kind(), ErrorKind::Config);
                    prop_assert!(!error.message().is_empty());
                }
            }
        }
    }
}
