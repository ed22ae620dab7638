//! Values: the exact text that travels, and the numbers that have none.

use paysign::{MAX_SAFE_INTEGER, Value};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[test]
fn a_whole_number_that_every_language_reads_alike_is_its_digits() {
    for (number, text) in [
        (0.0, "0"),
        (-0.0, "0"), // String(-0) is "0" in JavaScript too
        (1.0, "1"),
        (-1.0, "-1"),
        (100.0, "100"),
        (1e15, "1000000000000000"),
        (9_007_199_254_740_991.0, "9007199254740991"),
        (-9_007_199_254_740_991.0, "-9007199254740991"),
    ] {
        assert_eq!(Value::from_number(number).unwrap().text().unwrap(), text);
    }
    assert_eq!(MAX_SAFE_INTEGER, 9_007_199_254_740_991);
}

#[test]
fn other_numbers_are_refused_because_their_text_depends_on_the_language() {
    for number in [
        0.5,
        1.5,
        -0.1,
        9_007_199_254_740_992.0, // 2^53
        -9_007_199_254_740_992.0,
        9_007_199_254_740_993.0,
        1e18,
        1e21,
        1e300,
        9_223_372_036_854_775_807.0, // 2^63
        -9_223_372_036_854_775_808.0,
        f64::MAX,
        f64::MIN_POSITIVE,
    ] {
        let why = Value::from_number(number).unwrap_err();
        assert!(
            why.contains("not a safe integer: pass it as a string"),
            "{number}: {why}"
        );
    }
    // Written as a string, these would be no better.
    for number in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        let why = Value::from_number(number).unwrap_err();
        assert_eq!(why, "is the result of a failed calculation, not a safe integer");
    }
}

#[test]
fn other_values_are_their_text() {
    for (value, text) in [
        (Value::from(i64::MIN), Some("-9223372036854775808")),
        (Value::from(i64::MAX), Some("9223372036854775807")),
        (Value::from(true), Some("true")),
        (Value::from(false), Some("false")),
        (Value::from(""), Some("")),
        (Value::from(" 01.50 "), Some(" 01.50 ")),
        (Value::from("中\0".to_owned()), Some("中\0")),
        (Value::from(Some(1)), Some("1")),
        (Value::from(None::<i64>), None),
        (Value::Absent, None),
    ] {
        assert_eq!(value.text().as_deref(), text, "{value:?}");
    }
}
