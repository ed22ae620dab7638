//! Schemes: by name, or as data.

use std::borrow::Cow;

use paysign::{
    Algorithm, DropEmpty, Encoding, Error, FALSY, Numbers, Order, Output, Scheme, canonical_string, suggestion,
};
use wasm_bindgen::prelude::*;

use crate::convert::{Thrown, borrowed, kind_of, owned_params, to_js};
use crate::options::Options;

#[wasm_bindgen(js_name = scheme)]
pub fn scheme_copy(name: &JsValue) -> Result<JsValue, Thrown> {
    match name.as_string() {
        Some(name) => to_js(named(&name)?),
        None => Err(Error::config(format!("scheme: is not the name of one but {}", kind_of(name))).into()),
    }
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
        only: fields.value("only")?.map(|_| names("only")).transpose()?,
        drop_empty: drop_empty(&fields)?,
        order: fields.word("order", Order::WORDS)?.unwrap_or_default(),
        names: fields.flag("names")?.unwrap_or(true),
        encode: fields.word("encode", Encoding::WORDS)?.unwrap_or_default(),
        separator: fields.any_text("separator")?.map_or(Cow::Borrowed("&"), Cow::Owned),
        trim: fields.flag("trim")?.unwrap_or(false),
        last: names("last")?,
        numbers: fields.word("numbers", Numbers::WORDS)?.unwrap_or_default(),
        secret: fields.text("secret")?.map(Cow::Owned),
        algorithm: fields
            .word("algorithm", Algorithm::WORDS)?
            .ok_or_else(|| Error::config("scheme: algorithm is missing"))?,
        output: fields.word("output", Output::WORDS)?.unwrap_or_default(),
    };
    spec.check()?;
    Ok(Cow::Owned(spec))
}

/// A flag, or the word for more.
fn drop_empty(fields: &Options<'_>) -> Result<DropEmpty, Error> {
    let Some(value) = fields.value("dropEmpty")? else {
        return Ok(DropEmpty::default());
    };
    match (value.as_bool(), value.as_string()) {
        (Some(drops), _) => Ok(drops.into()),
        (None, Some(word)) if word == FALSY => Ok(DropEmpty::Falsy),
        _ => Err(fields.fault(
            "dropEmpty",
            &format!("is neither true nor false nor '{FALSY}' but {}", kind_of(&value)),
        )),
    }
}

const SPEC: [&str; 14] = [
    "signatureField",
    "exclude",
    "only",
    "dropEmpty",
    "order",
    "names",
    "encode",
    "separator",
    "trim",
    "last",
    "numbers",
    "secret",
    "algorithm",
    "output",
];

fn named(name: &str) -> Result<&'static Scheme, Error> {
    paysign::scheme(name).ok_or_else(|| {
        let names: Vec<&str> = paysign::schemes::SCHEMES.iter().map(|built_in| built_in.name).collect();
        Error::config(format!(
            "scheme: there is none of this name; the built-in ones are {}{}",
            names.join(", "),
            suggestion(name, &names)
        ))
    })
}
