//! Options objects: every name is known, every value of its type, and a message never shows a value.

use js_sys::Reflect;
use paysign::Error;
use wasm_bindgen::prelude::*;

use crate::convert::{keys_of, text};

pub(crate) struct Options<'a>(&'a JsValue);

impl<'a> Options<'a> {
    /// Refuses anything but an object with the `known` names; `undefined` is an empty one.
    pub(crate) fn read(object: &'a JsValue, what: &str, known: &[&str]) -> Result<Self, Error> {
        if object.is_undefined() {
            return Ok(Self(object));
        }
        if !object.is_object() {
            return Err(Error::config(format!("{what}: is not an object")));
        }
        match keys_of(object)?.iter().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Error::config(format!(
                "{what}: has no {name:?}; it takes {}",
                known.join(", ")
            ))),
            None => Ok(Self(object)),
        }
    }

    /// The value, or `undefined`.
    pub(crate) fn get(&self, name: &str) -> JsValue {
        if self.0.is_undefined() {
            JsValue::UNDEFINED
        } else {
            Reflect::get(self.0, &name.into()).unwrap_or_default()
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        match (self.get(name), text(&self.get(name))) {
            (_, Some(text)) if !text.is_empty() => Ok(Some(text)),
            (value, None) if value.is_undefined() => Ok(None),
            _ => Err(Error::config(format!("{name}: is not a text, or an empty one"))),
        }
    }

    pub(crate) fn required(&self, name: &str) -> Result<String, Error> {
        self.text(name)?.ok_or_else(|| {
            Error::config(format!(
                "{name}: is missing; is the environment variable set? (缺少配置)"
            ))
        })
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Error> {
        match self.get(name) {
            value if value.is_undefined() => Ok(false),
            value => value
                .as_bool()
                .ok_or_else(|| Error::config(format!("{name}: is neither true nor false"))),
        }
    }
}
