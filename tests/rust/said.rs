//! B02, B38, F8: a gateway's "no" stays a "no" in every wrapping, and what it said is in the error, without secrets.

use paysign::{Client, Error, ErrorKind, Given, Input, Moment, Request, Response, Settings};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::gateways::{bhop_user, bitcv, yinqiantong_v2};

const SECRET: &str = "k3yK3yk3yK3yk3yK3yk3yK3yk3yK3y00";
const MOMENT: Moment<'static> = Moment {
    millis: 1_790_000_000_000,
    nonce: "0123456789abcdefghijklmnopqrstuv",
    token: None,
};

fn yinqiantong() -> Client {
    let settings = Settings {
        texts: vec![("appId", b"10021"), ("appSecret", SECRET.as_bytes())],
        ..Settings::default()
    };
    Client::new(yinqiantong_v2(), &settings).unwrap()
}

fn given(fields: &[(&str, &'static str)]) -> Given {
    let field = |(name, text): &(&str, &'static str)| ((*name).to_owned(), Input::from(*text));
    fields.iter().map(field).collect()
}

fn order(client: &Client) -> Request {
    let order = [
        ("client_out_trade_no", "A7"),
        ("channel", "alipay"),
        ("platform", "h5"),
        ("money", "990"),
        ("client_ip", "192.0.2.1"),
        ("notify_url", "https://shop.example/notify"),
    ];
    let call = client.gateway().call("createOrder").unwrap();
    client.prepare(call, &given(&order), &MOMENT).unwrap()
}

fn answered(status: u16, content_type: Option<&str>, body: &[u8]) -> Result<(), Error> {
    let client = yinqiantong();
    let call = client.gateway().call("createOrder").unwrap();
    let response = Response {
        status,
        content_type,
        location: None,
        body,
    };
    client.finish(call, &order(&client), response).map(|_| ())
}

const LABELS: [Option<&str>; 7] = [
    None,
    Some("application/json"),
    Some("text/html; charset=utf-8"),
    Some("text/plain"),
    Some("application/javascript"),
    Some("application/octet-stream"),
    Some("application/x-www-form-urlencoded; charset=gbk"),
];

#[test]
fn a_refusal_is_one_in_every_wrapping() {
    for status in [200, 400, 401, 403, 422] {
        for body in [
            r#"{"code":4403,"msg":"签名错误"}"#,
            "\u{feff}{\"code\":4403,\"msg\":\"签名错误\"}\r\n",
            r#"{"code":"4403","message":"签名错误"}"#,
            r#"{"code":4403,"errmsg":"签名错误","msg":""}"#,
            r#"{"code":4403,"error_msg":"签名错误"}"#,
            r#"{"code":4403,"errorMessage":"签名错误"}"#,
            r#"{"code":4403,"data":null,"info":"签名错误"}"#,
            r#"{"code":4403,"error":{"detail":"签名错误"}}"#,
            r#"{"code":4403,"errors":[{"message":"签名错误"}]}"#,
            r#""{\"code\":4403,\"msg\":\"签名错误\"}""#,
            r#"jsonp1({"code":4403,"msg":"签名错误"});"#,
            "code=4403&msg=%E7%AD%BE%E5%90%8D%E9%94%99%E8%AF%AF",
            "code=4403&msg=签名错误&\n",
        ] {
            for label in LABELS {
                let error = answered(status, label, body.as_bytes()).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Gateway, "{body} {label:?}: {error}");
                assert!(
                    error
                        .message()
                        .starts_with("the gateway refused with code 4403: 签名错误"),
                    "{error}"
                );
                let exchange = error.exchange();
                assert_eq!(exchange.code.as_deref(), Some("4403"));
                assert_eq!(exchange.said.as_deref(), Some("签名错误"));
                assert_eq!(exchange.status, Some(status));
            }
        }
    }
    let silent = answered(200, None, br#"{"code":4403}"#).unwrap_err();
    assert!(
        silent.message().starts_with("the gateway refused with code 4403"),
        "{silent}"
    );
    assert!(
        !silent.message().contains(": ;") && silent.exchange().said.is_none(),
        "{silent}"
    );
}

#[test]
fn an_answer_is_one_under_every_label() {
    let client = yinqiantong();
    let call = client.gateway().call("queryOrder").unwrap();
    let asked = given(&[("client_out_trade_no", "A7")]);
    let request = client.prepare(call, &asked, &MOMENT).unwrap();
    for content_type in LABELS {
        let body = br#"{"code":200,"msg":"ok","data":{"out_trade_no":"G1","money":990}}"#;
        let response = Response {
            status: 200,
            content_type,
            location: None,
            body,
        };
        assert!(client.finish(call, &request, response).is_ok(), "{content_type:?}");
        let silent = matches!(
            content_type,
            None | Some("application/json" | "text/plain" | "application/octet-stream")
        );
        assert_eq!(Client::remarks(&response).is_empty(), silent, "{content_type:?}");
    }
    let remarks = |content_type: &str, body: &str| {
        Client::remarks(&Response {
            status: 200,
            content_type: Some(content_type),
            location: None,
            body: body.as_bytes(),
        })
    };
    assert_eq!(
        remarks("text/html; charset=GBK", r#"{"msg":"中"}"#),
        [
            "the content type says text/html, the body is JSON",
            "the content type says charset gbk, the body is UTF-8"
        ]
    );
    assert_eq!(
        remarks("application/json;charset=utf-16", "a=1"),
        [
            "the content type says application/json, the body is a form",
            "the content type says charset utf-16, the body is UTF-8"
        ]
    );
    // ASCII is the same in GBK.
    assert!(remarks("application/json; charset=gbk", r#"{"msg":"ok"}"#).is_empty());
    assert_eq!(
        remarks("text/\u{1b}[31mhtml\n", "{}"),
        ["the content type says text/?[31mhtml, the body is JSON"]
    );
}

#[test]
fn what_fits_no_form_is_repeated() {
    for (status, body, kind, said) in [
        (200, "error code: 1042", ErrorKind::Body, Some("error code: 1042")),
        (200, r#"{"error":"签名错误"}"#, ErrorKind::Http, Some("签名错误")),
        (
            200,
            r#"{"error":{"message":"no such app"}}"#,
            ErrorKind::Http,
            Some("no such app"),
        ),
        (
            200,
            r#"{"status":"fail","detail":"签名错误"}"#,
            ErrorKind::Http,
            Some("签名错误"),
        ),
        (400, "bad request: appid", ErrorKind::Http, Some("bad request: appid")),
        (400, r#"{"error":"签名错误"}"#, ErrorKind::Http, Some("签名错误")),
        (
            502,
            "<html><head><title>502 Bad\n Gateway</title></head><body>x</body></html>",
            ErrorKind::Http,
            Some("502 Bad Gateway"),
        ),
        (
            200,
            "<!DOCTYPE html><TITLE lang='zh'> 系统维护 </TITLE>",
            ErrorKind::Http,
            Some("系统维护"),
        ),
        (
            200,
            "<br />\n<b>Fatal error</b>: Uncaught Exception",
            ErrorKind::Http,
            Some("Fatal error : Uncaught Exception"),
        ),
        (
            200,
            "<xml><return_msg><![CDATA[签名错误]]></return_msg></xml>",
            ErrorKind::Http,
            Some("签名错误"),
        ),
        (
            200,
            "{\"code\":200,\"data\":{\"access_token\":\"t0k",
            ErrorKind::Body,
            None,
        ),
        (200, r#"{"access_token":"t0ken"}"#, ErrorKind::Http, None),
        (500, "", ErrorKind::Http, None),
        (503, " ", ErrorKind::Http, None),
    ] {
        for label in LABELS {
            let error = answered(status, label, body.as_bytes()).unwrap_err();
            let told = format!("{status} {body} {label:?}: {error}");
            assert_eq!(error.kind(), kind, "{told}");
            assert_eq!(error.exchange().said.as_deref(), said, "{told}");
            assert_eq!(error.message().contains("; it said: "), said.is_some(), "{told}");
            assert!(said.is_none_or(|said| error.message().contains(said)), "{told}");
            assert!(!error.message().contains("t0k"), "{told}");
        }
    }
    let silent = answered(500, None, b"").unwrap_err();
    assert!(
        silent.message().contains("a `fetch` of your own can look at what came"),
        "{silent}"
    );
    let error = answered(200, None, b"<html><title>x</title>").unwrap_err();
    assert!(
        error
            .message()
            .contains("is an HTML page; is the base address right, or a proxy in between?"),
        "{error}"
    );
}

/// F8: what cannot be seen goes first, then secrets are masked, then it is cut.
#[test]
fn a_gateway_that_echoes_shows_no_secret() {
    let client = Client::new(
        bitcv(),
        &Settings {
            texts: vec![("appId", b"10021"), ("appSecret", SECRET.as_bytes())],
            ..Settings::default()
        },
    )
    .unwrap();
    let call = client.gateway().call("queryOrder").unwrap();
    let request = client.prepare(call, &given(&[("tradeNo", "T1")]), &MOMENT).unwrap();
    let (head, tail) = SECRET.split_at(5);
    let long = format!("{}{SECRET}", "x".repeat(190));
    for (code, message) in [
        (SECRET.to_owned(), "m".to_owned()),
        (format!("E-{SECRET}"), "m".to_owned()),
        (format!("{head}\u{200b}{tail}"), "m".to_owned()),
        ("9".to_owned(), format!("key {head}\n{tail}")),
        ("9".to_owned(), format!("key {head}\u{0}{tail}")),
        ("9".to_owned(), format!("key {head}\u{200d}\u{202e}{tail}")),
        ("9".to_owned(), long),
        ("9".to_owned(), format!("secret={SECRET}&x=1")),
    ] {
        let json = serde_json::json!({ "errcode": code, "errmsg": message }).to_string();
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("errcode", &code), ("errmsg", &message)])
            .finish();
        let text = format!("error: {code} {message}");
        for (body, status) in [(&json, 200), (&form, 200), (&text, 200), (&text, 500), (&json, 500)] {
            let response = Response {
                status,
                content_type: None,
                location: None,
                body: body.as_bytes(),
            };
            let error = client.finish(call, &request, response).unwrap_err();
            let exchange = error.exchange();
            let said = exchange.said.as_deref().unwrap_or_default();
            for told in [
                error.message(),
                said,
                exchange.code.as_deref().unwrap_or_default(),
                &format!("{error:?}"),
            ] {
                assert!(
                    !told.contains(SECRET) && !told.contains(&SECRET[..12]),
                    "{body}: {told}"
                );
            }
            assert!(
                said.chars().count() <= 200 && said.chars().all(|c| !c.is_control()),
                "{said}"
            );
            assert!(exchange.code.as_deref().is_none_or(|code| code.chars().count() <= 40));
        }
    }
}

/// Where data may come bare, a text with a `=` is no answer yet, and an object that reports an error is none at all.
#[test]
fn an_error_without_a_code_is_no_success() {
    let client = Client::new(
        bhop_user(),
        &Settings {
            texts: vec![("base", b"https://broker.example")],
            ..Settings::default()
        },
    )
    .unwrap();
    let call = client.gateway().call("sendVerifyCode").unwrap();
    let request = client.prepare(call, &given(&[("order_id", "1")]), &MOMENT).unwrap();
    let finish = |body: &str| {
        let response = Response {
            status: 200,
            content_type: None,
            location: None,
            body: body.as_bytes(),
        };
        client.finish(call, &request, response)
    };
    for (body, said) in [
        ("error=timeout", Some("timeout")),
        ("a=b", None),
        (r#"{"error":"denied","orderId":"1","authType":"GA"}"#, Some("denied")),
        (r#"{"err_msg":"denied","orderId":"1"}"#, Some("denied")),
        (r#"{"error":{"message":"denied"},"orderId":"1"}"#, Some("denied")),
        (r#"{"success":false,"orderId":"1"}"#, None),
    ] {
        let error = finish(body).expect_err(body);
        assert_eq!(error.kind(), ErrorKind::Http, "{body}: {error}");
        assert_eq!(error.exchange().said.as_deref(), said, "{body}: {error}");
    }
    for body in [
        r#"{"orderId":"1","authType":"GA"}"#,
        r#"{"orderId":"1","authType":"GA","error":null,"errmsg":"","success":true}"#,
        "code=0&orderId=1&authType=GA",
    ] {
        finish(body).unwrap_or_else(|error| panic!("{body}: {error}"));
    }
}
