//! Where a page may be sent: the grammar of addresses, and the list of hosts.
//!
//! An address is not parsed as browsers do, with all that they mend and skip; it is refused unless it is written so
//! plainly that no two readers can take it for different hosts.

use core::net::Ipv4Addr;

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

/// A host and the port that was written beside it.
struct Place<'a> {
    host: &'a str,
    port: Option<u16>,
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

struct Address<'a> {
    secure: bool,
    place: Place<'a>,
}

impl<'a> Address<'a> {
    fn read(text: &'a str) -> Result<Self, &'static str> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(
                "has white space, a control character, a backslash or a character outside ASCII, which readers take \
                 differently; such characters travel percent-encoded",
            );
        }
        let (scheme, rest) = text
            .split_once("://")
            .ok_or("is not a whole address that begins with https://")?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("does not begin with https://"),
        };
        let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err("has a user name before the host, as those have that hide where they lead");
        }
        let place =
            Place::read(authority).ok_or("has no plainly written host (letters, digits, hyphens and points)")?;
        Ok(Self { secure, place })
    }
}

impl<'a> Place<'a> {
    /// `host` or `host:port`, and nothing else.
    fn read(text: &'a str) -> Option<Self> {
        let (host, port) = match text.strip_prefix("[::1]") {
            Some("") => ("[::1]", None),
            Some(rest) => ("[::1]", Some(rest.strip_prefix(':')?)),
            None => match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            },
        };
        let port = match port {
            Some(digits) => Some(read_port(digits)?),
            None => None,
        };
        (host == "[::1]" || is_host(host)).then_some(Self { host, port })
    }

    /// Whether this is the machine itself, in one of the ways that browsers hold for it.
    fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host == "[::1]"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
    }
}

fn read_port(digits: &str) -> Option<u16> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if plain { digits.parse().ok() } else { None }
}

/// A name of letters, digits and hyphens (RFC 1123 §2.1), without a point at its end; or an IPv4 address in four decimal
/// numbers, because browsers read `127.1`, `0x7f.0.0.1` and `2130706433` as one, too.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(label) && (!ends_in_number(host) || host.parse::<Ipv4Addr>().is_ok())
}

/// WHATWG URL, "ends in a number checker": such a host is an IPv4 address or nothing.
fn ends_in_number(host: &str) -> bool {
    host.rsplit('.').next().is_some_and(|last| {
        let hexadecimal = last
            .to_ascii_lowercase()
            .strip_prefix("0x")
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        hexadecimal || (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Short and plain enough for an error message.
fn shown(host: &str) -> String {
    let plain = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    host.chars().take(80).map(plain).collect()
}
