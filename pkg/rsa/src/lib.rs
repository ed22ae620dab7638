//! RSA in a wasm module of its own, for places that have none: see `pkg/lib/rsa-module.js`.
// What is exported here is used by that file alone.
#![allow(missing_docs, unreachable_pub, clippy::missing_errors_doc)]

use paysign::{Error, Rsa, RsaHash, RustRsa};
use paysign_crossing::wipe_stack;
use wasm_bindgen::prelude::*;
use zeroizing_alloc::ZeroAlloc;

/// Whatever is freed is wiped: keys pass through buffers that nobody else would wipe.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

#[wasm_bindgen(raw_module = "../lib/error.js")]
extern "C" {
    pub type PayError;
    #[wasm_bindgen(constructor)]
    fn new(kind: &str, message: &str) -> PayError;
}

#[wasm_bindgen]
pub struct RsaKey(RustRsa);

#[wasm_bindgen]
impl RsaKey {
    #[wasm_bindgen(constructor)]
    pub fn new(pkcs1: &[u8], private: bool) -> Result<Self, PayError> {
        let key = RustRsa::new(pkcs1, private).map(Self).map_err(thrown);
        wipe_stack();
        key
    }

    pub fn sign(&self, hash: &str, text: &[u8]) -> Result<Vec<u8>, PayError> {
        hash_of(hash).and_then(|hash| self.0.sign(hash, text)).map_err(thrown)
    }

    pub fn verify(&self, hash: &str, text: &[u8], signature: &[u8]) -> Result<bool, PayError> {
        hash_of(hash)
            .and_then(|hash| self.0.verify(hash, text, signature))
            .map_err(thrown)
    }
}

impl Drop for RsaKey {
    fn drop(&mut self) {
        wipe_stack();
    }
}

fn hash_of(word: &str) -> Result<RsaHash, Error> {
    let known = [RsaHash::Sha1, RsaHash::Sha256];
    let hash = known.into_iter().find(|known| known.as_str() == word);
    hash.ok_or_else(|| Error::config("RSA over another digest than SHA-1 and SHA-256"))
}

fn thrown(error: Error) -> PayError {
    PayError::new(error.kind().as_str(), error.message())
}
