//! A key with its scheme, behind the classes `Signer` and `Verifier`.

use std::cell::RefCell;
use std::sync::Arc;

use js_sys::Uint8Array;
use paysign::{BodyOptions, Charset, Error, Explanation, KeyOptions, Layout, Output, RsaKey, Scheme, Signer, Verifier};
use paysign_crossing as crossing;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::bytes::{body_bytes, key_bytes};
use crate::convert::{Thrown, borrowed, fields_to_js, kind_of, owned_params, text, to_js};
use crate::options::Options;
use crate::rsa::Elsewhere;
use crate::scheme::scheme_of;

#[wasm_bindgen]
extern "C" {
    /// Digests of the platform (`node:crypto`) for one key: see crossing.js.
    pub type PlatformDigest;
    #[wasm_bindgen(method, structural, catch)]
    fn digest(
        this: &PlatformDigest,
        text_at: usize,
        text_length: usize,
        secret_at: usize,
        secret_length: usize,
    ) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    /// GBK, by the runtime's decoder: see gbk.js.
    pub type PlatformCharset;
    #[wasm_bindgen(method, structural, catch)]
    fn decode(this: &PlatformCharset, bytes: &Uint8Array) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(method, structural, catch)]
    fn encode(this: &PlatformCharset, text: &str) -> Result<Option<Uint8Array>, JsValue>;
}

impl Charset for PlatformCharset {
    fn name(&self) -> &str {
        "GBK"
    }

    fn decode(&self, bytes: &[u8]) -> Option<String> {
        self.decode(&Uint8Array::from(bytes)).ok().flatten()
    }

    fn encode(&self, text: &str) -> Option<Vec<u8>> {
        self.encode(text).ok().flatten().map(|bytes| bytes.to_vec())
    }
}

enum Holder {
    Signer(Signer),
    Verifier(Verifier),
}

#[wasm_bindgen]
pub struct Key {
    holder: Holder,
    layout: Layout,
    /// The RSA key, for WebCrypto.
    rsa: Option<Arc<RsaKey>>,
}

#[wasm_bindgen]
impl Key {
    pub fn signer(scheme: &JsValue, key: &JsValue, options: &JsValue) -> Result<Self, Thrown> {
        Self::new(scheme, key, options, |scheme, key, options| {
            Signer::with_options(scheme, key, options).map(Holder::Signer)
        })
    }

    pub fn verifier(scheme: &JsValue, key: &JsValue, options: &JsValue) -> Result<Self, Thrown> {
        Self::new(scheme, key, options, |scheme, key, options| {
            Verifier::with_options(scheme, key, options).map(Holder::Verifier)
        })
    }

    pub fn sign(&self, params: &JsValue) -> Result<String, Thrown> {
        let params = owned_params(params)?;
        Ok(self.signing()?.sign(&borrowed(&params))?)
    }

    pub fn verify(&self, params: &JsValue, signature: &JsValue) -> Result<bool, Thrown> {
        let params = owned_params(params)?;
        let given = match text(signature) {
            Some(text) => Some(text),
            None if signature.is_undefined() => None,
            None => {
                return Err(Error::param("signature", format!("is not a string but {}", kind_of(signature))).into());
            }
        };
        let (params, given) = (borrowed(&params), given.as_deref());
        Ok(match &self.holder {
            Holder::Signer(signer) => signer.verify(&params, given),
            Holder::Verifier(verifier) => verifier.verify(&params, given),
        }?)
    }

    #[wasm_bindgen(js_name = verifyBody)]
    pub fn verify_body(
        &self,
        body: &JsValue,
        content_type: &JsValue,
        options: &JsValue,
        gbk: &PlatformCharset,
    ) -> Result<JsValue, Thrown> {
        let body = body_bytes(body)?;
        let content_type = text(content_type);
        let options = Options::read(options, "verifyBody", &["decisive", "charset"])?;
        let decisive = options.texts("decisive")?;
        let decisive: Vec<&str> = decisive.iter().map(String::as_str).collect();
        let is_gbk = options
            .word("charset", &[("utf-8", false), ("gbk", true)])?
            .unwrap_or(false);
        if is_gbk && gbk.decode(&Uint8Array::new_with_length(0)).is_err() {
            return Err(Error::config("verifyBody: this runtime's TextDecoder does not know GBK").into());
        }
        let options = BodyOptions {
            decisive: &decisive,
            charset: is_gbk.then_some(gbk as &dyn Charset),
            ..BodyOptions::default()
        };
        fields_to_js(&match &self.holder {
            Holder::Signer(signer) => signer.verify_body_with(&body, content_type.as_deref(), &options),
            Holder::Verifier(verifier) => verifier.verify_body_with(&body, content_type.as_deref(), &options),
        }?)
    }

    pub fn explain(&self, params: &JsValue) -> Result<JsValue, Thrown> {
        let params = owned_params(params)?;
        let params = borrowed(&params);
        let explanation = match &self.holder {
            Holder::Signer(signer) => signer.explain(&params),
            Holder::Verifier(verifier) => verifier.explain(&params),
        }?;
        to_js(&Explained::from(&explanation))
    }

    /// Whether it is an RSA key, for which the crossing is too fast to matter.
    #[wasm_bindgen(js_name = isRsa)]
    pub fn is_rsa(&self) -> bool {
        self.scheme().algorithm.is_rsa()
    }

    /// Gives a name a slot for the crossing; none where the layout is full.
    #[wasm_bindgen(js_name = learn)]
    pub fn learn(&mut self, name: &str) -> Option<usize> {
        let Holder::Signer(signer) = &self.holder else {
            return None;
        };
        let scheme = signer.scheme();
        let takes = self.layout.len() < crossing::SLOTS && Layout::serves(scheme, name);
        takes.then(|| self.layout.add(scheme, name))
    }

