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
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for what cannot be meant: nothing at all, quotes around it, or
    /// white space at an end or a line break anywhere, as a file or an environment variable leaves them behind.
    pub fn shared(bytes: &[u8]) -> Result<Self, Error> {
        let fault = |what: &str| Err(Error::config(format!("key: {what}")));
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return fault("is empty (密钥为空)");
        };
        if bytes.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
            return fault("has a line break in it; take it off where the secret is read (密钥里有换行)");
        }
        if first.is_ascii_whitespace() || last.is_ascii_whitespace() {
            return fault("begins or ends with white space; take it off where the secret is read (密钥首尾有空格)");
        }
        if bytes.len() > 1 && first == last && matches!(first, b'"' | b'\'' | b'`') {
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
