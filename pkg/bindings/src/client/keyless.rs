//! Stands in for `keys.rs` where the module holds no keys.

use js_sys::Function;
use paysign::{Call, Error, Gateway, Given, KeyOptions};
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

use super::Inner;
use crate::convert::{Thrown, answered_to_js};
use crate::fetch::PerCall;
use crate::options::Options;

/// Without a key there is no token to fetch.
pub(super) type Token = ();

impl Inner {
    pub(super) async fn answer(
        &self,
        call: &'static Call,
        input: &Given,
        per_call: &PerCall,
    ) -> Result<JsValue, Thrown> {
        let () = self.token;
        answered_to_js(&self.exchange(call, input, per_call, None).await?)
    }
}

/// There is nothing that a page must not hold.
pub(super) fn refuse_in_page(_: &Gateway, _: &Options<'_>) -> Result<(), Error> {
    Ok(())
}

pub(super) fn read(
    _: &'static Gateway,
    _: &Options<'_>,
    _: &mut Vec<(&'static str, Zeroizing<Vec<u8>>)>,
) -> Result<(), Error> {
    Ok(())
}

pub(super) fn with_options<T>(_: bool, _: Option<&Function>, make: impl FnOnce(KeyOptions<'_>) -> T) -> T {
    make(KeyOptions::default())
}
