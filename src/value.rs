//! A parameter's value and the exact text that it is signed as.

use std::borrow::Cow;

/// The largest whole number that every language reads alike: 2^53 − 1.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// A parameter's value. It is signed as the exact characters that travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// `null` or `undefined`: not sent, not signed.
    Absent,
    /// Signed as it is.
    Text(Cow<'a, str>),
    /// Signed as its decimal digits.
    Integer(i64),
    /// Signed as `true` or `false`.
    Bool(bool),
    /// A number of a JSON text, with the characters of the text; signed as the rule's [`Numbers`](crate::Numbers) say.
    Number(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// The value of a JavaScript number.
    ///
    /// # Errors
    /// Says why the number cannot be signed: its text would depend on the language (1.5, 1e21, NaN, 2^53).
    pub fn from_number(number: f64) -> Result<Self, &'static str> {
        let whole = number as i64; // saturates, and NaN becomes 0, so the comparison below still refuses
        if whole as f64 == number && (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&whole) {
            Ok(Self::Integer(whole))
        } else if !number.is_finite() {
            Err("is the result of a failed calculation, not a safe integer")
        } else {
            Err("is not a safe integer: pass it as a string, written as it is to be signed")
        }
    }

    /// The characters that travel and are signed; `None` where nothing travels.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Absent => None,
            Self::Text(text) | Self::Number(text) => Some(Cow::Borrowed(text)),
            Self::Integer(number) => Some(Cow::Owned(number.to_string())),
            Self::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value<'_> {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

/// A request's or notification's parameters: names and values, in any order, each name once.
pub type Params<'a> = [(&'a str, Value<'a>)];
