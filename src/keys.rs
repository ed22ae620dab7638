//! RSA keys in every wrapper that gateways and clouds hand them out in, with errors that say what was found instead.

use base64ct::{Base64, Encoding};
use rsa::pkcs1::{ALGORITHM_ID, DecodeRsaPrivateKey, DecodeRsaPublicKey};
use rsa::pkcs8::der::{
    Decode, Encode, Reader, SliceReader, Tag, Tagged,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef},
};
use rsa::pkcs8::{PrivateKeyInfoRef, SubjectPublicKeyInfoRef};
use rsa::traits::PrivateKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::secret::Secret;

/// Below this, a key counts as breakable (NIST SP 800-57 part 1, table 2) and is refused unless weak keys are allowed.
const STRONG_BITS: usize = 2048;

/// An RSA key, checked: its numbers fit together and it is long enough.
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
    /// Reads a private key: PKCS#8 or PKCS#1, as PEM, as bare base64, or as DER bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), saying what was found instead.
    pub fn private(key: &[u8], allow_weak: bool) -> Result<Self, Error> {
        let der = unwrap(key)?;
        match identify(&der) {
            Found::Private(pkcs1) => {
                check_length(pkcs1, 1, allow_weak)?;
                let key = RsaPrivateKey::from_pkcs1_der(pkcs1)
                    .ok()
                    .filter(|key| shortcuts_fit(key, pkcs1));
                let key = key.ok_or_else(|| {
                    Error::config(
                        "key: an RSA private key whose numbers do not fit together; it is damaged or was edited",
                    )
                })?;
                Ok(Self {
                    numbers: Numbers::Private(Box::new(key)),
                    pkcs1: Secret::new(pkcs1),
                })
            }
            Found::Public(_) => Err(Error::config(
                "key: found an RSA public key where a private one is needed (公钥, 需要私钥); sign with your own private key",
            )),
            Found::Other(what) => Err(Error::config(format!(
                "key: found {what}, where an RSA private key is needed"
            ))),
        }
    }

    /// Reads a public key: SPKI or PKCS#1, as PEM, as bare base64, or as DER bytes.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), saying what was found instead.
    pub fn public(key: &[u8], allow_weak: bool) -> Result<Self, Error> {
        let der = unwrap(key)?;
        match identify(&der) {
            Found::Public(pkcs1) => {
                check_length(pkcs1, 0, allow_weak)?;
                let key = RsaPublicKey::from_pkcs1_der(pkcs1).map_err(|_| {
                    Error::config("key: an RSA public key whose numbers cannot be right; it is damaged")
                })?;
                Ok(Self {
                    numbers: Numbers::Public(key),
                    pkcs1: Secret::new(pkcs1),
                })
            }
            Found::Private(_) => Err(Error::config(
                "key: found an RSA private key where a public one is needed (私钥, 需要公钥); verify with the gateway's public key",
            )),
            Found::Other(what) => Err(Error::config(format!(
                "key: found {what}, where an RSA public key is needed"
            ))),
        }
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

/// Takes PEM or base64 off and gives the DER bytes.
fn unwrap(key: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    if key.first() == Some(&0x30) {
        return Ok(Zeroizing::new(key.to_vec())); // a SEQUENCE; no base64 of one begins with this character
    }
    let text = std::str::from_utf8(key).map_err(|_| Error::config("key: found bytes that are neither DER nor text"))?;
    // Environment variables and JSON files often hold the line breaks of a PEM as the two characters \n.
    let text = Zeroizing::new(text.replace("\\r", "\r"));
    let text = Zeroizing::new(text.replace("\\n", "\n"));
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::config("key: is empty"));
    }
    if text.starts_with(['"', '\'', '`']) {
        return Err(Error::config(
            "key: has quotes around it; take them off where the key is read",
        ));
    }
    let base64 = match text.split_once("-----BEGIN ") {
        Some((_, block)) => pem_body(block)?,
        None if text.starts_with("ssh-") => {
            return Err(Error::config(
                "key: found an OpenSSH public key; convert it with `ssh-keygen -e -m PKCS8`",
            ));
        }
        None if [".pem", ".key", ".der", ".txt"]
            .iter()
            .any(|ending| text.ends_with(ending)) =>
        {
            return Err(Error::config(
                "key: found what looks like the name of a file; read the file and pass what is in it",
            ));
        }
        None => text,
    };
    decode(base64).ok_or_else(|| {
        Error::config("key: cannot be read as base64; it is cut off, has a foreign character, or is not a key")
    })
}

