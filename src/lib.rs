#![doc = include_str!("../README.md")]

// In the order of the layers: each may use those above it. `tests/signing/layers.rs` checks it.
mod error;
mod scheme;
mod secret;
mod value;

mod amount;
mod body;
mod encode;

mod canonical;
mod digest;
mod keys;
mod rsassa;
mod sign;

pub mod gateway;

pub use amount::{from_units, to_units};
pub use body::{Fields, MAX_BODY, read_body};
pub use canonical::{Dropped, Layout, canonical_string};
pub use error::{Detail, Error, ErrorKind};
pub use gateway::scheme;
pub use keys::RsaKey;
pub use rsassa::{Rsa, RsaHash, Shared};
pub use scheme::{Algorithm, Encoding, Output, Scheme};
pub use secret::Secret;
pub use sign::{Explanation, KeyOptions, RsaPlatform, Signer, Verifier};
pub use value::{MAX_SAFE_INTEGER, Params, Value};
