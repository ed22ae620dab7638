//! Schemes: by name, or as data.

use std::borrow::Cow;

use js_sys::{Array, Object};
use paysign::{Algorithm, Encoding, Error, Output, Scheme, canonical_string};
use wasm_bindgen::prelude::*;

use crate::convert::{Thrown, borrowed, owned_params, set};
use crate::options::Options;

#[wasm_bindgen(js_name = scheme)]
pub fn scheme_copy(name: &JsValue) -> Result<Object, Thrown> {
    let name = name.as_string().unwrap_or_default();
    Ok(to_js(named(&name)?))
}

#[wasm_bindgen(js_name = canonicalString)]
pub fn canonical(scheme: &JsValue, params: &JsValue) -> Result<String, Thrown> {
    let scheme = scheme_of(scheme)?;
    let params = owned_params(params)?;
    Ok(canonical_string(&scheme, &borrowed(&params))?)
}

/// A scheme by name or as data.
pub(crate) fn scheme_of(scheme: &JsValue) -> Result<Cow<'static, Scheme>, Error> {
    if let Some(name) = scheme.as_string() {
        return named(&name).map(Cow::Borrowed);
    }
    let fields = Options::read(scheme, "scheme", &SPEC)?;
    let names = |list| Ok::<_, Error>(fields.texts(list)?.into_iter().map(Cow::Owned).collect());
    let spec = Scheme {
        signature_field: Cow::Owned(fields.required("signatureField")?),
        exclude: names("exclude")?,
        drop_empty: fields.flag("dropEmpty")?.unwrap_or(true),
        encode: fields.word("encode", Encoding::WORDS)?.unwrap_or_default(),
        separator: fields.any_text("separator")?.map_or(Cow::Borrowed("&"), Cow::Owned),
        last: names("last")?,
        secret: fields.text("secret")?.map(Cow::Owned),
        algorithm: fields
            .word("algorithm", Algorithm::WORDS)?
            .ok_or_else(|| Error::config("scheme: algorithm is missing"))?,
        output: fields.word("output", Output::WORDS)?.unwrap_or_default(),
    };
    spec.check()?;
    Ok(Cow::Owned(spec))
}

const SPEC: [&str; 9] = [
    "signatureField",
    "exclude",
    "dropEmpty",
    "encode",
    "separator",
    "last",
    "secret",
    "algorithm",
    "output",
];

fn to_js(scheme: &Scheme) -> Object {
    let object = Object::new();
    let list = |names: &[Cow<'_, str>]| names.iter().map(|name| JsValue::from_str(name)).collect::<Array>();
    set(&object, "signatureField", &(&*scheme.signature_field).into());
    set(&object, "exclude", &list(&scheme.exclude));
    set(&object, "dropEmpty", &scheme.drop_empty.into());
    set(&object, "encode", &word(Encoding::WORDS, scheme.encode));
    set(&object, "separator", &(&*scheme.separator).into());
    set(&object, "last", &list(&scheme.last));
    if let Some(secret) = scheme.secret.as_deref() {
        set(&object, "secret", &secret.into());
    }
    set(&object, "algorithm", &scheme.algorithm.as_str().into());
    set(&object, "output", &word(Output::WORDS, scheme.output));
    object
}

fn word<T: PartialEq>(words: &[(&str, T)], of: T) -> JsValue {
    let known = words.iter().find(|(_, meaning)| *meaning == of);
    known.map_or("", |(word, _)| *word).into()
}

fn named(name: &str) -> Result<&'static Scheme, Error> {
    paysign::scheme(name).ok_or_else(|| {
        let names: Vec<&str> = paysign::gateway::SCHEMES.iter().map(|(name, _)| *name).collect();
        Error::config(format!(
            "scheme: there is none of this name; the built-in ones are {}",
            names.join(", ")
        ))
    })
}
