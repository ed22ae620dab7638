//! The address of HiCoin's H5 pay page; the printed one is in `vectors.rs`.

use paysign::gateway::hicoin::{H5_PAGE, H5Page, h5_pay_url};
use paysign::{ErrorKind, Signer};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const PAGE: H5Page<'static> = H5Page {
    page: "https://api.hicoin.vip/hicoinfe/payment/",
    app_id: "4f95ab748e204c65d0bdaa61b4e3f1d7",
    prepay_id: "1048157710522051678581",
    nonce: "2K426TILTKCH16CQ25145I8ZNMTM67VS",
    timestamp: "1577105620",
};

fn url(page: &H5Page<'_>) -> Result<String, paysign::Error> {
    h5_pay_url(&Signer::new(H5_PAGE, b"mch_key_1566486321").unwrap(), page)
}

/// What each field is told, in order.
#[track_caller]
fn refused(page: &H5Page<'_>, faults: &[(&str, &str)]) {
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
    let nonce = format!("{}é", "n".repeat(31)); // 32 characters, 33 bytes
    let page = H5Page {
        app_id: "a&b",
        prepay_id: "1 2/中",
        nonce: &nonce,
        ..PAGE
    };
    // Python: quote_plus of each value, joined in order; hmac.new(key, query + "&key=" + key, sha256)
    let expected = "https://api.hicoin.vip/hicoinfe/payment/?appId=a%26b&nonceStr=nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn%C3%A9&package=prepay_id%3D1+2%2F%E4%B8%AD&signType=HMAC-SHA256&timeStamp=1577105620&paySign=7E46361D36264577713C894B5FE0B6D7796DE589A59752510CE58408BD3AEC62";
    assert_eq!(url(&page).unwrap(), expected);
}

#[test]
fn every_field_outside_its_limits_is_named() {
    const NONCE: (&str, &str) = ("nonceStr", "has not 1 to 32 characters");
    const TIME: (&str, &str) = ("timeStamp", "is not Unix time in seconds (10 digits)");
    refused(&H5Page { app_id: "", ..PAGE }, &[("appId", "is empty")]);
    refused(
        &H5Page { prepay_id: "", ..PAGE },
        &[("prepay_id", "is empty; it is `trade_no` of the answer to createOrder")],
    );
    refused(&H5Page { nonce: "", ..PAGE }, &[NONCE]);
    refused(
        &H5Page {
            nonce: &"n".repeat(33),
            ..PAGE
        },
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
        refused(&H5Page { timestamp, ..PAGE }, &[TIME]);
    }
    let all = H5Page {
        app_id: "",
        prepay_id: "",
        nonce: "",
        timestamp: "",
        ..PAGE
    };
    assert_eq!(url(&all).unwrap_err().details().len(), 4);
}
