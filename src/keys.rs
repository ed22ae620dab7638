//! RSA keys in every wrapper that gateways and clouds hand them out in, with errors that say what was found instead.

mod arithmetic;
mod der;
mod digits;
mod mistaken;
mod numbers;
mod structure;
mod wrapping;

use zeroize::Zeroizing;

use self::der::{BIT_STRING, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, element, elements_of, integer, significant};
use self::structure::{CERTIFICATE, Found, Kind, RSA, identify};
use self::wrapping::{Fault, Piece, pieces};
use crate::error::Error;
use crate::secret::Secret;

/// Below this, a key counts as breakable (NIST SP 800-57 part 1, table 2) and is refused unless weak keys are allowed.
const STRONG_BITS: usize = 2048;
/// What is computed with: shorter keys are broken in hours, longer ones sign for a second.
const SUPPORTED_BITS: std::ops::RangeInclusive<usize> = 1024..=8192;

pub(crate) const UNFIT: &str = "key: an RSA private key whose numbers do not fit together; it is damaged or was edited";
pub(crate) const IMPOSSIBLE: &str = "key: an RSA public key whose numbers cannot be right; it is damaged";

/// An RSA key, checked: its numbers fit together and it is long enough.
///
/// ```
/// use paysign::RsaKey;
///
/// let error = RsaKey::private(b"keys/merchant.pem", false).unwrap_err();
/// assert!(error.message().contains("the name of a file; read the file"));
/// ```
pub struct RsaKey {
    /// A PKCS#1 structure (RFC 8017 A.1), as it was read.
    pkcs1: Secret,
    private: bool,
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
        if !arithmetic::private_numbers_fit(pkcs1) {
            return Err(Error::config(UNFIT));
        }
        Ok(Self {
            pkcs1: Secret::new(pkcs1),
            private: true,
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
        if !arithmetic::public_numbers_fit(pkcs1) {
            return Err(Error::config(IMPOSSIBLE));
        }
        Ok(Self {
            pkcs1: Secret::new(pkcs1),
            private: false,
        })
    }

    /// The key as PKCS#1 (RFC 8017 A.1), in DER.
    #[must_use]
    pub fn pkcs1(&self) -> &[u8] {
        self.pkcs1.expose()
    }

    /// The key in the wrapper that WebCrypto imports, in DER: PKCS#8 for a private key (RFC 5208 §5), SPKI for a public
    /// one (RFC 5280 §4.1).
    #[must_use]
    pub fn to_der(&self) -> Zeroizing<Vec<u8>> {
        const NULL: &[u8] = &[5, 0];
        let algorithm = element(SEQUENCE, &[&element(OBJECT_IDENTIFIER, &[RSA]), NULL]);
        if self.private {
            let key = element(OCTET_STRING, &[self.pkcs1()]);
            element(SEQUENCE, &[&integer(&[]), &algorithm, &key])
        } else {
            let key = element(BIT_STRING, &[&[0], self.pkcs1()]);
            element(SEQUENCE, &[&algorithm, &key])
        }
    }

    /// Whether it signs, too.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.private
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

/// The modulus, which is element `place` of the PKCS#1 structure.
fn modulus(pkcs1: &[u8], place: usize) -> &[u8] {
    let elements = elements_of(pkcs1).unwrap_or_default();
    elements.get(place).map_or(&[], |number| significant(number.value))
}

fn check_length(pkcs1: &[u8], place: usize, allow_weak: bool) -> Result<(), Error> {
    let modulus = modulus(pkcs1, place);
    let bits = modulus
        .first()
        .map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
    if !SUPPORTED_BITS.contains(&bits) {
        return Err(Error::config(format!(
            "key: an RSA key of {bits} bits; {} to {} are supported",
            SUPPORTED_BITS.start(),
            SUPPORTED_BITS.end()
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
