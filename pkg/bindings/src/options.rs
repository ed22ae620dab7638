//! Options objects: every name is known, every value of its type, and a message never shows a value.

use js_sys::{Function, Reflect};
use paysign::Error;
use wasm_bindgen::prelude::*;

use crate::convert::{get, is_array, keys_of, text};

pub(crate) struct Options<'a> {
    object: &'a JsValue,
    what: &'static str,
}

impl<'a> Options<'a> {
    /// Refuses anything but an object with the `known` names; `undefined` is an empty one.
    pub(crate) fn read(object: &'a JsValue, what: &'static str, known: &[&str]) -> Result<Self, Error> {
        let options = Self { object, what };
        if object.is_undefined() {
            return Ok(options);
        }
        if !object.is_object() || is_array(object) {
            return Err(Error::config(format!("{what}: is not an object")));
        }
        match keys_of(object)?.iter().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(options.fault(name, &format!("is unknown here; known are {}", known.join(", ")))),
            None => Ok(options),
        }
    }

    /// The value, or `undefined`.
    pub(crate) fn get(&self, name: &str) -> JsValue {
        get(self.object, name)
    }

    fn fault(&self, name: &str, why: &str) -> Error {
        Error::config(format!("{}: {name} {why}", self.what))
    }

    /// A text, if given; `""` too.
    pub(crate) fn any_text(&self, name: &str) -> Result<Option<String>, Error> {
        match self.get(name) {
            value if value.is_undefined() => Ok(None),
            value => text(&value).map(Some).ok_or_else(|| self.fault(name, "is not a text")),
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
        match self.get(name) {
            value if value.is_undefined() => Ok(None),
            value => value
                .as_bool()
                .map(Some)
                .ok_or_else(|| self.fault(name, "is neither true nor false")),
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
            self.fault(name, &format!("is none of {}", words.join(", ")))
        })
    }

    /// A function, if given.
    pub(crate) fn function(&self, name: &str) -> Result<Option<Function>, Error> {
        match self.get(name) {
            value if value.is_undefined() => Ok(None),
            value => value
                .dyn_into()
                .map(Some)
                .map_err(|_| self.fault(name, "is not a function")),
        }
    }

    /// A whole number within limits, if given.
    pub(crate) fn whole(&self, name: &str, min: u32, max: u32) -> Result<Option<u32>, Error> {
        match self.get(name) {
            value if value.is_undefined() => Ok(None),
            value => {
                let number = value.as_f64().map(|number| (number, number as u32)); // saturates; the comparison refuses
                let whole =
                    number.filter(|(number, whole)| f64::from(*whole) == *number && (min..=max).contains(whole));
                whole
                    .map(|(_, whole)| Some(whole))
                    .ok_or_else(|| self.fault(name, &format!("is not a whole number from {min} to {max}")))
            }
        }
    }

    /// An object of texts, if given.
    pub(crate) fn pairs(&self, name: &str) -> Result<Vec<(String, String)>, Error> {
        let value = self.get(name);
        if value.is_undefined() {
            return Ok(Vec::new());
        }
        if !value.is_object() || is_array(&value) {
            return Err(self.fault(name, "is not an object of texts"));
        }
        keys_of(&value)?
            .into_iter()
            .map(|key| match text(&get(&value, &key)) {
                Some(value) => Ok((key.to_ascii_lowercase(), value)),
                None => Err(self.fault(name, "is not an object of texts")),
            })
            .collect()
    }

    /// A list of texts; none is an empty one.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Error> {
        let value = self.get(name);
        if value.is_undefined() {
            return Ok(Vec::new());
        }
        let get = |place: JsValue| Reflect::get(&value, &place).ok();
        let list = is_array(&value)
            .then(|| get("length".into())?.as_f64())
            .flatten()
            .and_then(|length| (0..length as u32).map(|place| text(&get(place.into())?)).collect());
        list.ok_or_else(|| self.fault(name, "is not a list of texts"))
    }
}
