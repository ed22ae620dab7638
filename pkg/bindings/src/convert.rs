//! JavaScript values to the crate's and back.

use js_sys::{Array, JsString, Object, Reflect};
use paysign::{Answer, Answered, Detail, Error, Exchange, Given, Inexact, Input, Typed, TypedFields, Value};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../lib/error.js")]
extern "C" {
    type PayError;
    #[wasm_bindgen(constructor)]
    fn new(kind: &str, message: &str, fields: &JsValue) -> PayError;
}

#[wasm_bindgen(raw_module = "../lib/value.js")]
extern "C" {
    /// A property that is not one of `Object.prototype`. A getter or a proxy may throw.
    #[wasm_bindgen(catch)]
    pub(crate) fn property(object: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    /// A property of the global object. A getter may throw.
    #[wasm_bindgen(catch, js_name = globalProperty)]
    fn global_property(name: &str) -> Result<JsValue, JsValue>;
    /// Sets a property of a plain object of our own.
    #[wasm_bindgen(js_name = put)]
    pub(crate) fn set(object: &Object, name: &str, value: &JsValue);
    /// Whether it is an object of names and values. A proxy may throw.
    #[wasm_bindgen(catch, js_name = isRecord)]
    fn record(value: &JsValue) -> Result<bool, JsValue>;
    /// The same, or an instance of a class whose properties are getters.
    #[wasm_bindgen(catch, js_name = hasProperties)]
    pub(crate) fn has_properties(value: &JsValue) -> Result<bool, JsValue>;
    /// Names and values in turn, of a list of pairs, a `Headers`, a `Map` or an object; `undefined` of anything else.
    #[wasm_bindgen(catch, js_name = pairsOf)]
    pub(crate) fn pairs_of(value: &JsValue) -> Result<Option<Array>, JsValue>;
    /// What a value is, in words: "a promise: was `await` forgotten?", "a Date".
    #[wasm_bindgen(js_name = kindOf)]
    pub(crate) fn kind_of(value: &JsValue) -> String;
}

#[wasm_bindgen]
extern "C" {
    /// `Object.keys`, which a proxy may make throw.
    #[wasm_bindgen(catch, js_namespace = Object, js_name = keys)]
    fn keys(object: &JsValue) -> Result<Array, JsValue>;
    /// `Array.isArray`, which throws for a revoked proxy.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn array(value: &JsValue) -> Result<bool, JsValue>;
    /// `Array.from`, which a proxy may make throw.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn array_from(value: &JsValue) -> Result<Array, JsValue>;
}

/// A `PayError` on its way to JavaScript.
pub struct Thrown(JsValue);

impl From<Thrown> for JsValue {
    fn from(thrown: Thrown) -> Self {
        thrown.0
    }
}

impl From<JsValue> for Thrown {
    fn from(thrown: JsValue) -> Self {
        Self(thrown)
    }
}

impl From<Error> for Thrown {
    fn from(error: Error) -> Self {
        Self::caused(error, &JsValue::UNDEFINED)
    }
}

impl Thrown {
    /// The error with what JavaScript threw before it.
    pub(crate) fn caused(error: Error, cause: &JsValue) -> Self {
        let fields = Object::new();
        let Exchange {
            gateway,
            operation,
            code,
            status,
            said,
            retryable,
            outcome_unknown,
        } = error.exchange();
        let texts = [
            ("gateway", *gateway),
            ("operation", *operation),
            ("code", code.as_deref()),
            ("said", said.as_deref()),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                set_text(&fields, name, text);
            }
        }
        if let Some(status) = status {
            set(&fields, "status", &(*status).into());
        }
        set(&fields, "retryable", &(*retryable).into());
        set(&fields, "outcomeUnknown", &(*outcome_unknown).into());
        set(&fields, "cause", cause);
        if !error.details().is_empty() {
            let details: Array = error
                .details()
                .iter()
                .map(|Detail { field, why }| object([("field", field.as_str()), ("why", why.as_str())]))
                .collect();
            set(&fields, "details", &details);
        }
        Self(PayError::new(error.kind().as_str(), error.message(), &fields).into())
    }
}

/// An object of texts.
pub(crate) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Object {
    let object = Object::new();
    fields
        .into_iter()
        .for_each(|(name, text)| set_text(&object, name, text));
    object
}

/// A list of texts.
pub(crate) fn list(texts: &[String]) -> JsValue {
    texts.iter().map(JsValue::from).collect::<Array>().into()
}

