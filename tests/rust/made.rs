//! What is made from the rows is what they make now.

use std::fs;
use std::path::Path;

#[allow(dead_code, reason = "its `main` writes the files")]
#[path = "../../examples/rows/main.rs"]
mod rows;

#[test]
fn what_is_made_from_the_rows_is_up_to_date() {
    for (file, made) in rows::made() {
        let written = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&file)).unwrap_or_default();
        assert!(written == made, "{file} is out of date: cargo run --example rows");
    }
}
