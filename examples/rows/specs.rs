//! `pkg/specs`: the specs as they are, for whoever copies one, and as modules without what is for readers alone.

use paysign::gateway::SPECS;
use serde_json::Value;

use super::lists::MADE;

/// What an object has for its readers.
const DESCRIBING: [&str; 3] = ["doc", "docZh", "source"];
/// Members that hold texts under names of their own, whatever those are.
const NAMES: [&str; 7] = ["words", "cases", "codes", "identity", "echo", "pathWith", "json"];
const WIDTH: usize = 120;

pub(crate) fn specs() -> Vec<(String, String)> {
    let files = |(name, spec): &(&str, &str)| {
        [
            (format!("pkg/specs/{name}.json"), (*spec).to_owned()),
            (format!("pkg/specs/{name}.js"), module(spec)),
        ]
    };
    SPECS.iter().flat_map(files).collect()
}

fn module(spec: &str) -> String {
    let mut spec: Value = serde_json::from_str(spec).unwrap();
    undescribe(&mut spec, "");
    format!("{MADE}export default {}\n", written(&spec, 0, "export default ".len()))
}

fn undescribe(value: &mut Value, below: &str) {
    match value {
        Value::Object(members) => {
            members.retain(|name, value| {
                NAMES.contains(&below) || !value.is_string() || !DESCRIBING.contains(&name.as_str())
            });
            members.iter_mut().for_each(|(name, value)| undescribe(value, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| undescribe(item, "")),
        _ => {}
    }
}

/// As JavaScript: in one line where it fits.
fn written(value: &Value, depth: usize, column: usize) -> String {
    let line = in_line(value);
    if column + line.chars().count() < WIDTH {
        return line;
    }
    let indent = "  ".repeat(depth + 1);
    let (open, close, parts): (_, _, Vec<String>) = match value {
        Value::Object(members) => {
            let part = |(name, value): (&String, &Value)| {
                let start = format!("{indent}{}: ", key(name));
                let value = written(value, depth + 1, start.chars().count());
                format!("{start}{value},\n")
            };
            ("{\n", "}", members.iter().map(part).collect())
        }
        Value::Array(items) => {
            let part = |item| format!("{indent}{},\n", written(item, depth + 1, indent.len()));
            ("[\n", "]", items.iter().map(part).collect())
        }
        _ => return line,
    };
    format!("{open}{}{}{close}", parts.concat(), "  ".repeat(depth))
}

fn in_line(value: &Value) -> String {
    match value {
        Value::Object(members) if members.is_empty() => "{}".to_owned(),
        Value::Object(members) => {
            let part = |(name, value): (&String, &Value)| format!("{}: {}", key(name), in_line(value));
            format!("{{ {} }}", members.iter().map(part).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(in_line).collect::<Vec<_>>().join(", ")),
        Value::String(text) if !text.contains(['\'', '\\', '\n']) => format!("'{text}'"),
        plain => plain.to_string(),
    }
}

fn key(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    match name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
        true => name.to_owned(),
        false => format!("'{name}'"),
    }
}
