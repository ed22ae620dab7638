//! Bodies that arrive: every character is kept, and what two readers could understand differently is refused.

use paysign::{ErrorKind, MAX_BODY, read_body};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const JSON: Option<&str> = Some("application/json");
const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

#[track_caller]
fn read(body: impl AsRef<[u8]>, content_type: Option<&str>) -> Vec<(String, Option<String>)> {
    read_body(body.as_ref(), content_type).unwrap_or_else(|error| panic!("{error}"))
}

/// The fields that are expected, `None` for `null`.
fn fields(expected: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    let owned = |(name, text): &(&str, Option<&str>)| ((*name).to_owned(), text.map(str::to_owned));
    expected.iter().map(owned).collect()
}

/// The text of the one value in a JSON body.
#[track_caller]
fn value(lexeme: &str) -> Option<String> {
    let [(name, value)] = read(format!("{{\"a\":{lexeme}}}"), JSON).try_into().unwrap();
    assert_eq!(name, "a");
    value
}

#[track_caller]
fn refused(body: impl AsRef<[u8]>, content_type: Option<&str>, words: &str) {
    let body = body.as_ref();
    let told = String::from_utf8_lossy(&body[..body.len().min(80)]);
    let Err(error) = read_body(body, content_type) else {
        panic!("{told}: was read")
    };
    assert_eq!(error.kind(), ErrorKind::Body, "{told}: {error}");
    assert!(error.message().starts_with("body: "), "{told}: {error}");
    assert!(error.message().contains(words), "{told}: {words:?} is not in: {error}");
}

#[test]
fn fields_keep_their_order_and_null_is_none() {
    let body = r#"{ "z" : "1", "a":"", "m":null,"B":true,"b":false, "n":7 }"#;
    let expected = [
        ("z", Some("1")),
        ("a", Some("")),
        ("m", None),
        ("B", Some("true")),
        ("b", Some("false")),
        ("n", Some("7")),
    ];
    assert_eq!(read(body, JSON), fields(&expected));
    assert_eq!(
        read("z=1&a=&m=null", FORM),
        fields(&[("z", Some("1")), ("a", Some("")), ("m", Some("null"))])
    );
    assert_eq!(read("{}", JSON), fields(&[]));
    assert_eq!(read("\t\r\n {} \n", JSON), fields(&[]));
}

#[test]
fn numbers_keep_every_character() {
    for lexeme in [
        "0",
        "-0",
        "-0.0",
        "0.10",
        "1.50",
        "1.0",
        "1e5",
        "1E5",
        "1e+05",
        "1E-7",
        "1.5e300",
        "-1",
        "100",
        "9007199254740993",
        "1571561027984123456",
        "99999999999999999999999999999999999999.000",
        "1e999999",
        "0.1000000000000000055511151231257827021181583404541015625",
    ] {
        assert_eq!(value(lexeme).as_deref(), Some(lexeme));
        assert_eq!(value(&format!(" {lexeme}\n")).as_deref(), Some(lexeme));
    }
}

#[test]
fn no_other_number_is_json() {
    for lexeme in [
        "01",
        "-01",
        "00",
        "+1",
        "-",
        "--1",
        "1.",
        ".5",
        "1.e5",
        "1e",
        "1e+",
        "1e5.5",
        "1.2.3",
        "0x10",
        "0b1",
        "1_000",
        "1,000",
        "NaN",
        "Infinity",
        "-Infinity",
        "1n",
        "1f",
        "1 2",
        "- 1",
        "１",
        "1\u{0}",
        "2.e3",
        "0e",
        "0.e1",
        "- ",
    ] {
        refused(format!("{{\"a\":{lexeme}}}"), JSON, "is not well-formed JSON");
    }
}

