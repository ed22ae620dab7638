//! A client's keys.

use super::{Client, Settings};
use crate::body::Fields;
use crate::call::KeySetting;
use crate::canonical::ambiguous_text;
use crate::error::Error;
use crate::field::{Field, Rule};
use crate::scheme::Scheme;
use crate::sign::{BodyOptions, Signer, Verifier};
use crate::value::Value;

pub use crate::sign::KeyOptions;

pub(super) enum Key {
    Signer(Signer),
    Verifier(Verifier),
}

impl Key {
    pub(super) fn scheme(&self) -> &Scheme {
        match self {
            Self::Signer(signer) => signer.scheme(),
            Self::Verifier(verifier) => verifier.scheme(),
        }
    }

    pub(super) fn sign(&self, params: &[(&str, Value<'_>)]) -> Result<String, Error> {
        match self {
            Self::Signer(signer) => signer.sign(params),
            Self::Verifier(_) => Err(Error::config("a public key does not sign")),
        }
    }

    pub(super) fn verify(&self, params: &[(&str, Value<'_>)], signature: Option<&str>) -> Result<bool, Error> {
        match self {
            Self::Signer(signer) => signer.verify(params, signature),
            Self::Verifier(verifier) => verifier.verify(params, signature),
        }
    }

    pub(super) fn verify_body(
        &self,
        body: &[u8],
        content_type: Option<&str>,
        options: &BodyOptions<'_>,
    ) -> Result<Fields, Error> {
        match self {
            Self::Signer(signer) => signer.verify_body_with(body, content_type, options),
            Self::Verifier(verifier) => verifier.verify_body_with(body, content_type, options),
        }
    }
}

impl Client {
    /// Why a text must not be sent: with it in them, what the gateway signs about the call could be read as other messages.
    /// Any text may come back in one, and where one key signs both ways the request is such a message itself. Addresses are
    /// let be: they are the merchant's own, and name orders and states in their queries.
    pub(super) fn misread(&self, row: &Field, text: &str) -> Option<String> {
        if matches!(row.rule, Rule::Url { .. }) {
            return None;
        }
        self.gateway.notifications.iter().find_map(|notification| {
            let key = self.gateway.key(notification.key)?;
            let decisive: Vec<&str> = notification.decisive().collect();
            let found = ambiguous_text(key.scheme, row.wire_name(), text, &decisive)?;
            Some(format!(
                "{}; encode it first, as encodeURIComponent or base64 does",
                found.why
            ))
        })
    }
}

/// The key of a row, in the client's words for what is wrong with it.
pub(super) fn make_key(row: &KeySetting, key: &[u8], options: &Settings<'_>) -> Result<Key, Error> {
    let scheme = row.scheme.clone();
    let made = if row.signs {
        Signer::with_options(scheme, key, options.key).map(Key::Signer)
    } else {
        Verifier::with_options(scheme, key, options.key).map(Key::Verifier)
    };
    made.map_err(|error| error.of_option(row.option))
}
