//! Keys and bodies, as text or bytes.

use js_sys::{ArrayBuffer, JsString, Reflect, Symbol, Uint8Array};
use paysign::{Error, MAX_BODY};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::convert::{kind_of, text};

#[wasm_bindgen(raw_module = "../lib/key.js")]
extern "C" {
    /// The bytes that a key holds which is neither text nor a `Uint8Array`, or what it is instead.
    #[wasm_bindgen(catch, js_name = keyOf)]
    fn key_of(key: &JsValue, rsa: bool) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = Uint8Array)]
    type View;
    /// `new Uint8Array`, which throws where the buffer is gone.
    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    fn new(buffer: &JsValue, offset: &JsValue, length: &JsValue) -> Result<View, JsValue>;
}

/// The bytes of a `Uint8Array`, also of one from another realm (frames and test runners have several), which
/// `instanceof` would not know. A view of our own, because properties of the given one may lie or throw.
fn bytes(value: &JsValue) -> Option<Uint8Array> {
    let get = |name: &JsValue| Reflect::get(value, name).ok();
    if !ArrayBuffer::is_view(value) || get(&Symbol::to_string_tag())? != "Uint8Array" {
        return None;
    }
    let view = View::new(
        &get(&"buffer".into())?,
        &get(&"byteOffset".into())?,
        &get(&"byteLength".into())?,
    );
    view.ok().map(JsCast::unchecked_into)
}

/// A key: text, bytes, or what JavaScript has for keys. Wiped when dropped.
pub(crate) fn key_bytes(key: &JsValue, rsa: bool) -> Result<Zeroizing<Vec<u8>>, Error> {
    if let Some(bytes) = bytes(key) {
        return Ok(Zeroizing::new(bytes.to_vec()));
    }
    if let Some(text) = text(key) {
        return Ok(Zeroizing::new(text.into_bytes()));
    }
    let fault = |what: &str| Err(Error::config(format!("key: {what}")));
    if key.is_undefined() || key.is_null() {
        return fault("is missing; is the environment variable set? (缺少密钥)");
    }
    if key.is_string() {
        return fault("holds a lone surrogate, which no UTF-8 text can; pass the bytes of what it was read from");
    }
    let Ok(held) = key_of(key, rsa) else {
        return fault("cannot be read: it throws, as an ArrayBuffer does that was transferred to somebody else");
    };
    match (bytes(&held), text(&held)) {
        (Some(bytes), _) => {
            let key = Zeroizing::new(bytes.to_vec());
            bytes.fill(0, 0, bytes.length());
            Ok(key)
        }
        (None, what) => fault(&what.unwrap_or_default()),
    }
}

/// A body as it arrived: text or bytes. One that is too long is refused before it is copied, since wasm memory never
/// shrinks again.
pub(crate) fn body_bytes(body: &JsValue) -> Result<Vec<u8>, Error> {
    let check = |length: u32, unit: &str| match length as usize {
        0..=MAX_BODY => Ok(()),
        _ => Err(Error::body(&format!(
            "is {length} {unit} long; at most {MAX_BODY} bytes are read"
        ))),
    };
    if let Some(bytes) = bytes(body) {
        check(bytes.length(), "bytes")?;
        return Ok(bytes.to_vec());
    }
    if let Some((kind, remedy)) = other_than_raw(body) {
        return Err(Error::body(&format!("is {kind}: {remedy}")));
    }
    if let Some(text) = body.dyn_ref::<JsString>() {
        check(text.length(), "characters")?;
    }
    if let Some(text) = text(body) {
        return Ok(text.into_bytes());
    }
    if body.is_string() {
        return Err(Error::body(
            "holds a lone surrogate, which no UTF-8 text can; pass the bytes as they arrived",
        ));
    }
    let kind = kind_of(body);
    if kind.ends_with('?') {
        return Err(Error::body(&format!("is {kind}")));
    }
    Err(Error::body(&format!(
        "is not the raw body but {kind}. The signature is over the text as it arrived, and a parser has rewritten it. \
         Express: express.raw({{ type: '*/*' }}) or express.text; Koa: raw-body; Fastify: a content type parser with \
         parseAs: 'buffer'; Next and Hono: await request.text() (请传原始请求体, 不要传解析后的对象)"
    )))
}

/// What has the message in it without being its raw text, and how to come by that.
fn other_than_raw(body: &JsValue) -> Option<(&'static str, &'static str)> {
    const KINDS: [(&str, &str, &str); 6] = [
        (
            "URLSearchParams",
            "a URLSearchParams",
            "give the query as it came, `url.search` or `String(params)`; or verify(Object.fromEntries(params))",
        ),
        (
            "FormData",
            "a FormData",
            "give its fields to verify(Object.fromEntries(formData))",
        ),
        ("ArrayBuffer", "an ArrayBuffer", "give `new Uint8Array(buffer)`"),
        (
            "Request",
            "a Request",
            "give `await request.text()`, and the content type of its headers",
        ),
        ("Response", "a Response", "give `await response.text()`"),
        ("URL", "a URL", "give its query, `url.search`"),
    ];
    let tag = Reflect::get(body, &Symbol::to_string_tag())
        .ok()
        .filter(|_| body.is_object())?;
    let found = KINDS.into_iter().find(|(known, ..)| tag == *known)?;
    Some((found.1, found.2))
}
