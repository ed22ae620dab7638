//! Bytes that must not be printed and are wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::Error;

/// Key material. `Debug` shows nothing of it, and there is no `Display`, no `Clone` and no `Serialize`.
pub struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    /// Takes a copy of `bytes`; the caller wipes its own.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    /// A shared secret as a gateway hands it out. It is taken as it is, never trimmed.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for what cannot be meant: nothing at all, or text with quotes
    /// around it, white space at an end or a line break anywhere, as a file or an environment variable leaves them
    /// behind. In bytes that are no text, nothing of this means anything, and they are not looked at.
    pub fn shared(bytes: &[u8]) -> Result<Self, Error> {
        let fault = |what: &str| Err(Error::config(format!("key: {what}")));
        if bytes.is_empty() {
            return fault("is empty (密钥为空)");
        }
        let text = text(bytes).unwrap_or_default();
        if text.contains(['\n', '\r']) {
            return fault("has a line break in it; take it off where the secret is read (密钥里有换行)");
        }
        if text.starts_with(is_blank) || text.ends_with(is_blank) {
            return fault("begins or ends with white space; take it off where the secret is read (密钥首尾有空格)");
        }
        let mut ends = text.chars();
        if let (Some(first), Some(last)) = (ends.next(), ends.next_back())
            && QUOTES.contains(&(first, last))
        {
            return fault("has quotes around it; take them off where the secret is read (密钥带了引号)");
        }
        Ok(Self::new(bytes))
    }

    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The text that `bytes` are; `None` for random bytes, one in five of which would hold a line break.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let foreign = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    (!text.contains(foreign)).then_some(text)
}

/// White space, and what looks like nothing at all: a byte order mark, a zero-width space.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

const QUOTES: [(char, char); 6] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
];
