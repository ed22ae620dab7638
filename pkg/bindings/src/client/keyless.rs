//! Stands in for `keys.rs` where the module holds no keys.

use js_sys::Function;
use paysign::{Error, Gateway, KeyOptions};
use zeroize::Zeroizing;

use crate::options::Options;

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
