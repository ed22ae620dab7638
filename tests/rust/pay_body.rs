//! Yinqiantong's `pay_body`: what is made of it, and what is refused.

use paysign::ErrorKind::{Body, Config, Params};
use paysign::gateway::yinqiantong::{FormMethod, MAX_PAY_BODY, PayAction, check_pay_hosts, parse_pay_body};
use paysign::{Error, ErrorKind};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const CHANNELS: [&str; 4] = ["wechat", "alipay", "qq", "jd"];
const PLATFORMS: [&str; 6] = ["app", "mp", "mini_app", "h5", "pc", "scan"];
const BRIDGE: &str = r#"{"appId":"wx2421b1c4370ec43b","timeStamp":1395712654,"nonceStr":"e61463f8efa94090b1f366cccfbbb444","package":"prepay_id=u802345jgfjsdfgsdg888","signType":"MD5","paySign":"70EA570631E4BB79628FBCA90534C63FF7FADD89"}"#;

fn parse(channel: &str, platform: &str, text: &str) -> Result<PayAction, Error> {
    parse_pay_body(channel, platform, text, &[])
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

#[track_caller]
fn refused(kind: ErrorKind, words: &str, result: Result<PayAction, Error>) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.message().contains(words), "says \"{error}\", not \"{words}\"");
    assert!(error.message().len() < 500, "{error}");
    let plain = |c: char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c);
    assert!(error.message().chars().all(plain), "{error:?}");
}

// ---------------------------------------------------------------------------------------------------------------- forms

/// A form whose parts stand where they do in the documented one.
fn html(form: &str, inputs: &str) -> String {
    format!(
        "<form {form}>{inputs}<input type='submit' value='ok' style='display:none;'></form><script>f.submit();</script>"
    )
}

const POST: &str = "action='https://openapi.alipay.com/gateway.do' method='post'";

#[track_caller]
fn fields_of(inputs: &str) -> Vec<(String, String)> {
    match parse("alipay", "h5", &html(POST, inputs)) {
        Ok(PayAction::Form { fields, .. }) => fields,
        other => panic!("{other:?}"),
    }
}

/// The value that is read from this attribute, quotes included.
#[track_caller]
fn value_of(quoted: &str) -> String {
    fields_of(&format!("<input type='hidden' name='a' value={quoted}>"))
        .remove(0)
        .1
}

#[track_caller]
fn no_form(words: &str, text: &str) {
    refused(Body, words, parse("alipay", "h5", text));
}

/// The gateway's documentation, answer to "create order"; expected values read from the same page.
#[test]
fn the_documented_form_is_read() {
    let text = include_str!("../vectors/yinqiantong-pay-body.txt");
    for platform in ["h5", "pc"] {
        let action = parse("alipay", platform, text).unwrap();
        let expected = PayAction::Form {
            method: FormMethod::Post,
            action: "https://openapi.alipay.com/gateway.do?charset=utf-8".into(),
            fields: pairs(&[
                ("app_id", "2018081661080671"),
                ("method", "alipay.trade.wap.pay"),
                ("format", "JSON"),
                ("charset", "utf-8"),
                ("sign_type", "RSA2"),
                ("version", "1.0"),
                ("return_url", ""),
                ("notify_url", "http://yinqiantong.com/alipay/notify"),
                ("timestamp", "2018-09-06 14:06:38"),
                (
                    "sign",
                    "tQ9pnnTWf/8lwbCJTBS0lCHYAbDvpLXeTme7Zg3FXyb7UXiS1q71pBSi8FCSH0KaDY+Jj/JngixkjLry9idvl8gYBa0fsgE4vrf2\
                     XBid55zE0sFDZDVEtE5YqnyRhEBPGZPE3Rlr1lRiPZDxHp5Tixq9Pybb9kcttgaqBqk9WPsZRqDq35YTeEq+no5OVUJ2fzdQoKte\
                     HridRubduFtDgAmlPujduUK8RqpwTOGRy/F2+MnW9DWBvwfTc4ePxwZyfjk+56lotgcsdYlk50Gx11xjRVdWQLd6mfk32R7+UG+B\
                     /AD2i/dhCNJZc0lQaUyVVmOFB2KpOW2tpKPEGi3//g==",
                ),
                (
                    "biz_content",
                    r#"{"out_trade_no":"0000000013153621399830c1a3e","total_amount":1,"subject":"","notify_url":"http:\/\/yinqiantong.com\/api\/alipay\/notify","product_code":"QUICK_WAP_WAY"}"#,
                ),
            ]),
        };
        assert_eq!(action, expected);
    }
}

