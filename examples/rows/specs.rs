//! `pkg/specs`: the specs as they are, for whoever copies one, and for the classes without what is for readers alone.

use paysign::gateway::SPECS;
use serde_json::Value;

use super::MADE;

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
    undescribe(&mut spec, "", "");
    let text = spec.to_string().replace('\\', r"\\").replace('\'', r"\'");
    format!("{MADE}export default '{text}'\n")
}

/// Takes away what is for readers; but what a choice's word means, a message says where none is given.
fn undescribe(value: &mut Value, above: &str, below: &str) {
    match value {
        Value::Object(members) => {
            members.retain(|name, value| {
                let said = above == "words" && name == "doc";
                said || NAMES.contains(&below) || !value.is_string() || !DESCRIBING.contains(&name.as_str())
            });
            let inside = members.iter_mut();
            inside.for_each(|(name, value)| undescribe(value, below, name));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| undescribe(item, "", "")),
        _ => {}
    }
}
