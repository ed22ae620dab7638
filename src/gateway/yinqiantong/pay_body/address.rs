//! Where a page may be sent: the list of hosts.

use crate::address::{Address, Place, ends_in_number, shown};
use crate::error::Error;

/// Where the gateway's documented channels lead.
const PAY_HOSTS: [&str; 3] = ["openapi.alipay.com", "*.alipay.com", "wx.tenpay.com"];

/// The hosts that a page may be sent to.
pub(super) struct AllowList<'a>(Vec<Entry<'a>>);

struct Entry<'a> {
    place: Place<'a>,
    /// Whether it stands for the hosts below `place`, and not for `place` itself.
    below: bool,
}

impl<'a> AllowList<'a> {
    /// The documented hosts and `more` of the caller's.
    pub(super) fn new(more: &'a [String]) -> Result<Self, Error> {
        let entry = |text: &'a str| {
            Entry::read(text).ok_or_else(|| {
                Error::config(format!(
                    "payHosts: \"{}\" is not a host; write pay.example.com, *.example.com or 127.0.0.1:8080, \
                     without https:// and path",
                    shown(text)
                ))
            })
        };
        PAY_HOSTS
            .into_iter()
            .chain(more.iter().map(String::as_str))
            .map(entry)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether a page may be sent to this address. The error says what the address does.
    pub(super) fn check(&self, address: &str) -> Result<(), String> {
        let Address { secure, place } = Address::read(address)?;
        if !secure && !place.is_loopback() {
            return Err("is not https".into());
        }
        if self.0.iter().any(|entry| entry.covers(secure, &place)) {
            return Ok(());
        }
        let Place { host, port } = place;
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        Err(format!(
            "leads to the host \"{}{port}\", which is not among the allowed ones; if the cashier is really there, add it \
             to payHosts (支付域名不在白名单)",
            shown(host)
        ))
    }
}

impl<'a> Entry<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (rest, below) = match text.strip_prefix("*.") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let place = Place::read(rest)?;
        // Below an IP address there is nothing, and below a top-level domain there is everybody.
        let name = place.host.contains('.') && !ends_in_number(place.host);
        (!below || name).then_some(Self { place, below })
    }

    fn covers(&self, secure: bool, place: &Place<'_>) -> bool {
        let usual = if secure { 443 } else { 80 };
        let any_port = self.place.port.is_none() && place.is_loopback();
        let same_port = place.port.unwrap_or(usual) == self.place.port.unwrap_or(443);
        let host = place.host.to_ascii_lowercase();
        let own = self.place.host.to_ascii_lowercase();
        let same_host = if self.below {
            host.strip_suffix(&own).is_some_and(|labels| labels.ends_with('.'))
        } else {
            host == own
        };
        same_host && (any_port || same_port)
    }
}