#[test]
fn what_javascript_gets() {
    let json = |action: &PayAction| serde_json::to_string(action).unwrap();
    let form = parse("alipay", "h5", &html(POST, "<input type='hidden' name='a' value='1'>")).unwrap();
    assert_eq!(
        json(&form),
        r#"{"kind":"form","method":"post","action":"https://openapi.alipay.com/gateway.do","fields":[["a","1"]]}"#
    );
    let url = "https://wx.tenpay.com/x";
    assert_eq!(
        json(&parse("wechat", "h5", url).unwrap()),
        format!(r#"{{"kind":"redirect","url":"{url}"}}"#)
    );
    let bridge = json(&parse("wechat", "mp", BRIDGE).unwrap()).replace(r#""1395712654""#, "1395712654");
    assert_eq!(bridge, format!(r#"{{"kind":"wechat-bridge","params":{BRIDGE}}}"#));
    let code = parse("qq", "scan", "https://qpay.qq.com/qr/5d5d5d").unwrap();
    assert_eq!(
        json(&code),
        r#"{"kind":"qr-code","text":"https://qpay.qq.com/qr/5d5d5d"}"#
    );
    assert_eq!(
        json(&parse("jd", "app", "{}").unwrap()),
        r#"{"kind":"sdk","text":"{}"}"#
    );
}

/// As Alipay's SDK for Java writes it: double quotes, entities, line ends, ampersands as they are.
#[test]
fn other_ways_to_write_the_same_form() {
    let text = "\r\n<FORM name=\"punchout_form\" method=\"POST\" \
                action=\"https://openapi.alipay.com/gateway.do?charset=utf-8&method=alipay.trade.wap.pay&sign=a%2Bb&notify_url=x&times=2\">\r\n\
                <input type=\"hidden\" name = \"biz_content\" value=\"{&quot;subject&quot;:&quot;it&#39;s &lt;b&gt; &amp;amp; 月卡&quot;}\">\r\n\
                <Input TYPE='HIDDEN' NAME='Extra'\n\t/>\
                <input type=\"submit\" value=\"立即支付\" style=\"display:none\" >\n</form >\n<script type='text/javascript'>if (a && b) document.forms[0].submit();</SCRIPT>\n<script></script>";
    assert_eq!(
        parse("alipay", "pc", text).unwrap(),
        PayAction::Form {
            method: FormMethod::Post,
            action: "https://openapi.alipay.com/gateway.do?charset=utf-8&method=alipay.trade.wap.pay&sign=a%2Bb&notify_url=x&times=2"
                .into(),
            fields: pairs(&[
                ("biz_content", r#"{"subject":"it's <b> &amp; 月卡"}"#),
                ("Extra", "")
            ]),
        }
    );
}

#[test]
fn a_form_without_method_is_get() {
    for form in [
        "action='https://wx.tenpay.com/'",
        "method='GeT' action='https://wx.tenpay.com/'",
    ] {
        let action = parse("alipay", "h5", &html(form, "")).unwrap();
        let expected = PayAction::Form {
            method: FormMethod::Get,
            action: "https://wx.tenpay.com/".into(),
            fields: vec![],
        };
        assert_eq!(action, expected);
    }
}

/// Expected values by the standard's algorithm (HTML §13.2.5.72 on) and its table of names.
#[test]
fn character_references_are_those_of_the_standard_or_refused() {
    for (written, read) in [
        ("'a&amp;b'", "a&b"),
        ("'&amp;lt;'", "&lt;"),
        ("'&quot;&apos;&lt;&gt;'", "\"'<>"),
        ("'&#39;&#039;&#x27;&#X27;&#x4e2d;&#20013;&#128512;'", "''''中中😀"),
        ("'a\nb&#10;c'", "a\nb\nc"),
        ("'a\r\nb\rc'", "a\nb\nc"),
        // Ampersands that stand for themselves.
        ("'?a=1&b=2&copy=3&lt=4&amp=5'", "?a=1&b=2&copy=3&lt=4&amp=5"),
        ("'AT&T & R&D && &; &'", "AT&T & R&D && &; &"),
        (
            "'&notify_url &copying &ltd &timestamp=1 &sup12'",
            "&notify_url &copying &ltd &timestamp=1 &sup12",
        ),
        (
            "'&# &#; &#x; &#xg; &#+39; &#-1; &#x 27;'",
            "&# &#; &#x; &#xg; &#+39; &#-1; &#x 27;",
        ),
        // Without their semicolon.
        ("'&#39x&#x27 &amp-&lt &quot\"&copy_&not.'", "'x' &-< \"\"©_¬."),
        // By name.
        ("'&AMP;&LT;&nbsp;&yen;&eacute;&yuml;&times;&para;'", "&<\u{a0}¥éÿ×¶"),
        (
            "'&ldquo;&rdquo;&lsquo;&rsquo;&ndash;&mdash;&hellip;&bull;&euro;&trade;'",
            "“”‘’–—…•€™",
        ),
        ("\"it's\"", "it's"),
        ("'{\"a\":\"b\"}'", "{\"a\":\"b\"}"),
        ("'<script>alert(1)</script>'", "<script>alert(1)</script>"),
        ("''", ""),
    ] {
        assert_eq!(value_of(written), read, "{written}");
    }
    for unknown in [
        "&unknown;",
        "&hearts;",
        "&notin;",
        "&Amp;",
        "&1;",
        "&#0;",
        "&#128;",
        "&#x9f",
        "&#xD800;",
        "&#x110000;",
        "&#99999999999;",
        "&#13;",
        "&#127;",
    ] {
        no_form(
            "character reference &",
            &html(POST, &format!("<input type='hidden' name='a' value='{unknown}'>")),
        );
        // Where nothing of it is sent, it does not matter.
        fields_of(&format!(
            "<p title='{unknown}'>{unknown}</p><input type='hidden' name='a' id='{unknown}' class='{unknown}'>"
        ));
    }
    // In text there is no exception for what looks like a query.
    for (written, read) in [
        ("\n\n&lt;a&amp;b ", "\n<a&b "),
        ("a&b=1", "a&b=1"),
        ("\r\n1\r2", "1\n2"),
    ] {
        assert_eq!(
            fields_of(&format!("<textarea name='t'>{written}</textarea>")),
            pairs(&[("t", read)])
        );
    }
    no_form(
        "character reference &notify",
        &html(POST, "<textarea name='t'>&notify_url=1</textarea>"),
    );
}

/// The pages that integrations have printed for years; a browser is asked about the same in tests/js/clients/pay-body.test.js.
fn pages() -> Vec<(String, PayAction)> {
    let pages: serde_json::Value = serde_json::from_str(include_str!("../vectors/pay-pages.json")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let read = |page: &serde_json::Value| {
        let pair = |pair: &serde_json::Value| (text(&pair[0]), text(&pair[1]));
        let expected = PayAction::Form {
            method: if page["method"] == "post" {
                FormMethod::Post
            } else {
                FormMethod::Get
            },
            action: text(&page["action"]),
            fields: page["fields"].as_array().unwrap().iter().map(pair).collect(),
        };
        (text(&page["html"]), expected)
    };
    pages.as_array().unwrap().iter().map(read).collect()
}

fn of_page(text: &str) -> Result<PayAction, Error> {
    parse_pay_body("alipay", "pc", text, &["gateway.95516.com".to_owned()])
}

#[test]
fn b03_pages_that_have_been_printed_for_years_are_read() {
    for (html, expected) in pages() {
        assert_eq!(of_page(&html), Ok(expected), "{html}");
    }
}

/// What an encoder or a filter did to the whole text once more is undone, if it can be read in no other way.
#[test]
fn b03_pages_that_were_encoded_once_more_are_read() {
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
    };
    let quote = |text: &str| serde_json::to_string(text).unwrap();
    for (html, expected) in pages() {
        for text in [
            format!("\u{feff}\r\n{html}\u{3000}\n"),
            quote(&html),
            quote(&html).replace('<', "\\u003c").replace('>', "\\u003E"),
            quote(&html).replace('/', "\\/"),
            quote(&quote(&html)),
        ] {
            assert_eq!(of_page(&text), Ok(expected.clone()), "{text}");
        }
        if html.starts_with('<') {
            for text in [
                escape(&html),
                quote(&escape(&html)),
                escape(&quote(&html)),
                escape(&escape(&html)),
            ] {
                assert_eq!(of_page(&text), Ok(expected.clone()), "{text}");
            }
        }
    }
    // The inside of a JSON string.
    let inside = r#"<form action=\"https:\/\/openapi.alipay.com\/x\" method=\"post\"><input name=\"a\" type=\"hidden\" value=\"&quot;1\"><\/form>"#;
    for inside in [inside.to_owned(), inside.replace('<', "\\u003c")] {
        let expected = PayAction::Form {
            method: FormMethod::Post,
            action: "https://openapi.alipay.com/x".into(),
            fields: pairs(&[("a", "\"1")]),
        };
        assert_eq!(parse("alipay", "h5", &inside), Ok(expected));
    }
    // A filter that escaped quotes alone, and what is left of XML.
    for (html, expected) in pages().iter().filter(|(html, _)| html.starts_with("<form ")) {
        let double = |quote: &str| html.replace('\'', "&#39;").replace('"', quote);
        for quote in ["&quot;", "&#34;"] {
            let text = double(quote);
            if html.contains("&quot;") {
                refused(Body, "a quote too many", of_page(&text));
            } else if html.contains(" action=\"") && !html.contains('\'') {
                assert_eq!(of_page(&text), Ok(expected.clone()), "{text}");
            }
        }
        assert_eq!(of_page(&format!("<![CDATA[{html}]]>")), Ok(expected.clone()), "{html}");
    }
    // Which can be read in two ways.
    no_form(
        "as the inside of a JSON string",
        r#"<form action='https://openapi.alipay.com/x'><input name='a' type='hidden' value='{\"a\":1}'></form>"#,
    );
    // Escaped by a filter that spares what is escaped already, so that a quote comes to end a value.
    let spared =
        escape("<form action='https://openapi.alipay.com/x'><input type='hidden' name='a' value='it@s'></form>");
    no_form("a quote too many", &spared.replace('@', "&#39;"));
    for (words, text) in [
        (
            "is percent-encoded",
            "%3Cform%20action%3D%22https%3A%2F%2Fopenapi.alipay.com%22%3E%3C%2Fform%3E",
        ),
        (
            "is text in base64",
            "PGZvcm0gYWN0aW9uPSdodHRwczovL29wZW5hcGkuYWxpcGF5LmNvbSc+PC9mb3JtPg==",
        ),
        (
            "is JSON, an object",
            r#"{"form":"<form action='https://openapi.alipay.com'></form>"}"#,
        ),
        (
            "the gateway's whole answer",
            r#"{"code":200,"data":{"pay_body":"<form></form>"}}"#,
        ),
        ("an object that was turned into text", "[object Object]"),
        ("is XML", "<xml><return_code><![CDATA[FAIL]]></return_code></xml>"),
        (
            "is XML",
            "<?xml version='1.0'?><alipay><is_success>F</is_success></alipay>",
        ),
        ("is text that begins with \"支付失败?\"", "支付失败\u{202e}"),
        ("is text that begins with \"&unknown;lt\"", "&unknown;lt"),
        (
            "is text that begins with \"form action='https:/\"",
            "form action='https://openapi.alipay.com/'></form",
        ),
    ] {
        no_form(words, text);
    }
}

#[test]
fn tags_that_are_written_wrongly_are_read_as_browsers_read_them() {
    let one = |input: &str| fields_of(&format!("<input {input}>"));
    let a1 = pairs(&[("a", "1")]);
    for input in [
        "type=hidden name=a value=1",
        "type=hidden name=a value=1 /",
        "type='hidden' name='a' value='1''",
        "type='hidden' name='a' value='1'\"",
        "type='hidden' name='a' value='1'''/",
        "type='hidden'name='a'value='1'",
        "type='hidden'/name='a'/value='1'/",
        "type='hidden' / name='a' / value='1'",
        "/type='hidden' name='a' value='1'",
        "type='hidden' name='a' name='b' value='1' VALUE='2'",
        "TYPE = hidden\nNAME\t=\r\n'a' value =\"1\"",
        "= type='hidden' name='a' value='1' = disable d",
        "type='hidden' name='a' value='1' disable required autocomplete=off data-x='>' id=x' class=\"y\"'",
        "type='hidden' name='a' value='1' style=display:none; class=''",
        "type='hidden' name=a value='1' onclick=\"return f(this.form)\"",
        "name='a' value='\r\n1'",
        "type=' hidden' name='a' value='1'",
        "type='text' name='a' value='1' placeholder='金额'",
        "type='checkbox' name='a' value='1' checked",
        "type='radio' checked='' name='a' value='1'",
    ] {
        assert_eq!(one(input), a1, "{input}");
    }
    for (input, value) in [
        ("type=hidden name=a value=1/", "1/"),
        ("type=hidden name=a value=a=b==", "a=b=="),
        ("type=hidden name=a value==", "="),
        ("type=hidden name=a value=", ""),
        ("type=hidden name=a value", ""),
        ("type=hidden name=a", ""),
        ("type=hidden name=a value=/", "/"),
        ("type='checkbox' name='a' checked", "on"),
    ] {
        assert_eq!(one(input), pairs(&[("a", value)]), "{input}");
    }
    for nothing in [
        "",
        "type='hidden' value='1'",
        "type='hidden' name='' value='1'",
        "type='hidden' name='a' value='1' disabled",
        "type='hidden' name='a' value='1' disabled='false'",
        "type='checkbox' name='a'",
        "type='radio' name='a'",
        "type='submit' name='a'",
        "type='SUBMIT' type='hidden' name='a'",
        "type='image' name='a' alt='x.png'",
        "type='button' name='a'",
        "type='reset' name='a'",
        "type='submit' value='ok' style='display:none;''",
        "type='submit' value='it's'",
        "type='submit' form='f' dirname='x'",
        "type='submit' value=it's style=\"a\"b",
    ] {
        assert_eq!(one(nothing), [], "{nothing}");
    }
    let input = "<input type='hidden' name='a' value='1'>";
    for around in [
        "text@text",
        "\u{a0}@&nbsp;<br>",
        "<!-- <input type='hidden' name='b'> -->@<!-->@<!--->@<!-- - -- --!>",
        "<!---->@<!--!>-->@<!-- <!-- -->@<!----!>@<!-- > -->",
        "<![CDATA[ > ]]>@<?php echo 1 ?>@<!>@</>@</ x>@<!doctype html>",
        "< input name='b'>@<3@<@<=",
        "<form action='https://evil.example/'>@",
        "<p><b><i>@</b></p></i></div></x>",
        "<style>input { } <input name='b'></style>@<title><input name='b'></title>",
        "<xmp><input name='b'></xmp>@<noembed><input name='b'></noembed><noscript><input name='b'></noscript>",
        "<table><tr><td><b>@</b></td></tr></table>",
        "<table>@<tr></table>",
        "<label>@</label><img src='x' alt=\"'>\"><center>",
        "<input>@<button>@</button><button type='button' value='x'>x</button>",
    ] {
        let found = fields_of(&around.replace('@', input));
        assert_eq!(found, vec![a1[0].clone(); around.matches('@').count()], "{around}");
    }
    // The page around the form.
    let form = |more: &str| format!("<form {POST}{more}>{input}</form>");
    for text in [
        form(" class=x'' id=y\" name='z''"),
        form(" onsubmit='return check()' target='_blank' novalidate autocomplete='off'"),
        form(" ACTION='https://evil.example/' method='get'"),
        form(" enctype=x accept-charset='UTF-8'"),
        form("/"),
        form("").replace("' method", "'method"),
        form("").replace("'https", "' \n https").replace(" method", "\tmethod"),
        form("").replace("</form>", "</form x='>'>"),
        form("").replace("</form>", "</FORM\n/>"),
        form("") + "<a href='https://evil.example/'>x</a></body></html>",
        form("") + "<script>a<b</script><script></script >",
        form("") + "<script>f.submit()<!-- </script>",
        form("") + "<script>f.submit('</scripts>')</script>",
        form("").replace("</form>", "</p></form></form>"),
        form("").replace("</form>", "<script>document.forms[0].submit()</script>"),
        form("").replace("</form>", "</body>"),
        format!("<input name='b' value='2'>{}", form("")),
        format!("<script></script>\n{}<!-- end -->", form("")),
        format!(
            "<!doctype html><meta charset='gbk'><meta http-equiv=Expires content=0><body>{}",
            form("")
        ),
        format!(
            "<html><head><title><form></title></head><body onload='document.forms[0].submit()'>{}",
            form("")
        ),
    ] {
        let expected = PayAction::Form {
            method: FormMethod::Post,
            action: "https://openapi.alipay.com/gateway.do".into(),
            fields: a1.clone(),
        };
        assert_eq!(parse("alipay", "h5", &text), Ok(expected), "{text}");
    }
    // Of several forms the one that the script names.
    for script in [
        "document.forms[1].submit()",
        "document.forms['pay'].submit()",
        "document.forms[ \"pay\" ] . submit()",
        "document.forms.pay.submit()",
        "document.pay.submit()",
        "document['pay'].submit()",
        "document.getElementById('f').submit()",
        "document.getElementsByName('pay')[0].submit()",
        "$('#f').submit()",
        "var form = document.querySelector(\"#f\"); form.submit()",
    ] {
        let other = "<form name='form' action='https://evil.example/'><input name='b' value='2'></form>";
        let text = format!("{other}{}{other}<script>{script}</script>", form(" id=f name=pay"));
        let expected = PayAction::Form {
            method: FormMethod::Post,
            action: "https://openapi.alipay.com/gateway.do".into(),
            fields: a1.clone(),
        };
        assert_eq!(parse("alipay", "h5", &text), Ok(expected), "{text}");
    }
    // Any word but post is get, which encodes in one way only.
    for method in [
        "",
        "method",
        "method=''",
        "method='x'",
        "method='post '",
        "method='get' enctype='multipart/form-data'",
    ] {
        let text = format!("<form action='https://wx.tenpay.com/' {method}></form>");
        let expected = PayAction::Form {
            method: FormMethod::Get,
            action: "https://wx.tenpay.com/".into(),
            fields: vec![],
        };
        assert_eq!(parse("alipay", "h5", &text), Ok(expected), "{text}");
    }
}

/// Whatever has a say in what is sent, or where to, beside the form itself.
#[test]
#[rustfmt::skip]
fn what_else_decides_is_refused_by_its_name() {
    let input = "<input type='hidden' name='a' value='1'>";
    let form = format!("<form {POST}>");
    let script = |script: &str| format!("{form}{input}</form><script>{script}</script>");
    let field = |input: &str| html(POST, &format!("<input type='hidden' {input}>"));
    for (words, text) in [
        ("is HTML without a form", "<".to_owned()),
        ("is HTML without a form", "<>".into()),
        ("is HTML without a form", "<p>502 Bad Gateway</p>".into()),
        ("is HTML without a form", format!("<!-- {form}{input}</form> -->")),
        ("is HTML without a form", format!("<formx {POST}>{input}</formx>")),
        ("is HTML without a form", format!("< form {POST}>{input}</form>")),
        ("is HTML without a form", format!("<textarea>{form}{input}</form></textarea>")),
        ("is HTML without a form", format!("<noscript>{form}{input}</form></noscript>")),
        // Cut short.
        ("ends before </form>", format!("{form}{input}")),
        ("ends before </form>", form.clone()),
        ("ends before </form>", format!("{form}</div>{input}</div>")),
        ("ends before </form>", format!("<script></script>{form}{input}")),
        ("has <input> at character 68 without its end; is a quote missing", format!("{form}<input type='hidden' name='a' value='1")),
        ("has <input> at character 68 without its end", format!("{form}<input type='hidden' name")),
        ("has </form> at character 108 without its end", format!("{form}{input}</form")),
        ("has </script> at character 93 without its end", format!("{form}</form><script>f.submit()</script x")),
        ("has <script> at character 75 without an end tag", format!("{form}</form><script>f.submit()")),
        ("without an end tag", format!("{form}</form><script></scripts>")),
        ("ends within a comment", format!("{form}<!-- {input}</form>")),
        ("ends within a comment", format!("{form}{input}</form><!doctype")),
        // Another page, other rules.
        ("has <base> at character 1 with \"href\"", format!("<base href='https://evil.example/'>{form}{input}</form>")),
        ("has <base>", format!("{form}<base href='https://evil.example/'>{input}</form>")),
        ("has <meta> at character 1 with \"refresh\", which leads the page to another address",
            format!("<meta HTTP-EQUIV=Refresh content='0;url=https://evil.example/'>{form}{input}</form>")),
        ("has <iframe>", format!("<iframe name='x' src='https://evil.example/'></iframe>{form}</form>")),
        ("has <iframe> at character 1, which holds another page", format!("<iframe srcdoc=\"{form}{input}</form>\"></iframe>")),
        ("has <frameset>", format!("<frameset><frame src='x'></frameset>{form}</form>")),
        ("has <object>", format!("{form}<object data='x'></object></form>")),
        ("has <embed>", format!("{form}<embed src='x'></form>")),
        ("has <svg>", format!("{form}<svg><style>{input}</style></svg></form>")),
        ("has <math>", format!("<math><mi>{form}</form>")),
        ("has <template>", format!("<template>{form}{input}</form></template>")),
        ("has <plaintext>", format!("<plaintext>{form}{input}</form>")),
        ("has <select> at character 68, which lets the payer choose; a page may have one plain form", format!("{form}<select name='b'><option>1</select>{input}</form>")),
        ("has <datalist>", format!("{form}<datalist>{input}</datalist></form>")),
        ("has <fieldset> at character 68 with \"disabled\"", format!("{form}<fieldset disabled>{input}</fieldset></form>")),
        ("with \"src\", which comes from elsewhere", format!("{form}</form><script src='https://evil.example/x.js'></script>")),
        ("has <button> at character 68 with \"formaction\"", format!("{form}<button formaction='https://evil.example/'>b</button></form>")),
        ("with \"formmethod\"", format!("{form}<input type=submit formmethod='get'></form>")),
        ("with \"formenctype\"", format!("{form}<input type=submit formenctype='text/plain'></form>")),
        ("has <input> at character 68 with \"b\" and with form or dirname", format!("{form}<input type='hidden' name='b' form='f'></form>")),
        ("with \"b\" and with form or dirname", format!("{form}{input}</form><input type='hidden' name='b' form='f'>")),
        ("with \"b\" and with form or dirname", format!("<input type='hidden' name='b' form='f'>{form}{input}</form>")),
        ("with \"a\" and with form or dirname", format!("{form}<input type='hidden' name='a' dirname='b'></form>")),
        // Scripts.
        ("has <script> at character 115 with \"location\" in its script; scripts are not run", script("location.href='https://evil.example/'")),
        ("with \".action\" in its script", script("document.forms[0].action='https://evil.example/';f.submit()")),
        ("with \".method\" in its script", script("f.method='get';f.submit()")),
        ("with \".value\" in its script", script("f.a.value='2';f.submit()")),
        ("with \".val(\" in its script", script("$('#a').val(2)")),
        ("with \".disabled\" in its script", script("f.a.disabled=true")),
        ("with \"ttribute\" in its script", script("f.setAttribute('action','x')")),
        ("with \"innerHTML\" in its script", script("f.innerHTML=''")),
        ("with \"append\" in its script", script("f.appendChild(x)")),
        ("with \"write\" in its script", script("document.write('<form>')")),
        ("with \"ajax\" in its script", script("$.ajax({})")),
        ("with \"fetch\" in its script", script("fetch('/x')")),
        ("with \"harset\" in its script", script("document.charset='gbk'")),
        ("has <body> at character 1 with \"location\" in its script", format!("<body onload='loc&#97;tion=1'>{form}</form>")),
        ("has <form> at character 1 with \".value\" in its script", format!("<form onsubmit='this.a.value=2' {POST}>{input}</form>")),
        ("with \"<!--\" and <script in its script", script("<!-- <script> ")),
        ("behind a script within its form", format!("{form}<script>document.forms[0].submit()</script>{input}</form>")),
        // Fields that may or may not be the form's.
        ("with \"a\", behind </form>", format!("{form}</form>{input}")),
        ("with \"a\", behind </form>", format!("{form}<div></form>{input}</div>")),
        ("has <div> at character 115, in a table", format!("{form}<table>{input}<div>{input}</div></table></form>")),
        ("in a table and outside of its cells", format!("{form}<table><tr><td></td><input name='b'></tr></table></form>")),
        ("in a table and outside of its cells", format!("<table>{form}<center>{input}</table></form>")),
        ("has 2 forms, and no script that names one", format!("{form}</form>{form}{input}</form>")),
        ("has 2 forms, and no script that names one", format!("{form}</form>{form}{input}</form><script>f.submit()</script>")),
        ("has 2 forms", format!("{form}</form>{form}</form><script>document.forms[0].submit();document.forms[1].submit()</script>")),
        ("has 2 forms", format!("<form name='form'></form>{form}</form><script>document.querySelectorAll('form')[1].submit()</script>")),
        ("has 2 forms", format!("<form name='' id></form>{form}</form><script>f[''].submit('')</script>")),
        ("has 17 forms", format!("{}{form}</form><script>document.forms[1].submit()</script>", "<form></form>".repeat(16))),
        // What waits for the payer.
        ("with \"code\", which waits for the payer", format!("{form}{input}<input name='code'></form>")),
        ("with \"pay\", which waits", format!("{form}{input}<button name='pay'>x</button></form>")),
        ("with \"pay\", which waits", format!("{form}{input}<input type=submit name='pay' id=p></form><script>p.click()</script>")),
        ("with \"n\", which the payer fills in", html(POST, "<input type='number' name='n' value='1'>")),
        ("with \"f\", which the payer fills in", html(POST, "<input type='file' name='f'>")),
        ("the second checked radio button", html(POST, "<input type=radio name=r checked><input type=radio name=r checked value=2>")),
        ("with \"_Charset_\", which browsers fill in", html(POST, "<input type='hidden' name='_Charset_'>")),
        // Quotes that cut a value short.
        ("has <input> at character 68 with \"value\": a quote too many or too few", field("name='a' value='it's'")),
        ("with \"value\": a quote", field("name='a' value='{\"subject\":\"it's\"}'")),
        ("with \"value\": a quote", field("name='a' value=\"{\"a\":1}\"")),
        ("with \"value\": a quote", field(&format!("name='a' value='1>{input}"))),
        ("with \"name\": a quote", field(&format!("name='a value='1'>{input}"))),
        ("with \"value\": a quote", field("name='a' value=1'")),
        ("with \"value\": a quote", field("name='a' value=`1`")),
        ("with \"<input\": a quote", field(&format!("name='a' value='1' {input}"))),
        ("with \"value\": a quote", field(&format!("name='a' value='1'{input}"))),
        ("with \"2'\": a quote", field("name='a' value='1'' 2'")),
        ("has <form> at character 1 with \"action\": a quote", html("action='https://wx.tenpay.com/?a='1''", input)),
        ("has <form> at character 1 with \"action\": a quote", html("action=`https://wx.tenpay.com/`", input)),
        // The form itself.
        ("has <form> at character 1 without an action", format!("<form method='post'>{input}</form>")),
        ("has <form> at character 1 without an action", format!("<form method='post' action=' '>{input}</form>")),
        ("with \"method\" dialog", html("method='dialog' action='https://wx.tenpay.com/'", "")),
        ("with \"enctype\"; only what is sent as application/x-www-form-urlencoded", html(&format!("{POST} enctype='multipart/form-data'"), "")),
        ("with \"enctype\"; only", html(&format!("{POST} enctype='TEXT/plain'"), "")),
        ("with \"gbk\" as its encoding and fields outside ASCII",
            html(&format!("{POST} accept-charset='gbk'"), "<input type=hidden name=a value='月卡'>")),
        ("with \"GB2312\" as its encoding", format!("<meta charset='GB2312'>{}", field("name=a value='月卡'"))),
        ("with \"gbk\" as its encoding", format!("<meta http-equiv='Content-Type' content='text/html; charset=gbk'>{}", field("name='月' value='1'"))),
        ("is a form whose action is not https", html("action='http://openapi.alipay.com/'", input)),
        ("is a form whose action leads to the host \"evil.example\"", html("action='https://evil.example/'", input)),
        ("is a form whose action is not a whole address", html("action='/gateway.do'", input)),
    ] {
        no_form(words, &text);
    }
    for control in ['\0', '\u{b}', '\u{c}', '\u{1b}', '\u{7f}'] {
        no_form(
            &format!("has a control character, U+{:04X}, at character 105", u32::from(control)),
            &field(&format!("name='a' value='{control}'")),
        );
    }
}

// ------------------------------------------------------------------------------------------------------------ addresses

/// An address is taken or refused alike as a redirect and as a form's action.
#[track_caller]
fn goes(address: &str, hosts: &[&str]) -> Result<(), Error> {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let redirect = parse_pay_body("wechat", "h5", address, &hosts);
    let quoted = address.replace('&', "&amp;").replace('\'', "&#39;");
    let form = parse_pay_body("alipay", "h5", &html(&format!("action='{quoted}'"), ""), &hosts);
    match redirect {
        Ok(PayAction::Redirect { url }) => {
            assert_eq!(url, address);
            let Ok(PayAction::Form { action, .. }) = form else {
                panic!("{address}: {form:?}")
            };
            assert_eq!(action, address);
            Ok(())
        }
        Ok(other) => panic!("{other:?}"),
        Err(error) => {
            assert!(form.is_err(), "{address}: {form:?}");
            Err(error)
        }
    }
}

#[test]
fn addresses_of_the_documented_hosts_are_taken() {
    for address in [
        "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx20161110163838f231619da20804912345&package=1037687096&redirect_url=https%3A%2F%2Fwww.wechatpay.com.cn",
        "https://openapi.alipay.com/gateway.do?charset=utf-8#x",
        "https://openapi.alipay.com",
        "https://openapi.alipay.com/",
        "https://openapi.alipay.com:443/",
        "https://mclient.alipay.com/home/exterfaceAssign.htm?a='b'",
        "https://a.b.alipay.com/@evil.example/",
        "HTTPS://OpenAPI.Alipay.com/",
        "https://xn--fiq228c.alipay.com/",
    ] {
        goes(address, &[]).unwrap();
    }
}

#[test]
fn addresses_that_lead_elsewhere_are_refused() {
    for (words, address) in [
        ("\"evil.example\"", "https://evil.example/"),
        ("payHosts", "https://evil.example/"),
        ("\"alipay.com\"", "https://alipay.com/"),
        ("\"evilalipay.com\"", "https://evilalipay.com/"),
        (
            "\"openapi.alipay.com.evil.example\"",
            "https://openapi.alipay.com.evil.example/",
        ),
        ("\"tenpay.com\"", "https://tenpay.com/"),
        ("\"www.wx.tenpay.com\"", "https://www.wx.tenpay.com/"),
        ("\"openapi.alipay.com:8443\"", "https://openapi.alipay.com:8443/"),
        ("\"127.0.0.1\"", "https://127.0.0.1/"),
        ("\"127.0.0.1:80\"", "http://127.0.0.1:80/"),
        ("is not https", "http://openapi.alipay.com/"),
        ("is not https", "http://openapi.alipay.com:443/"),
        ("user name", "https://openapi.alipay.com@evil.example/"),
        ("user name", "https://evil.example@openapi.alipay.com/"),
        ("user name", "https://openapi.alipay.com:443@evil.example/"),
        ("user name", "https://@openapi.alipay.com/"),
        ("backslash", "https://evil.example\\@openapi.alipay.com/"),
        ("backslash", "https://openapi.alipay.com\\.evil.example/"),
        ("backslash", "https:\\\\openapi.alipay.com/"),
        ("white space, U+0020, at character 28", "https://openapi.alipay.com/ x"),
        ("white space", "https://openapi.\talipay.com/"),
        ("a line break, U+000A, at character 27", "https://openapi.alipay.com\n/"),
        ("begins with \"ht?tps://openapi.ali\"", "ht\ntps://openapi.alipay.com/"),
        (
            "control character, U+0000, at character 28",
            "https://openapi.alipay.com/\0",
        ),
        ("outside ASCII", "https://openapi\u{3002}alipay\u{3002}com/"),
        ("outside ASCII", "https://\u{202e}moc.yapila.ipanepo\u{202c}/"),
        ("outside ASCII", "https://openapi.alip\u{430}y.com/"),
        ("outside ASCII", "https://openapi.alipay.com\u{ff0f}.evil.example/"),
        (
            "a character outside ASCII, U+4E2D, at character 28",
            "https://openapi.alipay.com/中",
        ),
        ("\"openapi.xn--alipy-6ve.com\"", "https://openapi.xn--alipy-6ve.com/"),
        ("plainly written host", "https://openapi.alipay.com./"),
        ("plainly written host", "https://.alipay.com/"),
        ("plainly written host", "https://a..alipay.com/"),
        ("plainly written host", "https://-a.alipay.com/"),
        ("plainly written host", "https://a_b.alipay.com/"),
        ("plainly written host", "https://%6fpenapi.alipay.com/"),
        ("plainly written host", "https://openapi.alipay.com%00.evil.example/"),
        ("plainly written host", "https://openapi.alipay.com:/"),
        ("plainly written host", "https://openapi.alipay.com:0443/"),
        ("plainly written host", "https://openapi.alipay.com:99999/"),
        ("plainly written host", "https://openapi.alipay.com:+443/"),
        ("plainly written host", "https://openapi.alipay.com:443:443/"),
        ("plainly written host", "https://openapi.alipay.com?x"),
        ("plainly written host", "https://openapi.alipay.com#/"),
        ("plainly written host", "https://evil.example?.alipay.com/"),
        ("plainly written host", "https://evil.example;.alipay.com/"),
        ("plainly written host", "https:///openapi.alipay.com/"),
        ("plainly written host", "https:////openapi.alipay.com/"),
        ("plainly written host", "https://"),
        ("plainly written host", "https://[::1]x.alipay.com/"),
        ("plainly written host", "https://[::ffff:127.0.0.1]/"),
        ("plainly written host", "https://2130706433/"),
        ("plainly written host", "https://0x7f.0.0.1/"),
        ("plainly written host", "https://127.1/"),
        ("plainly written host", "https://127.0.0.01/"),
        ("plainly written host", "https://alipay.com.0x7f000001/"),
        ("begins with https://", "https:/openapi.alipay.com/"),
        ("begins with https://", "https:openapi.alipay.com/"),
        ("begins with https://", "//openapi.alipay.com/"),
        ("begins with https://", "/gateway.do"),
        ("begins with \"gateway.do\"", "gateway.do"),
        (
            "begins with \"wx.tenpay.com/cg\"",
            "wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1",
        ),
        ("begins with https://", "openapi.alipay.com/"),
        ("begins with https://", "javascript:alert(1)"),
        ("not begin with https://", "javascript://openapi.alipay.com/%0aalert(1)"),
        ("not begin with https://", "JavaScript://openapi.alipay.com/"),
        ("is a data: address", "data:text/html,x"),
        ("not begin with https://", "ftp://openapi.alipay.com/"),
        ("not begin with https://", "alipays://platformapi/startapp"),
        (
            "not begin with https:// but with weixin://",
            "weixin://wap/pay?prepayid=1",
        ),
        (
            "but with intent://",
            "intent://platformapi/startapp#Intent;scheme=alipays;end",
        ),
        ("not begin with https://", "blob:https://openapi.alipay.com/"),
        ("not begin with https://", "view-source:https://openapi.alipay.com/"),
    ] {
        let result = goes(address, &[]).map(|()| PayAction::Redirect { url: String::new() });
        refused(Body, words, result);
    }
    refused(
        Body,
        "pay_body of wechat, h5: is an address that leads",
        parse("wechat", "h5", "https://evil.example/"),
    );
    let long = format!("https://{}/", vec!["a".repeat(63); 4].join("."));
    refused(Body, "plainly written host", parse("wechat", "h5", &long));
}

#[test]
fn b03_addresses_that_were_encoded_once_more_are_read() {
    let url =
        "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1&package=2&redirect_url=https%3A%2F%2Fa%2F"
            .to_owned();
    let expected = PayAction::Redirect { url: url.clone() };
    for text in [
        format!("\u{feff} {url}\r\n\u{3000}"),
        url.replace('&', "&amp;"),
        url.replace('&', "&amp;amp;"),
        format!("\"{url}\""),
        format!("\"{}\"", url.replace('/', "\\/")),
        format!("\"{}\"", url.replace('&', "\\u0026")),
        format!("\"\\\"{}\\\"\"", url.replace('&', "&amp;")),
        format!("'{url}'"),
        format!("&quot;{}&quot;", url.replace('&', "&amp;")),
    ] {
        for (channel, platform) in [("wechat", "h5"), ("qq", "pc"), ("jd", "mp"), ("alipay", "h5")] {
            assert_eq!(parse(channel, platform, &text), Ok(expected.clone()), "{text}");
        }
    }
    // And codes, of which nobody but the wallet judges the text.
    let code = "https://qr.alipay.com/fkx1?a=1&b=2".to_owned();
    for text in [code.replace('&', "&amp;"), format!("\"{}\"", code.replace('/', "\\/"))] {
        assert_eq!(
            parse("alipay", "scan", &text),
            Ok(PayAction::QrCode { text: code.clone() })
        );
    }
    for (words, text) in [
        (
            "has &amp; beside &, as a text that was HTML-escaped in part",
            "https://wx.tenpay.com/x?a=1&amp;b=2&c=3",
        ),
        (
            "is percent-encoded (decode it first)",
            "https%3A%2F%2Fwx.tenpay.com%2Fx",
        ),
        (
            "is text in base64 (decode it first)",
            "aHR0cHM6Ly93eC50ZW5wYXkuY29tL3g=",
        ),
        ("is JSON, an object", "{\"mweb_url\":\"https://wx.tenpay.com/x\"}"),
        (
            "is XML",
            "<xml><mweb_url><![CDATA[https://wx.tenpay.com/x]]></mweb_url></xml>",
        ),
        ("is HTML", "<a href='https://wx.tenpay.com/x'>x</a>"),
        (
            "is text that begins with \"“https://wx.tenpay.c\"",
            "“https://wx.tenpay.com/x”",
        ),
        ("is text that begins with \"支付失败\"", "支付失败"),
    ] {
        let words = words.replace('“', "?");
        refused(Body, &words, parse("wechat", "h5", text));
    }
}

#[test]
fn hosts_are_added() {
    for (host, taken, not) in [
        (
            "pay.example.com",
            "https://pay.example.com/",
            "https://x.pay.example.com/",
        ),
        (
            "PAY.example.com",
            "https://pay.Example.com/",
            "https://pay.example.com:8443/",
        ),
        ("*.example.com", "https://a.b.example.com/", "https://example.com/"),
        ("*.example.com", "https://a.example.com/", "http://a.example.com/"),
        (
            "pay.example.com:8443",
            "https://pay.example.com:8443/",
            "https://pay.example.com/",
        ),
        (
            "*.example.com:8443",
            "https://a.example.com:8443/",
            "https://a.example.com/",
        ),
        ("intranet", "https://intranet/", "http://intranet/"),
        ("10.0.0.1", "https://10.0.0.1/", "http://10.0.0.1/"),
        // This machine.
        ("127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.0.0.1:8081/"),
        ("127.0.0.1:8080", "https://127.0.0.1:8080/", "http://127.0.0.2:8080/"),
        ("127.0.0.1", "http://127.0.0.1:1234/", "http://localhost:1234/"),
        ("127.0.0.1:80", "http://127.0.0.1/", "https://127.0.0.1/"),
        ("localhost", "http://LOCALHOST/", "http://localhost.evil.example/"),
        ("[::1]:8080", "http://[::1]:8080/", "http://[::1]/"),
        ("[::1]", "https://[::1]/", "https://[::2]/"),
        // Names that begin like this machine.
        (
            "127.evil.example",
            "https://127.evil.example/",
            "http://127.evil.example/",
        ),
        (
            "localhost.example",
            "https://localhost.example/",
            "http://localhost.example/",
        ),
    ] {
        goes(taken, &[host]).unwrap();
        assert_eq!(goes(not, &[host]).unwrap_err().kind(), Body, "{not}");
        assert_eq!(goes(taken, &[]).unwrap_err().kind(), Body, "{taken}");
        goes("https://wx.tenpay.com/", &[host]).unwrap();
    }
}

#[test]
fn what_is_no_host_is_named() {
    for host in [
        "",
        "*",
        "*.",
        "*.com",
        "*.*.com",
        "a.*.com",
        "**.example.com",
        ".example.com",
        "example.com.",
        "https://example.com",
        "example.com/",
        "example.com:",
        "example.com:0",
        "example.com:65536",
        "example.com:*",
        "a b.com",
        " example.com",
        "a@b.com",
        "例子.com",
        "*.127.0.0.1",
        "*.localhost",
        "*.[::1]",
        "[::2]",
        "::1",
        "127.1",
        "0x7f.1",
        "\u{202e}moc",
        "a\nb",
    ] {
        let hosts = vec!["pay.example.com".to_owned(), host.to_owned()];
        let result = parse_pay_body("wechat", "h5", "https://wx.tenpay.com/", &hosts);
        assert_eq!(check_pay_hosts(&hosts).unwrap_err(), *result.as_ref().unwrap_err());
        refused(Config, "payHosts: ", result);
    }
    check_pay_hosts(&["pay.example.com".into(), "*.example.com".into()]).unwrap();
}

// --------------------------------------------------------------------------------------------------- everything that is no page

#[test]
fn the_bridge_gets_texts_in_order() {
    let action = parse("wechat", "mp", &format!(" {BRIDGE}\n")).unwrap();
    let expected = [
        ("appId", "wx2421b1c4370ec43b"),
        ("timeStamp", "1395712654"),
        ("nonceStr", "e61463f8efa94090b1f366cccfbbb444"),
        ("package", "prepay_id=u802345jgfjsdfgsdg888"),
        ("signType", "MD5"),
        ("paySign", "70EA570631E4BB79628FBCA90534C63FF7FADD89"),
    ];
    assert_eq!(
        action,
        PayAction::WechatBridge {
            params: pairs(&expected)
        }
    );

    // Encoded once more, in the ways that can be undone.
    let quoted = serde_json::to_string(BRIDGE).unwrap();
    for text in [
        format!("\u{feff}{BRIDGE}"),
        format!("'{BRIDGE}'"),
        quoted.clone(),
        serde_json::to_string(&quoted).unwrap(),
        quoted.trim_matches('"').to_owned(),
        BRIDGE.replace('"', "&quot;"),
        BRIDGE.replace('"', "&#34;"),
    ] {
        assert_eq!(parse("wechat", "mp", &text), Ok(action.clone()), "{text}");
    }

    for (words, text) in [
        ("is text that begins with \"appId\"", "appId".to_owned()),
        (
            "is text that begins with \"支付失败，请重试\"",
            "支付失败，请重试".into(),
        ),
        ("is text that begins with \"undefined\"", "undefined".into()),
        ("is an object that was turned into text", "[object Object]".into()),
        ("is HTML", "<form>".into()),
        ("is XML", "<xml><appid>wx2421b1c4370ec43b</appid></xml>".into()),
        ("is an address", "https://wx.tenpay.com/".into()),
        ("is JSON, an array", "[]".into()),
        ("is broken JSON", "{".into()),
        ("is broken JSON", BRIDGE.trim_end_matches('}').into()),
        ("is text in base64", "eyJhcHBJZCI6Ind4MjQyMWIxYzQzNzBlYzQzYiJ9".into()),
        (
            "is percent-encoded",
            "%7B%22appId%22%3A%22wx2421b1c4370ec43b%22%7D".into(),
        ),
        (
            "is the gateway's whole answer (give its pay_body alone)",
            format!("{{\"code\":200,\"data\":{{\"pay_body\":{quoted}}}}}"),
        ),
        (
            "is the gateway's whole answer",
            format!("{{\"out_trade_no\":\"1\",\"pay_body\":{BRIDGE}}}"),
        ),
        (
            "has no appId, timeStamp, nonceStr, package, signType, paySign",
            "{}".into(),
        ),
        (
            "has no paySign",
            BRIDGE.replace("70EA570631E4BB79628FBCA90534C63FF7FADD89", ""),
        ),
        ("has no timeStamp", BRIDGE.replace("1395712654", "null")),
        (
            "needs in this spelling; what it has is \"appid,timeStamp,nonceStr",
            BRIDGE.replace("appId", "appid"),
        ),
        ("has the name \"paySign\" twice", BRIDGE.replace("signType", "paySign")),
        (
            "nests an object or array in timeStamp",
            BRIDGE.replace("1395712654", "[1]"),
        ),
        ("nests deeper than 16", BRIDGE.replace("1395712654", &"[".repeat(20))),
        (
            "the name \"__proto__\", which is not made of letters and digits",
            BRIDGE.replace('{', "{\"__proto__\":\"x\","),
        ),
        ("letters and digits", BRIDGE.replace('{', "{\"\":\"x\",")),
    ] {
        refused(Body, words, parse("wechat", "mp", &text));
    }
}

#[test]
fn codes_and_sdks_get_their_text() {
    for channel in CHANNELS {
        let code = parse(channel, "scan", "weixin://wxpay/bizpayurl?pr=NwY5Mz9&groupid=00\n").unwrap();
        let text = "weixin://wxpay/bizpayurl?pr=NwY5Mz9&groupid=00".to_owned();
        assert_eq!(code, PayAction::QrCode { text });
        for platform in ["app", "mini_app"] {
            let text = "{\"a\": {\"b\": [1.50, \"\\u4e2d &amp; \"]}}".to_owned();
            let quoted = serde_json::to_string(&text).unwrap();
            for wrapped in [
                format!("\u{feff}{text}\n"),
                quoted.clone(),
                serde_json::to_string(&quoted).unwrap(),
            ] {
                assert_eq!(
                    parse(channel, platform, &wrapped).unwrap(),
                    PayAction::Sdk { text: text.clone() }
                );
            }
        }
        refused(Body, "is HTML", parse(channel, "scan", "<form>"));
        refused(Body, "is JSON", parse(channel, "scan", "{}"));
        refused(
            Body,
            "has white space, a line break, U+000A, at character 2",
            parse(channel, "scan", "a\nb"),
        );
        refused(
            Body,
            "is a data: address",
            parse(channel, "scan", "data:image/png;base64,iVBORw0KGgo"),
        );
        refused(
            Body,
            "is a picture in base64",
            parse(channel, "scan", "iVBORw0KGgoAAAANSUhEUg"),
        );
        refused(
            Body,
            "is percent-encoded",
            parse(channel, "scan", "https%3A%2F%2Fqr.alipay.com%2Fx"),
        );
        refused(Body, "at most 2953", parse(channel, "scan", &"a".repeat(2954)));
        refused(Body, "is broken JSON", parse(channel, "app", "{\"a\":}"));
        refused(Body, "is JSON, an array", parse(channel, "mini_app", "[]"));
        refused(
            Body,
            "has the name \"a\" twice",
            parse(channel, "app", "{\"a\":1,\"a\":1}"),
        );
        refused(
            Body,
            "nests deeper than 16",
            parse(channel, "app", &format!("{{\"a\":{}", "[".repeat(17))),
        );
        refused(
            Body,
            "whole answer",
            parse(channel, "app", "{\"code\":200,\"data\":{\"pay_body\":\"{}\"}}"),
        );
        refused(Body, "is HTML", parse(channel, "app", "<form>"));
        refused(
            Body,
            "is an address",
            parse(channel, "app", "https://wx.tenpay.com/?a=b"),
        );
    }
    let text = "app_id=2015052600090779&biz_content=%7B%22timeout_express%22%3A%2230m%22%7D&charset=utf-8".to_owned();
    assert_eq!(
        parse("alipay", "app", &text).unwrap(),
        PayAction::Sdk { text: text.clone() }
    );
    for wrapped in [
        text.replace('&', "&amp;"),
        format!("\"{text}\""),
        format!("'{text}'"),
        format!("\u{feff}{text}\r\n"),
    ] {
        assert_eq!(
            parse("alipay", "app", &wrapped).unwrap(),
            PayAction::Sdk { text: text.clone() }
        );
    }
    refused(
        Body,
        "has &amp; beside &",
        parse("alipay", "app", &text.replacen('&', "&amp;", 1)),
    );
    refused(
        Body,
        "has &amp; beside &",
        parse("alipay", "scan", "https://qr.alipay.com/?a=1&amp;b=2&c=3"),
    );
    refused(Body, "is an order string", parse("alipay", "mini_app", &text));
    refused(Body, "is an order string", parse("wechat", "app", &text));
    refused(
        Body,
        "is an order string with white space, U+0020, at character 4",
        parse("alipay", "app", "a=b c"),
    );
    refused(
        Body,
        "a character outside ASCII, U+4E2D, at character 3",
        parse("alipay", "app", "a=中"),
    );
}

/// The table of the documentation: what each channel and platform has, by the examples that it takes.
#[test]
fn each_channel_and_platform_takes_its_own() {
    let form = html(POST, "");
    let examples = [
        ("form", form.as_str()),
        ("redirect", "https://wx.tenpay.com/x"),
        ("wechat-bridge", BRIDGE),
    ];
    for channel in CHANNELS {
        for platform in PLATFORMS {
            let taken: Vec<&str> = match (channel, platform) {
                (_, "scan") => vec!["qr-code"],
                (_, "app" | "mini_app") => vec!["sdk"],
                ("wechat", "mp") => vec!["wechat-bridge"],
                ("wechat", "h5") => vec!["redirect"],
                (_, "h5" | "pc") => vec!["form", "redirect"],
                _ => vec!["redirect"],
            };
            let mut found = Vec::new();
            for (_, text) in examples {
                match parse(channel, platform, text) {
                    Ok(action) => found.push(
                        serde_json::to_value(&action).unwrap()["kind"]
                            .as_str()
                            .unwrap()
                            .to_owned(),
                    ),
                    Err(error) => {
                        assert_eq!(error.kind(), Body);
                        let start = format!("pay_body of {channel}, {platform}: is ");
                        assert!(error.message().starts_with(&start), "{error}");
                    }
                }
            }
            assert_eq!(found, taken, "{channel} {platform}");
        }
    }
}

#[test]
fn words_are_the_clients_own() {
    refused(
        Params,
        "channel: is \"wx\", but has to be one of wechat, alipay, qq, jd, as in createOrder",
        parse("wx", "h5", "x"),
    );
    refused(Params, "channel: is \"1\", but", parse("1", "h5", "x"));
    refused(
        Params,
        "platform: is \"H5\", but has to be one of app, mp, mini_app, h5, pc, scan",
        parse("wechat", "H5", "x"),
    );
    let error = parse("", "", "x").unwrap_err();
    refused(Params, "channel: is missing; it has to be one of", Err(error.clone()));
    assert_eq!(error.details().len(), 2, "both are reported");
}

#[test]
fn empty_and_very_long_texts_are_refused() {
    for channel in CHANNELS {
        for platform in PLATFORMS {
            refused(Body, "is empty", parse(channel, platform, ""));
            refused(Body, "is empty", parse(channel, platform, " \r\n\t"));
            refused(
                Body,
                "at most 65536 are read",
                parse(channel, platform, &" ".repeat(MAX_PAY_BODY + 1)),
            );
        }
    }
    let address = format!("https://wx.tenpay.com/{}", "a".repeat(MAX_PAY_BODY));
    parse("wechat", "h5", &address[..MAX_PAY_BODY]).unwrap();
    refused(Body, "is 65558 bytes long", parse("wechat", "h5", &address));
}

// ----------------------------------------------------------------------------------------------------------- properties

#[cfg(not(target_family = "wasm"))]
mod properties {
    use std::collections::BTreeMap;

    use html5gum::{DefaultEmitter, Token, Tokenizer};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    use super::*;

    /// A start tag with its attributes, of which the first of a name counts, and the text behind it; or an end tag.
    struct Tag {
        name: String,
        attributes: BTreeMap<String, String>,
        text: String,
    }

    /// What a tokenizer of the HTML standard finds.
    fn tags(text: &str) -> Vec<Tag> {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut tags: Vec<Tag> = Vec::new();
        for token in Tokenizer::new_with_emitter(text, emitter).flatten() {
            let (name, attributes) = match token {
                Token::StartTag(tag) => {
                    let pair = |(name, value): (&_, &_)| (string(name), string(value));
                    (
                        string(&tag.name),
                        tag.attributes.iter().map(|(name, value)| pair((name, value))).collect(),
                    )
                }
                Token::EndTag(tag) => (format!("/{}", string(&tag.name)), BTreeMap::new()),
                Token::String(text) => {
                    if let Some(tag) = tags.last_mut() {
                        tag.text.push_str(&string(&text));
                    }
                    continue;
                }
                _ => continue,
            };
            tags.push(Tag {
                name,
                attributes,
                text: String::new(),
            });
        }
        tags
    }

    /// The value with which a browser sends a control, if it does when a script submits the form.
    fn sent(tag: &Tag) -> Option<String> {
        let value = tag.attributes.get("value").cloned();
        let kind = tag
            .attributes
            .get("type")
            .map(|kind| kind.to_ascii_lowercase())
            .unwrap_or_default();
        if tag.attributes.contains_key("disabled") {
            return None;
        }
        match (tag.name.as_str(), kind.as_str()) {
            ("textarea", _) => Some(tag.text.strip_prefix('\n').unwrap_or(&tag.text).to_owned()),
            ("input", "hidden") => Some(value.unwrap_or_default()),
            ("input", "submit" | "image" | "button" | "reset") => None,
            ("input", "checkbox" | "radio") => tag
                .attributes
                .contains_key("checked")
                .then(|| value.unwrap_or_else(|| "on".into())),
            ("input", _) => Some(value.unwrap_or_default().replace('\n', "")),
            _ => None,
        }
    }

    /// The forms of a page, as a browser would send them.
    fn forms(text: &str) -> Vec<PayAction> {
        let mut forms = Vec::new();
        let mut open = false;
        for tag in tags(text) {
            match tag.name.as_str() {
                "form" if !open => {
                    open = true;
                    let post = tag
                        .attributes
                        .get("method")
                        .is_some_and(|method| method.eq_ignore_ascii_case("post"));
                    forms.push(PayAction::Form {
                        method: if post { FormMethod::Post } else { FormMethod::Get },
                        action: tag
                            .attributes
                            .get("action")
                            .cloned()
                            .unwrap_or_default()
                            .trim_ascii()
                            .to_owned(),
                        fields: Vec::new(),
                    });
                }
                "/form" => open = false,
                _ => {
                    let name = tag.attributes.get("name").filter(|name| !name.is_empty());
                    if let (true, Some(name), Some(value), Some(PayAction::Form { fields, .. })) =
                        (open, name, sent(&tag), forms.last_mut())
                    {
                        fields.push((name.clone(), value));
                    }
                }
            }
        }
        forms
    }

    /// Why a page may be refused; whatever else is in it is read.
    const REASONS: [&str; 30] = [
        "the character reference &",
        " without its end; is a quote",
        "without an end tag",
        "ends within a comment",
        "is HTML without a form",
        "ends before </form>",
        "has a control character, U+",
        "a quote too many or too few",
        "with form or dirname",
        "a page may have one plain form",
        "leads the page to another address",
        "in its script; scripts are not run",
        "with \"<!--\" and <script in its script",
        "behind a script within its form",
        "behind </form>",
        "in a table and outside of its cells",
        "forms, and no script that names one",
        "which waits for the payer",
        "which the payer fills in",
        "the second checked radio button",
        ", which browsers fill in",
        " without an action",
        "with \"method\" dialog",
        "with \"enctype\"; only",
        "as its encoding and fields outside ASCII",
        "is a form whose action ",
        "as the inside of a JSON string",
        "is XML, where",
        "is text that begins with \"",
        "is broken JSON",
    ];

    /// Whether the page is read, which has to be as a browser reads it, or else refused for one of the reasons.
    fn check(text: &str) -> Result<Option<&'static str>, TestCaseError> {
        match parse("alipay", "h5", text) {
            Ok(action) => {
                let forms = forms(text);
                prop_assert!(forms.contains(&action), "{:?} of {:?}", action, forms);
                let PayAction::Form { action, .. } = action else {
                    panic!("{action:?}")
                };
                let host = action.strip_prefix("https://").and_then(|rest| rest.split('/').next());
                let listed = host.is_some_and(|host| host == "wx.tenpay.com" || host.ends_with(".alipay.com"));
                prop_assert!(listed, "{}", action);
                Ok(None)
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), Body);
                prop_assert!(error.message().len() < 500);
                let reason = REASONS.iter().find(|reason| error.message().contains(*reason));
                prop_assert!(reason.is_some(), "{}", error);
                Ok(reason.copied())
            }
        }
    }

    /// Pieces that a reader of HTML may trip over.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            6 => select(vec![
                "<form", "<input", "<script", "</form>", "</script>", "</", "<", ">", "/>", "/", " ", "\n", "\r\n", "=", "'", "\"",
                " type='hidden'", " name='a'", " name=\"b\"", " value='1'", " value=2", " disabled", " form='x'", "<!--", "-->",
                "<base href='//x'>", "<![CDATA[", "]]>", "<?x?>", "`", "\0", "\u{feff}", "--!>", "<!doctype", "<!-->", "<!--->",
                " type=submit", " type=checkbox", " checked", " TYPE=\"text\"", " VALUE='3'", " method='post'", " method=dialog",
                " action='https://wx.tenpay.com/'", " action=https://evil.example/", " action='http://openapi.alipay.com/'",
                "<input type=hidden name=c value=4>", "<form action='https://wx.tenpay.com/'>", "<button>", "<div>", "</div>", "<p",
                "<table>", "<tr>", "<td>", "</table>", "<style>", "</style>", "<title>", "</title>", "<noscript>", "</noscript>",
                "<select>", "<svg>", "<iframe>", "<meta http-equiv=refresh>", "''", "\"\"", "='", "=\"", "x", "&", "&#", ";",
                "<textarea name=t>", "</textarea>", "</SCRIPT ", "</form ", "<!-- <script>", " enctype=text/plain", " charset=gbk",
                "<input name=n type=number>", "<input type=radio name=r checked>", "<input type=hidden name=_charset_>",
                "document.forms[0].submit()", "location.href=1", " onclick='x'", "<body onload='f.submit()'>",
            ]).prop_map(str::to_owned),
            2 => reference(),
            1 => any::<String>(),
        ]
    }

    /// An ampersand and what may follow it.
    fn reference() -> impl Strategy<Value = String> {
        let names = vec![
            "amp",
            "lt",
            "gt",
            "quot",
            "apos",
            "AMP",
            "copy",
            "not",
            "notin",
            "notit",
            "times",
            "yen",
            "frac12",
            "sup1",
            "AElig",
            "nbsp",
            "hellip",
            "#39",
            "#x27",
            "#X4e2d",
            "#0",
            "#128",
            "#xD800",
            "#x110000",
            "#",
            "#x",
            "a",
            "T",
            "notify_url",
            "sign",
            "1",
            "",
        ];
        (
            select(names),
            select(vec!["", ";", "=", "1", "x", " ", "_", "&", "\"", ";;"]),
        )
            .prop_map(|(name, end)| format!("&{name}{end}"))
    }

    fn value() -> impl Strategy<Value = String> {
        vec(
            prop_oneof![3 => reference(), 2 => "[a-z0-9 <>/=中月{}:\"]{0,6}", 1 => "\r\n|\r|\t|\u{e000}|😀"],
            0..5,
        )
        .prop_map(|parts| parts.concat().replace('\'', ""))
    }

    /// A form as it should be, its values odd.
    fn form() -> impl Strategy<Value = Vec<String>> {
        (
            vec(value(), 0..4),
            value(),
            select(vec!["method='post'", "method=\"GET\"", "METHOD = 'Post'", "id='x'"]),
        )
            .prop_map(|(values, query, method)| {
                let mut parts = vec!["<form ".to_owned(), method.to_owned()];
                parts.push(format!(
                    " action='https://openapi.alipay.com/?{}'",
                    query.replace([' ', '\t', '\r', '\n'], "")
                ));
                parts.push(">".into());
                for (at, value) in values.iter().enumerate() {
                    parts.push(format!("<input type='hidden' name='n{at}'"));
                    parts.push(format!(" value='{value}'"));
                    parts.push(if at % 2 == 0 { "/>".into() } else { " >\n".into() });
                }
                parts.extend(
                    [
                        "<input type='submit'>",
                        "</form>",
                        "<script>",
                        "f&&f.submit()",
                        "</script>",
                    ]
                    .map(str::to_owned),
                );
                parts
            })
    }

    /// A page as it is printed somewhere, with so many changes in any place of it: something put in, left out or doubled.
    fn page() -> impl Strategy<Value = String> {
        let pages: Vec<String> = pages()
            .into_iter()
            .map(|(html, _)| html.replace("gateway.95516.com", "openapi.alipay.com"))
            .collect();
        let change = (any::<Index>(), piece(), 0..8);
        (select(pages), vec(change, 0..5)).prop_map(|(page, changes)| {
            let mut page: Vec<char> = page.chars().collect();
            for (place, piece, how) in changes {
                if page.is_empty() {
                    break;
                }
                let at = place.index(page.len());
                match how {
                    0..3 => drop(page.splice(at..at, piece.chars())),
                    3 => drop(page.remove(at)),
                    4 => page.insert(at, page[at]),
                    // At the nearest end of a value or a tag, where a quote is most easily lost.
                    5 => {
                        let end = page[at..].iter().position(|c| matches!(c, '\'' | '"' | '>' | '<'));
                        if let Some(end) = end {
                            page.remove(at + end);
                        }
                    }
                    6 => {
                        let end = page[at..].iter().position(|c| matches!(c, '\'' | '"'));
                        if let Some(end) = end {
                            page.insert(at + end, page[at + end]);
                        }
                    }
                    _ => page.truncate(page.len() - at % 9),
                }
            }
            page.into_iter().collect()
        })
    }

    fn config() -> ProptestConfig {
        ProptestConfig {
            failure_persistence: None,
            cases: ProptestConfig::default().cases * 8,
            ..ProptestConfig::default()
        }
    }

    proptest! {
        #![proptest_config(config())]

        /// Whatever is taken, a browser sends the same.
        #[test]
        fn a_form_with_odd_values_is_read_as_browsers_do(parts in form()) {
            check(&parts.concat())?;
        }

        #[test]
        fn a_broken_form_is_refused_or_read_as_browsers_do(
            parts in form(), changes in vec((any::<Index>(), piece(), 0..3), 0..3),
        ) {
            let mut parts = parts;
            for (place, piece, how) in changes {
                let at = place.index(parts.len());
                match how {
                    0 => parts.insert(at, piece),
                    1 => parts[at] = piece,
                    _ => drop(parts.remove(at)),
                }
                if parts.is_empty() { break }
            }
            check(&format!("<b>{}", parts.concat()))?;
        }

        #[test]
        fn a_page_with_errors_is_refused_or_read_as_browsers_do(page in page()) {
            check(&format!("<b>{page}"))?;
        }

        #[test]
        fn pieces_in_any_order_are_refused_or_read_as_browsers_do(parts in vec(piece(), 0..20)) {
            check(&format!("<form action='https://wx.tenpay.com/'>{}", parts.concat()))?;
        }

        #[test]
        fn no_text_panics(
            channel in select(CHANNELS.to_vec()), platform in select(PLATFORMS.to_vec()), text: String, parts in vec(piece(), 0..12),
            hosts in vec(any::<String>(), 0..2),
        ) {
            let quoted = serde_json::to_string(&text).unwrap();
            for text in [text, parts.concat(), format!("https://{}", parts.concat()), quoted] {
                let _ = parse_pay_body(channel, platform, &text, &hosts);
                let _ = parse_pay_body(&text, platform, &text, &[]);
                if let Err(error) = parse(channel, platform, &text) {
                    prop_assert_eq!(error.kind(), Body);
                }
            }
        }

        /// An address that is taken leads, for a reader that knows nothing but where the authority ends, to a listed host.
        #[test]
        fn an_address_that_is_taken_leads_to_a_listed_host(
            parts in vec(select(vec![
                "https://", "http://", "openapi.alipay.com", "wx.tenpay.com", ".alipay.com", "evil.example", "@", ":", "/", "\\", "?", "#", ".",
                "443", "80", "%2e", "\t", "//", "[::1]", "127.0.0.1", "xn--", "-", "a", ";", "。", "&amp;", "\"", "'", "&",
            ]), 1..7),
        ) {
            let text = parts.concat();
            if let Ok(PayAction::Redirect { url }) = parse("wechat", "h5", &text) {
                let rest = url.to_ascii_lowercase();
                let rest = rest.strip_prefix("https://").unwrap().to_owned();
                let host: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
                prop_assert!(host == "wx.tenpay.com" || host.ends_with(".alipay.com"), "{}", url);
                let after = rest[host.len()..].strip_prefix(":443").unwrap_or(&rest[host.len()..]);
                prop_assert!(after.is_empty() || after.starts_with('/'), "{}", url);
            }
        }
    }

    /// Of what the properties look at, a good part is taken and each reason is met: they are not true of nothing.
    #[test]
    fn what_is_wrong_is_neither_all_refused_nor_all_taken() {
        let mut runner = TestRunner::deterministic();
        let taken = (0..400)
            .filter(|_| {
                let text = form().new_tree(&mut runner).unwrap().current().concat();
                check(&text).unwrap().is_none()
            })
            .count();
        assert!(taken > 40, "{taken} of 400");

        let mut met: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        let pages = page();
        let pieces = vec(piece(), 0..20);
        for _ in 0..4000 {
            let broken = pages.new_tree(&mut runner).unwrap().current();
            let pieces = pieces.new_tree(&mut runner).unwrap().current().concat();
            for text in [broken, format!("<form action='https://wx.tenpay.com/'>{pieces}</form>")] {
                *met.entry(check(&text).unwrap()).or_default() += 1;
            }
        }
        assert!(met[&None] > 1000, "{met:?}");
        let never: Vec<_> = REASONS
            .iter()
            .filter(|reason| !met.contains_key(&Some(**reason)))
            .collect();
        assert!(never.len() <= 4, "{never:?} of {met:?}");
    }
}
