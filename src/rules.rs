//! The rules of gateways that have no page here.
//!
//! Where no source is named, it is the gateway's own code: nearly none of them prints an example that comes out.

use std::borrow::Cow::Borrowed;

use crate::algorithm::Algorithm;
use crate::scheme::{Numbers, Order, Output, Scheme, SchemeRow};

/// 易支付 and all that speak it. The server drops blank values, too: send none. Source: zxh1220/epay at 64899b8.
pub const EPAY: Scheme = SchemeRow {
    exclude: &[Borrowed("sign_type")],
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// The same text, signed with RSA: the merchant's key for requests, the platform's for answers and notifications.
pub const EPAY_V2: Scheme = SchemeRow {
    exclude: &[Borrowed("sign_type")],
    algorithm: Algorithm::RsaSha256,
    output: Output::Base64,
    ..SchemeRow::BASE
}
.scheme();

/// Epusdt (GMPay), for keys of the kind `md5`. It sorts finished pairs. Source: GMWalletApp/epusdt at 5b8c7d5.
pub const GMPAY_MD5: Scheme = SchemeRow {
    signature_field: "signature",
    order: Order::Pair,
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// Epusdt (GMPay), for keys of the kind `hmac_sha256`, and GMPay Edge.
pub const GMPAY_HMAC: Scheme = SchemeRow {
    signature_field: "signature",
    order: Order::Pair,
    algorithm: Algorithm::HmacSha256,
    ..SchemeRow::BASE
}
.scheme();

/// BEpusdt. Numbers are signed as Go's `%v` writes them, `1e+06` for a million, and `&` at the end of the text is cut off.
/// Source: v03413/BEpusdt at fdbecad.
pub const BEPUSDT: Scheme = SchemeRow {
    signature_field: "signature",
    trim: true,
    numbers: Numbers::Go,
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// 虎皮椒: requests, answers and notifications. Source: the vendor's SDK for PHP.
pub const XUNHUPAY: Scheme = SchemeRow {
    signature_field: "hash",
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// TokenPay. Its `Status` of 0 is signed. Source: LightCountry/TokenPay at f5f6f70.
pub const TOKENPAY: Scheme = SchemeRow {
    signature_field: "Signature",
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// 蓝兔. Each message signs the fields that its page says are needed, and no others: this is what the pages of payments,
/// queries, refunds and notifications list together, for a field of one is not there in the others. Only a refund's
/// `notify_url` is listed for payments and not signed: leave it out of what is signed, or set it for all in the console.
pub const LANTUPAY: Scheme = SchemeRow {
    only: Some(&[
        Borrowed("body"),
        Borrowed("code"),
        Borrowed("mch_id"),
        Borrowed("notify_url"),
        Borrowed("order_no"),
        Borrowed("out_refund_no"),
        Borrowed("out_trade_no"),
        Borrowed("pay_no"),
        Borrowed("refund_fee"),
        Borrowed("timestamp"),
        Borrowed("total_fee"),
    ]),
    secret: Some("&key={}"),
    algorithm: Algorithm::Md5,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// Jeepay. It sorts finished pairs without regard to case. Source: jeequan/jeepay at ba37111; the example that its
/// documentation prints does not come out.
pub const JEEPAY: Scheme = SchemeRow {
    order: Order::PairNocase,
    secret: Some("&key={}"),
    algorithm: Algorithm::Md5,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// WeChat Pay v2 with MD5. Source: its documentation, chapter 4.3.
pub const WECHAT_V2: Scheme = SchemeRow {
    secret: Some("&key={}"),
    algorithm: Algorithm::Md5,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// WeChat Pay v2 with HMAC-SHA256. Source: the same.
pub const WECHAT_V2_HMAC: Scheme = SchemeRow {
    secret: Some("&key={}"),
    algorithm: Algorithm::HmacSha256,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();
