//! `pkg/specs`: the specs as they are, for whoever copies one, and for the classes without what is for readers alone.

use paysign::gateway::SPECS;
use serde_json::Value;

use super::lists::MADE;

/// What an object has for its readers.
const DESCRIBING: [&str; 3] = ["doc", "docZh", "source"];
/// Members that hold texts under names of their own, whatever those are.
const NAMES: [&str; 7] = ["words", "cases", "codes", "identity", "echo", "pathWith", "json"];

pub(crate) fn specs() -> Vec<(String, String)> {
    let files = |(name, spec): &(&str, &str)| {
        [
            (format!("pkg/specs/{name}.json"), (*spec).to_owned()),
            (format!("pkg/specs/{name}.js"), module(spec)),
        ]
    };
    SPECS.iter().flat_map(files).collect()
}

/// As text, which engines pass over until somebody makes a class of it, and then read faster than a program.
fn module(spec: &str) -> String {
    let mut spec: Value = serde_json::from_str(spec).unwrap();
    undescribe(&mut spec, "");
    let text = spec.to_string().replace('\\', r"\\").replace('\'', r"\'");
    format!("{MADE}export default '{text}'\n")
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
