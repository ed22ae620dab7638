//! Bytes to text and back: value encodings, hexadecimal, base64.

use base64ct::{Base64, Base64Unpadded, Encoding as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::scheme::{Encoding, Output};

/// All but the unreserved characters of RFC 3986 §2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What JavaScript's `encodeURIComponent` writes as `%XX`.
const RESERVED_IN_JS: &AsciiSet = &RESERVED
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

impl Encoding {
    /// Appends `value` to `out` in this encoding.
    #[inline]
    pub(crate) fn append(self, value: &[u8], out: &mut Vec<u8>) {
        match self {
            Self::Raw => append(out, value),
            Self::Form => {
                form_urlencoded::byte_serialize(value).for_each(|part| out.extend_from_slice(part.as_bytes()))
            }
            Self::Rfc3986 => percent(value, RESERVED, out),
            Self::Js => percent(value, RESERVED_IN_JS, out),
        }
    }
}

fn percent(value: &[u8], reserved: &'static AsciiSet, out: &mut Vec<u8>) {
    percent_encode(value, reserved).for_each(|part| out.extend_from_slice(part.as_bytes()));
}

/// `extend_from_slice` for what is mostly short, as names and values are: in wasm a copy of a length known only at run
/// time is a call, which takes longer than copying two pieces of a fixed length that overlap.
#[inline]
pub(crate) fn append(out: &mut Vec<u8>, bytes: &[u8]) {
    match bytes.len() {
        0..4 => bytes.iter().for_each(|byte| out.push(*byte)),
        4..8 => append_ends::<4>(out, bytes),
        8..16 => append_ends::<8>(out, bytes),
        16..=32 => append_ends::<16>(out, bytes),
        _ => out.extend_from_slice(bytes),
    }
}

/// Appends `bytes`, of `N` to `2 * N` bytes, as their first and their last `N`.
#[inline(always)]
fn append_ends<const N: usize>(out: &mut Vec<u8>, bytes: &[u8]) {
    let end = out.len() + bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) {
        out.extend_from_slice(first);
        out.truncate(end - N);
        out.extend_from_slice(last);
    }
}

impl Output {
    /// The signature's text.
    #[must_use]
    pub fn write(self, bytes: &[u8]) -> String {
        let bytes = self.part(bytes);
        match self {
            Self::Hex | Self::Hex16 => base16ct::lower::encode_string(bytes),
            Self::UpperHex | Self::UpperHex16 => base16ct::upper::encode_string(bytes),
            Self::Base64 => Base64::encode_string(bytes),
            Self::Base64Url => {
                let standard = Base64::encode_string(bytes);
                standard.trim_end_matches('=').replace('+', "-").replace('/', "_")
            }
        }
    }

    /// The signature's bytes; `None` if the text is not in this form. One signature has several texts: hexadecimal in
    /// either case, base64 in either alphabet, without its padding, or with the spaces that forms make of `+`; each wrapped
    /// at lines or not.
    pub(crate) fn read(self, text: &str) -> Option<Vec<u8>> {
        let text = text.replace(['\r', '\n'], "");
        if !self.is_base64() {
            return base16ct::mixed::decode_vec(&text).ok();
        }
        let standard = text.replace(['-', ' '], "+").replace('_', "/");
        match standard.ends_with('=') {
            true => Base64::decode_vec(&standard).ok(),
            false => Base64Unpadded::decode_vec(&standard).ok(),
        }
    }

    /// Writes the text of `bytes` to the front of `out` and returns its length; `None` if it does not fit.
    #[inline]
    pub(crate) fn write_into(self, bytes: &[u8], out: &mut [u8]) -> Option<usize> {
        let bytes = self.part(bytes);
        match self {
            Self::Hex | Self::Hex16 => base16ct::lower::encode(bytes, out).ok().map(<[u8]>::len),
            Self::UpperHex | Self::UpperHex16 => base16ct::upper::encode(bytes, out).ok().map(<[u8]>::len),
            Self::Base64 => Base64::encode(bytes, out).ok().map(str::len),
            Self::Base64Url => {
                let length = Base64::encode(bytes, out).ok()?.trim_end_matches('=').len();
                out.iter_mut().for_each(|byte| match byte {
                    b'+' => *byte = b'-',
                    b'/' => *byte = b'_',
                    _ => {}
                });
                Some(length)
            }
        }
    }

    /// The bytes of a digest that are its signature: all, or the middle half.
    #[inline]
    pub(crate) fn part(self, bytes: &[u8]) -> &[u8] {
        if !self.is_half() {
            return bytes;
        }
        let quarter = bytes.len() / 4;
        bytes.get(quarter..3 * quarter).unwrap_or_default()
    }
}
