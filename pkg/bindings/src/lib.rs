//! The wasm face of `paysign`.
