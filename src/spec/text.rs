//! Texts that stay: a gateway's names and words live as long as the program, each distinct one once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fault::At;
use crate::doc::{Doc, doc};

/// By a hash of each: a spec has hundreds, and is read in less than a millisecond.
static TEXTS: Mutex<Vec<Vec<&'static str>>> = Mutex::new(Vec::new());
const PLACES: usize = 1024;

/// The text as one that stays.
pub(super) fn interned(text: &str) -> &'static str {
    let mut texts = locked(&TEXTS);
    texts.resize(PLACES, Vec::new());
    let Some(place) = texts.get_mut(hash(text) % PLACES) else {
        return "";
    };
    if let Some(known) = place.iter().find(|known| **known == text) {
        return known;
    }
    let kept: &'static str = Box::leak(text.into());
    place.push(kept);
    kept
}

/// FNV-1a: texts of a spec are nobody's attack.
fn hash(text: &str) -> usize {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    text.bytes().fold(0x811c_9dc5, step) as usize
}

/// What a thread that panicked left is whole: nothing is ever changed in place.
pub(super) fn locked<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a spec says of an object to its readers.
#[cfg(not(target_family = "wasm"))]
pub(super) fn doc_of(at: &At<'_>) -> Doc {
    let text = |name| at.get(name).map_or("", |at| at.any_text());
    doc(text("doc")).zh(text("docZh"))
}

/// Nothing: the module has no descriptions.
#[cfg(target_family = "wasm")]
pub(super) fn doc_of(_: &At<'_>) -> Doc {
    doc("")
}
