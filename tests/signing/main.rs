//! The signing core, natively and in wasm: one program, because each would start each browser once more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice
)]

mod agreement;
mod amounts;
mod body;
mod calls;
mod errors;
mod explain;
mod h5_pay_url;
mod keys;
mod notices;
mod pay_body;
mod schemes;
mod secrecy;
mod values;
mod vectors;
mod verify;

#[cfg(not(target_family = "wasm"))]
mod layers;
#[cfg(not(target_family = "wasm"))]
mod properties;
#[cfg(not(target_family = "wasm"))]
mod rows;
#[cfg(not(target_family = "wasm"))]
mod types;
#[cfg(not(target_family = "wasm"))]
mod wycheproof;
