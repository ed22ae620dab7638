//! The address of HiCoin's H5 pay page; the printed one is in `vectors.rs`.

use paysign::{Client, ErrorKind, Given, Input, Moment, Settings};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::gateways::hicoin;

/// The address that a client with these options gives for a page.
pub(super) fn address(app_id: &str, key: &str, page: &[(&str, &str)]) -> Result<String, paysign::Error> {
    let options = Settings {
        texts: vec![("appId", app_id.as_bytes()), ("mchKey", key.as_bytes())],
        ..Settings::default()
    };
    let client = Client::new(hicoin(), &options).unwrap();
    let given: Given = page
        .iter()
        .map(|(name, text)| ((*name).to_owned(), Input::from((*text).to_owned())))
        .collect();
    let moment = Moment {
        millis: 1_577_105_620_999,
        nonce: "2K426TILTKCH16CQ25145I8ZNMTM67VS",
        token: None,
    };
    client.page(hicoin().call("h5PayUrl").unwrap(), &given, &moment)
}

const PREPAY_ID: (&str, &str) = ("prepay_id", "1048157710522051678581");

fn url(page: &[(&str, &str)]) -> Result<String, paysign::Error> {
    address("4f95ab748e204c65d0bdaa61b4e3f1d7", "mch_key_1566486321", page)
}

/// What each field is told, in order.
#[track_caller]
fn refused(page: &[(&str, &str)], faults: &[(&str, &str)]) {
    let error = url(page).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Params);
    let told: Vec<_> = error
        .details()
        .iter()
        .map(|detail| (detail.field.as_str(), detail.why.as_str()))
        .collect();
    assert_eq!(told, faults);
}

#[test]
fn what_is_special_in_an_address_is_escaped_and_signed_escaped() {
    // 32 characters, 33 bytes
    let page = [
        ("prepay_id", "1 2/中"),
        ("nonceStr", "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnné"),
        ("timeStamp", "1577105620"),
    ];
    // Python: quote_plus of each value, joined in order; hmac.new(key, query + "&key=" + key, sha256)
    let expected = "https://api.hicoin.vip/hicoinfe/payment/?appId=a%26b&nonceStr=nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn%C3%A9&package=prepay_id%3D1+2%2F%E4%B8%AD&signType=HMAC-SHA256&timeStamp=1577105620&paySign=7E46361D36264577713C894B5FE0B6D7796DE589A59752510CE58408BD3AEC62";
    assert_eq!(address("a&b", "mch_key_1566486321", &page).unwrap(), expected);
}

#[test]
fn the_moment_fills_in_what_is_not_given() {
    let given = [
        PREPAY_ID,
        ("nonceStr", "2K426TILTKCH16CQ25145I8ZNMTM67VS"),
        ("timeStamp", "1577105620"),
    ];
    assert_eq!(url(&[PREPAY_ID]).unwrap(), url(&given).unwrap());
}

#[test]
fn every_field_outside_its_limits_is_named() {
    const NONCE: (&str, &str) = ("nonceStr", "does not have 1 to 32 characters");
    const TIME: (&str, &str) = ("timeStamp", "is not Unix time in seconds (10 digits)");
    const PREPAY: (&str, &str) = ("prepay_id", "is empty; it is `trade_no` of the answer to createOrder");
    refused(&[], &[PREPAY]);
    refused(&[("prepay_id", "")], &[PREPAY]);
    refused(&[PREPAY_ID, ("nonceStr", "")], &[NONCE]);
    refused(
        &[PREPAY_ID, ("nonceStr", "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn")],
        &[NONCE],
    );
    for timestamp in [
        "",
        "157710562",
        "15771056200",
        "1577105620000",
        "157710562x",
        " 157710562",
        "-577105620",
        "１５７７",
    ] {
        refused(&[PREPAY_ID, ("timeStamp", timestamp)], &[TIME]);
    }
    refused(
        &[("prepay_id", ""), ("nonceStr", ""), ("timeStamp", "")],
        &[NONCE, PREPAY, TIME],
    );
}
