//! Signatures, verified notifications and typed calls for payment gateways with signed requests: HiCoin, Yinqiantong
//! (银钱通), BitCV (币威), 6du and BHOP.
//!
//! The crate computes and checks. It opens no connection and reads no clock: requests come out of it as data, and answers
//! and notifications go in as bytes, so it works with every HTTP client and runtime. The npm package `paysign` is this
//! crate in WebAssembly.
//!
//! # Sign
//!
//! A [`Scheme`] is a gateway's rule as data. A [`Signer`] is a scheme with a key, made once and used many times.
//!
//! ```
//! use paysign::{Signer, Value, schemes};
//!
//! let signer = Signer::new(schemes::YINQIANTONG_V2, b"your_app_secret")?;
//! let params = [
//!     ("appid", Value::from("00000000")),
//!     ("channel", 1.into()),
//!     ("platform", 2.into()),
//!     ("money", 1.into()),
//!     ("client_ip", "127.0.0.1".into()),
//!     ("subject", "my_subject".into()),
//!     ("ts", 1541051068.into()),
//! ];
//! assert_eq!(signer.sign(&params)?, "65d704b3652d451355f99b173635d107"); // what its documentation prints
//! # Ok::<(), paysign::Error>(())
//! ```
//!
//! # Verify
//!
//! [`Verifier::verify_body`] reads a raw body and gives its fields only if the signature is right.
//!
//! ```
//! use paysign::{ErrorKind, Verifier, schemes};
//!
//! let verifier = Verifier::new(schemes::YINQIANTONG_V2, b"your_app_secret")?;
//! let body = r#"{"appid":"00000000","channel":1,"platform":2,"money":1,"client_ip":"127.0.0.1",
//!     "subject":"my_subject","ts":1541051068,"sign":"65d704b3652d451355f99b173635d107"}"#;
//! let fields = verifier.verify_body(body.as_bytes(), Some("application/json"))?;
//! assert!(fields.contains(&("money".into(), Some("1".into()))));
//!
//! let forged = body.replace(r#""money":1"#, r#""money":9"#);
//! let error = verifier.verify_body(forged.as_bytes(), None).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Signature);
//! # Ok::<(), paysign::Error>(())
//! ```
//!
//! # When a signature differs
//!
//! [`Signer::explain`] shows every step, with `***` for the secret, to lay beside the gateway's own text.
//!
//! ```
//! use paysign::{Dropped, Signer, schemes};
//!
//! let signer = Signer::new(schemes::YINQIANTONG_V1, b"your_app_secret")?;
//! let shown = signer.explain(&[("ts", 1536053843.into()), ("money", 1.into()), ("subject", "".into())])?;
//! assert_eq!(shown.canonical, "money=1&ts=1536053843");
//! assert_eq!(shown.signed, "money=1&ts=1536053843&app_secret=***");
//! assert_eq!(shown.dropped, [("subject".to_owned(), Dropped::Empty)]);
//! # Ok::<(), paysign::Error>(())
//! ```
//!
//! # A rule of your own
//!
//! The built-in rules are constants in [`schemes`]; [`scheme()`] finds one by its name. A new one says what differs:
//!
//! ```
//! use paysign::{Encoding, Scheme, canonical_string, schemes};
//!
//! let encoded = Scheme { encode: Encoding::Form, ..schemes::BHOP_ORG }; // for brokers that follow BHOP's PHP sample
//! let text = canonical_string(&encoded, &[("ts", 1.into()), ("desc", "月 卡".into())])?;
//! assert_eq!(text, "desc=%E6%9C%88+%E5%8D%A1&ts=1");
//! # Ok::<(), paysign::Error>(())
//! ```
//!
//! # Calls
//!
//! A [`Client`] is a gateway with a merchant's keys. [`Client::prepare`] gives the [`Request`] of a call, you send it, and
//! [`Client::finish`] reads the [`Response`]: verified where the gateway signs, and about the order that was asked for.
//!
//! ```
//! use paysign::{Answered, Client, Input, Moment, Response, Settings, gateway};
//!
//! let texts = vec![("appId", &b"00000000"[..]), ("appSecret", b"your_app_secret")];
//! let yinqiantong = gateway::named("yinqiantong").unwrap().choose(&[("version", "v2")])?;
//! let client = Client::new(yinqiantong, &Settings { texts, ..Settings::default() })?;
//! let query = yinqiantong.call("queryOrder").unwrap();
//!
//! let order = vec![("client_out_trade_no".to_owned(), Input::from("A1"))];
//! let moment = Moment { millis: 1541051068000, nonce: "2K426TILTKCH16CQ25145I8ZNMTM67VS", token: None };
//! let request = client.prepare(query, &order, &moment)?;
//! assert_eq!(request.url, "https://api.yqtapi.com/order?appid=00000000&client_out_trade_no=A1");
//!
//! // What your HTTP client got for it. It must not follow redirects.
//! let response = Response { status: 200, content_type: None, location: None, body: br#"{"code":200}"# };
//! let Answered::One(answer) = client.finish(query, &request, response)? else { unreachable!() };
//! assert_eq!(answer.text("status"), Some("paid"));
//! # Ok::<(), paysign::Error>(())
//! ```
//!
//! A gateway is data: [`Gateway::from_json`] makes one of a spec of your own.
//!
//! After an error, [`Error::exchange`] says whether the call may have been carried out. [`Client::notification`] verifies a
//! notification and gives its [`Event`]; handling each [`Event::key`] once is up to you.
//!
//! # Amounts
//!
//! [`to_units`] and [`from_units`] go between decimal text and whole units, without floating point and without rounding.

