//! What keys are wrapped in, taken off layer by layer: encodings of text, PEM, base64, hexadecimal, JSON, XML, and what
//! editors, pages, shells and environment variables make of them.
//!
//! Nothing is guessed. A key is a DER structure that says its own length, so a character too many or too few, or one read
//! as another, is no key any more; what is left out here (white space, quotes, escapes, what cannot be seen) is nothing
//! that base64 has.

use zeroize::Zeroizing;

use super::der::length_of;
use super::digits::{Foreign, QUOTES, READINGS, digits, holds_nothing};
use super::mistaken::mistaken;
use super::numbers::numbers;
use super::structure::{self, Kind};
use crate::invisible::invisible;

/// A structure of the length that it says it has, or why there is none.
pub(super) type Piece = Result<Zeroizing<Vec<u8>>, Fault>;

pub(super) enum Fault {
    /// Something else, whole.
    Other(Kind),
    /// What is wrong with the text or the bytes.
    Broken(String),
}

pub(super) fn broken<T>(what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Broken(what.into()))
}

/// A text in base64 in base64 in base64 is still meant; one more layer is none of ours.
const LAYERS: u8 = 4;

/// All that `key` holds.
pub(super) fn pieces(key: &[u8]) -> Vec<Piece> {
    within(key, LAYERS).unwrap_or_else(|| vec![broken("found bytes that are neither DER nor text")])
}

/// All that the bytes hold; `None` where they are nothing known.
fn within(bytes: &[u8], layers: u8) -> Option<Vec<Piece>> {
    // Text begins with `0` as well, but goes on with no byte of 0x80 or more.
    let length =
        length_of(bytes).filter(|length| *length == bytes.len() || bytes.get(1).is_some_and(|byte| !byte.is_ascii()));
    if let Some(length) = length {
        return Some(vec![whole(bytes, length)]);
    }
    if let Some((_, kind)) = BINARY.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(vec![Err(Fault::Other(*kind))]);
    }
    let text = text(bytes)?;
    in_text(&text, layers.checked_sub(1)?)
}

/// How the binary files of others begin.
const BINARY: &[(&[u8], Kind)] = &[
    (b"openssh-key-v1\0", structure::OPENSSH),
    // BER, whose lengths are not said in advance
    (b"\x30\x80\x02\x01\x03", structure::PKCS12),
    (b"\x30\x80\x06\x09", structure::PKCS7),
    (b"\xfe\xed\xfe\xed", structure::JAVA_STORE),
    (b"\xce\xce\xce\xce", structure::JAVA_STORE),
    (b"\x07\x02\0\0\0\xa4\0\0RSA2", structure::MICROSOFT),
    (b"\x06\x02\0\0\0\xa4\0\0RSA1", structure::MICROSOFT),
];

/// A structure that says it has `length` bytes.
fn whole(bytes: &[u8], length: usize) -> Piece {
    match bytes.len() {
        there if there < length => broken(format!(
            "is cut off, or characters of it were lost: {there} of its {length} bytes are there (密钥不完整)"
        )),
        there if there > length => broken(format!(
            "is longer than it says it is: {there} bytes instead of {length}; copy the key alone (密钥多出内容)"
        )),
        _ => Ok(Zeroizing::new(bytes.to_vec())),
    }
}

// ---------------------------------------------------------------------------------------------------- bytes that are text

/// UTF-8 or UTF-16, with a byte order mark or without; around a PEM also anything else, as comments in GBK are.
fn text(bytes: &[u8]) -> Option<Zeroizing<String>> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [1..=0xff, 0, ..] => utf16(bytes, u16::from_le_bytes),
        [0, 1..=0xff, ..] => utf16(bytes, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Zeroizing<String>> {
    let (pairs, rest) = bytes.as_chunks();
    let units = pairs.iter().map(|pair| unit(*pair));
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 2)); // three bytes for two at most
    text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
    let legible = rest.is_empty() && !text.contains(char::REPLACEMENT_CHARACTER);
    legible.then_some(text)
}

fn utf8(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 3)); // a mark of three bytes for one at most
    let mut foreign = false;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            foreign = true;
        }
    }
    (!foreign || text.contains("BEGIN ")).then_some(text)
}

/// The character as it is meant; `None` for what cannot be seen. What Chinese input methods widen is narrowed again.
pub(super) fn visible(c: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ if c.is_whitespace() => Some(' '),
        _ if invisible(c).is_some() => None,
        _ => Some(c),
    }
}

// ------------------------------------------------------------------------------------------------------- what is in a text

/// What a text holds; `None` where it is no text, but bytes that look like one.
fn in_text(original: &str, layers: u8) -> Option<Vec<Piece>> {
    if let Some(bytes) = latin1(original) {
        return within(&bytes, layers);
    }
    let mut text = Zeroizing::new(String::with_capacity(original.len()));
    text.extend(original.chars().filter_map(visible));
    let blocks = blocks(&text);
    if !blocks.is_empty() {
        return Some(blocks.iter().flat_map(|block| block.pieces(original, layers)).collect());
    }
    if let Some(numbers) = numbers(&text) {
        return Some(vec![numbers]);
    }
    let bare = bare(&text);
    let read = in_base64(bare, layers);
    match read {
        Ok(Some(pieces)) => Some(pieces),
        _ if layers + 1 < LAYERS => None,
        _ => Some(vec![Err(mistaken(&text).unwrap_or_else(|| match read {
            Err(foreign) => foreign.at(original, text.len() - bare.len()),
            Ok(_) => Fault::Broken(NO_KEY.to_owned()),
        }))]),
    }
}

