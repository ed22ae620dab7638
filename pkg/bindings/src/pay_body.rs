//! What a page pays with.

use js_sys::Object;
use paysign::Error;
use paysign::gateway::yinqiantong::{FormMethod, PayAction, parse_pay_body};
use wasm_bindgen::prelude::*;

use crate::convert::{Thrown, entries, set, text};
use crate::options::Options;

#[wasm_bindgen(js_name = parsePayBody)]
pub fn pay_action(channel: &JsValue, platform: &JsValue, body: &JsValue, options: &JsValue) -> Result<Object, Thrown> {
    let of = |value: &JsValue| text(value).unwrap_or_default();
    let hosts = Options::read(options, "parsePayBody", &["payHosts"])?.texts("payHosts")?;
    let body = text(body).ok_or_else(|| Error::body("is no text: give the pay_body of the answer, as it came"))?;
    to_js(&parse_pay_body(&of(channel), &of(platform), &body, &hosts)?)
}

fn to_js(action: &PayAction) -> Result<Object, Thrown> {
    let object = Object::new();
    let kind = match action {
        PayAction::Form { method, action, fields } => {
            set(
                &object,
                "method",
                &if *method == FormMethod::Get { "get" } else { "post" }.into(),
            );
            set(&object, "action", &action.into());
            set(&object, "fields", &entries(pairs(fields)));
            "form"
        }
        PayAction::Redirect { url } => {
            set(&object, "url", &url.into());
            "redirect"
        }
        PayAction::WechatBridge { params } => {
            let params: JsValue = Object::from_entries(&entries(pairs(params)))?.into();
            set(&object, "params", &params);
            "wechat-bridge"
        }
        PayAction::QrCode { text } => {
            set(&object, "text", &text.into());
            "qr-code"
        }
        PayAction::Sdk { text } => {
            set(&object, "text", &text.into());
            "sdk"
        }
        _ => return Err(Error::config("this action is unknown here").into()),
    };
    set(&object, "kind", &kind.into());
    Ok(object)
}

fn pairs(fields: &[(String, String)]) -> impl Iterator<Item = (&str, Option<&str>)> {
    fields.iter().map(|(name, value)| (name.as_str(), Some(value.as_str())))
}
