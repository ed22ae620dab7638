#![doc = include_str!("../README.md")]

// In the order of the layers: each may use those above it. `tests/rust/layers.rs` checks it.
mod error;

mod doc;
mod invisible;
mod secret;
mod spelling;
mod value;

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
mod client;

pub mod gateway;

pub use algorithm::{Algorithm, Hash};
pub use amount::{from_units, to_units};
pub use answer::{Answer, Out, Read, Typed, TypedFields};
pub use body::{Fields, MAX_BODY, read_body};
pub use call::{
    Base, Call, Choice, Envelope, Form, Gateway, Headers, KeySetting, Need, Notice, Paid, Repeat, Reply, Sets, Setting,
    Shape, Sign,
};
pub use client::{Answered, Client, KeyOptions, MAX_ANSWER, Moment, Sent, Settings};
pub use digest::{Keying, MAX_DIGEST, RsaHash};
pub use doc::Doc;
pub use error::{Detail, Error, ErrorKind, Exchange, Flaw};
pub use field::{Field, Fill, Given, Inexact, Input, Origin, Rule};
pub use gateway::scheme;
pub use http::{Method, Request, Response, unwritable};
pub use retry::pause;
pub use scheme::{Encoding, Output, Scheme};
pub use secret::Secret;
pub use spelling::nearest;
pub use value::{MAX_SAFE_INTEGER, Params, Value};

pub use {
    body::Charset,
    canonical::{Dropped, Layout, canonical_string},
    client::{Event, Incoming},
    keys::RsaKey,
    rsassa::{Rsa, Shared},
    sign::{BodyOptions, Explanation, RsaPlatform, Signer, Verifier},
};
