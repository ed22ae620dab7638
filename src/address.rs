//! Addresses of gateways, taken only where every reader of addresses reads them alike.

use core::net::{Ipv4Addr, Ipv6Addr};

use crate::error::Error;

/// An absolute http or https address: scheme, ASCII host, optional port, path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address<'a> {
    pub(crate) https: bool,
    pub(crate) host: &'a str,
}

impl<'a> Address<'a> {
    /// `None` unless the text is such an address, with nothing in it that two readers could understand differently:
    /// no user name, no backslash, no white space, no characters beyond ASCII.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let (https, rest) = match text.split_once("://")? {
            (scheme, rest) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            (scheme, rest) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            _ => return None,
        };
        if !rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return None;
        }
        let authority = rest.split(['/', '?', '#']).next()?;
        let port_at = authority.rfind(':').filter(|_| !authority.ends_with(']'));
        let (host, port) = match port_at {
            Some(at) => (authority.get(..at)?, authority.get(at + 1..)?),
            None => (authority, "443"),
        };
        (port.parse::<u16>().is_ok() && is_host(host)).then_some(Self { https, host })
    }

    /// Whether it is this machine. Of names, `localhost` alone is; others may look so and lead elsewhere.
    pub(crate) fn is_loopback(self) -> bool {
        self.host == "localhost"
            || self.host == "[::1]"
            || self.host.parse().is_ok_and(|host: Ipv4Addr| host.is_loopback())
    }
}

fn is_host(host: &str) -> bool {
    if let Some(v6) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return v6.parse::<Ipv6Addr>().is_ok();
    }
    let label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    host.len() <= 253 && host.split('.').all(label)
}

/// A base address without query or fragment, over https unless `http` is allowed or it is this machine.
pub(crate) fn check_base(name: &str, address: &str, http: bool) -> Result<(), Error> {
    let fault = |what: &str| Err(Error::config(format!("{name}: {what}")));
    if address.contains(['?', '#', '@']) || address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return fault("has a query, a fragment, a user name or white space; give the bare address");
    }
    match Address::read(address) {
        Some(read) if read.https || http || read.is_loopback() => Ok(()),
        Some(_) => fault("is http; use https, or set allowHttp where the network is trusted"),
        None => fault("is not an absolute address like https://gateway.example/api"),
    }
}