    /// Signs what lies in the crossing's buffers; 0: take the ordinary way.
    #[wasm_bindgen(js_name = signCrossed)]
    pub fn sign_crossed(&self, count: usize, written: usize) -> usize {
        let Holder::Signer(signer) = &self.holder else { return 0 };
        crossing::sign(signer, &self.layout, count, written).unwrap_or(0)
    }

    /// As [`sign_crossed`](Self::sign_crossed), by the platform's digest.
    #[wasm_bindgen(js_name = signCrossedBy)]
    pub fn sign_crossed_by(&self, platform: &PlatformDigest, count: usize, written: usize) -> usize {
        let Holder::Signer(signer) = &self.holder else { return 0 };
        let digest = |text: &[u8], secret: &[u8]| {
            let [text_at, secret_at] = [text, secret].map(|bytes| bytes.as_ptr().addr());
            let digest = platform.digest(text_at, text.len(), secret_at, secret.len());
            Some(digest.ok()?.dyn_into::<Uint8Array>().ok()?.to_vec())
        };
        crossing::sign_by(signer, &self.layout, count, written, digest).unwrap_or(0)
    }

    /// The word for its algorithm.
    pub fn algorithm(&self) -> String {
        self.scheme().algorithm.as_str().to_owned()
    }

    /// The RSA key for WebCrypto; none for other keys.
    pub fn pkcs8(&self) -> Option<Uint8Array> {
        self.rsa.as_ref().map(|key| Uint8Array::from(key.to_der().as_slice()))
    }

    /// What an RSA key signs, for WebCrypto.
    pub fn text(&self, params: &JsValue) -> Result<Uint8Array, Thrown> {
        let params = owned_params(params)?;
        let text = paysign::canonical_string(self.scheme(), &borrowed(&params))?;
        Ok(Uint8Array::from(text.as_bytes()))
    }

    /// The word for the text form of its signatures, for [`encode`].
    pub fn output(&self) -> String {
        self.scheme().output.as_str().to_owned()
    }

    /// WebCrypto's name of the hash.
    pub fn hash(&self) -> String {
        self.scheme().algorithm.hash().name.to_owned()
    }

    fn new(
        scheme: &JsValue,
        key: &JsValue,
        options: &JsValue,
        make: impl FnOnce(Scheme, &[u8], KeyOptions<'_>) -> Result<Holder, Error>,
    ) -> Result<Self, Thrown> {
        let scheme = scheme_of(scheme)?.into_owned();
        let key = key_bytes(key, scheme.algorithm.is_rsa())?;
        let allow_weak = Options::read(options, "options", &["allowWeakKeys"])?
            .flag("allowWeakKeys")?
            .unwrap_or(false);
        let rsa = RefCell::new(None);
        let holder = with_options(allow_weak, &|key| *rsa.borrow_mut() = Some(key), |options| {
            make(scheme, &key, options)
        })?;
        Ok(Self {
            holder,
            layout: Layout::new(),
            rsa: rsa.take(),
        })
    }

    fn scheme(&self) -> &Scheme {
        match &self.holder {
            Holder::Signer(signer) => signer.scheme(),
            Holder::Verifier(verifier) => verifier.scheme(),
        }
    }

    fn signing(&self) -> Result<&Signer, Error> {
        match &self.holder {
            Holder::Signer(signer) => Ok(signer),
            Holder::Verifier(_) => Err(Error::config("a Verifier does not sign")),
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        crossing::wipe();
    }
}

/// The text form of a signature that WebCrypto made.
#[wasm_bindgen]
pub fn encode(output: &str, signature: &[u8]) -> String {
    let known = Output::WORDS.iter().find(|(word, _)| *word == output);
    known.map_or(Output::Hex, |(_, output)| *output).write(signature)
}

/// Where the crossing's buffers lie: address and length of each.
#[wasm_bindgen]
pub fn buffers() -> Vec<usize> {
    crossing::buffers().to_vec()
}

/// Makes what holds a key, and wipes what that leaves behind on the stack.
pub(crate) fn with_options<T>(
    allow_weak: bool,
    rsa: &dyn Fn(Arc<RsaKey>),
    make: impl FnOnce(KeyOptions<'_>) -> T,
) -> T {
    let made = make(KeyOptions {
        allow_weak,
        rsa: Some(&|key| {
            let key = Arc::new(key);
            rsa(Arc::clone(&key));
            Box::new(Elsewhere::new(key))
        }),
    });
    crossing::wipe();
    made
}

/// `Explanation` of the public API.
#[derive(Serialize)]
struct Explained<'a> {
    kept: &'a [(String, String)],
    dropped: Vec<Left<'a>>,
    canonical: &'a str,
    signed: &'a str,
    algorithm: &'static str,
    signature: Option<&'a str>,
}

#[derive(Serialize)]
struct Left<'a> {
    name: &'a str,
    why: &'static str,
}

impl<'a> From<&'a Explanation> for Explained<'a> {
    fn from(explanation: &'a Explanation) -> Self {
        Self {
            kept: &explanation.kept,
            dropped: explanation
                .dropped
                .iter()
                .map(|(name, why)| Left {
                    name,
                    why: why.as_str(),
                })
                .collect(),
            canonical: &explanation.canonical,
            signed: &explanation.signed,
            algorithm: explanation.algorithm.as_str(),
            signature: explanation.signature.as_deref(),
        }
    }
}
