//! What others say of a request, as messages and logs may show it.

use super::Client;
use crate::address::{bare, resolved};
use crate::http::Request;
use crate::mask::masked;

/// So much of a text from outside is enough for a message, in characters.
pub(super) const ENOUGH: usize = 200;

impl Client {
    /// What somebody says about a request, for a log: without control characters, and with `***` for keys, tokens and
    /// signatures in whatever spelling. Some gateways repeat what they were sent, or what they would have signed, and some
    /// libraries the address, in whose query a gateway may want a secret.
    #[must_use]
    pub fn without_secrets(&self, request: &Request, said: impl AsRef<str>) -> String {
        let own = self.settings.iter().filter(|(name, _)| self.setting(name).is_none());
        let own = own.filter_map(|(_, secret)| std::str::from_utf8(secret.expose()).ok());
        masked(said.as_ref(), own.chain(request.hidden.iter().map(String::as_str)))
    }

    /// Where a request goes, for a log: without its query, in which some gateways want secrets.
    #[must_use]
    pub fn address(&self, request: &Request) -> String {
        self.without_secrets(request, bare(&request.url))
    }

    /// What somebody else wrote, for a message: masked before it is cut, so that no part of a secret is left.
    pub(super) fn repeated(&self, request: &Request, text: String, most: usize) -> String {
        self.without_secrets(request, text)
            .chars()
            .take(most)
            .collect::<String>()
            .trim()
            .to_owned()
    }

    /// Where an answer leads that is none, as a message may tell it.
    pub(super) fn led(&self, request: &Request, location: Option<&str>) -> String {
        let Some(location) = location else {
            return String::new();
        };
        let address = self.without_secrets(request, resolved(&request.url, location));
        format!(" to {}", address.chars().take(ENOUGH).collect::<String>())
    }
}
