//! Addresses, taken only where every reader of addresses reads them alike.
//!
//! An address is not parsed as browsers do, with all that they mend and skip; it is refused unless it is written so
//! plainly that no two readers can take it for different hosts.

use core::net::Ipv4Addr;

use crate::error::Error;

/// A base address without query or fragment, over https unless `http` is allowed or it is this machine.
pub(crate) fn check_base(name: &str, address: &str, http: bool) -> Result<(), Error> {
    let fault = |what: &str| Err(Error::config(format!("{name}: {what}")));
    if address.contains(['?', '#', '@']) || address.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return fault("has a query, a fragment, a user name or white space; give the address alone");
    }
    // Nothing of it is shown: it may be a key that was put in the place of an address.
    if split_once(address, "://").is_none() {
        return fault("is not an absolute address like https://gateway.example/api: it does not begin with https://");
    }
    match Address::read(address) {
        Ok(read) if read.secure || http || read.place.is_loopback() => Ok(()),
        Ok(_) => fault("is http; use https, or set allowHttp where the network is trusted"),
        Err(why) => fault(&format!(
            "is not an absolute address like https://gateway.example/api: it {why}"
        )),
    }
}

/// A host and the port that was written beside it.
pub(crate) struct Place<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: Option<u16>,
}

/// An absolute http or https address.
pub(crate) struct Address<'a> {
    pub(crate) secure: bool,
    pub(crate) place: Place<'a>,
}

impl<'a> Address<'a> {
    /// The error says what the address has or does.
    pub(crate) fn read(text: &'a str) -> Result<Self, String> {
        if let Some(found) = unplain(text) {
            return Err(format!(
                "has {found}, which readers take differently; percent-encode such characters"
            ));
        }
        let Some((scheme, rest)) = split_once(text, "://") else {
            let start: String = text.chars().take(16).collect();
            return Err(format!(
                "is not a whole address that begins with https://, but begins with \"{}\"",
                shown(&start)
            ));
        };
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => {
                return Err(format!(
                    "does not begin with https:// but with {}://, and pages cannot go there",
                    shown(scheme)
                ));
            }
        };
        let (authority, _) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err("has a user name before the host, which can hide where it leads".into());
        }
        match Place::read(authority) {
            Some(place) => Ok(Self { secure, place }),
            None => Err(format!(
                "has \"{}\" where a plainly written host is expected (letters, digits, hyphens and points)",
                shown(authority)
            )),
        }
    }
}

/// The first character that an address cannot hold, and where it stands.
pub(crate) fn unplain(text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_graphic() && c != '\\';
    let (before, found) = text.char_indices().find(|(_, c)| !plain(*c))?;
    Some(at_character(found, text.get(..before)?))
}

/// A character that cannot be there, and where it stands: behind this text.
pub(crate) fn at_character(found: char, before: &str) -> String {
    let what = match found {
        '\\' => "a backslash",
        '\n' | '\r' => "white space, a line break",
        ' ' | '\t' => "white space",
        '\0'..='\x7f' => "a control character",
        _ => "a character outside ASCII",
    };
    let place = before.chars().count() + 1;
    format!("{what}, U+{:04X}, at character {place}", u32::from(found))
}

/// As `str::split_once`, whose search for long texts would be 2 KB of the module.
pub(crate) fn split_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let mut windows = text.as_bytes().windows(part.len());
    let at = windows.position(|window| window == part.as_bytes())?;
    let (before, rest) = text.split_at_checked(at)?;
    Some((before, rest.strip_prefix(part)?))
}

/// An address without query and fragment.
pub(crate) fn bare(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// The path of an absolute address, from its first slash on.
pub(crate) fn path_of(address: &str) -> &str {
    let (_, rest) = split_once(address, "://").unwrap_or(("", address));
    rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default()
}

/// Where `location` leads from `address`, for people: the bare address, without the user name that may stand before the
/// host.
pub(crate) fn resolved(address: &str, location: &str) -> String {
    let (address, location) = (bare(address), bare(location));
    let path = path_of(address);
    let origin = address.strip_suffix(path).unwrap_or(address);
    let scheme = origin.split('/').next().unwrap_or_default();
    let whole = match location {
        _ if location.starts_with("//") => format!("{scheme}{location}"),
        _ if location.starts_with('/') => format!("{origin}{location}"),
        _ => location.to_owned(),
    };
    match split_once(&whole, "://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest
                .split_once('/')
                .map_or((rest, None), |(authority, path)| (authority, Some(path)));
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!(
                "{scheme}://{host}{}",
                path.map(|path| format!("/{path}")).unwrap_or_default()
            )
        }
        None => whole,
    }
}

impl<'a> Place<'a> {
    /// `host` or `host:port`, and nothing else.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
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
    pub(crate) fn is_loopback(&self) -> bool {
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
pub(crate) fn ends_in_number(host: &str) -> bool {
    let last = host.split('.').fold("", |_, label| label).to_ascii_lowercase();
    let hexadecimal = last
        .strip_prefix("0x")
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    hexadecimal || (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Short and plain enough for an error message.
pub(crate) fn shown(host: &str) -> String {
    let plain = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    host.chars().take(80).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::{path_of, resolved};

    /// As `new URL(location, address)` has it, but for what people need not see.
    #[test]
    fn where_an_answer_leads() {
        let address = "https://gateway.example:8443/api/order?secret=1";
        for (location, leads) in [
            ("/login", "https://gateway.example:8443/login"),
            ("/login?next=%2Fapi#top", "https://gateway.example:8443/login"),
            ("//other.example/x", "https://other.example/x"),
            ("http://other.example", "http://other.example"),
            ("https://user:pass@other.example/a@b?c", "https://other.example/a@b"),
            ("login", "login"),
            ("", ""),
        ] {
            assert_eq!(resolved(address, location), leads, "{location}");
        }
        assert_eq!(resolved("https://gateway.example", "/x"), "https://gateway.example/x");
        assert_eq!(path_of("https://gateway.example/a/b"), "/a/b");
        assert_eq!(path_of("https://gateway.example"), "");
    }
}