const NO_KEY: &str = "is base64 of something that is not a key; that of an RSA key begins with MI";
pub(super) const DAMAGED_LINE: &str =
    "has a damaged BEGIN line; it reads -----BEGIN PRIVATE KEY----- or the like, with five hyphens at either end";

/// DER that was read as if each byte were a character, as `atob` and the encoding `latin1` do.
fn latin1(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut chars = text.chars();
    if chars.next() != Some('0') || !matches!(chars.next(), Some('\u{80}'..='\u{84}')) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    for c in text.chars() {
        bytes.push(u8::try_from(c).ok()?);
    }
    Some(bytes)
}

/// What stands between two lines of a PEM.
struct Block<'a> {
    label: &'a str,
    body: &'a str,
    /// Where the body begins.
    at: usize,
}

/// The PEM blocks of a text, also where their lines were joined, or one of the two is lost.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open = None;
    let mut rest = text;
    while let Some(marker) = marker(rest) {
        let at = text.len() - rest.len();
        let first = blocks.is_empty();
        // A block ends at its END line, or where the next one begins; one without a beginning began with the text.
        if let Some(label) = open.or_else(|| (first && !marker.begins).then_some(marker.label)) {
            blocks.push(Block {
                label,
                body: marker.before,
                at,
            });
        }
        open = marker.begins.then_some(marker.label);
        rest = marker.after;
    }
    if let Some(label) = open {
        blocks.push(Block {
            label,
            body: rest,
            at: text.len() - rest.len(),
        });
    }
    blocks
}

struct Marker<'a> {
    before: &'a str,
    begins: bool,
    label: &'a str,
    after: &'a str,
}

/// The first `-----BEGIN …-----` or `-----END …-----`, also of fewer dashes, or of those that editors make of hyphens.
fn marker(text: &str) -> Option<Marker<'_>> {
    text.match_indices(is_dash).find_map(|(at, _)| {
        let (before, line) = text.split_at_checked(at)?;
        let words = line.trim_start_matches(is_dash);
        if line.len() - words.len() < 2 {
            return None; // one hyphen is a digit of base64url
        }
        let words = words.trim_start_matches(BLANKS);
        let (begins, rest) = match (after_word(words, "BEGIN"), after_word(words, "END")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return None,
        };
        let end = rest
            .find(|c| is_dash(c) || matches!(c, '\n' | '\\' | '<'))
            .unwrap_or(rest.len());
        let (label, after) = rest.split_at_checked(end).filter(|_| end <= MAX_LABEL)?;
        Some(Marker {
            before,
            begins,
            label,
            after: after.trim_start_matches(is_dash),
        })
    })
}

/// What forms make of a space.
const BLANKS: [char; 3] = [' ', '+', '_'];
/// A longer one has a key in it.
const MAX_LABEL: usize = 64;

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' | '\u{2501}' | '\u{fe58}' | '\u{fe63}' | '\u{30fc}'
    )
}

fn after_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(word.len())?;
    start.eq_ignore_ascii_case(word).then_some(rest)
}

impl Block<'_> {
    fn pieces(&self, original: &str, layers: u8) -> Vec<Piece> {
        let label = self.label.to_ascii_uppercase();
        if let Some((_, kind)) = LABELS.iter().find(|(word, _)| label.contains(word)) {
            return vec![Err(Fault::Other(*kind))];
        }
        if self.body.contains("Proc-Type:") {
            return vec![Err(Fault::Other(structure::ENCRYPTED))];
        }
        match in_base64(self.body, layers) {
            Ok(Some(pieces)) => pieces,
            Ok(None) if holds_nothing(self.body) => {
                vec![broken("is cut off: nothing follows its BEGIN line (密钥不完整)")]
            }
            Ok(None) if self.body.trim_start().starts_with(is_dash) => vec![broken(DAMAGED_LINE)],
            Ok(None) => vec![broken(NO_KEY)],
            Err(foreign) => vec![Err(foreign.at(original, self.at))],
        }
    }
}

/// Blocks that hold no DER.
const LABELS: &[(&str, Kind)] = &[
    ("PGP", structure::PGP),
    ("SSH2", structure::OPENSSH_PUBLIC),
    ("PARAMETERS", structure::PARAMETERS),
];

/// What stands in base64 in `body`; `None` where it is nothing known.
fn in_base64(body: &str, layers: u8) -> Result<Option<Vec<Piece>>, Foreign> {
    let digits = digits(body)?;
    let mut first = None;
    for read in READINGS {
        let Some(pieces) = read(&digits).and_then(|bytes| within(&bytes, layers)) else {
            continue;
        };
        if pieces.iter().any(Result::is_ok) {
            return Ok(Some(pieces));
        }
        first.get_or_insert(pieces);
    }
    Ok(first)
}

/// The base64 of a text without PEM lines: behind `name=`, `"name":`, `data:…,` or a comment, where one stands before it.
fn bare(text: &str) -> &str {
    let key = |text: &str| BEGINNINGS.iter().any(|start| text.starts_with(start));
    // A byte order mark that was read as UTF-8 and was none is U+FFFD.
    let text = text.trim_start_matches([' ', '\n', char::REPLACEMENT_CHARACTER]);
    let named = || {
        let ends_name = |c| QUOTES.contains(&c) || matches!(c, '=' | ':' | ',' | '>' | ' ' | '\n');
        let mut rests = text
            .match_indices(ends_name)
            .map(|(at, end)| text.get(at + end.len()..));
        rests.find_map(|rest| rest.filter(|rest| key(rest)))
    };
    if key(text) { text } else { named().unwrap_or(text) }
}

/// Base64 of a DER structure of some length, and of a PEM.
const BEGINNINGS: [&str; 2] = ["MI", "LS0t"];
