//! The signing core, natively and in wasm: one program, because each would start each browser once more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

mod amounts;
mod body;
mod errors;
mod pay_body;
mod values;

#[cfg(feature = "keys")]
mod agreement;
#[cfg(feature = "keys")]
mod ambiguity;
#[cfg(feature = "keys")]
mod calls;
#[cfg(feature = "keys")]
mod explain;
#[cfg(feature = "keys")]
mod h5_pay_url;
#[cfg(feature = "keys")]
mod keys;
#[cfg(feature = "keys")]
mod notices;
#[cfg(feature = "keys")]
mod said;
#[cfg(feature = "keys")]
mod schemes;
#[cfg(feature = "keys")]
mod secrecy;
#[cfg(feature = "keys")]
mod vectors;
#[cfg(feature = "keys")]
mod verify;

#[cfg(not(target_family = "wasm"))]
mod layers;
#[cfg(all(feature = "keys", not(target_family = "wasm")))]
mod properties;
#[cfg(all(feature = "keys", not(target_family = "wasm")))]
mod rows;
#[cfg(all(feature = "keys", not(target_family = "wasm")))]
mod types;
#[cfg(all(feature = "keys", not(target_family = "wasm")))]
mod wycheproof;
