//! Stands in for `key.rs` where the crate holds no keys: none can be made, so nothing is ever asked of one.

use std::marker::PhantomData;

use super::Settings;
use crate::call::KeySetting;
use crate::error::{Detail, Error};
use crate::scheme::Scheme;
use crate::value::Value;

/// Choices for keys: there are none without the feature `keys`.
#[derive(Clone, Copy, Debug, Default)]
pub struct KeyOptions<'a>(PhantomData<&'a ()>);

pub(super) enum Key {}

impl Key {
    pub(super) fn scheme(&self) -> &Scheme {
        match *self {}
    }

    pub(super) fn sign(&self, _: &[(&str, Value<'_>)]) -> Result<String, Error> {
        match *self {}
    }

    pub(super) fn ambiguous(&self, _: &[(&str, Value<'_>)]) -> Option<Detail> {
        match *self {}
    }

    pub(super) fn verify(&self, _: &[(&str, Value<'_>)], _: Option<&str>) -> Result<bool, Error> {
        match *self {}
    }
}

pub(super) fn make_key(_: &KeySetting, _: &[u8], _: &Settings<'_>) -> Result<Key, Error> {
    Err(Error::config("this build of paysign holds no keys"))
}
