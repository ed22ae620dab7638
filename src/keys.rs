//! RSA keys in every wrapper that gateways and clouds hand them out in, with errors that say what was found instead.

mod digits;
mod mistaken;
mod numbers;
mod structure;
mod wrapping;

use rsa::pkcs1::{ALGORITHM_ID, DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs8::der::{
    Encode,
    asn1::{BitStringRef, OctetStringRef},
};
use rsa::pkcs8::{PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use rsa::traits::PrivateKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use zeroize::Zeroizing;

use self::structure::{CERTIFICATE, Found, Kind, elements_of, identify};
use self::wrapping::{Fault, Piece, pieces};
use crate::error::Error;
use crate::secret::Secret;

/// Below this, a key counts as breakable (NIST SP 800-57 part 1, table 2) and is refused unless weak keys are allowed.
const STRONG_BITS: usize = 2048;

/// An RSA key, checked: its numbers fit together and it is long enough.
///
/// ```
/// use paysign::RsaKey;
///
/// let error = RsaKey::private(b"keys/merchant.pem", false).unwrap_err();
/// assert!(error.message().contains("the name of a file; read the file"));
/// ```
pub struct RsaKey {
    numbers: Numbers,
    /// The same key as it was read: a PKCS#1 structure (RFC 8017 A.1).
    pkcs1: Secret,
}

enum Numbers {
    Private(Box<RsaPrivateKey>),
    Public(RsaPublicKey),
}

impl RsaKey {
    /// Reads a private key: PKCS#8 or PKCS#1, as PEM, base64 or DER, a JWK or .NET's XML; among other things as well, as
    /// certificates are, and in whatever editors, shells and pages have wrapped it.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), saying what was found instead, or where it is damaged.
    pub fn private(key: &[u8], allow_weak: bool) -> Result<Self, Error> {
        let pieces = pieces(key);
        let found = found(&pieces);
        let keys = found.iter().filter_map(|found| match found {
            Found::Private(pkcs1) => Some(*pkcs1),
            _ => None,
        });
        let pkcs1 = only(keys, 1, "private")?.ok_or_else(|| missing(&pieces, &found, &PRIVATE))?;
        check_length(pkcs1, 1, allow_weak)?;
        let key = RsaPrivateKey::from_pkcs1_der(pkcs1)
            .ok()
            .filter(|key| shortcuts_fit(key, pkcs1));
        let key = key.ok_or_else(|| {
            Error::config("key: an RSA private key whose numbers do not fit together; it is damaged or was edited")
        })?;
        Ok(Self {
            numbers: Numbers::Private(Box::new(key)),
            pkcs1: Secret::new(pkcs1),
        })
    }

    /// Reads a public key: SPKI or PKCS#1, wrapped as a private one may be, or in a certificate. Of a chain of
    /// certificates it is the one that none of the others is signed with.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), saying what was found instead, or where it is damaged.
    pub fn public(key: &[u8], allow_weak: bool) -> Result<Self, Error> {
        let pieces = pieces(key);
        let found = found(&pieces);
        let signs = |name: &[u8], but: &[u8]| {
            found
                .iter()
                .any(|found| matches!(found, Found::Certificate { issuer, key, .. } if *issuer == name && *key != but))
        };
        let keys = found.iter().filter_map(|found| match found {
            Found::Public(pkcs1) => Some(*pkcs1),
            Found::Certificate { key, subject, .. } if !signs(subject, key) => Some(*key),
            _ => None,
        });
        let pkcs1 = only(keys, 0, "public")?.ok_or_else(|| missing(&pieces, &found, &PUBLIC))?;
        check_length(pkcs1, 0, allow_weak)?;
        let key = RsaPublicKey::from_pkcs1_der(pkcs1)
            .map_err(|_| Error::config("key: an RSA public key whose numbers cannot be right; it is damaged"))?;
        Ok(Self {
            numbers: Numbers::Public(key),
            pkcs1: Secret::new(pkcs1),
        })
    }

    /// The key in the wrapper that platforms import: PKCS#8 for a private key, SPKI for a public one, as DER.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key cannot be written.
    pub fn to_der(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let pkcs1 = self.pkcs1.expose();
        match &self.numbers {
            Numbers::Private(_) => {
                OctetStringRef::new(pkcs1).and_then(|key| PrivateKeyInfoRef::new(ALGORITHM_ID, key).to_der())
            }
            Numbers::Public(_) => BitStringRef::from_bytes(pkcs1).and_then(|key| {
                SubjectPublicKeyInfoRef {
                    algorithm: ALGORITHM_ID,
                    subject_public_key: key,
                }
                .to_der()
            }),
        }
        .map(Zeroizing::new)
        .map_err(|_| Error::config("key: cannot be written as DER"))
    }

    /// Whether it signs, too.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.private_half().is_some()
    }

    pub(crate) fn private_half(&self) -> Option<&RsaPrivateKey> {
        match &self.numbers {
            Numbers::Private(key) => Some(key),
            Numbers::Public(_) => None,
        }
    }

    pub(crate) fn public_half(&self) -> &RsaPublicKey {
        match &self.numbers {
            Numbers::Private(key) => key.as_public_key(),
            Numbers::Public(key) => key,
        }
    }
}

impl std::fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_private() {
            "RsaKey(private)"
        } else {
            "RsaKey(public)"
        })
    }
}

