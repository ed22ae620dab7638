//! Digests keyed with a shared secret: what an algorithm's row is made of.

use std::convert::Infallible;
use std::marker::PhantomData;

use hmac::digest::array::{Array, ArraySize};
use hmac::digest::{Digest as HashFunction, typenum::Unsigned as _};
use hmac::{EagerHash, Hmac, KeyInit as _, Mac as _};

use crate::secret::Secret;

/// Bytes of the longest digest.
pub const MAX_DIGEST: usize = 64;

/// A digest's bytes, on the stack.
pub(crate) struct Digest {
    bytes: [u8; MAX_DIGEST],
    length: usize,
}

impl Digest {
    #[inline]
    fn new<N: ArraySize>(digest: &Array<u8, N>) -> Self {
        const { assert!(N::USIZE <= MAX_DIGEST, "MAX_DIGEST is less than this digest has") };
        let mut bytes = [0; MAX_DIGEST];
        for (to, from) in bytes.iter_mut().zip(digest) {
            *to = *from;
        }
        Self {
            bytes,
            length: N::USIZE,
        }
    }

    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Bytes of the digests of a hash function.
pub(crate) const fn length_of<H: HashFunction>() -> usize {
    H::OutputSize::USIZE
}

/// What makes a signature one that needs the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keying {
    /// The secret is in the text.
    Text,
    /// HMAC, keyed with the secret.
    Hmac,
    /// An RSA key.
    Rsa(RsaHash),
}

/// The hash inside an RSA signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaHash {
    /// SHA-1, for `rsa-sha1`.
    Sha1,
    /// SHA-256, for `rsa-sha256`.
    Sha256,
}

/// A hash function with its names: in its standard, and OpenSSL's.
pub(crate) trait Named: HashFunction {
    const NAMES: (&str, &str);
}

/// A hash function that RSA signs with.
pub(crate) trait SignedByRsa: Named {
    const RSA: RsaHash;
}

/// What computes digests with one secret.
pub(crate) trait Keyed: Sized {
    /// The hash function in it.
    type Hash: Named;
    const KEYING: Keying;

    /// `None`: no shared secret keys it.
    fn new(secret: &Secret) -> Option<Self>;
    fn digest(&self, text: &[u8]) -> Digest;
}

/// A hash of the text, which has the secret in it.
pub(crate) struct Plain<H>(PhantomData<fn(H)>);

/// HMAC (RFC 2104), with the key's two blocks hashed already, so that each message costs two fewer.
pub(crate) struct Mac<H: EagerHash>(Box<Hmac<H>>);

/// RSA, which `rsassa` computes: there is no value of this.
pub(crate) struct Rsa<H>(Infallible, PhantomData<fn(H)>);

impl<H: Named> Keyed for Plain<H> {
    type Hash = H;
    const KEYING: Keying = Keying::Text;

    fn new(_: &Secret) -> Option<Self> {
        Some(Self(PhantomData))
    }

    #[inline]
    fn digest(&self, text: &[u8]) -> Digest {
        Digest::new(&H::digest(text))
    }
}

impl<H: EagerHash + Named> Keyed for Mac<H> {
    type Hash = H;
    const KEYING: Keying = Keying::Hmac;

    /// HMAC takes keys of every length (RFC 2104 §3), so this is never `None`.
    fn new(secret: &Secret) -> Option<Self> {
        Hmac::new_from_slice(secret.expose()).ok().map(Box::new).map(Self)
    }

    #[inline]
    fn digest(&self, text: &[u8]) -> Digest {
        Digest::new(&Hmac::clone(&self.0).chain_update(text).finalize().into_bytes())
    }
}

impl<H: SignedByRsa> Keyed for Rsa<H> {
    type Hash = H;
    const KEYING: Keying = Keying::Rsa(H::RSA);

    fn new(_: &Secret) -> Option<Self> {
        None
    }

    fn digest(&self, _: &[u8]) -> Digest {
        match self.0 {}
    }
}
