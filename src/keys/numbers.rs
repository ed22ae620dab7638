//! RSA keys as numbers with names: a JWK (RFC 7518 §6.3), or .NET's `<RSAKeyValue>`.

use rsa::pkcs1::{RsaPrivateKey, RsaPublicKey};
use rsa::pkcs8::der::{Encode as _, asn1::UintRef};
use zeroize::Zeroizing;

use super::digits::{decoded, digits};
use super::structure::{self, Kind};
use super::wrapping::{Fault, NO_KEY, Piece, broken};

/// The numbers of RFC 8017 A.1 in their order, in .NET's XML and in a JWK (RFC 7518 §6.3).
const NUMBERS: [(&str, &str); 8] = [
    ("Modulus", "n"),
    ("Exponent", "e"),
    ("D", "d"),
    ("P", "p"),
    ("Q", "q"),
    ("DP", "dp"),
    ("DQ", "dq"),
    ("InverseQ", "qi"),
];

/// A key as a JWK or as .NET's `<RSAKeyValue>`, made into PKCS#1.
pub(super) fn numbers(text: &str) -> Option<Piece> {
    // JSON in JSON has backslashes; none of the numbers has.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    plain.extend(text.chars().filter(|c| *c != '\\'));
    if let Some(kind) = member(&plain, "kty").and_then(|kty| KEY_TYPES.iter().find(|(name, _)| *name == kty)) {
        return Some(Err(Fault::Other(kind.1)));
    }
    let value = |(xml, jwk): (&str, &str)| {
        let text = element(&plain, xml)
            .or_else(|| member(&plain, jwk))
            .or_else(|| member(&plain, xml))?;
        decoded(digits(text).ok()?.chars())
    };
    let found = NUMBERS.map(value);
    let [n, e, d, p, q, dp, dq, qi] = found.each_ref().map(|bytes| UintRef::new(bytes.as_ref()?).ok());
    let public = RsaPublicKey {
        modulus: n?,
        public_exponent: e?,
    };
    let all = |d, p, q, dp, dq, qi| RsaPrivateKey {
        modulus: public.modulus,
        public_exponent: public.public_exponent,
        private_exponent: d,
        prime1: p,
        prime2: q,
        exponent1: dp,
        exponent2: dq,
        coefficient: qi,
        other_prime_infos: None,
    };
    let written = match (d, p, q, dp, dq, qi) {
        (None, None, None, None, None, None) => public.to_der(),
        (Some(d), Some(p), Some(q), Some(dp), Some(dq), Some(qi)) => all(d, p, q, dp, dq, qi).to_der(),
        _ => {
            return Some(broken(
                "is an RSA key as JSON or XML without all of its numbers; export d, p, q, dp, dq and qi, too",
            ));
        }
    };
    Some(written.map(Zeroizing::new).or_else(|_| broken(NO_KEY)))
}

/// Keys of other types as JWK.
const KEY_TYPES: &[(&str, Kind)] = &[
    ("EC", structure::EC_JWK),
    ("OKP", structure::OKP_JWK),
    ("oct", structure::SECRET_JWK),
];

/// The text of `<name>`.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0)
}

/// The text of `"name": "…"`, if it is there once.
fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let name = format!("\"{name}\"");
    let mut values = text.split(&name).skip(1).filter_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        Some(value.split_once('"')?.0)
    });
    let value = values.next()?;
    values.next().is_none().then_some(value)
}