/// Base64 with white space in it. Every buffer has its full size from the start, since growing leaves copies behind.
fn decode(base64: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut compact = Zeroizing::new(String::with_capacity(base64.len()));
    compact.extend(base64.split_ascii_whitespace());
    let mut der = Zeroizing::new(vec![0; compact.len()]);
    let length = Base64::decode(compact.as_bytes(), &mut der).ok()?.len();
    der.truncate(length);
    Some(der)
}

/// The base64 of the first PEM block, whose text follows `-----BEGIN `.
fn pem_body(block: &str) -> Result<&str, Error> {
    let incomplete = || Error::config("key: a PEM block without its -----END line; it is cut off");
    let (label, rest) = block.split_once("-----").ok_or_else(incomplete)?;
    let (body, _) = rest.split_once("-----END ").ok_or_else(incomplete)?;
    let foreign = match label {
        "PRIVATE KEY" | "RSA PRIVATE KEY" if body.contains("Proc-Type:") => ENCRYPTED,
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "PUBLIC KEY" | "RSA PUBLIC KEY" => return Ok(body),
        "ENCRYPTED PRIVATE KEY" => ENCRYPTED,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => CERTIFICATE,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => REQUEST,
        "EC PRIVATE KEY" | "EC PARAMETERS" => "an EC private key",
        "DSA PRIVATE KEY" | "DSA PARAMETERS" => "a DSA private key",
        "OPENSSH PRIVATE KEY" => {
            "an OpenSSH private key (convert a copy of it with `ssh-keygen -p -m PKCS8 -f <file>`)"
        }
        _ => "a PEM block of another kind",
    };
    Err(Error::config(format!(
        "key: found {foreign}, where an RSA key is needed"
    )))
}

const ENCRYPTED: &str = "an encrypted private key (decrypt it first: `openssl pkcs8 -in key.pem -out plain.pem`)";
const REQUEST: &str = "a certificate request";
const CERTIFICATE: &str = "a certificate (take its public key: `openssl x509 -in cert.pem -pubkey -noout`)";

/// What a DER structure turned out to be.
enum Found<'a> {
    /// The PKCS#1 `RSAPrivateKey` inside.
    Private(&'a [u8]),
    /// The PKCS#1 `RSAPublicKey` inside.
    Public(&'a [u8]),
    Other(&'static str),
}

impl Found<'_> {
    const UNKNOWN: Self = Self::Other("something that is not a key (the base64 decodes, but to no key)");
}

/// Tells keys apart by the types of their outermost elements (RFC 5958, RFC 5280 §4.1, RFC 5915).
fn identify(der: &[u8]) -> Found<'_> {
    let Some(elements) = elements_of(der) else {
        return Found::UNKNOWN;
    };
    let tags: Vec<Tag> = elements.iter().map(Tagged::tag).collect();
    match (tags.as_slice(), elements.as_slice()) {
        ([Tag::Integer, Tag::Sequence, Tag::OctetString, ..], [_, algorithm, key, ..]) => match family(algorithm) {
            Family::Rsa => numbers(key.value()),
            Family::Named(private, _) => Found::Other(private),
        },
        ([Tag::Integer, Tag::OctetString, ..], _) => Found::Other("an EC private key"),
        ([Tag::Sequence, Tag::BitString], [algorithm, key]) => {
            match (family(algorithm), key.decode_as::<BitStringRef<'_>>()) {
                (Family::Rsa, bits) => bits
                    .ok()
                    .and_then(|bits| bits.as_bytes())
                    .map_or(Found::UNKNOWN, numbers),
                (Family::Named(_, public), _) => Found::Other(public),
            }
        }
        ([Tag::Sequence, Tag::OctetString], _) => Found::Other(ENCRYPTED),
        ([Tag::Sequence, Tag::Sequence, Tag::BitString], [content, ..]) => Found::Other(signed(content)),
        _ => numbers(der),
    }
}

