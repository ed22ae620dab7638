//! RSA keys as numbers with names: a JWK (RFC 7518 §6.3), or .NET's `<RSAKeyValue>`.

use zeroize::Zeroizing;

use super::der::{self, integer};
use super::digits::{decoded, digits};
use super::structure::{self, Kind};
use super::wrapping::{Fault, Piece, broken};

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
    let [Some(_), Some(_), private @ ..] = &found else {
        return None;
    };
    let version = match private.iter().flatten().count() {
        0 => None,
        6 => Some(integer(&[])),
        _ => {
            return Some(broken(
                "is an RSA key as JSON or XML without all of its numbers; export d, p, q, dp, dq and qi, too",
            ));
        }
    };
    let integers: Vec<_> = found.iter().flatten().map(|number| integer(number)).collect();
    let parts: Vec<&[u8]> = version.iter().chain(&integers).map(|part| part.as_slice()).collect();
    Some(Ok(der::element(der::SEQUENCE, &parts)))
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
