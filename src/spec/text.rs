//! Texts that stay: a gateway's names and words live as long as the program, each distinct one once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::fault::At;
use crate::doc::{Doc, doc};

static TEXTS: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

/// The text as one that stays.
pub(super) fn interned(text: &str) -> &'static str {
    let mut texts = locked(&TEXTS);
    match texts.binary_search(&text) {
        Ok(at) => texts.get(at).copied().unwrap_or_default(),
        Err(at) => {
            let kept: &'static str = Box::leak(text.into());
            texts.insert(at, kept);
            kept
        }
    }
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
