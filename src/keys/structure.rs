//! DER: what a structure is, told by the types of its outermost elements (RFC 5958, RFC 5280 §4.1 and §5.1, RFC 2986 §4.1,
//! RFC 5915, RFC 7292 §4), and which RSA numbers are in it (RFC 8017 A.1).

use rsa::pkcs8::der::{
    Decode, Header, Reader, SliceReader, Tag, Tagged,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier},
};

/// What a DER structure turned out to be.
pub(super) enum Found<'a> {
    /// The PKCS#1 `RSAPrivateKey` inside.
    Private(&'a [u8]),
    /// The PKCS#1 `RSAPublicKey` inside.
    Public(&'a [u8]),
    /// A certificate of an RSA key, and the names of who signed it and whose it is, as DER.
    Certificate {
        key: &'a [u8],
        issuer: &'a [u8],
        subject: &'a [u8],
    },
    Other(Kind),
}

/// Something that is no RSA key, and how one comes from it, where there is a way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) what: &'static str,
    pub(super) remedy: Option<&'static str>,
}

const fn kind(what: &'static str) -> Kind {
    Kind { what, remedy: None }
}

const fn with_remedy(what: &'static str, remedy: &'static str) -> Kind {
    Kind {
        what,
        remedy: Some(remedy),
    }
}

pub(super) const CERTIFICATE: Kind = with_remedy(
    "a certificate",
    "it holds a public key alone; the private key is in the file that it was made with, 证书里没有私钥",
);
pub(super) const ENCRYPTED: Kind = with_remedy(
    "an encrypted private key",
    "decrypt it first: `openssl pkey -in key.pem -out plain.pem`",
);
pub(super) const OPENSSH: Kind = with_remedy(
    "an OpenSSH private key",
    "convert a copy of it with `ssh-keygen -p -m PKCS8 -f <file>`",
);
pub(super) const OPENSSH_PUBLIC: Kind = with_remedy(
    "an OpenSSH public key",
    "convert it with `ssh-keygen -e -m PKCS8 -f <file>`",
);
pub(super) const PUTTY: Kind = with_remedy(
    "a PuTTY key",
    "convert it with `puttygen key.ppk -O private-openssh -o key.pem`",
);
pub(super) const PGP: Kind = kind("a PGP key");
pub(super) const PARAMETERS: Kind = kind("a key's parameters");
pub(super) const EC_JWK: Kind = kind("an EC key as a JWK");
pub(super) const OKP_JWK: Kind = kind("an Ed25519 or X25519 key as a JWK");
pub(super) const SECRET_JWK: Kind = kind("a shared secret as a JWK");
pub(super) const JAVA_STORE: Kind = with_remedy(
    "a Java key store (JKS)",
    "first `keytool -importkeystore -srckeystore key.jks -destkeystore key.p12 -deststoretype PKCS12`, then \
     `openssl pkcs12 -in key.p12 -nodes -out key.pem`",
);
pub(super) const MICROSOFT: Kind = with_remedy(
    "a Microsoft key blob",
    "convert it with `openssl rsa -inform MSBLOB -in key.blob -out key.pem`",
);
pub(super) const PKCS12: Kind = with_remedy(
    "a PKCS#12 store (.pfx, .p12)",
    "take out what is in it with `openssl pkcs12 -in key.pfx -nodes -out key.pem`, old ones with `-legacy`",
);
pub(super) const PKCS7: Kind = with_remedy(
    "PKCS#7 certificates (.p7b)",
    "take them out with `openssl pkcs7 -in certs.p7b -print_certs`, binary ones with `-inform DER`",
);
const REQUEST: Kind = with_remedy(
    "a certificate request",
    "its public key: `openssl req -in request.pem -pubkey -noout`",
);
const REVOCATIONS: Kind = kind("a list of revoked certificates (CRL)");
const EC_PRIVATE: Kind = kind("an EC private key");
const DSA_PRIVATE: Kind = kind("a DSA private key");
const UNKNOWN: Found<'_> = Found::Other(kind("a DER structure that is not a key"));

/// The length that a SEQUENCE at the beginning of `bytes` says it has, header and all; `None` also for what is longer
/// than any key or chain of certificates.
pub(super) fn length_of(bytes: &[u8]) -> Option<usize> {
    let mut reader = SliceReader::new(bytes).ok()?;
    let header = Header::decode(&mut reader)
        .ok()
        .filter(|header| header.tag() == Tag::Sequence)?;
    let length = u32::from(reader.position()) + u16::try_from(u32::from(header.length())).map(u32::from).ok()?;
    usize::try_from(length).ok()
}