/// What each of the structures is.
fn found(pieces: &[Piece]) -> Vec<Found<'_>> {
    pieces.iter().flatten().map(|der| identify(der)).collect()
}

/// The one key of several, which may be there more than once. The modulus, by which they are told apart, is element
/// `place` of the PKCS#1 structure.
fn only<'a>(keys: impl Iterator<Item = &'a [u8]>, place: usize, half: &str) -> Result<Option<&'a [u8]>, Error> {
    let mut only = None;
    for key in keys {
        match only {
            None => only = Some(key),
            Some(first) if modulus(first, place) == modulus(key, place) => {}
            Some(_) => {
                return Err(Error::config(format!(
                    "key: holds more than one RSA {half} key; pass the one that is meant alone (有多个密钥)"
                )));
            }
        }
    }
    Ok(only)
}

/// A half of a key, and what to say where the other one was found.
struct Half {
    name: &'static str,
    other: &'static str,
}

const PRIVATE: Half = Half {
    name: "private",
    other: "found an RSA public key where a private one is needed (公钥, 需要私钥); sign with your own private key",
};
const PUBLIC: Half = Half {
    name: "public",
    other: "found an RSA private key where a public one is needed (私钥, 需要公钥); verify with the gateway's public key",
};

/// Why there is no key of this half.
fn missing(pieces: &[Piece], found: &[Found<'_>], half: &Half) -> Error {
    let broken = pieces.iter().find_map(|piece| match piece {
        Err(Fault::Broken(what)) => Some(what),
        _ => None,
    });
    if let Some(what) = broken {
        return Error::config(format!("key: {what}"));
    }
    if found
        .iter()
        .any(|found| matches!(found, Found::Private(_) | Found::Public(_)))
    {
        return Error::config(format!("key: {}", half.other));
    }
    let mut kinds: Vec<Kind> = Vec::new();
    let other = pieces.iter().filter_map(|piece| match piece {
        Err(Fault::Other(kind)) => Some(*kind),
        _ => None,
    });
    let whole = found.iter().map(|found| match found {
        Found::Other(kind) => *kind,
        _ => CERTIFICATE,
    });
    for kind in other.chain(whole) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    let words: Vec<String> = kinds
        .iter()
        .map(|kind| match kind.remedy {
            Some(remedy) => format!("{} ({remedy})", kind.what),
            None => kind.what.to_owned(),
        })
        .collect();
    Error::config(format!(
        "key: found {}, where an RSA {} key is needed",
        words.join(" and "),
        half.name
    ))
}

/// Whether the numbers fit that only make signing faster, the last three of the nine: the `rsa` crate computes its own,
/// but a platform gets the key as it was read.
fn shortcuts_fit(key: &RsaPrivateKey, pkcs1: &[u8]) -> bool {
    let elements = elements_of(pkcs1).unwrap_or_default();
    let given = elements.iter().skip(6).map(|number| significant(number.value()));
    let computed = [
        key.dp().map(|number| number.to_be_bytes()),
        key.dq().map(|number| number.to_be_bytes()),
        key.crt_coefficient().map(|number| Zeroizing::new(number).to_be_bytes()),
    ]
    .map(|number| Zeroizing::new(number.unwrap_or_default()));
    given.eq(computed.iter().map(|number| significant(number)))
}

/// A number's bytes without leading zeros.
fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// The modulus, which is element `place` of the PKCS#1 structure.
fn modulus(pkcs1: &[u8], place: usize) -> &[u8] {
    let elements = elements_of(pkcs1).unwrap_or_default();
    elements.get(place).map_or(&[], |number| significant(number.value()))
}

fn check_length(pkcs1: &[u8], place: usize, allow_weak: bool) -> Result<(), Error> {
    let modulus = modulus(pkcs1, place);
    let bits = modulus
        .first()
        .map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
    let supported = RsaPublicKey::MIN_SIZE..=RsaPublicKey::MAX_SIZE;
    if !supported.contains(&bits) {
        return Err(Error::config(format!(
            "key: an RSA key of {bits} bits; {} to {} are supported",
            supported.start(),
            supported.end()
        )));
    }
    if bits < STRONG_BITS && !allow_weak {
        return Err(Error::config(format!(
            "key: an RSA key of only {bits} bits; keys below {STRONG_BITS} can be broken. Ask the gateway for a longer one; \
             if it has none, set `allowWeakKeys: true` (密钥太短)"
        )));
    }
    Ok(())
}
