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
mod gateways;
mod pay_body;
mod values;

mod agreement;
mod ambiguity;
mod calls;
mod explain;
mod h5_pay_url;
mod keys;
mod notices;
mod said;
mod schemes;
mod secrecy;
mod specs;
mod vectors;
mod verify;

#[cfg(not(target_family = "wasm"))]
mod layers;
#[cfg(not(target_family = "wasm"))]
mod living;
#[cfg(not(target_family = "wasm"))]
mod made;
#[cfg(not(target_family = "wasm"))]
mod properties;
#[cfg(not(target_family = "wasm"))]
mod rows;
#[cfg(not(target_family = "wasm"))]
mod wycheproof;
