//! The layers of `src/lib.rs`: a file uses only what stands above it, and cryptography is named in few places. And what
//! holds of `pkg/bindings`, which stands above them all.

use std::collections::{BTreeMap, BTreeSet};
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
    ("form_urlencoded", &["encode", "client/draft"]),
    ("percent_encoding", &["encode"]),
    ("hifijson", &["json"]),
    ("time", &["calendar"]),
    (
        "serde",
        &["algorithm", "scheme", "spec/scheme", "gateway/yinqiantong/pay_body"],
    ),
];

/// The files below a folder, by module name (`gateway/hicoin`).
fn files(folder: &Path) -> BTreeMap<String, String> {
    fn visit(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ext| ext != "rs") {
                continue; // specs
            }
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                visit(&path, &format!("{prefix}{stem}/"), found);
            } else {
                found.insert(format!("{prefix}{stem}"), fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    visit(folder, "", &mut found);
    found
}

/// Those below `src` without `lib.rs`.
fn sources() -> BTreeMap<String, String> {
    let mut found = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
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

/// The files of the bindings, by module name (`client/inner`).
fn bindings() -> BTreeMap<String, String> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/bindings/src"))
}

/// A function reads as its steps, which fit on a screen; what is longer is a table of rows.
#[test]
fn a_function_is_no_longer_than_a_screen() {
    const MOST: usize = 45;
    let mut seen = 0;
    for (file, source) in sources().into_iter().chain(bindings()) {
        let lines: Vec<&str> = source.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let words: Vec<&str> = line.split_whitespace().collect();
            let Some(place) = words.iter().take(4).position(|word| *word == "fn") else {
                continue;
            };
            if line.ends_with(';') {
                continue; // declared only
            }
            let closes = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
            let length = 1 + lines[at..].iter().position(|line| *line == closes).unwrap_or(0);
            assert!(length <= MOST, "{file}: {} has {length} lines", words[place + 1]);
            seen += 1;
        }
    }
    assert!(seen > 500, "only {seen} functions were found");
}

/// What a gateway is like stands in its spec. Whoever reads specs knows none by its name; the table of built-in schemes
/// does, which names the rules after them.
#[test]
fn no_gateway_is_named_above_the_gateways() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/gateway");
    let specs = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let specs = specs.filter(|path| path.extension().is_some_and(|ext| ext == "json"));
    let names: BTreeSet<String> = specs
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .map(|name| name.split('-').next().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 5);
    let above = sources()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("gateway") && name != "scheme/built_in");
    for (file, source) in above.chain(bindings()) {
        let code = code(&source).split("#[cfg(test)]").next().unwrap().to_lowercase();
        for gateway in &names {
            assert!(!code.contains(gateway.as_str()), "{file} names {gateway}");
        }
    }
}

/// Each file of the bindings is entered on the way down and left on the way up: none leads back to where one came from.
#[test]
fn the_files_of_the_bindings_form_no_circle() {
    let files = bindings();
    let used = |file: &str| -> Vec<String> {
        let code = code(&files[file]);
        let parent = file.rsplit_once('/').map_or("", |(parent, _)| parent);
        let inside = |name: &str| match parent {
            "" => name.to_owned(),
            parent => format!("{parent}/{name}"),
        };
        let own = |name: &str| match file {
            "lib" => name.to_owned(),
            file => format!("{file}/{name}"),
        };
        assert!(
            !code.contains("super::super"),
            "{file}: by its whole path, which this test reads"
        );
        let above = names_after(&code, "super::");
        let mut used: Vec<String> = names_after(&code, "crate::").into_iter().map(str::to_owned).collect();
        // What is no file beside it is something of its parent's.
        used.extend(above.iter().map(|name| match files.contains_key(&inside(name)) {
            true => inside(name),
            false => parent.to_owned(),
        }));
        used.extend(names_after(&code, "mod ").into_iter().map(own));
        used.retain(|name| files.contains_key(name));
        used
    };
    fn visit(file: &str, path: &mut Vec<String>, used: &dyn Fn(&str) -> Vec<String>, done: &mut Vec<String>) {
        assert!(
            !path.iter().any(|seen| seen == file),
            "{} and back to {file}",
            path.join(" → ")
        );
        if done.iter().any(|seen| seen == file) {
            return;
        }
        path.push(file.to_owned());
        used(file).iter().for_each(|next| visit(next, path, used, done));
        path.pop();
        done.push(file.to_owned());
    }
    let mut done = Vec::new();
    visit("lib", &mut Vec::new(), &used, &mut done);
    assert_eq!(done.len(), files.len(), "files that nobody uses");
    assert!(files.len() > 15);
}
