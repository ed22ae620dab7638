//! DER: what a structure is, told by the types of its outermost elements (RFC 5958, RFC 5280 §4.1 and §5.1, RFC 2986 §4.1,
//! RFC 5915, RFC 7292 §4), and which RSA numbers are in it (RFC 8017 A.1).

use super::der::{
    BIT_STRING, CONTEXT_0, Element, GENERALIZED_TIME, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, UTC_TIME,
    elements_of, elements_within,
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

/// What the structure is that `der` holds, and nothing beside it.
pub(super) fn identify(der: &[u8]) -> Found<'_> {
    let Some(elements) = elements_of(der) else {
        return UNKNOWN;
    };
    let tags: Vec<u8> = elements.iter().map(|element| element.tag).collect();
    match (tags.as_slice(), elements.as_slice()) {
        ([INTEGER, SEQUENCE, OCTET_STRING, ..], [_, algorithm, key, ..]) => match family(algorithm) {
            Family::Rsa => numbers(key.value),
            Family::Named(private, _) => Found::Other(kind(private)),
        },
        ([INTEGER, OCTET_STRING, ..], _) => Found::Other(EC_PRIVATE),
        ([INTEGER, SEQUENCE] | [INTEGER, SEQUENCE, SEQUENCE], _) => Found::Other(PKCS12),
        ([OBJECT_IDENTIFIER, CONTEXT_0], _) => Found::Other(PKCS7),
        ([SEQUENCE, BIT_STRING], [algorithm, key]) => public(algorithm, key),
        ([SEQUENCE, OCTET_STRING], _) => Found::Other(ENCRYPTED),
        ([SEQUENCE, SEQUENCE, BIT_STRING], [content, ..]) => signed(content),
        _ => numbers(der),
    }
}

/// The key of a `SubjectPublicKeyInfo`.
fn public<'a>(algorithm: &Element<'_>, key: &Element<'a>) -> Found<'a> {
    match (family(algorithm), key.value) {
        (Family::Named(_, public), _) => Found::Other(kind(public)),
        // How many bits of the last byte are none of it: a key has whole bytes.
        (Family::Rsa, [0, key @ ..]) => numbers(key),
        (Family::Rsa, _) => UNKNOWN,
    }
}

/// Tells the structures apart that are nothing but numbers (RFC 8017 A.1; DSA has no standard, OpenSSL has this one).
fn numbers(der: &[u8]) -> Found<'_> {
    let elements = elements_of(der).unwrap_or_default();
    let integers = elements.iter().take_while(|element| element.tag == INTEGER).count();
    match (integers, elements.len() - integers) {
        (2, 0) => Found::Public(der),
        (6, 0) => Found::Other(DSA_PRIVATE),
        (9, 0) => Found::Private(der),
        (9, 1) => Found::Other(kind("an RSA private key of more than two primes")),
        _ => UNKNOWN,
    }
}

/// A signed structure: a certificate, a request for one, or a list of revoked ones.
fn signed<'a>(content: &Element<'a>) -> Found<'a> {
    let mut parts = elements_within(content.value).unwrap_or_default();
    if parts
        .first()
        .is_some_and(|part| ![INTEGER, SEQUENCE].contains(&part.tag))
    {
        parts.remove(0); // a certificate's version
    }
    let dated = parts
        .iter()
        .any(|part| [UTC_TIME, GENERALIZED_TIME].contains(&part.tag));
    match parts.as_slice() {
        _ if dated => Found::Other(REVOCATIONS),
        [_, _, issuer, _, subject, key, ..] => match elements_within(key.value).as_deref() {
            Some([algorithm, key]) if key.tag == BIT_STRING => match public(algorithm, key) {
                Found::Public(key) => Found::Certificate {
                    key,
                    issuer: issuer.value,
                    subject: subject.value,
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
fn family(algorithm: &Element<'_>) -> Family {
    let parts = elements_within(algorithm.value).unwrap_or_default();
    let identifier = |place: usize| {
        let part = parts.get(place).filter(|part| part.tag == OBJECT_IDENTIFIER);
        part.map_or(&[][..], |part| part.value)
    };
    match (identifier(0), identifier(1)) {
        (RSA, _) => Family::Rsa,
        (RSA_PSS, _) => Family::Named("an RSA-PSS private key", "an RSA-PSS public key"),
        (EC, SM2) => Family::Named("an SM2 private key (国密)", "an SM2 public key (国密)"),
        (EC, _) => Family::Named(EC_PRIVATE.what, "an EC public key"),
        (ED25519 | ED448, _) => Family::Named("an Ed25519 or Ed448 private key", "an Ed25519 or Ed448 public key"),
        (DSA, _) => Family::Named(DSA_PRIVATE.what, "a DSA public key"),
        _ => Family::Named(
            "a private key of an unknown algorithm",
            "a public key of an unknown algorithm",
        ),
    }
}

// Object identifiers as DER has them.
/// 1.2.840.113549.1.1.1 (RFC 8017 A.1)
pub(super) const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
/// 1.2.840.113549.1.1.10
const RSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
/// 1.2.840.10045.2.1
const EC: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
/// 1.2.156.10197.1.301
const SM2: &[u8] = b"\x2a\x81\x1c\xcf\x55\x01\x82\x2d";
/// 1.3.101.112
const ED25519: &[u8] = b"\x2b\x65\x70";
/// 1.3.101.113
const ED448: &[u8] = b"\x2b\x65\x71";
/// 1.2.840.10040.4.1
const DSA: &[u8] = b"\x2a\x86\x48\xce\x38\x04\x01";
