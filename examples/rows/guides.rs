//! Tables in the guides: what stands between `<!-- made: … -->` and `<!-- /made -->`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use paysign::{Algorithm, Doc, Gateway, Kind, Setting};

use super::classes::{WEAK, classes, has_rsa, test_address, version};
use super::schemes::{keyed, title};

/// The words of a table's head, and of its cells, in a language.
struct Words {
    folder: &'static str,
    text: fn(Doc) -> &'static str,
    pair: fn((&'static str, &'static str)) -> &'static str,
    option: &'static str,
    what: &'static str,
    given: &'static str,
    needed: &'static str,
    test: &'static str,
    algorithms: &'static str,
    keyed: &'static [(&'static str, &'static str)],
}

const LANGUAGES: &[Words] = &[
    Words {
        folder: "www/guides/en",
        text: Doc::text,
        pair: |(english, _)| english,
        option: "option",
        what: "what it is",
        given: "unless given",
        needed: "needed",
        test: "; in the test environment ",
        algorithms: "| word | algorithm | bytes | the secret |\n",
        keyed: &[
            ("text", "in the text: needs `secret`"),
            ("hmac", "keys the HMAC, and joins the text if `secret` says so"),
            ("rsa", "an RSA key; as long as the key"),
        ],
    },
    Words {
        folder: "www/guides/zh",
        text: Doc::chinese,
        pair: |(_, chinese)| chinese,
        option: "选项",
        what: "是什么",
        given: "不写则为",
        needed: "必填",
        test: "；测试环境 ",
        algorithms: "| 写法 | 算法 | 字节 | 密钥 |\n",
        keyed: &[
            ("text", "拼进文本：必须写 `secret`"),
            ("hmac", "作 HMAC 的密钥；写了 `secret` 则同时拼进文本"),
            ("rsa", "RSA 密钥；签名与密钥等长"),
        ],
    },
];

/// The guides that have such tables.
pub(crate) fn guides() -> Vec<(String, String)> {
    let mut guides = Vec::new();
    for words in LANGUAGES {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(words.folder)).unwrap() {
            let path = entry.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            if text.contains("<!-- made: ") {
                let name = path.file_name().unwrap().to_str().unwrap();
                guides.push((format!("{}/{name}", words.folder), filled(&text, words)));
            }
        }
    }
    guides
}

fn filled(text: &str, words: &Words) -> String {
    let mut parts = text.split("<!-- made: ");
    let mut filled = parts.next().unwrap().to_owned();
    for part in parts {
        let (what, rest) = part.split_once(" -->").unwrap();
        let (_, rest) = rest.split_once("<!-- /made -->").unwrap();
        let table = match what.split_once(' ') {
            Some(("options", class)) => options(class, words),
            _ => algorithms(words),
        };
        write!(filled, "<!-- made: {what} -->\n\n{table}\n<!-- /made -->{rest}").unwrap();
    }
    filled
}

fn algorithms(words: &Words) -> String {
    let mut table = format!("{}| --- | --- | --- | --- |\n", words.algorithms);
    for (word, algorithm) in Algorithm::WORDS {
        let (_, secret) = words.keyed.iter().find(|(by, _)| *by == keyed(*algorithm)).unwrap();
        let length = match algorithm.is_rsa() {
            true => "–".to_owned(),
            false => algorithm.hash().length.to_string(),
        };
        writeln!(table, "| `{word}` | {} | {length} | {secret} |", title(*algorithm)).unwrap();
    }
    table
}

/// An option: its name, its meaning, and what holds if it is not given.
struct Row(&'static str, &'static str, String);

fn options(class: &str, words: &Words) -> String {
    let (_, of) = classes().into_iter().find(|(known, _)| *known == class).unwrap();
    let heads: Vec<&str> = of
        .iter()
        .map(|of| version(of).map_or(words.given, |choice| choice.chosen))
        .collect();
    let mut table = format!("| {} | {} | {} |\n", words.option, words.what, heads.join(" | "));
    writeln!(table, "| --- | --- |{}", " --- |".repeat(of.len())).unwrap();
    let columns: Vec<Vec<Row>> = of.iter().map(|gateway| rows(gateway, words)).collect();
    let mut names: Vec<&str> = Vec::new();
    for Row(name, doc, _) in columns.iter().flatten() {
        if names.contains(name) {
            continue;
        }
        names.push(name);
        let cell = |rows: &Vec<Row>| match rows.iter().find(|row| row.0 == *name) {
            Some(Row(.., unless_given)) => unless_given.clone(),
            None => "–".to_owned(),
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        writeln!(table, "| `{name}` | {} | {} |", doc, cells.join(" | ")).unwrap();
    }
    table
}

fn rows(gateway: &'static Gateway, words: &Words) -> Vec<Row> {
    let needed = |needed: bool| if needed { words.needed } else { "" }.to_owned();
    let row = |option: &Setting| {
        let unless_given = match option.kind {
            Kind::Base { default, .. } => address(gateway, option, default, words),
            Kind::Choice => needed(version(gateway).is_some_and(|choice| choice.name == option.name)),
            _ => needed(!option.optional),
        };
        Row(option.name, (words.text)(option.doc), unless_given)
    };
    let mut rows: Vec<Row> = gateway.options.iter().map(row).collect();
    if has_rsa(gateway) {
        rows.push(Row("allowWeakKeys", (words.pair)(WEAK), String::new()));
    }
    rows
}

fn address(gateway: &'static Gateway, option: &Setting, default: Option<&str>, words: &Words) -> String {
    let production = default.map_or(words.needed.to_owned(), |address| format!("`{address}`"));
    let test = test_address(gateway, option).map(|address| format!("{}`{address}`", words.test));
    production + &test.unwrap_or_default()
}
