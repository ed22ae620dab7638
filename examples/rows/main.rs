//! Writes what is made from the rows of `src`: `cargo run --example rows`. `tests/rust/made.rs` compares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "it runs on the rows, before anybody's input"
)]

mod classes;
mod guides;
mod lists;
mod schemes;
mod shapes;
mod typescript;

use std::fs;
use std::path::Path;

/// The files, below the project's folder, with what they hold.
pub(crate) fn made() -> Vec<(String, String)> {
    let files = [
        ("pkg/gateways.d.ts", classes::types() + &schemes::types()),
        ("pkg/lib/rows.js", lists::methods()),
        ("pkg/lib/messages.js", lists::messages()),
        ("www/sign/offered.js", schemes::offered()),
    ];
    let files = files.map(|(file, text)| (file.to_owned(), text));
    files.into_iter().chain(guides::guides()).collect()
}

fn main() {
    for (file, text) in made() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), text).unwrap();
    }
}
