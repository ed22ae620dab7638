//! The layers of `src/lib.rs`: a file uses only what stands above it, and cryptography is named in few places.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files that may name each crate; every dependency of `Cargo.toml` is one of these.
const CRATES: &[(&str, &[&str])] = &[
    ("hmac", &["digest"]),
    ("md5", &["algorithm"]),
    ("sha1", &["algorithm", "rsassa/rust"]),
    ("sha2", &["algorithm", "rsassa/rust"]),
    ("rsa", &["rsassa/rust"]),
    ("getrandom", &["rsassa/rust"]),
    ("subtle", &["sign", "client/notification"]),
    (
        "zeroize",
        &[
            "secret",
            "keys",
            "keys/arithmetic",
            "keys/der",
            "keys/digits",
            "keys/mistaken",
            "keys/numbers",
            "keys/wrapping",
            "sign",
        ],
    ),
    ("base16ct", &["encode", "body", "keys/digits"]), // in a body: the digits of %XX
    ("base64ct", &["encode", "keys/digits"]),
    ("form_urlencoded", &["encode", "client"]),
    ("percent_encoding", &["encode"]),
    ("hifijson", &["json"]),
    ("time", &["calendar"]),
    ("serde", &["algorithm", "scheme", "gateway/yinqiantong/pay_body"]),
];

/// The files below `src` without `lib.rs`, by module name (`gateway/hicoin`).
fn sources() -> BTreeMap<String, String> {
    fn visit(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                visit(&path, &format!("{prefix}{stem}/"), found);
            } else {
                found.insert(format!("{prefix}{stem}"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut found);
    found.remove("lib").unwrap();
    found
}

/// The modules in the order of `src/lib.rs`, which is the order of the layers.
fn order() -> Vec<String> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let module = |line: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    lib.lines().filter_map(module).collect()
}

/// A file without its comments.
fn code(source: &str) -> String {
    let line = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    source.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What follows each `start` up to the end of the name.
fn names_after<'c>(code: &'c str, start: &str) -> Vec<&'c str> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(start)
        .filter(|(at, _)| !code[..*at].ends_with(word))
        .map(|(at, _)| &code[at + start.len()..])
        .map(|rest| &rest[..rest.find(|c| !word(c)).unwrap_or(rest.len())])
        .collect()
}

#[test]
fn every_file_stands_in_the_order() {
    let order = order();
    let files: Vec<String> = sources().into_keys().filter(|name| !name.contains('/')).collect();
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!(sorted, files);
    assert_eq!(order.first().map(String::as_str), Some("error"));
    assert_eq!(order.last().map(String::as_str), Some("gateway"));
}

#[test]
fn a_file_uses_only_what_stands_above_it() {
    let order = order();
    let place = |name: &str| order.iter().position(|module| module == name);
    let mut seen = 0;
    for (file, source) in sources() {
        let code = code(&source);
        let own = place(file.split('/').next().unwrap()).unwrap();
        for used in names_after(&code, "crate::") {
            let Some(used_place) = place(used) else {
                panic!("{file} uses crate::{used} and not the file that has it")
            };
            let within = file.contains('/') && used == "gateway";
            assert!(!within, "{file}: a gateway knows no other");
            assert!(used_place < own, "{file} stands above {used} and must not use it");
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} uses were found");
}

#[test]
fn cryptography_is_named_in_few_places() {
    for (file, source) in sources() {
        let code = code(&source);
        for (name, allowed) in CRATES {
            let named = names_after(&code, &format!("{name}::"));
            if !named.is_empty() {
                assert!(
                    allowed.contains(&file.as_str()),
                    "{file} names {name}; only {allowed:?} may"
                );
            }
        }
    }
}

#[test]
fn every_place_that_may_name_a_crate_does() {
    let sources = sources();
    for (name, files) in CRATES {
        for file in *files {
            let named = names_after(&code(&sources[*file]), &format!("{name}::")).len();
            assert!(
                named > 0,
                "{file} does not name {name}: the table of this test is out of date"
            );
        }
    }
}

#[test]
fn every_dependency_is_in_the_table() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let dependencies: Vec<String> = manifest
        .split("\n[dependencies]\n")
        .nth(1)
        .unwrap()
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_")))
        .map(|name| if name == "md_5" { "md5".to_owned() } else { name })
        .collect();
    assert!(!dependencies.is_empty());
    for name in dependencies {
        assert!(
            CRATES.iter().any(|(known, _)| *known == name),
            "{name} is not in the table of this test"
        );
    }
}

#[test]
fn the_core_knows_no_clock_environment_log_or_network() {
    for (file, source) in sources() {
        let code = code(&source);
        for foreign in [
            "std::time",
            "std::env",
            "std::net",
            "std::fs",
            "std::process",
            "println!",
            "js_sys",
            "wasm_bindgen",
        ] {
            assert!(!code.contains(foreign), "{file} names {foreign}");
        }
    }
}