/// What the structure is that `der` holds, and nothing beside it.
pub(super) fn identify(der: &[u8]) -> Found<'_> {
    let Some(elements) = elements_of(der) else {
        return UNKNOWN;
    };
    let tags: Vec<Tag> = elements.iter().map(Tagged::tag).collect();
    match (tags.as_slice(), elements.as_slice()) {
        ([Tag::Integer, Tag::Sequence, Tag::OctetString, ..], [_, algorithm, key, ..]) => match family(algorithm) {
            Family::Rsa => numbers(key.value()),
            Family::Named(private, _) => Found::Other(kind(private)),
        },
        ([Tag::Integer, Tag::OctetString, ..], _) => Found::Other(EC_PRIVATE),
        ([Tag::Integer, Tag::Sequence] | [Tag::Integer, Tag::Sequence, Tag::Sequence], _) => Found::Other(PKCS12),
        ([Tag::ObjectIdentifier, Tag::ContextSpecific { .. }], _) => Found::Other(PKCS7),
        ([Tag::Sequence, Tag::BitString], [algorithm, key]) => public(algorithm, key),
        ([Tag::Sequence, Tag::OctetString], _) => Found::Other(ENCRYPTED),
        ([Tag::Sequence, Tag::Sequence, Tag::BitString], [content, ..]) => signed(content),
        _ => numbers(der),
    }
}

/// The key of a `SubjectPublicKeyInfo`.
fn public<'a>(algorithm: &AnyRef<'_>, key: &AnyRef<'a>) -> Found<'a> {
    match (family(algorithm), key.decode_as::<BitStringRef<'a>>()) {
        (Family::Rsa, bits) => bits.ok().and_then(|bits| bits.as_bytes()).map_or(UNKNOWN, numbers),
        (Family::Named(_, public), _) => Found::Other(kind(public)),
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
        (6, 0) => Found::Other(DSA_PRIVATE),
        (9, 0) => Found::Private(der),
        (9, 1) => Found::Other(kind("an RSA private key of more than two primes")),
        _ => UNKNOWN,
    }
}

/// A signed structure: a certificate, a request for one, or a list of revoked ones.
fn signed<'a>(content: &AnyRef<'a>) -> Found<'a> {
    let mut parts = elements_within(content.value()).unwrap_or_default();
    if parts
        .first()
        .is_some_and(|part| part.tag() != Tag::Integer && part.tag() != Tag::Sequence)
    {
        parts.remove(0); // a certificate's version
    }
    let dated = parts
        .iter()
        .any(|part| matches!(part.tag(), Tag::UtcTime | Tag::GeneralizedTime));
    match parts.as_slice() {
        _ if dated => Found::Other(REVOCATIONS),
        [_, _, issuer, _, subject, key, ..] => match elements_within(key.value()).as_deref() {
            Some([algorithm, key]) => match public(algorithm, key) {
                Found::Public(key) => Found::Certificate {
                    key,
                    issuer: issuer.value(),
                    subject: subject.value(),
                },
                other => other,
            },
            _ => UNKNOWN,
        },
        _ => Found::Other(REQUEST),
    }
}

enum Family {
    Rsa,
    /// What to call a private and a public key of it.
    Named(&'static str, &'static str),
}

/// The key's algorithm, from an `AlgorithmIdentifier`.
fn family(algorithm: &AnyRef<'_>) -> Family {
    let parts = elements_within(algorithm.value()).unwrap_or_default();
    let mut identifiers = parts.iter().map(|part| {
        part.decode_as::<ObjectIdentifier>()
            .map(|identifier| identifier.to_string())
            .ok()
    });
    let (algorithm, curve) = (identifiers.next().flatten(), identifiers.next().flatten());
    match (algorithm.as_deref(), curve.as_deref()) {
        (Some("1.2.840.113549.1.1.1"), _) => Family::Rsa,
        (Some("1.2.840.113549.1.1.10"), _) => Family::Named("an RSA-PSS private key", "an RSA-PSS public key"),
        (Some("1.2.840.10045.2.1"), Some("1.2.156.10197.1.301")) => {
            Family::Named("an SM2 private key (国密)", "an SM2 public key (国密)")
        }
        (Some("1.2.840.10045.2.1"), _) => Family::Named(EC_PRIVATE.what, "an EC public key"),
        (Some("1.3.101.112" | "1.3.101.113"), _) => {
            Family::Named("an Ed25519 or Ed448 private key", "an Ed25519 or Ed448 public key")
        }
        (Some("1.2.840.10040.4.1"), _) => Family::Named(DSA_PRIVATE.what, "a DSA public key"),
        _ => Family::Named(
            "a private key of an unknown algorithm",
            "a public key of an unknown algorithm",
        ),
    }
}

/// The elements of the one SEQUENCE that `der` must be.
pub(super) fn elements_of(der: &[u8]) -> Option<Vec<AnyRef<'_>>> {
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