/// Sets a text.
pub(crate) fn set_text(object: &Object, name: &str, text: &str) {
    set(object, name, &JsValue::from_str(text));
}

/// A property of whatever has some, but none of `Object.prototype`; `undefined` where there is none, or where it throws.
pub(crate) fn get(object: &JsValue, name: &str) -> JsValue {
    property(object, name).unwrap_or(JsValue::UNDEFINED)
}

/// The same of the global object, which js-sys looks for under names that anybody may have set.
pub(crate) fn global(name: &str) -> JsValue {
    global_property(name).unwrap_or(JsValue::UNDEFINED)
}

/// Answers and options cross as plain objects; this is no hot path.
pub(crate) fn to_js<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, Thrown> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|_| Error::config("an answer could not be converted").into())
}

/// Fields as they came, as a plain object whose every name is its own property, `__proto__` too.
pub(crate) fn fields_to_js(fields: &paysign::Fields) -> Result<JsValue, Thrown> {
    let entries: Array = fields
        .iter()
        .map(|(name, text)| {
            Array::of2(
                &JsValue::from_str(name),
                &text.as_deref().map_or(JsValue::NULL, JsValue::from_str),
            )
        })
        .collect();
    Object::from_entries(&entries)
        .map(Into::into)
        .map_err(|_| Error::body("could not be converted").into())
}

/// A string's text; `None` for other types, and for lone surrogates, which no UTF-8 text can hold.
pub(crate) fn text(value: &JsValue) -> Option<String> {
    let text = value.as_string()?;
    // A lone surrogate arrives as U+FFFD; only then is the slow test worth making.
    (!text.chars().any(|c| c == '\u{FFFD}') || value.dyn_ref::<JsString>().is_some_and(JsString::is_valid_utf16))
        .then_some(text)
}

/// Whether it is an array, of whatever realm.
pub(crate) fn is_array(value: &JsValue) -> bool {
    array(value).unwrap_or(false)
}

/// What a value is, and the number itself where it is one: not for what may be a secret.
pub(crate) fn shown(value: &JsValue) -> String {
    match value.as_f64().filter(|number| !number.is_nan()) {
        // By JavaScript, because the module has no use for floating point in decimal otherwise.
        Some(_) => value
            .unchecked_ref::<js_sys::Number>()
            .to_string_with_radix(10)
            .map_or_else(|_| kind_of(value), String::from),
        None => kind_of(value),
    }
}

/// A `bigint` of decimal digits.
pub(crate) fn bigint(digits: &str) -> JsValue {
    js_sys::BigInt::new(&digits.into()).map_or(JsValue::NULL, Into::into)
}

/// The digits of a `bigint`.
pub(crate) fn bigint_text(value: &JsValue) -> Option<String> {
    value.dyn_ref::<js_sys::BigInt>()?.to_string(10).ok().map(String::from)
}

/// The names of an object's own enumerable properties.
pub(crate) fn keys_of(object: &JsValue) -> Result<Vec<String>, Error> {
    let unreadable = |_| Error::param("(all)", "could not be read: an object that throws");
    let mut names = Vec::new();
    for name in keys(object).map_err(unreadable)?.iter() {
        names.push(text(&name).ok_or_else(|| {
            Error::param(
                name.as_string().unwrap_or_default(),
                "has a name with a lone surrogate, which no UTF-8 text can hold",
            )
        })?);
    }
    Ok(names)
}

