//! The built-in schemes and the words of one's own.

use std::fmt::Write as _;

use paysign::schemes::{BuiltIn, SCHEMES};
use paysign::{Algorithm, DropEmpty, Encoding, Keying, Numbers, Order, Output, Scheme};

use super::MADE;
use super::typescript::{comment, union};

/// The names in JavaScript, for `pkg/gateways.d.ts`.
pub(crate) fn types() -> String {
    let mut table = "The built-in signing rules. {@link scheme} shows each as data.\n\n".to_owned();
    table += "| name | what is signed | rule |\n| --- | --- | --- |\n";
    for BuiltIn { name, scheme, doc } in SCHEMES {
        writeln!(table, "| `{name}` | {} | {} |", doc.text(), rule(scheme)).unwrap();
    }
    let algorithm = "An algorithm of a {@link SchemeSpec}. RSA is RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).";
    let encoding = "How a {@link SchemeSpec} writes values.";
    let output = "The text form of a signature.";
    let order = "In what order a {@link SchemeSpec} signs parameters.";
    let numbers = "How a {@link SchemeSpec} writes the numbers of a JSON body.";
    let unions = [
        (
            "SchemeName",
            table.as_str(),
            union(SCHEMES.iter().map(|built_in| built_in.name)),
        ),
        ("AlgorithmName", algorithm, union(words(Algorithm::WORDS))),
        ("EncodingName", encoding, union(words(Encoding::WORDS))),
        ("OutputName", output, union(words(Output::WORDS))),
        ("OrderName", order, union(words(Order::WORDS))),
        ("NumbersName", numbers, union(words(Numbers::WORDS))),
    ];
    let mut text = String::new();
    for (name, doc, of) in unions {
        write!(text, "\n{}export type {name} = {of}\n", comment(doc, "")).unwrap();
    }
    text
}

pub(crate) fn words<T>(words: &[(&'static str, T)]) -> Vec<&'static str> {
    words.iter().map(|(word, _)| *word).collect()
}

/// A rule in a line, by what is not the default.
fn rule(scheme: &Scheme) -> String {
    let mut parts = Vec::new();
    if scheme.encode != Encoding::default() {
        parts.push(format!("`{}` values", scheme.encode.as_str()));
    }
    match scheme.drop_empty {
        DropEmpty::No => parts.push("empty values kept".to_owned()),
        DropEmpty::Yes => {}
        DropEmpty::Falsy => parts.push("without `0` and `false`".to_owned()),
    }
    if let Some(only) = &scheme.only {
        let names: Vec<String> = only.iter().map(|name| format!("`{name}`")).collect();
        parts.push(format!("only {}", names.join(", ")));
    }
    match scheme.order {
        Order::Name => {}
        Order::Pair => parts.push("sorted by pair".to_owned()),
        Order::PairNocase => parts.push("sorted by pair in any case".to_owned()),
        Order::Listed => parts.push("in that order".to_owned()),
    }
    if !scheme.names {
        parts.push("values alone".to_owned());
    }
    if scheme.separator != "&" {
        parts.push(format!("joined with `{}`", scheme.separator));
    }
    if scheme.trim {
        parts.push(format!("without `{}` at the end", scheme.separator));
    }
    if scheme.numbers == Numbers::Go {
        parts.push("numbers as Go writes them".to_owned());
    }
    parts.extend(scheme.exclude.iter().map(|name| format!("without `{name}`")));
    parts.extend(scheme.last.iter().map(|name| format!("`{name}` last")));
    parts.extend(
        scheme
            .secret
            .iter()
            .map(|secret| format!("`{}`", secret.replace("{}", "SECRET"))),
    );
    parts.push(title(scheme.algorithm));
    parts.push(format!("`{}`", scheme.output.as_str()));
    parts.join(", ")
}

/// As people write it.
pub(crate) fn title(algorithm: Algorithm) -> String {
    match algorithm.keying() {
        Keying::Text => algorithm.hash().name.to_owned(),
        Keying::Hmac | Keying::Rsa(_) => algorithm.as_str().to_uppercase(),
    }
}

/// What keys it.
pub(crate) fn keyed(algorithm: Algorithm) -> &'static str {
    match algorithm.keying() {
        Keying::Text => "text",
        Keying::Hmac => "hmac",
        Keying::Rsa(_) => "rsa",
    }
}

/// What the signing page offers.
pub(crate) fn offered() -> String {
    let list = |words: Vec<&str>| {
        words
            .iter()
            .map(|word| format!("'{word}'"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut text =
        format!("{MADE}/** Each with what is signed by it, in English and Chinese. */\nexport const SCHEMES = {{\n");
    for BuiltIn { name, doc, .. } in SCHEMES {
        writeln!(text, "  '{name}': ['{}', '{}'],", doc.text(), doc.chinese()).unwrap();
    }
    text += "}\n";
    text += "\n/** Each with the name that people write, the bytes of its hash, and what keys it: the text, HMAC, RSA. */\n";
    text += "export const ALGORITHMS = {\n";
    for (word, algorithm) in Algorithm::WORDS {
        let (name, length, keyed) = (title(*algorithm), algorithm.hash().length, keyed(*algorithm));
        writeln!(
            text,
            "  '{word}': {{ name: '{name}', length: {length}, keyed: '{keyed}' }},"
        )
        .unwrap();
    }
    text += "}\n";
    write!(text, "\nexport const ENCODINGS = [{}]\n", list(words(Encoding::WORDS))).unwrap();
    write!(text, "\nexport const OUTPUTS = [{}]\n", list(words(Output::WORDS))).unwrap();
    write!(text, "\nexport const ORDERS = [{}]\n", list(words(Order::WORDS))).unwrap();
    write!(text, "\nexport const NUMBERS = [{}]\n", list(words(Numbers::WORDS))).unwrap();
    text
}
