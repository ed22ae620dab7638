//! RSA by the crate `rsa`.

use rsa::pkcs1::{DecodeRsaPrivateKey as _, DecodeRsaPublicKey as _};
use rsa::traits::SignatureScheme as _;
use rsa::{Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::Rsa;
use crate::digest::RsaHash;
use crate::error::Error;
use crate::keys::{IMPOSSIBLE, UNFIT};

/// A key that the crate `rsa` computes with. Signing is blinded with the runtime's randomness, so its timing tells nothing
/// of the key (RUSTSEC-2023-0071 is about decryption and unblinded use).
pub struct RustRsa(Half);

enum Half {
    Private(Box<RsaPrivateKey>),
    Public(RsaPublicKey),
}

impl RustRsa {
    /// A key as PKCS#1, in DER: see [`RsaKey::pkcs1`](crate::RsaKey::pkcs1).
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if its numbers do not fit together.
    pub fn new(pkcs1: &[u8], private: bool) -> Result<Self, Error> {
        Ok(Self(if private {
            let key = RsaPrivateKey::from_pkcs1_der(pkcs1).map_err(|_| Error::config(UNFIT))?;
            Half::Private(Box::new(key))
        } else {
            Half::Public(RsaPublicKey::from_pkcs1_der(pkcs1).map_err(|_| Error::config(IMPOSSIBLE))?)
        }))
    }
}

impl Rsa for RustRsa {
    fn sign(&self, hash: RsaHash, text: &[u8]) -> Result<Vec<u8>, Error> {
        let Half::Private(key) = &self.0 else {
            return Err(Error::config(
                "a public key cannot sign; make a Signer with the private key",
            ));
        };
        let (scheme, digest) = digest(hash, text);
        scheme
            .sign(Some(&mut getrandom::SysRng), key, &digest)
            .map_err(|_| Error::config("RSA signing failed: the runtime gave no randomness, or the key is damaged"))
    }

    fn verify(&self, hash: RsaHash, text: &[u8], signature: &[u8]) -> Result<bool, Error> {
        let key = match &self.0 {
            Half::Private(key) => key.as_public_key(),
            Half::Public(key) => key,
        };
        let (scheme, digest) = digest(hash, text);
        Ok(scheme.verify(key, &digest, signature).is_ok())
    }
}

impl std::fmt::Debug for RustRsa {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match &self.0 {
            Half::Private(_) => "RustRsa(private)",
            Half::Public(_) => "RustRsa(public)",
        })
    }
}

fn digest(hash: RsaHash, text: &[u8]) -> (Pkcs1v15Sign, Vec<u8>) {
    match hash {
        RsaHash::Sha1 => (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest(text).to_vec()),
        RsaHash::Sha256 => (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest(text).to_vec()),
    }
}
