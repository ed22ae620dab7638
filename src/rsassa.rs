//! RSASSA-PKCS1-v1_5 (RFC 8017 §8.2): by the `rsa` crate, or by a platform that has it built in.

use rsa::Pkcs1v15Sign;
use rsa::traits::SignatureScheme as _;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use crate::digest::RsaHash;
use crate::error::Error;
use crate::keys::RsaKey;

impl RsaHash {
    fn digest(self, text: &[u8]) -> (Pkcs1v15Sign, Vec<u8>) {
        match self {
            Self::Sha1 => (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest(text).to_vec()),
            Self::Sha256 => (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest(text).to_vec()),
        }
    }
}

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
    fn verify(&self, hash: RsaHash, text: &[u8], signature: &[u8]) -> bool;
}

/// The `rsa` crate. Signing is blinded with the runtime's randomness, so its timing tells nothing of the key
/// (RUSTSEC-2023-0071 is about decryption and unblinded use).
impl Rsa for RsaKey {
    fn sign(&self, hash: RsaHash, text: &[u8]) -> Result<Vec<u8>, Error> {
        let Some(key) = self.private_half() else {
            return Err(Error::config(
                "a public key cannot sign; make a Signer with the private key",
            ));
        };
        let (scheme, digest) = hash.digest(text);
        scheme
            .sign(Some(&mut getrandom::SysRng), key, &digest)
            .map_err(|_| Error::config("RSA signing failed: the runtime gave no randomness, or the key is damaged"))
    }

    fn verify(&self, hash: RsaHash, text: &[u8], signature: &[u8]) -> bool {
        let (scheme, digest) = hash.digest(text);
        scheme.verify(self.public_half(), &digest, signature).is_ok()
    }
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
