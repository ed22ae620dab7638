//! Options objects: every name is known, every value of its type, and a message never shows a value.

use js_sys::Function;
use paysign::{Error, suggestion, unknown_here};
use wasm_bindgen::prelude::*;

use crate::convert::{THROWS, has_properties, is_array, keys_of, kind_of, pairs_of, property, shown, text};

pub(crate) struct Options<'a> {
    object: &'a JsValue,
    what: &'static str,
}

impl<'a> Options<'a> {
    /// Refuses anything but an object with the `known` names; `undefined` is an empty one.
    pub(crate) fn read(object: &'a JsValue, what: &'static str, known: &[&str]) -> Result<Self, Error> {
        Self::of(object, what)?.only(known)
    }

    /// Refuses anything but an object; `undefined` is an empty one.
    pub(crate) fn of(object: &'a JsValue, what: &'static str) -> Result<Self, Error> {
        if object.is_undefined() || has_properties(object).unwrap_or(false) {
            return Ok(Self { object, what });
        }
        Err(Error::config(format!(
            "{what}: is not an object but {}",
            kind_of(object)
        )))
    }

    /// Refuses other names than the `known` ones.
    pub(crate) fn only(self, known: &[&str]) -> Result<Self, Error> {
        if self.object.is_undefined() {
            return Ok(self);
        }
        match keys_of(self.object)?
            .iter()
            .find(|name| !known.contains(&name.as_str()))
        {
            Some(name) => Err(self.fault(name, &unknown_here(name, known))),
            None => Ok(self),
        }
    }

    /// The value, if given. `null` is a value.
    pub(crate) fn value(&self, name: &str) -> Result<Option<JsValue>, Error> {
        let value = property(self.object, name).map_err(|_| self.fault(name, THROWS))?;
        Ok((!value.is_undefined()).then_some(value))
    }

    pub(crate) fn fault(&self, name: &str, why: &str) -> Error {
        Error::config(format!("{}: {name} {why}", self.what))
    }

    /// Another value stands where `due` should.
    pub(crate) fn unfit(&self, name: &str, due: &str, value: &JsValue) -> Error {
        let hint = if value.is_null() {
            "; leave it out, or give undefined"
        } else {
            ""
        };
        self.fault(name, &format!("is not {due} but {}{hint}", shown(value)))
    }

    /// A text, if given; `""` too.
    pub(crate) fn any_text(&self, name: &str) -> Result<Option<String>, Error> {
        let Some(value) = self.value(name)? else {
            return Ok(None);
        };
        match text(&value) {
            Some(text) => Ok(Some(text)),
            None if value.is_string() => Err(self.fault(name, "holds a lone surrogate, which no UTF-8 text can")),
            // Not the number itself, which may be what a secret was read as.
            None if value.as_f64().is_some() => Err(self.fault(
                name,
                "is not a text but a number, which may have lost zeros or digits: write it in quotes",
            )),
            None => Err(self.unfit(name, "a text", &value)),
        }
    }