#[test]
fn escapes_become_characters() {
    for (lexeme, text) in [
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\u0061\u00E9\u00e9\u4e2d""#, "aéé中"),
        (r#""\ud83c\udf89 \uD83C\uDF89""#, "🎉 🎉"),
        (r#""\uDBFF\uDFFF\uFFFF\uFFFE\u0000""#, "\u{10ffff}\u{ffff}\u{fffe}\0"),
        (r#""a\u0026b=c+d %26\u0025""#, "a&b=c+d %26%"),
        (
            "\"\u{7f}\u{80}\u{2028}\u{2029}\u{feff}\"",
            "\u{7f}\u{80}\u{2028}\u{2029}\u{feff}",
        ),
        (r#""\\u0061""#, "\\u0061"),
    ] {
        assert_eq!(value(lexeme).as_deref(), Some(text), "{lexeme}");
    }
}

#[test]
fn half_a_surrogate_pair_is_no_character() {
    for lexeme in [
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\udfff\ud800""#,
        r#""\ud800\ud800""#,
        r#""\ud800\u0041""#,
        r#""\ud800A""#,
        r#""\ud800\n""#,
        r#""\ud83c \udf89""#,
        r#""\ud83c\\udf89""#,
        r#""\ud83cxudf89""#,
        r#""\ud800\u""#,
        r#""\ud800\udc0""#,
        r#""\uD800\uE000""#,
    ] {
        refused(format!("{{\"a\":{lexeme}}}"), JSON, "is not well-formed JSON");
        refused(
            format!("{{\"a\":{lexeme},\"b\":\"padding that a reader may run into\"}}"),
            JSON,
            "well-formed",
        );
        refused(format!("{{{lexeme}:\"a name\"}}"), JSON, "is not well-formed JSON");
    }
}

#[test]
fn other_escapes_and_bare_control_characters_are_no_json() {
    for lexeme in [
        r#""\x41""#,
        r#""\a""#,
        r#""\'""#,
        r#""\U0041""#,
        r#""\u00g1""#,
        r#""\u+041""#,
        r#""\u 041""#,
        r#""\u004""#,
        r#""\""#,
        r#""\u""#,
        "\"a\nb\"",
        "\"a\tb\"",
        "\"a\rb\"",
        "\"\0\"",
        "\"\u{1f}\"",
        "\"\u{1b}[0m\"",
        "'a'",
        "\"a",
        "a\"",
        "“a”",
        "\"\\\u{e9}\"",
    ] {
        refused(format!("{{\"a\":{lexeme}}}"), JSON, "is not well-formed JSON");
    }
}

#[test]
fn what_is_not_one_flat_json_object_is_refused() {
    for body in [
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,}",
        "{,}",
        "{,\"a\":1}",
        "{\"a\":1,,\"b\":2}",
        "{\"a\" 1}",
        "{\"a\"::1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1;\"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{null:1}",
        "{\"a\":tru}",
        "{\"a\":truex}",
        "{\"a\":True}",
        "{\"a\":nul}",
        "{\"a\":nulll}",
        "{\"a\":undefined}",
        "{\"a\":1}}",
        "{\"a\":1]",
        "{\"a\":1}{\"b\":2}",
        "{\"a\":1}x",
        "{\"a\":1},",
        "{\"a\":1}\0",
        "{\"a\":1}\"",
        "{\"a\":1}//",
        "{/*c*/\"a\":1}",
        "{\"a\":1/*c*/}",
        "{\"a\":1}#",
        "\u{a0}{\"a\":1}",
        "{\"a\":1}\u{a0}",
        "{\u{2028}\"a\":1}",
        "{\"a\":1}\u{feff}",
        "{\"a\"\u{c}:1}",
        "{\"a\":1}\u{b}",
        "x{\"a\":1}",
        "{...}",
        "{\"a\":..}",
        "{\"a\":-}",
        "{\"a\":\"b\":\"c\"}",
    ] {
        refused(body, JSON, "is not well-formed JSON");
    }
    refused("\"a\":1", JSON, "begins with the quote \", and is no JSON string");
    for body in ["[]", "[{\"a\":1}]", "1", "null", "true", "-1.5"] {
        refused(body, JSON, "is JSON but not an object");
        refused(body, FORM, "is JSON but not an object");
    }
}

#[test]
fn nesting_is_refused_and_named() {
    refused(
        r#"{"a":1,"data":{"b":2}}"#,
        JSON,
        "nests an object or array in \"data\", where all fields are flat",
    );
    refused(r#"{"list":[]}"#, JSON, "nests an object or array in \"list\"");
    refused(r#"{"\u0064ata":{"b":2}}"#, JSON, "in \"data\"");
    let deep = [r#"{"a":"#.repeat(20_000), "1".to_owned(), "}".repeat(20_000)].concat();
    refused(deep, JSON, "nests an object or array in \"a\"");
    refused("[".repeat(MAX_BODY), JSON, "is JSON but not an object");
    refused(format!("{{\"a\":{}", "[".repeat(MAX_BODY - 5)), JSON, "nests");
    // As text, JSON inside JSON is a value like any other.
    assert_eq!(value(r#""{\"b\":[2]}""#).as_deref(), Some(r#"{"b":[2]}"#));
}

#[test]
fn a_name_given_twice_is_refused() {
    let words = "has the name \"a\" twice; two readers would see two values";
    for body in [
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":2,"a":null}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"\u0061":1,"b":2,"\u0061":2}"#,
    ] {
        refused(body, JSON, words);
    }
    for body in [
        "a=1&a=2",
        "a=1&a=1",
        "a=1&b=2&a=",
        "a=1&%61=2",
        "%61=1&%61=2",
        "a=1&b=&%61=",
    ] {
        refused(body, FORM, words);
    }
    refused(r#"{"é":1,"\u00e9":2}"#, JSON, "twice");
    refused("é=1&%C3%A9=2", FORM, "twice");
    refused("a+b=1&a%20b=2", FORM, "twice");
    refused(r#"{"":1,"":2}"#, JSON, "twice");
    // Other names: another case, another normal form, another space.
    assert_eq!(read(r#"{"a":1,"A":2,"a ":3}"#, JSON).len(), 3);
    assert_eq!(read("{\"\u{e9}\":1,\"e\u{301}\":2}", JSON).len(), 2);
}

#[test]
fn a_long_or_strange_name_is_made_short_and_plain_in_the_message() {
    let name = "n".repeat(1000);
    let Err(error) = read_body(format!("{{\"{name}\":[]}}").as_bytes(), JSON) else {
        panic!()
    };
    assert!(error.message().len() < 200, "{error}");
    refused("{\"a\\n\\u001b[31m\":[]}", JSON, "\"a??[31m\"");
}

#[test]
fn names_of_the_prototype_are_names() {
    let expected = [
        ("__proto__", Some("p")),
        ("constructor", Some("c")),
        ("toString", Some("t")),
    ];
    assert_eq!(
        read(r#"{"__proto__":"p","constructor":"c","toString":"t"}"#, JSON),
        fields(&expected)
    );
    assert_eq!(read("__proto__=p&constructor=c&toString=t", FORM), fields(&expected));
    refused(r#"{"__proto__":{"paid":true}}"#, JSON, "nests");
}

#[test]
fn a_form_is_decoded_once() {
    for (body, name, text) in [
        ("a=b+c", "a", "b c"),
        ("a=b%2Bc", "a", "b+c"),
        ("a=b%252Bc", "a", "b%2Bc"),
        ("a=%E4%B8%AD%e6%96%87", "a", "中文"),
        ("a=中文", "a", "中文"),
        ("a=1=2==", "a", "1=2=="),
        ("a=%26%3D%25%00", "a", "&=%\0"),
        ("%61%3D=b", "a=", "b"),
        ("a=", "a", ""),
        ("a=%F0%9F%8E%89", "a", "🎉"),
        ("a=b;c=d", "a", "b;c=d"),
        ("a[]=1", "a[]", "1"),
    ] {
        assert_eq!(read(body, FORM), fields(&[(name, Some(text))]), "{body}");
    }
}

#[test]
fn a_broken_form_is_refused() {
    for body in [
        "a=%", "a=%4", "a=%zz", "a=%4z", "a=%u4e2d", "a=1&b=%", "%=1", "a%2=1", "a=%+1", "a=%%41",
    ] {
        refused(body, FORM, "a broken %-escape");
    }
    for body in [
        "a=%FF",
        "a=%C3",
        "a=%E4%B8",
        "a=%ED%A0%80",
        "a=%C0%80",
        "%80=1",
        "a=%F5%80%80%80",
    ] {
        refused(body, FORM, "%-escapes that are not UTF-8");
    }
    for body in ["a", "&", "a&b", "ok"] {
        refused(body, FORM, "is a text that is neither JSON nor a form");
    }
    for body in ["=", "=1", "a=1&=2"] {
        refused(body, FORM, "no name in pair");
    }
    refused("a=1&b=2&c=%x", FORM, "a broken %-escape in pair 3, \"c\"");
    refused("a=1&b=%FF&c=3", FORM, "that are not UTF-8 in pair 2, \"b\"");
    refused("a=%u4e2d", FORM, "%u, of JavaScript's escape()");
}

#[test]
fn only_utf8_is_read() {
    refused(b"{\"a\":\"\xff\"}", JSON, "is not UTF-8 (at byte 6)");
    refused(b"a=\xd6\xd0\xce\xc4", FORM, "is not UTF-8 (at byte 2)"); // 中文 in GBK
    refused(b"{\"a\":\"\xed\xa0\x80\"}", JSON, "is not UTF-8"); // a surrogate
    refused(b"{\"a\":\"\xc0\xaf\"}", JSON, "is not UTF-8"); // an overlong slash
    refused(b"\xff\xfe{\0}\0", JSON, "is not UTF-8 (at byte 0)"); // UTF-16
    refused(b"{\0\"\0a\0\"\0:\x001\0}\0", JSON, "but UTF-16"); // without a mark
    refused(b"\0{\0\"\0a\0\"\0:\x001\0}", JSON, "but UTF-16"); // the other way round
    refused(b"\xfe\xff\0a\0=", FORM, "but UTF-16");
    refused(
        b"{\"a\":\"\xe4\xb8",
        JSON,
        "it ends in the middle of a character; it was cut off",
    );
}

#[test]
fn a_byte_order_mark_before_json_is_passed_over() {
    // RFC 8259 §8.1: a parser may ignore it rather than call it an error.
    let expected = fields(&[("a", Some("1"))]);
    assert_eq!(read("\u{feff}{\"a\":1}", JSON), expected);
    assert_eq!(read("\u{feff}{\"a\":1}", None), expected);
    refused("\u{feff}\u{feff}{\"a\":1}", JSON, "is not well-formed JSON");
    refused("\u{feff}", JSON, "is empty");
    // B45: nobody's name begins with one, so a form has one reading with it too.
    assert_eq!(read("\u{feff}a=1", None), expected);
    assert_eq!(read("\u{feff}a=1", FORM), expected);
    refused("\u{feff}a=1&a=2", FORM, "twice");
}

#[test]
fn nothing_is_no_body() {
    for body in ["", " ", "\r\n", "\t \n"] {
        for content_type in [None, JSON, FORM] {
            refused(
                body,
                content_type,
                "is empty; was it read before, by a body parser? (请求体已被读取)",
            );
        }
    }
}

#[test]
fn a_body_over_the_stated_size_is_not_read() {
    assert_eq!(MAX_BODY, 256 * 1024);
    let largest = format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_BODY - 8));
    assert_eq!(largest.len(), MAX_BODY);
    assert_eq!(read(&largest, JSON).len(), 1);
    refused(
        format!("{largest} "),
        JSON,
        "is 262145 bytes long; at most 262144 are read",
    );
    refused(vec![0xff; MAX_BODY + 1], None, "at most 262144 are read");
    let form = format!("a={}", "x".repeat(MAX_BODY - 2));
    assert_eq!(read(&form, FORM).len(), 1);
    refused(format!("{form}x"), FORM, "at most 262144 are read");
}

/// Labels of every kind, right, wrong and senseless.
const LABELS: &[Option<&str>] = &[
    None,
    Some(""),
    Some("  "),
    Some("; charset=utf-8"),
    JSON,
    Some("application/json;charset=UTF-8"),
    Some("APPLICATION/JSON; charset=\"utf-8\""),
    Some("application/vnd.gateway+json"),
    FORM,
    Some("application/x-www-form-urlencoded; text/html; charset=utf-8"),
    Some("text/plain;charset=UTF-8"),
    Some("text/html; charset=utf-8"),
    Some("application/octet-stream"),
    Some("application/javascript"),
    Some("application/xml"),
    Some("multipart/form-data; boundary=x"),
    Some("*/*"),
    Some("json"),
    Some("application/json; charset=gbk"),
    Some("text/html; charset=ISO-8859-1"),
    Some("application/x-www-form-urlencoded;charset=utf-16"),
    Some("application/json; charset="),
];

/// B01: the bytes decide. A JSON object begins with a brace, and no form does.
#[test]
fn no_label_decides() {
    for label in LABELS {
        let told = format!("{label:?}");
        assert_eq!(
            read("{\"a\":\"b=c&d=e\"}", *label),
            fields(&[("a", Some("b=c&d=e"))]),
            "{told}"
        );
        assert_eq!(read(" \n{\"a\":1}", *label), fields(&[("a", Some("1"))]), "{told}");
        assert_eq!(read("{\"a\":\"中\"}", *label), fields(&[("a", Some("中"))]), "{told}");
        assert_eq!(
            read("a={\"b\":1}", *label),
            fields(&[("a", Some("{\"b\":1}"))]),
            "{told}"
        );
        assert_eq!(
            read("a=%E4%B8%AD&b=中", *label),
            fields(&[("a", Some("中")), ("b", Some("中"))]),
            "{told}"
        );
        // There is no second try: this begins as JSON does.
        refused("{\"a\":1}=2", *label, "is not well-formed JSON");
        refused("[1]", *label, "is JSON but not an object");
        refused("{\"a\":1,\"a\":2}", *label, "twice");
        refused("a=1&a=2", *label, "twice");
    }
}

#[test]
fn what_was_wrapped_once_more_is_read() {
    let expected = fields(&[("a", Some("1")), ("b", Some("x y"))]);
    for body in [
        r#"{"a":1,"b":"x y"}"#,
        r#""{\"a\":1,\"b\":\"x y\"}""#, // JSON in a JSON string
        r#""a=1&b=x+y""#,               // B45: a form in quotes
        "a=1&b=x+y",
        "a=1&b=x+y\n", // B45: what an editor or `curl -d` adds
        "a=1&b=x+y\r\n",
        "\r\na=1&b=x+y\n\n",
        "a=1&b=x+y&", // B11
        "&a=1&b=x+y",
        "a=1&&b=x+y&&",
        "&&a=1&&&b=x+y\n",
        "?a=1&b=x+y", // B17: `url.search`
        "\u{feff}?a=1&b=x+y&\r\n",
        r#"callback({"a":1,"b":"x y"});"#,
        r#"/**/jQuery_1.f$({"a":1,"b":"x y"})"#,
        " \t{\"a\":1,\"b\":\"x y\"}\r\n",
    ] {
        for label in LABELS {
            assert_eq!(read(body, *label), expected, "{body} {label:?}");
        }
    }
    // B11: a piece without `=` is a name with nothing in it.
    assert_eq!(
        read("a=1&flag&b=2", FORM),
        fields(&[("a", Some("1")), ("flag", Some("")), ("b", Some("2"))])
    );
    assert_eq!(read("flag&a=1", FORM), fields(&[("flag", Some("")), ("a", Some("1"))]));
    refused("a=1&flag&flag", FORM, "has the name \"flag\" twice");
    refused("a=1&a", FORM, "has the name \"a\" twice");
    // Wrapped twice is nobody's way.
    refused(r#""\"a=1\"""#, FORM, "begins with the quote");
    // What stands within a value stays in it.
    assert_eq!(read("a=1\n2", FORM), fields(&[("a", Some("1\n2"))]));
    assert_eq!(read("a=1 ", FORM), fields(&[("a", Some("1 "))]));
    assert_eq!(read("a=%0A", FORM), fields(&[("a", Some("\n"))]));
    assert_eq!(read("a=?b", FORM), fields(&[("a", Some("?b"))]));
    assert_eq!(read("??a=b", FORM), fields(&[("?a", Some("b"))]));
}

/// B15, B17, B29, B32, B44, B45: what it is, and what to do.
#[test]
fn what_cannot_be_read_is_called_by_its_name() {
    for (body, what, remedy) in [
        (
            &b"<xml><appid><![CDATA[wx00]]></appid></xml>"[..],
            "is XML, which is not read here",
            "verify(params)",
        ),
        (
            b"<?xml version=\"1.0\"?><a b=\"1\">&amp;</a>",
            "is XML",
            "verify(params)",
        ),
        (b"\xef\xbb\xbf\n<Envelope xmlns=\"x\"/>", "is XML", "verify(params)"),
        (
            b"<!DOCTYPE html><title>502 Bad Gateway</title>",
            "is an HTML page",
            "the gateway that sent it",
        ),
        (b"<HTML lang=zh><body>a=1&b=2</body>", "is an HTML page", ""),
        (b"<br />\n<b>Warning</b>: Undefined index", "is an HTML page", ""),
        (
            b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--",
            "is multipart/form-data",
            "request.formData()",
        ),
        (
            b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
            "is compressed with gzip",
            "unpack it first",
        ),
        (b"\x78\x9c\x4b\x04\0", "is compressed with deflate", "unpack it first"),
        (b"\x78\x01\x4b\x04\0", "is compressed with deflate", "unpack it first"),
        (b"\x28\xb5\x2f\xfd\x04", "is compressed with zstd", "unpack it first"),
        (b"PK\x03\x04\x14", "is a ZIP archive", ""),
        (b"\x82\xa5appid\xa1x\xa4sign\xa100", "MessagePack or CBOR", "decode it"),
        (b"\xde\x00\x10\xa5appid\xa1x", "MessagePack or CBOR", "decode it"),
        (b"\xa2\x65appid\x61x", "MessagePack or CBOR", "decode it"),
        (
            b"\x0a\x05order\x12\x02ok",
            "is binary data (byte 0x05 at 0)",
            "decode it",
        ),
        (b"a=1&b=\x02", "is binary data (byte 0x02 at 6)", ""),
        (
            b"eyJhcHBpZCI6IjEwMDIxIiwibW9uZXkiOjF9",
            "is base64 of JSON",
            "decode it",
        ),
        (
            b"eyJhcHBpZCI6IjEwMDIxIiwib\r\nW9uZXkiOjEgfQ==\n",
            "is base64 of JSON",
            "decode it",
        ),
        (b"eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl", "is a JWS", ""),
        (b"%7B%22a%22%3A1%7D", "%-escaped", "raw body"),
        (b"%7b%22a%22%3a1%7d=", "%-escaped", "raw body"),
        (b"[object Object]", "is an object that was turned into text", "raw body"),
        (
            b"[object FormData]",
            "is an object that was turned into text",
            "raw body",
        ),
        (b"/notify?a=1&b=2", "is an address", "what follows its ?"),
        (
            b"https://shop.example/notify?a=1&b=2",
            "is an address",
            "what follows its ?",
        ),
        (
            b"HTTP://shop.example/notify",
            "is an address without a query",
            "its query",
        ),
        (b"'a=1&b=2'", "begins with the quote '", "remove the quotes"),
        ("“a=1”".as_bytes(), "begins with the quote “", "remove the quotes"),
        (b"\"a=1", "begins with the quote \"", "remove the quotes"),
        (b"a=1\r\nb=2\r\n", "has a field in each line", "urlencoded"),
        (b"a=1&amp;b=2", "has &amp; in it: it was HTML-escaped", "raw body"),
        (b"a=1&#38;b=2", "has &#38; in it: it was HTML-escaped", "raw body"),
        (
            b"a={&quot;u&quot;:1}",
            "has &quot; in it: it was HTML-escaped",
            "raw body",
        ),
        (b"undefined", "neither JSON nor a form", ""),
        (b"error code: 1042", "neither JSON nor a form", ""),
        (b"name = x&b=1", "neither JSON nor a form", ""),
        (b"a: 1\nb: 2", "neither JSON nor a form", ""),
        (b"", "is empty", "Where the fields are in the address, give its query"),
    ] {
        for label in LABELS {
            // JSON is what a JSON label lets expect; XML under text/html may be a page.
            let named = match label {
                Some(label)
                    if ["/json", "/JSON", "+json"].iter().any(|json| label.contains(json))
                        && what.starts_with("neither") =>
                {
                    "is not well-formed JSON"
                }
                Some(label) if label.contains("html") && what == "is XML" => "is ",
                _ => what,
            };
            refused(body, *label, named);
            if named == what {
                refused(body, *label, remedy);
            }
        }
    }
}

/// B15: GBK is named, with where it is decided.
#[test]
fn gbk_is_named() {
    let alipay = "Alipay: charset=utf-8 in the address of the request";
    // 月卡, raw and escaped; a character of GB18030 in four bytes.
    for body in [
        &b"a=1&name=\xd4\xc2\xbf\xa8"[..],
        b"{\"name\":\"\xd4\xc2\xbf\xa8\"}",
        b"a=\x81\x30\x81\x30",
    ] {
        let at = body.iter().position(|byte| *byte >= 0x80).unwrap();
        refused(body, None, &format!("is not UTF-8 (at byte {at}) but GBK, as it seems"));
        refused(body, FORM, alipay);
        refused(
            body,
            Some("text/plain; charset=GBK"),
            &format!("(at byte {at}) but gbk, as its content type says"),
        );
        refused(
            body,
            Some("text/plain; charset=big5"),
            "but big5, as its content type says",
        );
    }
    let escaped = "a=1&b=2&name=%D4%C2%BF%A8";
    refused(escaped, FORM, "%-escapes that are not UTF-8 but GBK, as it seems");
    refused(escaped, FORM, alipay);
    refused(escaped, FORM, "in pair 3, \"name\"");
    // Latin-1 is not: a single byte between two of ASCII.
    refused(b"a=caf\xe9", FORM, "is not UTF-8 (at byte 5)");
    refused(b"a=\xe9 b", FORM, "another charset, or no text at all");
    refused("a=caf%E9", FORM, "%-escapes that are not UTF-8 in pair 1, \"a\"");
}

#[test]
fn broken_json_says_where_and_what_shows() {
    for (body, words) in [
        (r#"{"a":1,"b":"#, "it ends in the middle: it was cut off (near byte 11)"),
        (r#"{"a":1,"b":"x"#, "it was cut off"),
        (r#"{"a":1,}"#, "is this the raw body, as it arrived? (near byte 7)"),
        (
            r#"{"a":1}{"b":2}"#,
            "is this the raw body, as it arrived? (near byte 7)",
        ),
        (r#"{\"a\":1}"#, "backslashes before them"),
        (r#"{&quot;a&quot;:1}"#, "HTML-escaped"),
        (r#"{'a':1}"#, "single ones"),
    ] {
        refused(body, None, words);
        refused(body, FORM, words);
    }
}

#[test]
fn many_fields_are_read_quickly() {
    // About as many names as fit; reading and checking for duplicates must not be quadratic.
    let body: Vec<String> = (0..26_000).map(|index| format!("\"{index}\":1")).collect();
    let body = format!("{{{}}}", body.join(","));
    assert!(
        body.len() < MAX_BODY && body.len() > MAX_BODY - 30_000,
        "{}",
        body.len()
    );
    assert_eq!(read(&body, JSON).len(), 26_000);
}
