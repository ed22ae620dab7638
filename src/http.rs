//! Requests and answers as plain data; whoever calls the crate sends them.

use std::fmt;

/// How a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
}

impl Method {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Why no runtime can write this header, if none can: a name is a token, and a value has a byte for each character, none
/// of them a control character but the tab (RFC 9110 §5.1, §5.5).
#[must_use]
pub fn unwritable(name: &str, value: &str) -> Option<&'static str> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Some("has a name that no header can have: letters, digits and hyphens");
    }
    value.chars().find_map(|c| match c {
        '\t' => None,
        _ if c.is_control() && u32::from(c) < 0x80 => {
            Some("holds a line break or another control character, which no header can carry")
        }
        _ if u32::from(c) > 0xff => {
            Some("holds a character beyond U+00FF, which no header can carry; percent-encode it")
        }
        _ => None,
    })
}

/// A request, ready to be sent.
///
/// It holds secrets: `Debug` shows none, and logs take [`shown`](Self::shown) instead of the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// How it is made.
    pub method: Method,
    /// The absolute address, with its query.
    pub url: String,
    /// Headers in the order that they were made.
    pub headers: Vec<(String, String)>,
    /// The body; none with `GET`.
    pub body: Option<String>,
    /// Names and values that travel, those in headers too, with `***` for secrets, tokens and signatures.
    pub shown: Vec<(String, String)>,
    /// What the merchant chose and an answer must repeat: an answer about another order is refused.
    pub(crate) given: Vec<(&'static str, String)>,
    /// What no message may repeat: secrets, tokens and the signature.
    pub(crate) hidden: Vec<String>,
}

impl Request {
    /// Lets no message repeat a text that travels beside what was prepared, in a header of the caller's own.
    pub fn hide(&mut self, text: &str) {
        self.hidden.push(text.to_owned());
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

/// An answer as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The `Location` header: where an answer that is none would have led.
    pub location: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}
