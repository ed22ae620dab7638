//! Digests keyed with a shared secret.

use std::marker::PhantomData;

use hmac::digest::array::{Array, ArraySize};
use hmac::digest::{Digest as Hashing, OutputSizeUser, typenum::Unsigned as _};
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
    fn new<N: ArraySize>(digest: &Array<u8, N>) -> Self {
        const { assert!(N::USIZE <= MAX_DIGEST, "MAX_DIGEST is too small for this digest") };
        let mut bytes = [0; MAX_DIGEST];
        for (to, from) in bytes.iter_mut().zip(digest) {
            *to = *from;
        }
        Self {
            bytes,
            length: N::USIZE,
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Bytes of the digests of a hash function.
pub(crate) const fn length_of<H: OutputSizeUser>() -> usize {
    H::OutputSize::USIZE
}

/// What computes digests with one secret.
pub(crate) trait Keyed: Send + Sync {
    fn digest(&self, text: &[u8]) -> Digest;
}

/// Makes that of a secret; `None`: it cannot be keyed with this one.
pub(crate) type Key = fn(&Secret) -> Option<Box<dyn Keyed>>;

/// The secret is in the text, and nowhere else.
struct Plain<H>(PhantomData<fn(H)>);

impl<H: Hashing> Keyed for Plain<H> {
    fn digest(&self, text: &[u8]) -> Digest {
        Digest::new(&H::digest(text))
    }
}

/// HMAC (RFC 2104), with the key's two blocks hashed already, so that each message costs two fewer.
impl<H: EagerHash<Core: Send + Sync>> Keyed for Hmac<H> {
    fn digest(&self, text: &[u8]) -> Digest {
        Digest::new(&self.clone().chain_update(text).finalize().into_bytes())
    }
}

pub(crate) fn plain<H: Hashing + 'static>(_: &Secret) -> Option<Box<dyn Keyed>> {
    Some(Box::new(Plain::<H>(PhantomData)))
}

pub(crate) fn hmac<H: EagerHash<Core: Send + Sync> + 'static>(secret: &Secret) -> Option<Box<dyn Keyed>> {
    // HMAC takes keys of every length (RFC 2104 §3), so this is never None.
    let keyed = Hmac::<H>::new_from_slice(secret.expose()).ok()?;
    Some(Box::new(keyed))
}
