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
        ("'&notify_url &copying &ltd'", "&notify_url &copying &ltd"),
        ("\"it's\"", "it's"),
        ("'{\"a\":\"b\"}'", "{\"a\":\"b\"}"),
        ("'<script>alert(1)</script>'", "<script>alert(1)</script>"),
        ("''", ""),
    ] {
        assert_eq!(value_of(written), read, "{written}");
    }
    for unknown in [
        "&copy;",
        "&nbsp;",
        "&copy",
        "&amp",
        "&lt ",
        "&quot\"",
        "&unknown;",
        "&AMP;",
        "&1;",
        "&#",
        "&#;",
        "&#x;",
        "&#39",
        "&#x27g;",
        "&#+39;",
        "&#-1;",
        "&#0;",
        "&#128;",
        "&#xD800;",
        "&#x110000;",
        "&#99999999999;",
        "&#13;",
        "&#127;",
        "&#x 27;",
    ] {
        no_form(
            "character reference",
            &html(POST, &format!("<input type='hidden' name='a' value='{unknown}'>")),
        );
    }
}

#[test]
fn what_a_browser_would_mend_is_refused() {
    let input = "<input type='hidden' name='a' value='1'>";
    let form = format!("<form {POST}>");
    for (words, text) in [
        ("is some other text", "form".into()),
        ("has \"<\" where <form>", "<".into()),
        ("where <form>", "<>".into()),
        ("where <form>", "<p></p>".into()),
        ("where <form>", format!("<!-- {form}{input}</form> -->")),
        ("where <form>", format!("<!doctype html>{form}{input}</form>")),
        (
            "where <form>",
            format!("<html><body>{form}{input}</form></body></html>"),
        ),
        (
            "where <form>",
            format!("<base href='https://evil.example/'>{form}{input}</form>"),
        ),
        ("where <form>", format!("<script></script>{form}{input}</form>")),
        ("where <form>", format!("<formx {POST}>{input}</formx>")),
        ("where <form>", format!("< form {POST}>{input}</form>")),
        ("where <form>", format!("{input}{form}</form>")),
        // Within the form.
        ("where <input>", format!("{form}text{input}</form>")),
        ("where <input>", format!("{form}\u{a0}{input}</form>")),
        ("where <input>", format!("{form}<!-- -->{input}</form>")),
        ("where <input>", format!("{form}<form>{input}</form>")),
        (
            "where <input>",
            format!("{form}<base href='https://evil.example/'>{input}</form>"),
        ),
        (
            "where <input>",
            format!("{form}<textarea name='b'>2</textarea>{input}</form>"),
        ),
        (
            "where <input>",
            format!("{form}<select name='b'><option>1</select>{input}</form>"),
        ),
        (
            "where <input>",
            format!("{form}<button formaction='https://evil.example/'>b</button></form>"),
        ),
        (
            "where <input>",
            format!("{form}<script>document.forms[0].submit()</script>{input}</form>"),
        ),
        ("where </form>", format!("{form}{input}</p></form>")),
        ("where </form>", format!("{form}{input}</form x='1'>")),
        ("where </form>", format!("{form}{input}</formx>")),
        ("where <input>", format!("{form}{input}< /form>")),
        ("ends where <input>", format!("{form}{input}")),
        ("ends where <input>", form.clone()),
        ("quoted value", format!("{form}<input type='hidden' name='a' value='1")),
        // Behind it.
        ("where <script>", format!("{form}</form>{form}{input}</form>")),
        ("where <script>", format!("{form}</form>{input}")),
        ("where <script>", format!("{form}</form>text")),
        ("where <script>", format!("{form}</form></form>")),
        (
            "a tag \"script\" with \"src\"",
            format!("{form}</form><script src='https://evil.example/x.js'></script>"),
        ),
        ("not plain text", format!("{form}</form><script>a<b</script>")),
        ("not plain text", format!("{form}</form><script><!-- </script>")),
        ("not plain text", format!("{form}</form><script>")),
        ("where </script>", format!("{form}</form><script></scripts>")),
        // The tags themselves.
        (
            "is a form without an action",
            format!("<form method='post'>{input}</form>"),
        ),
        (
            "neither get nor post",
            html("method='dialog' action='https://wx.tenpay.com/'", ""),
        ),
        (
            "neither get nor post",
            html("method='' action='https://wx.tenpay.com/'", ""),
        ),
        ("urlencoded", html(&format!("{POST} enctype='multipart/form-data'"), "")),
        ("urlencoded", html(&format!("{POST} accept-charset='gbk'"), "")),
        ("with \"onsubmit\"", html(&format!("{POST} onsubmit='x()'"), "")),
        (
            "two of \"action\"",
            html(&format!("{POST} ACTION='https://evil.example/'"), ""),
        ),
        (
            "\"form\" with \"\"",
            html("action='https://wx.tenpay.com/'/method='post'", ""),
        ),
        (
            "\"form\" with \"method\"",
            html("action='https://wx.tenpay.com/'method='post'", ""),
        ),
        ("\"form\" with \"\"", format!("<form {POST}/>")),
        (
            "\"action\" without a quoted value",
            html("action=https://wx.tenpay.com/", ""),
        ),
        ("\"action\" without a quoted value", html("action", "")),
        (
            "\"action\" without a quoted value",
            html("action=`https://wx.tenpay.com/`", ""),
        ),
    ] {
        no_form(words, &text);
    }
    for (words, input) in [
        ("neither hidden nor a button", "name='a'"),
        ("neither hidden nor a button", "type='text' name='a'"),
        ("neither hidden nor a button", "type='image' name='a'"),
        ("neither hidden nor a button", "type='checkbox' name='a'"),
        ("neither hidden nor a button", "type='file' name='a'"),
        ("neither hidden nor a button", "type=' hidden' name='a'"),
        ("without a name", "type='hidden' value='1'"),
        ("without a name", "type='hidden' name='' value='1'"),
        ("_charset_", "type='hidden' name='_Charset_'"),
        ("with \"form\"", "type='hidden' name='a' form='other'"),
        ("with \"disabled\"", "type='hidden' name='a' disabled"),
        ("with \"dirname\"", "type='hidden' name='a' dirname='b'"),
        (
            "with \"formaction\"",
            "type='submit' formaction='https://evil.example/'",
        ),
        ("two of \"name\"", "type='hidden' name='a' name='b'"),
        ("two of \"value\"", "type='hidden' name='a' value='1' VALUE='2'"),
        ("without a quoted value", "type='hidden' name=a"),
        ("without a quoted value", "type='hidden' name"),
        ("with \"\"", "type='hidden' / name='a'"),
        ("with \"\"", "type='hidden' 'name'='a'"),
        ("with \"\"", "type='hidden' =name='a'"),
    ] {
        no_form(words, &html(POST, &format!("<input {input}>")));
    }
    no_form("two fields of one name", &html(POST, &format!("{input}{input}")));
    for control in ["\0", "\x0b", "\x0c", "\x1b", "\x7f", "\u{85}"] {
        no_form(
            "control character",
            &html(POST, &format!("<input type='hidden' name='a' value='{control}'>")),
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
        ("white space", "https://openapi.alipay.com/ x"),
        ("white space", "https://openapi.\talipay.com/"),
        ("white space", "https://openapi.alipay.com\n/"),
        ("white space", "ht\ntps://openapi.alipay.com/"),
        ("white space", "https://openapi.alipay.com/\0"),
        ("outside ASCII", "https://openapi\u{3002}alipay\u{3002}com/"),
        ("outside ASCII", "https://\u{202e}moc.yapila.ipanepo\u{202c}/"),
        ("outside ASCII", "https://openapi.alip\u{430}y.com/"),
        ("outside ASCII", "https://openapi.alipay.com\u{ff0f}.evil.example/"),
        ("outside ASCII", "https://openapi.alipay.com/中"),
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
        ("begins with https://", "gateway.do"),
        ("begins with https://", "openapi.alipay.com/"),
        ("begins with https://", "javascript:alert(1)"),
        ("not begin with https://", "javascript://openapi.alipay.com/%0aalert(1)"),
        ("not begin with https://", "JavaScript://openapi.alipay.com/"),
        ("begins with https://", "data:text/html,x"),
        ("not begin with https://", "ftp://openapi.alipay.com/"),
        ("not begin with https://", "alipays://platformapi/startapp"),
        ("not begin with https://", "weixin://wap/pay"),
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

    for (words, text) in [
        ("is some other text", "appId".to_owned()),
        ("is HTML", "<form>".into()),
        ("is an address", "https://wx.tenpay.com/".into()),
        ("is JSON", "[]".into()),
        ("is not well-formed JSON", "{".into()),
        (
            "has no appId, timeStamp, nonceStr, package, signType, paySign",
            "{}".into(),
        ),
        (
            "has no paySign",
            BRIDGE.replace("70EA570631E4BB79628FBCA90534C63FF7FADD89", ""),
        ),
        ("has no timeStamp", BRIDGE.replace("1395712654", "null")),
        ("has no appId", BRIDGE.replace("appId", "appid")),
        ("twice", BRIDGE.replace("signType", "paySign")),
        ("nests", BRIDGE.replace("1395712654", "[1]")),
        ("letters and digits", BRIDGE.replace('{', "{\"__proto__\":\"x\",")),
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
            let text = "{\"a\": {\"b\": [1.50, \"\\u4e2d\"]}}".to_owned();
            assert_eq!(parse(channel, platform, &text).unwrap(), PayAction::Sdk { text });
        }
        refused(Body, "is HTML", parse(channel, "scan", "<form>"));
        refused(Body, "is JSON", parse(channel, "scan", "{}"));
        refused(Body, "text of a QR code", parse(channel, "scan", "a\nb"));
        refused(Body, "at most 2953", parse(channel, "scan", &"a".repeat(2954)));
        refused(Body, "is broken JSON", parse(channel, "app", "{\"a\":}"));
        refused(Body, "is JSON", parse(channel, "mini_app", "[]"));
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
    refused(Body, "is some other text", parse("alipay", "mini_app", &text));
    refused(Body, "is some other text", parse("wechat", "app", &text));
    refused(Body, "is some other text", parse("alipay", "app", "a=b c"));
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
                ("alipay", "h5" | "pc") => vec!["form"],
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
        "channel: is none of wechat, alipay, qq, jd",
        parse("wx", "h5", "x"),
    );
    refused(Params, "channel: is none of", parse("1", "h5", "x"));
    refused(
        Params,
        "platform: is none of app, mp, mini_app, h5, pc, scan",
        parse("wechat", "H5", "x"),
    );
    let error = parse("", "", "x").unwrap_err();
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
    use html5gum::{DefaultEmitter, Token, Tokenizer};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    /// What a tokenizer of the HTML standard finds: tags with their attributes, of which the first of a name counts.
    fn tags(text: &str) -> Vec<(String, Vec<(String, String)>)> {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let string = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Tokenizer::new_with_emitter(text, emitter)
            .flatten()
            .filter_map(|token| match token {
                Token::StartTag(tag) => {
                    let attributes = tag.attributes.iter().map(|(name, value)| (string(name), string(value)));
                    Some((string(&tag.name), attributes.collect()))
                }
                Token::EndTag(tag) => Some((format!("/{}", string(&tag.name)), Vec::new())),
                _ => None,
            })
            .collect()
    }

    /// The form that a browser would send.
    fn sent(text: &str) -> PayAction {
        let tags = tags(text);
        let value = |attributes: &[(String, String)], wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.clone())
        };
        let forms: Vec<_> = tags.iter().filter(|(name, _)| name == "form").collect();
        assert_eq!(forms.len(), 1, "{text}");
        assert_eq!(tags[0].0, "form", "{text}");
        let post = value(&forms[0].1, "method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let fields = tags
            .iter()
            .skip(1)
            .take_while(|(name, _)| name != "/form")
            .filter(|(name, attributes)| {
                assert_eq!(name, "input");
                value(attributes, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden"))
            })
            .map(|(_, attributes)| {
                (
                    value(attributes, "name").unwrap(),
                    value(attributes, "value").unwrap_or_default(),
                )
            });
        PayAction::Form {
            method: if post { FormMethod::Post } else { FormMethod::Get },
            action: value(&forms[0].1, "action").unwrap(),
            fields: fields.collect(),
        }
    }

    /// Pieces that a reader of HTML may trip over.
    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => select(vec![
                "<form", "<input", "<script", "</form>", "</script>", "</", "<", ">", "/>", "/", " ", "\n", "\r\n", "=", "'", "\"",
                " type='hidden'", " name='a'", " name=\"b\"", " value='1'", " value=2", " disabled", " form='x'", "<!--", "-->",
                "<base href='//x'>", "<textarea>", "<![CDATA[", "]]>", "<?x?>", "`", "\0", "\u{feff}", "--!>", "<!doctype",
            ]).prop_map(str::to_owned),
            3 => reference(),
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

    fn check(text: &str) -> Result<bool, TestCaseError> {
        match parse("alipay", "h5", text) {
            Ok(action) => {
                prop_assert_eq!(action, sent(text.trim_ascii()));
                Ok(true)
            }
            Err(error) => {
                prop_assert_eq!(error.kind(), Body);
                prop_assert!(error.message().len() < 500);
                Ok(false)
            }
        }
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
            check(&parts.concat())?;
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
            for text in [text, parts.concat(), format!("https://{}", parts.concat())] {
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
                "443", "80", "%2e", "\t", "//", "[::1]", "127.0.0.1", "xn--", "-", "a", ";", "。",
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

    /// Of what the first property looks at, a good part is taken: it is not true of nothing.
    #[test]
    fn odd_values_are_not_all_refused() {
        use proptest::strategy::ValueTree;
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let taken = (0..400)
            .filter(|_| check(&form().new_tree(&mut runner).unwrap().current().concat()).unwrap())
            .count();
        assert!(taken > 40, "{taken} of 400");
    }
}
