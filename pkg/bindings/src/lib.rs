//! The wasm face of `paysign`: converts, calls, converts. What is decided, the crate decides.
//!
//! Every function takes what JavaScript hands it, of whatever type, and throws a `PayError` for what does not fit.
// What is exported here is documented where people read it, in pkg/index.d.ts.
#![allow(missing_docs, unreachable_pub, clippy::missing_errors_doc)]

mod cause;
mod client;
mod convert;
mod options;
mod pay_body;
mod random;
mod transport;
mod unsent;

mod bytes;
mod key;
mod rsa;
mod scheme;

use paysign::{Error, from_units, to_units};
use wasm_bindgen::prelude::*;
use zeroizing_alloc::ZeroAlloc;

use convert::{Thrown, kind_of, shown};

/// Whatever is freed is wiped: keys pass through strings and buffers that nobody else would wipe.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<std::alloc::System> = ZeroAlloc(std::alloc::System);

#[wasm_bindgen(js_name = toUnits)]
pub fn units(decimal: &JsValue, places: &JsValue) -> Result<u128, Thrown> {
    let decimal = decimal.as_string().ok_or_else(|| {
        let why = match decimal.as_f64() {
            Some(_) => ": pass the amount as text, because a number may have lost digits already",
            None => "",
        };
        Error::param("decimal", format!("is not a string but {}{why}", kind_of(decimal)))
    })?;
    Ok(to_units(&decimal, places_of(places)?)?)
}

#[wasm_bindgen(js_name = fromUnits)]
pub fn decimal(units: &JsValue, places: &JsValue) -> Result<String, Thrown> {
    let digits = convert::bigint_text(units).or_else(|| units.as_string());
    let read = digits
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok());
    let read = read.ok_or_else(|| {
        let what = match units.as_f64() {
            Some(_) => " but a number, which may have lost digits".to_owned(),
            None if units.is_string() || units.is_bigint() => String::new(),
            None => format!(" but {}", kind_of(units)),
        };
        Error::param(
            "units",
            format!("is neither a bigint nor a string of digits, from 0 to 2^128 - 1{what}"),
        )
    })?;
    Ok(from_units(read, places_of(places)?)?)
}

fn places_of(places: &JsValue) -> Result<u32, Error> {
    let number = places
        .as_f64()
        .filter(|number| number.fract() == 0.0 && (0.0..=38.0).contains(number));
    number.map(|number| number as u32).ok_or_else(|| {
        Error::param(
            "places",
            format!("is not an integer from 0 to 38 but {}", shown(places)),
        )
    })
}
