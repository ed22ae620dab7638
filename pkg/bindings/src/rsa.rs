//! RSA is computed outside this module: see `pkg/lib/rsa.js`.

use std::sync::{Arc, OnceLock};

use js_sys::Uint8Array;
use paysign::{Error, Rsa, RsaHash, RsaKey};
use wasm_bindgen::prelude::*;

use crate::convert::{get, text};

#[wasm_bindgen(raw_module = "../lib/rsa.js")]
extern "C" {
    /// A key where it is computed with.
    type Bound;
    /// Throws where nothing computes RSA yet.
    #[wasm_bindgen(catch, js_name = bindRsa)]
    fn bind(pkcs1: &Uint8Array, private: bool) -> Result<Bound, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn sign(this: &Bound, hash: &str, text: &Uint8Array) -> Result<Uint8Array, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn verify(this: &Bound, hash: &str, text: &Uint8Array, signature: &Uint8Array) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, structural)]
    fn free(this: &Bound);
}

/// A key, and what computes with it from its first use on: that may be loaded later than the key is made.
pub(crate) struct Elsewhere {
    key: Arc<RsaKey>,
    bound: OnceLock<Bound>,
}

impl Elsewhere {
    pub(crate) fn new(key: Arc<RsaKey>) -> Self {
        Self {
            key,
            bound: OnceLock::new(),
        }
    }

    fn bound(&self) -> Result<&Bound, Error> {
        if self.bound.get().is_none() {
            let pkcs1 = Uint8Array::from(self.key.pkcs1());
            let bound = bind(&pkcs1, self.key.is_private());
            pkcs1.fill(0, 0, pkcs1.length());
            let bound = bound.map_err(|thrown| own(&thrown).unwrap_or_else(|| Error::config(REFUSED)))?;
            let _ = self.bound.set(bound);
        }
        self.bound.get().ok_or_else(|| Error::config(REFUSED))
    }
}

const REFUSED: &str = "the runtime's RSA does not take this key";

impl Rsa for Elsewhere {
    fn sign(&self, hash: RsaHash, text: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = self.bound()?.sign(hash.as_str(), &Uint8Array::from(text));
        signature
            .map(|bytes| bytes.to_vec())
            .map_err(|thrown| own(&thrown).unwrap_or_else(|| Error::config("the runtime's RSA could not sign")))
    }

    fn verify(&self, hash: RsaHash, text: &[u8], signature: &[u8]) -> Result<bool, Error> {
        let (text, signature) = (Uint8Array::from(text), Uint8Array::from(signature));
        self.bound()?
            .verify(hash.as_str(), &text, &signature)
            .or_else(|thrown| own(&thrown).map_or(Ok(false), Err))
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        if let Some(bound) = self.bound.get() {
            bound.free();
        }
    }
}

/// What a `PayError` says; all of them here are about the set-up.
fn own(thrown: &JsValue) -> Option<Error> {
    let named = get(thrown, "name").as_string().is_some_and(|name| name == "PayError");
    named
        .then(|| text(&get(thrown, "message")).map(Error::config))
        .flatten()
}
