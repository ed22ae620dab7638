//! RSASSA-PKCS1-v1_5 (RFC 8017 §8.2): by a platform that has it built in, or by the `rsa` crate where the feature `rsa` is on.

#[cfg(feature = "rsa")]
mod rust;

#[cfg(feature = "rsa")]
pub use self::rust::RustRsa;

use crate::digest::RsaHash;
use crate::error::Error;

/// One RSA key and something that computes with it. All implementations give the same bytes.
///
/// A signer is shared between threads, so this must be, too; in wasm, where there are none, anything may.
pub trait Rsa: Shared {
    /// Signs `text`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is a public one or the computation fails.
    fn sign(&self, hash: RsaHash, text: &[u8]) -> Result<Vec<u8>, Error>;

    /// Whether `signature` is this key's signature of `text`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if nothing can compute it here.
    fn verify(&self, hash: RsaHash, text: &[u8], signature: &[u8]) -> Result<bool, Error>;
}

/// What can be shared between threads.
#[cfg(not(target_family = "wasm"))]
pub trait Shared: Send + Sync {}
#[cfg(not(target_family = "wasm"))]
impl<T: Send + Sync> Shared for T {}

/// What can be shared between threads: anything, where there is but one.
#[cfg(target_family = "wasm")]
pub trait Shared {}
#[cfg(target_family = "wasm")]
impl<T> Shared for T {}