/// Tells the structures apart that are nothing but numbers (RFC 8017 A.1; DSA has no standard, OpenSSL has this one).
fn numbers(der: &[u8]) -> Found<'_> {
    let elements = elements_of(der).unwrap_or_default();
    let integers = elements
        .iter()
        .take_while(|element| element.tag() == Tag::Integer)
        .count();
    match (integers, elements.len() - integers) {
        (2, 0) => Found::Public(der),
        (6, 0) => Found::Other("a DSA private key"),
        (9, 0) => Found::Private(der),
        (9, 1) => Found::Other("an RSA private key of more than two primes"),
        _ => Found::UNKNOWN,
    }
}

/// What a signed structure is: a request has version, name, key and attributes, a certificate more (RFC 2986 §4.1).
fn signed(content: &AnyRef<'_>) -> &'static str {
    match elements_within(content.value()) {
        Some(parts) if parts.len() <= 4 => REQUEST,
        _ => CERTIFICATE,
    }
}

enum Family {
    Rsa,
    /// What to call a private and a public key of it.
    Named(&'static str, &'static str),
}

/// The key's algorithm, from an `AlgorithmIdentifier`.
fn family(algorithm: &AnyRef<'_>) -> Family {
    let oid = elements_within(algorithm.value()).and_then(|parts| parts.first()?.decode_as::<ObjectIdentifier>().ok());
    match oid.map(|oid| oid.to_string()).as_deref() {
        Some("1.2.840.113549.1.1.1") => Family::Rsa,
        Some("1.2.840.113549.1.1.10") => Family::Named("an RSA-PSS private key", "an RSA-PSS public key"),
        Some("1.2.840.10045.2.1") => Family::Named("an EC private key", "an EC public key"),
        Some("1.3.101.112" | "1.3.101.113") => {
            Family::Named("an Ed25519 or Ed448 private key", "an Ed25519 or Ed448 public key")
        }
        Some("1.2.840.10040.4.1") => Family::Named("a DSA private key", "a DSA public key"),
        _ => Family::Named(
            "a private key of an unknown algorithm",
            "a public key of an unknown algorithm",
        ),
    }
}

/// The elements of the one SEQUENCE that `der` must be.
fn elements_of(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let sequence = AnyRef::from_der(der).ok().filter(|any| any.tag() == Tag::Sequence)?;
    elements_within(sequence.value())
}

fn elements_within(content: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(content).ok()?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader).ok()?);
    }
    Some(elements)
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

/// Checks the length of the modulus, which is element `place` of the PKCS#1 structure.
fn check_length(pkcs1: &[u8], place: usize, allow_weak: bool) -> Result<(), Error> {
    let elements = elements_of(pkcs1).unwrap_or_default();
    let modulus = elements
        .get(place)
        .map_or(&[][..], |number| significant(number.value()));
    let bits = modulus
        .first()
        .map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
    if bits < STRONG_BITS && !allow_weak {
        return Err(Error::config(format!(
            "key: an RSA key of only {bits} bits; keys below {STRONG_BITS} can be broken, so the gateway and you need a new one (密钥太短)"
        )));
    }
    if !(RsaPublicKey::MIN_SIZE..=RsaPublicKey::MAX_SIZE).contains(&bits) {
        return Err(Error::config(format!(
            "key: an RSA key of {bits} bits; {} to {} are supported",
            RsaPublicKey::MIN_SIZE,
            RsaPublicKey::MAX_SIZE
        )));
    }
    Ok(())
}