// In the order of the layers: each may use those above it. `tests/rust/layers.rs` checks it.
mod error;

mod doc;
mod invisible;
mod secret;
mod spelling;
mod value;

mod double;

mod digest;

mod algorithm;

mod scheme;

mod address;
mod amount;
mod calendar;
mod json;

mod content;

mod body;

mod encode;

mod canonical;
mod clues;
mod keys;
mod rsassa;
mod sign;

mod answer;
mod field;
mod http;
mod mask;
mod retry;

mod call;
mod spec;

mod client;

pub mod gateway;

pub use algorithm::{Algorithm, Hash};
pub use amount::{from_units, to_units};
pub use answer::{Answer, Out, Read, Typed, TypedFields};
pub use body::{Fields, MAX_BODY, read_body};
pub use call::{
    Bundle, Call, Choice, Effect, Envelope, Gateway, Headers, Keep, KeySetting, Kind, List, Need, Notification, Paid,
    Reply, Send, Setting, Shape, Sign, States, Window, Wrap,
};
pub use client::{Answered, Client, KeyOptions, MAX_ANSWER, Moment, Sent, Settings};
pub use digest::{Keying, MAX_DIGEST, RsaHash};
pub use doc::Doc;
pub use error::{Detail, Error, ErrorKind, Exchange, Flaw};
pub use field::{Field, Fill, Given, Inexact, Input, Origin, Rule};
pub use http::{Method, Request, Response, unwritable};
pub use retry::pause;
pub use scheme::built_in::{self as schemes, scheme};
pub use scheme::{DropEmpty, Dropped, Encoding, FALSY, Numbers, Order, Output, Scheme};
pub use secret::Secret;
pub use spelling::{nearest, suggestion, unknown_here};
pub use value::{MAX_SAFE_INTEGER, Params, Value};

pub use {
    body::Charset,
    canonical::{Layout, canonical_string},
    client::{Event, Incoming},
    keys::RsaKey,
    rsassa::{Rsa, Shared},
    sign::{BodyOptions, Explanation, RsaPlatform, Signer, Verifier},
};

#[cfg(feature = "rsa")]
pub use rsassa::RustRsa;
