//! Errors: their kinds are the words of the public API.

use std::collections::BTreeSet;

use paysign::{Detail, Error, ErrorKind};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// `kind` of `PayError`, as the public API has it.
const UNION: &str = "'config' | 'params' | 'body' | 'signature' | 'expired' | 'identity' | 'gateway' | 'http' | 'network' | \
                     'timeout' | 'aborted'";

#[test]
fn the_kinds_are_those_of_the_public_api() {
    let words = ErrorKind::ALL.map(|kind| format!("'{}'", kind.as_str()));
    assert_eq!(words.join(" | "), UNION);
    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
}

/// The published types name the same kinds.
#[test]
fn the_types_of_the_package_have_the_same_kinds() {
    let types = include_str!("../../pkg/index.d.ts");
    let spaces: Vec<&str> = types.split_whitespace().collect();
    let flat = spaces.join(" ").replace("\"", "'").replace("= | '", "= '");
    assert!(flat.contains(UNION), "pkg/index.d.ts has another union than ErrorKind");
}

#[test]
fn faults_of_fields_are_all_in_the_message() {
    let detail = |field: &str, why: &str| Detail {
        field: field.into(),
        why: why.into(),
    };
    let error = Error::params(vec![detail("a", "is empty"), detail("b", "is given twice")]);
    assert_eq!(error.kind(), ErrorKind::Params);
    assert_eq!(error.message(), "a: is empty; b: is given twice");
    assert_eq!(error.to_string(), error.message());
    assert_eq!(error.details().len(), 2);
    assert_eq!(Error::param("a", "is empty").details(), [detail("a", "is empty")]);
    assert!(Error::config("x").details().is_empty());
}