    /// A text that is not empty, if given.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        match self.any_text(name)? {
            Some(text) if text.is_empty() => Err(self.fault(name, "is empty (为空)")),
            text => Ok(text),
        }
    }

    pub(crate) fn required(&self, name: &str) -> Result<String, Error> {
        self.text(name)?
            .ok_or_else(|| self.fault(name, "is missing; is the environment variable set? (缺少配置)"))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Error> {
        match self.value(name)? {
            None => Ok(None),
            Some(value) => value
                .as_bool()
                .map(Some)
                .ok_or_else(|| self.fault(name, &format!("is neither true nor false but {}", kind_of(&value)))),
        }
    }

    /// One of the `words`.
    pub(crate) fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, Error> {
        let Some(given) = self.any_text(name)? else {
            return Ok(None);
        };
        let known = words
            .iter()
            .find(|(word, _)| *word == given)
            .map(|(_, meaning)| *meaning);
        known.map(Some).ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let meant = suggestion(&given, &words);
            self.fault(name, &["is none of ", &words.join(", "), &meant].concat())
        })
    }

    /// A function, if given.
    pub(crate) fn function(&self, name: &str) -> Result<Option<Function>, Error> {
        match self.value(name)? {
            None => Ok(None),
            Some(value) => value
                .dyn_into()
                .map(Some)
                .map_err(|value| self.unfit(name, "a function", &value)),
        }
    }

    /// A whole number within limits, if given.
    pub(crate) fn whole(&self, name: &str, min: u32, max: u32) -> Result<Option<u32>, Error> {
        let Some(value) = self.value(name)? else {
            return Ok(None);
        };
        let number = value.as_f64().map(|number| (number, number as u32)); // saturates; the comparison refuses
        let whole = number.filter(|(number, whole)| f64::from(*whole) == *number && (min..=max).contains(whole));
        whole
            .map(|(_, whole)| Some(whole))
            .ok_or_else(|| self.unfit(name, &format!("an integer from {min} to {max}"), &value))
    }

    /// Headers, if given: a `Headers`, an object of texts or a list of pairs.
    pub(crate) fn headers(&self, name: &str) -> Result<Vec<(String, String)>, Error> {
        let Some(value) = self.value(name)? else {
            return Ok(Vec::new());
        };
        let Some(pairs) = pairs_of(&value).ok().flatten() else {
            return Err(self.unfit(name, "an object of texts, a Headers or a list of pairs", &value));
        };
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut pairs = pairs.iter();
        while let (Some(header), Some(value)) = (pairs.next(), pairs.next()) {
            let (header, value) = read_header(&header, &value).map_err(|why| self.fault(name, &why))?;
            if headers.iter().any(|(known, _)| *known == header) {
                return Err(self.fault(name, &format!("has {header} twice; only one of them can be sent")));
            }
            headers.push((header, value));
        }
        Ok(headers)
    }

    /// A list of texts; none is an empty one.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Error> {
        let Some(value) = self.value(name)? else {
            return Ok(Vec::new());
        };
        let list = |value: &JsValue| property(value, "length").ok()?.as_f64();
        let Some(length) = list(&value).filter(|_| is_array(&value)) else {
            return Err(self.unfit(name, "a list of texts", &value));
        };
        let at = |place: u32| {
            let item = property(&value, &place.to_string()).unwrap_or(JsValue::NULL);
            text(&item).ok_or_else(|| {
                let why = format!("is not a list of texts: there is {} in it", kind_of(&item));
                self.fault(name, &why)
            })
        };
        (0..length as u32).map(at).collect()
    }
}

/// A header with its name in lower case, and without white space at the ends of its value, as `fetch` sends it.
fn read_header(name: &JsValue, value: &JsValue) -> Result<(String, String), String> {
    let name = match text(name) {
        Some(name) if is_token(&name) => name.to_ascii_lowercase(),
        Some(_) => return Err("has a name that no header can have: letters, digits and hyphens make one".to_owned()),
        None => return Err(format!("has {} in place of a header's name", kind_of(name))),
    };
    let fault = |why: &str| Err(format!("has {name}, which {why}"));
    let Some(value) = text(value) else {
        return fault(&format!("is not a text but {}", kind_of(value)));
    };
    let value = value.trim_matches([' ', '\t', '\r', '\n']);
    let takes = |c: char| matches!(c, '\t' | ' '..='~' | '\u{80}'..='\u{ff}');
    match value.chars().zip(1..).find(|(c, _)| !takes(*c)) {
        None => Ok((name, value.to_owned())),
        Some(('\n' | '\r', place)) => fault(&format!(
            "has a line break as its character {place}; a header is one line"
        )),
        Some((c, place)) => fault(&format!(
            "has U+{:04X} as its character {place}, which no header can hold; encodeURIComponent makes text that one can",
            u32::from(c)
        )),
    }
}

/// RFC 9110, section 5.6.2.
fn is_token(name: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(part)
}