/// Parameters as JavaScript gave them, owned.
pub(crate) type OwnedParams = Vec<(String, Value<'static>)>;

/// Whether it is an object of names and values, and not an array, a promise, a Date, a Map or the like.
fn is_record(value: &JsValue) -> bool {
    record(value).unwrap_or(false)
}

/// Reads an object's own enumerable properties, and reports every value that cannot be signed.
pub(crate) fn owned_params(params: &JsValue) -> Result<OwnedParams, Error> {
    if !is_record(params) {
        return Err(Error::param("params", no_record(params)));
    }
    let mut faults = Vec::new();
    let mut read = Vec::new();
    for name in keys_of(params)? {
        match Reflect::get(params, &JsValue::from_str(&name))
            .map_err(|_| THROWS.to_owned())
            .and_then(|value| value_of(&value))
        {
            Ok(value) => read.push((name, value)),
            Err(why) => faults.push(Detail { field: name, why }),
        }
    }
    if faults.is_empty() {
        Ok(read)
    } else {
        Err(Error::params(faults))
    }
}

/// What is wrong with a value that cannot be had.
pub(crate) const THROWS: &str = "throws when it is read";

/// What stands where an object of names and values should.
fn no_record(value: &JsValue) -> String {
    let kind = kind_of(value);
    let hint = match kind.as_str() {
        "an array" | "a Map" | "a FormData" | "a Headers" | "a URLSearchParams" => {
            "; Object.fromEntries makes one of it"
        }
        "a string" => "; Object.fromEntries(new URLSearchParams(text)) makes one of a query",
        kind if kind.ends_with('?') => return format!("is {kind}"),
        _ => "",
    };
    format!("is {kind}, not a plain object of names and values{hint}")
}

/// The same, on loan to the crate.
pub(crate) fn borrowed(params: &OwnedParams) -> Vec<(&str, Value<'_>)> {
    params
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect()
}

/// What a caller gave to a call: an object of values, lists of objects and objects.
pub(crate) fn given(input: &JsValue) -> Result<Given, Error> {
    if input.is_undefined() {
        return Ok(Given::new());
    }
    if !is_record(input) {
        return Err(Error::param("(all)", no_record(input)));
    }
    let input_named = |name: String| {
        let value = Reflect::get(input, &JsValue::from_str(&name)).map_err(|_| THROWS.to_owned());
        let input = value.and_then(|value| input_of(&value)).unwrap_or_else(Input::Unfit);
        (name, input)
    };
    Ok(keys_of(input)?.into_iter().map(input_named).collect())
}

fn input_of(value: &JsValue) -> Result<Input, String> {
    let list = is_array(value);
    if list || is_record(value) {
        return Ok(Input::Items {
            items: items_of(value, list)?,
            single: !list,
        });
    }
    if let Some(inexact) = value.as_f64().and_then(Inexact::of) {
        return Ok(Input::Inexact(inexact));
    }
    value_of(value).map(Input::One)
}

fn items_of(value: &JsValue, list: bool) -> Result<Vec<Given>, String> {
    let values = if list {
        array_from(value).map_err(|_| THROWS.to_owned())?.to_vec()
    } else {
        vec![value.clone()]
    };
    let mut items = Vec::new();
    for value in &values {
        if !is_record(value) {
            return Err(format!(
                "is not a list of plain objects: there is {} in it",
                kind_of(value)
            ));
        }
        let fields = owned_params(value).map_err(|error| error.message().to_owned())?;
        items.push(
            fields
                .into_iter()
                .map(|(name, value)| (name, Input::One(value)))
                .collect(),
        );
    }
    Ok(items)
}

/// A typed answer as an object, or several.
pub(crate) fn answered_to_js(answered: &Answered) -> Result<JsValue, Thrown> {
    match answered {
        Answered::One(answer) => answer_to_js(answer),
        Answered::Many(answers) => {
            let list = Array::new();
            for answer in answers {
                list.push(&answer_to_js(answer)?);
            }
            Ok(list.into())
        }
    }
}

pub(crate) fn answer_to_js(answer: &Answer) -> Result<JsValue, Thrown> {
    let object = fielded(&answer.fields);
    set(&object, "raw", &fields_to_js(&answer.raw)?);
    Ok(object.into())
}

fn fielded(fields: &TypedFields) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        set(&object, name, &typed(value));
    }
    object
}

fn typed(value: &Typed) -> JsValue {
    match value {
        Typed::Text(text) => text.into(),
        Typed::Units(digits) => bigint(digits),
        Typed::Number(number) => (*number).into(),
        Typed::Flag(flag) => (*flag).into(),
        Typed::Object(fields) => fielded(fields).into(),
        Typed::List(items) => items.iter().map(fielded).collect::<Array>().into(),
    }
}

fn value_of(value: &JsValue) -> Result<Value<'static>, String> {
    if let Some(text) = text(value) {
        return Ok(Value::from(text));
    }
    if value.is_string() {
        return Err("holds a lone surrogate, which no UTF-8 text can".to_owned());
    }
    if value.is_undefined() || value.is_null() {
        return Ok(Value::Absent);
    }
    if let Some(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if let Some(number) = value.as_f64() {
        return Value::from_number(number).map_err(str::to_owned);
    }
    bigint_text(value).map(Value::from).ok_or_else(|| {
        let kind = kind_of(value);
        match kind.as_str() {
            "an array" | "an object" => {
                format!("is {kind}; where a gateway wants JSON, pass the text that you send: JSON.stringify makes it")
            }
            _ if kind.ends_with('?') => format!("is {kind}"),
            _ => format!("is {kind}; pass the text that you send"),
        }
    })
}
