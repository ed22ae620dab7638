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
        "\"a\":1",
    ] {
        refused(body, JSON, "is not well-formed JSON");
    }
    for body in ["[]", "[{\"a\":1}]", "\"a=1\"", "1", "null", "true", "-1.5"] {
        refused(body, JSON, "is JSON but not an object");
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
    for body in ["a", "a=1&", "&a=1", "a=1&&b=2", "a=1&b", "&", "a=1&b&c=3"] {
        refused(body, FORM, "no '=' in pair");
    }
    for body in ["=", "=1", "a=1&=2"] {
        refused(body, FORM, "no name in pair");
    }
    refused("a=1&b=2&c=%x", FORM, "in pair 3");
    refused("{\"a\":1}", FORM, "no '=' in pair 1");
}

#[test]
fn only_utf8_is_read() {
    refused(b"{\"a\":\"\xff\"}", JSON, "is not UTF-8 (at byte 6)");
    refused(b"a=\xd6\xd0\xce\xc4", FORM, "is not UTF-8 (at byte 2)"); // 中文 in GBK
    refused(b"{\"a\":\"\xed\xa0\x80\"}", JSON, "is not UTF-8"); // a surrogate
    refused(b"{\"a\":\"\xc0\xaf\"}", JSON, "is not UTF-8"); // an overlong slash
    refused(b"\xff\xfe{\0}\0", JSON, "is not UTF-8 (at byte 0)"); // UTF-16
    refused(b"{\0\"\0a\0\"\0:\x001\0}\0", JSON, "is not well-formed JSON"); // UTF-16 without a mark
}

#[test]
fn a_byte_order_mark_before_json_is_passed_over() {
    // RFC 8259 §8.1: a parser may ignore it rather than call it an error.
    let expected = fields(&[("a", Some("1"))]);
    assert_eq!(read("\u{feff}{\"a\":1}", JSON), expected);
    assert_eq!(read("\u{feff}{\"a\":1}", None), expected);
    refused("\u{feff}\u{feff}{\"a\":1}", JSON, "is not well-formed JSON");
    refused("\u{feff}", JSON, "is not well-formed JSON");
    // A form has no such rule: there it is a character of the first name.
    assert_eq!(read("\u{feff}a=1", None), fields(&[("\u{feff}a", Some("1"))]));
}

#[test]
fn nothing_is_no_body() {
    for body in ["", " ", "\r\n", "\t \n"] {
        for content_type in [None, JSON, FORM] {
            refused(body, content_type, "is empty; was it read before, by a body parser?");
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

#[test]
fn the_content_type_decides() {
    for json in [
        "application/json",
        "application/json;charset=UTF-8",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/json; charset=\"utf-8\"",
        "application/json ; charset = utf8 ; q=1",
        "text/json",
        "application/vnd.gateway+json",
        " application/json ",
        "application/json;",
    ] {
        assert_eq!(
            read("{\"a\":\"b=c\"}", Some(json)),
            fields(&[("a", Some("b=c"))]),
            "{json}"
        );
        refused("a=1", Some(json), "is not well-formed JSON");
    }
    for form in [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Application/X-WWW-Form-Urlencoded",
    ] {
        assert_eq!(read("a=1", Some(form)), fields(&[("a", Some("1"))]), "{form}");
        assert_eq!(
            read("{\"a\":1}=2", Some(form)),
            fields(&[("{\"a\":1}", Some("2"))]),
            "{form}"
        );
    }
    for foreign in [
        "text/plain",
        "text/html; charset=utf-8",
        "application/xml",
        "multipart/form-data; boundary=x",
        "json",
        "*/*",
        "application/octet-stream",
        "application/jsonp",
        "application/json, text/plain",
        "application/json/x",
    ] {
        refused(
            "{\"a\":1}",
            Some(foreign),
            "neither application/json nor application/x-www-form-urlencoded",
        );
    }
    for charset in ["gbk", "GB2312", "iso-8859-1", "utf-16", "utf-8-x", ""] {
        refused(
            "{\"a\":1}",
            Some(&format!("application/json; charset={charset}")),
            "another charset than UTF-8",
        );
        refused(
            "a=1",
            Some(&format!("application/x-www-form-urlencoded;charset={charset}")),
            "another charset",
        );
    }
}

#[test]
fn without_a_content_type_the_first_character_decides() {
    for none in [None, Some(""), Some("  "), Some("; charset=utf-8")] {
        assert_eq!(read("{\"a\":\"1&b=2\"}", none), fields(&[("a", Some("1&b=2"))]));
        assert_eq!(read(" \n{\"a\":1}", none), fields(&[("a", Some("1"))]));
        assert_eq!(read("a={}", none), fields(&[("a", Some("{}"))]));
        refused("[1]", none, "is not a well-formed form");
        // There is no second try: this would be a form with the name `{"a":1}`.
        refused("{\"a\":1}=2", none, "is not well-formed JSON");
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
