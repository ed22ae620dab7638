//! What was thrown by code that is not ours: read with care, and told again without what it must not tell.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::convert::{bigint_text, get, is_array, set, set_text, text};

/// So many errors are told of one: in causes of causes, and in lists of them.
const MOST: usize = 32;
/// So much of an error's message is told, in characters.
const WORDS: usize = 1000;
/// So many lines of a stack.
const LINES: usize = 20;

/// What an error says, as far as it says anything.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) message: String,
    /// Of errors of the system, as a text; a number says nothing that anybody looks up.
    pub(crate) code: String,
    pub(crate) syscall: String,
    /// OpenSSL's, in whose errors the message is for OpenSSL's own authors.
    pub(crate) reason: String,
}

impl Said {
    pub(crate) fn read(thrown: &JsValue) -> Self {
        let word = |name: &str| get(thrown, name).as_string().unwrap_or_default();
        let number = || thrown.as_f64().map(|number| number.to_string());
        let said = number().or_else(|| thrown.as_string()).or_else(|| bigint_text(thrown));
        Self {
            name: word("name"),
            message: said.unwrap_or_else(|| word("message")),
            code: word("code"),
            syscall: word("syscall"),
            reason: word("reason"),
        }
    }

    /// For a message: what happened, and the code that one looks up.
    pub(crate) fn words(&self) -> String {
        let Self {
            message, code, reason, ..
        } = self;
        let said = match (
            code.starts_with("ERR_SSL_"),
            message.rsplit_once("client error (Connect): "),
        ) {
            (true, _) if !reason.is_empty() => reason,
            (_, Some((_, said))) => said, // Deno's, without the address
            _ => message,
        };
        match said.trim() {
            "" => code.clone(),
            said if code.is_empty() || said.contains(code.as_str()) => said.to_owned(),
            said => format!("{said} ({code})"),
        }
    }
}

/// An error of the same name, message, code and stack as what was thrown, with all of its causes made anew like it. Each
/// text goes through `mask`; whatever else a library hung on it (its options, the body, the address) is left behind.
pub(crate) fn retold(thrown: &JsValue, mask: &dyn Fn(&str) -> String) -> JsValue {
    Retelling { mask, told: Vec::new() }.tell(thrown)
}

struct Retelling<'a> {
    mask: &'a dyn Fn(&str) -> String,
    told: Vec<JsValue>,
}

impl Retelling<'_> {
    fn tell(&mut self, thrown: &JsValue) -> JsValue {
        if thrown.is_undefined() || self.told.len() == MOST || self.told.iter().any(|told| Object::is(told, thrown)) {
            return JsValue::UNDEFINED;
        }
        self.told.push(thrown.clone());
        let Said { name, message, .. } = Said::read(thrown);
        let message = self.mask(&message);
        let name = Some(self.mask(&name)).filter(|name| !name.is_empty());
        let error = js_sys::Error::new(&message);
        if let Some(name) = &name {
            define(&error, "name", &name.into());
        }
        match get(thrown, "code") {
            code if code.as_f64().is_some_and(|code| self.tells_nothing(code)) => set(&error, "code", &code),
            code => {
                if let Some(code) = code.as_string().or(code.as_f64().map(|code| code.to_string())) {
                    set_text(&error, "code", &self.mask(&code));
                }
            }
        }
        let head = format!("{}: {message}", name.as_deref().unwrap_or("Error"));
        define(&error, "stack", &self.stack(head, thrown).into());
        let cause = self.tell(&get(thrown, "cause"));
        if !cause.is_undefined() {
            define(&error, "cause", &cause);
        }
        let errors = get(thrown, "errors");
        if is_array(&errors) {
            let errors = list(&errors, MOST);
            let errors = errors.iter().map(|error| self.tell(error));
            define(
                &error,
                "errors",
                &errors.filter(|told| !told.is_undefined()).collect::<Array>(),
            );
        }
        error.into()
    }

    fn mask(&self, text: &str) -> String {
        (self.mask)(text).chars().take(WORDS).collect()
    }

    fn tells_nothing(&self, number: f64) -> bool {
        let text = number.to_string();
        (self.mask)(&text) == text
    }

    /// The lines that name places in a program. What stands before them is the message, which is told already.
    fn stack(&self, head: String, thrown: &JsValue) -> String {
        let stack = get(thrown, "stack");
        let stack = text(&stack).unwrap_or_default();
        let places = stack
            .lines()
            .filter(|line| line.trim_start().starts_with("at ") || line.contains('@'));
        places
            .take(LINES)
            .fold(head, |stack, line| format!("{stack}\n{}", self.mask(line)))
    }
}

/// The first of a list's members.
pub(crate) fn list(array: &JsValue, most: usize) -> Vec<JsValue> {
    let length = get(array, "length").as_f64().unwrap_or_default() as usize;
    (0..length.min(most)).map(|at| get(array, &at.to_string())).collect()
}

/// Sets a property as errors have theirs: not among those that are listed.
fn define(error: &js_sys::Error, name: &str, value: &JsValue) {
    let property = Object::new();
    for (name, value) in [
        ("value", value),
        ("writable", &JsValue::TRUE),
        ("configurable", &JsValue::TRUE),
    ] {
        set(&property, name, value);
    }
    Object::define_property(error, &name.into(), &property);
}
