//! Digests keyed with a shared secret.

use hmac::{Hmac, KeyInit, Mac as _};
use md5::{Digest as _, Md5};
use sha2::Sha256;

use crate::scheme::Algorithm;
use crate::secret::Secret;

/// What computes a digest: for HMAC with the key's two blocks hashed already, so that each message costs two fewer.
pub(crate) enum Keyed {
    Md5,
    Sha256,
    HmacMd5(Box<Hmac<Md5>>),
    HmacSha256(Box<Hmac<Sha256>>),
}

/// A digest's bytes, on the stack.
pub(crate) struct Digest {
    bytes: [u8; 32],
    length: usize,
}

impl Digest {
    #[inline]
    fn new(digest: &[u8]) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(digest) {
            *to = *from;
        }
        Self {
            bytes,
            length: digest.len(),
        }
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl Keyed {
    /// `None` for the RSA algorithms, which no shared secret keys.
    pub(crate) fn new(algorithm: Algorithm, secret: &Secret) -> Option<Self> {
        let key = secret.expose();
        match algorithm {
            Algorithm::Md5 => Some(Self::Md5),
            Algorithm::Sha256 => Some(Self::Sha256),
            // HMAC takes keys of every length (RFC 2104 §3), so neither of these is ever None.
            Algorithm::HmacMd5 => Hmac::new_from_slice(key).ok().map(Box::new).map(Self::HmacMd5),
            Algorithm::HmacSha256 => Hmac::new_from_slice(key).ok().map(Box::new).map(Self::HmacSha256),
            Algorithm::RsaSha256 | Algorithm::RsaSha1 => None,
        }
    }

    #[inline]
    pub(crate) fn digest(&self, text: &[u8]) -> Digest {
        match self {
            Self::Md5 => Digest::new(&Md5::digest(text)),
            Self::Sha256 => Digest::new(&Sha256::digest(text)),
            Self::HmacMd5(keyed) => Digest::new(&Hmac::clone(keyed).chain_update(text).finalize().into_bytes()),
            Self::HmacSha256(keyed) => Digest::new(&Hmac::clone(keyed).chain_update(text).finalize().into_bytes()),
        }
    }
}
