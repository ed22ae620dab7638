//! What a page pays with.

use paysign::Error;
use paysign::gateway::yinqiantong::parse_pay_body;
use wasm_bindgen::prelude::*;

use crate::convert::{Thrown, text, to_js};
use crate::options::Options;

#[wasm_bindgen(js_name = parsePayBody)]
pub fn pay_action(channel: &JsValue, platform: &JsValue, body: &JsValue, options: &JsValue) -> Result<JsValue, Thrown> {
    let of = |value: &JsValue| text(value).unwrap_or_default();
    let hosts = Options::read(options, "parsePayBody", &["payHosts"])?.texts("payHosts")?;
    let body = text(body).ok_or_else(|| Error::body("is no text: give the pay_body of the answer, as it came"))?;
    to_js(&parse_pay_body(&of(channel), &of(platform), &body, &hosts)?)
}
