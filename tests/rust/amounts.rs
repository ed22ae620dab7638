//! Amounts: decimal text to whole units and back, exactly or not at all.

use paysign::{ErrorKind, from_units, to_units};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const LARGEST: u128 = 340_282_366_920_938_463_463_374_607_431_768_211_455;

#[track_caller]
fn refused(decimal: &str, places: u32, field: &str, words: &str) {
    let Err(error) = to_units(decimal, places) else {
        panic!("{decimal:?} with {places} places was taken")
    };
    assert_eq!(error.kind(), ErrorKind::Params, "{decimal:?}");
    let [detail] = error.details() else { panic!("{error:?}") };
    assert_eq!(detail.field, field, "{decimal:?}");
    assert!(
        detail.why.contains(words),
        "{decimal:?}: {words:?} is not in {}",
        detail.why
    );
    assert_eq!(error.message(), format!("{field}: {}", detail.why));
}

#[test]
fn decimals_become_units() {
    for (decimal, places, units) in [
        ("1.5", 8, 150_000_000),
        ("0.00000001", 8, 1),
        ("1", 8, 100_000_000),
        ("1", 0, 1),
        ("0", 0, 0),
        ("0", 38, 0),
        ("0.00", 2, 0),
        ("12.34", 2, 1_234),
        ("12.3", 2, 1_230),
        ("12.30", 2, 1_230),
        ("0.29", 2, 29),  // 0.29 * 100 is 28.999999999999996 in floating point
        ("4.35", 2, 435), // and 4.35 * 100 is 434.99999999999994
        ("1.005", 3, 1_005),
        ("90071992547409.93", 2, 9_007_199_254_740_993), // 2^53 + 1
        ("007", 0, 7),
        ("00.10", 2, 10),
        (
            "1.23456789012345678901234567890123456789",
            38,
            123_456_789_012_345_678_901_234_567_890_123_456_789,
        ),
        ("340282366920938463463374607431768211455", 0, LARGEST),
        ("3.40282366920938463463374607431768211455", 38, LARGEST),
    ] {
        assert_eq!(
            to_units(decimal, places).unwrap(),
            units,
            "{decimal} with {places} places"
        );
    }
    assert_eq!(to_units(&format!("{}1", "0".repeat(100_000)), 0).unwrap(), 1);
}

#[test]
fn units_become_decimals() {
    for (units, places, decimal) in [
        (150_000_000, 8, "1.5"),
        (1, 8, "0.00000001"),
        (100_000_000, 8, "1"),
        (0, 8, "0"),
        (0, 0, "0"),
        (7, 0, "7"),
        (70, 0, "70"),
        (1_230, 2, "12.3"),
        (1_200, 2, "12"),
        (1_000_000, 2, "10000"),
        (29, 2, "0.29"),
        (9_007_199_254_740_993, 2, "90071992547409.93"),
        (1, 38, "0.00000000000000000000000000000000000001"),
        (LARGEST, 0, "340282366920938463463374607431768211455"),
        (LARGEST, 38, "3.40282366920938463463374607431768211455"),
        (LARGEST, 18, "340282366920938463463.374607431768211455"),
    ] {
        assert_eq!(
            from_units(units, places).unwrap(),
            decimal,
            "{units} with {places} places"
        );
        assert_eq!(
            to_units(decimal, places).unwrap(),
            units,
            "{decimal} with {places} places"
        );
    }
}

#[test]
fn more_places_than_fit_are_never_rounded_away() {
    refused(
        "1.5",
        0,
        "decimal",
        "has more than 0 decimal places; nothing is rounded",
    );
    refused("1.005", 2, "decimal", "has more than 2 decimal places");
    refused("1.000", 2, "decimal", "has more than 2 decimal places");
    refused("0.000000001", 8, "decimal", "has more than 8 decimal places");
}

#[test]
fn only_plain_decimals_are_taken() {
    for decimal in [
        "",
        " ",
        ".",
        "1.",
        ".5",
        "1.2.3",
        "..",
        "-1",
        "+1",
        "-0",
        "−1",
        "1e3",
        "1E3",
        "1e-3",
        " 1",
        "1 ",
        " 1.5",
        "1.5 ",
        "1 .5",
        "1 000",
        "1,5",
        "1,000",
        "1_000",
        "1'000",
        "0x10",
        "0b1",
        "NaN",
        "Infinity",
        "inf",
        "1n",
        "1.5元",
        "¥1",
        "$1",
        "１",
        "1．5",
        "٣",
        "1\n",
        "\u{feff}1",
        "1\0",
        "null",
        "true",
        "1.-5",
        "1.+5",
        "1. 5",
        "½",
    ] {
        refused(decimal, 2, "decimal", "is not a plain decimal number like \"12.50\"");
    }
}

#[test]
fn what_no_128_bits_hold_is_refused() {
    let over = "is larger than 2^128 - 1 units";
    refused("340282366920938463463374607431768211456", 0, "decimal", over);
    refused("3.40282366920938463463374607431768211456", 38, "decimal", over);
    refused("3.5", 38, "decimal", over);
    refused("100000000000000000000000000000000000000", 1, "decimal", over);
    refused(&"9".repeat(100_000), 0, "decimal", over);
}

#[test]
fn places_have_a_limit() {
    refused("1", 39, "places", "is over 38");
    refused("1", u32::MAX, "places", "is over 38");
    refused("x", 39, "places", "is over 38");
    for places in [39, 1000, u32::MAX] {
        let error = from_units(1, places).unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Params, "places: is over 38")
        );
    }
}
