//! What a page pays with.

use paysign::Error;
use paysign::gateway::parse_pay_body;
use wasm_bindgen::prelude::*;

use crate::convert::{Thrown, kind_of, text, to_js};
use crate::options::Options;

#[wasm_bindgen(js_name = parsePayBody)]
pub fn pay_action(channel: &JsValue, platform: &JsValue, body: &JsValue, options: &JsValue) -> Result<JsValue, Thrown> {
    let word =
        |name, value| text(value).ok_or_else(|| Error::param(name, format!("is not text but {}", kind_of(value))));
    let (channel, platform) = (word("channel", channel)?, word("platform", platform)?);
    let hosts = Options::read(options, "parsePayBody", &["payHosts"])?.texts("payHosts")?;
    let body = text(body).ok_or_else(|| {
        Error::body(&format!(
            "is not text but {}; give the pay_body of the answer, as it came",
            kind_of(body)
        ))
    })?;
    to_js(&parse_pay_body(&channel, &platform, &body, &hosts)?)
}
