//! Writes what is made from the specs of `src/gateway`: `cargo run --example rows`. `tests/rust/made.rs` compares.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "it runs on the rows, before anybody's input"
)]

mod classes;
mod further;
mod guides;
mod schemes;
mod shapes;
mod specs;
mod typescript;

use std::fs;
use std::path::Path;

pub(crate) const MADE: &str = "// Made from the specs of src/gateway: cargo run --example rows\n";

/// The files, below the project's folder, with what they hold.
pub(crate) fn made() -> Vec<(String, String)> {
    let files = [
        ("pkg/gateways.d.ts", classes::types() + &schemes::types()),
        ("www/sign/offered.js", schemes::offered()),
    ];
    let files = files.map(|(file, text)| (file.to_owned(), text));
    files
        .into_iter()
        .chain(guides::guides())
        .chain(specs::specs())
        .collect()
}

fn main() {
    for (file, text) in made() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}
