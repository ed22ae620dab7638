//! What keys are wrapped in, taken off layer by layer: encodings of text, PEM, base64, hexadecimal, JSON, XML, and what
//! editors, pages, shells and environment variables make of them.
//!
//! Nothing is guessed. A key is a DER structure that says its own length, so a character too many or too few, or one read
//! as another, is no key any more; what is left out here (white space, quotes, escapes, what cannot be seen) is nothing
//! that base64 has.

use base64ct::{Base64Unpadded, Encoding as _};
use rsa::pkcs1::{RsaPrivateKey, RsaPublicKey};
use rsa::pkcs8::der::{Encode as _, asn1::UintRef};
use zeroize::Zeroizing;

use super::structure::{self, Kind};
use crate::invisible::invisible;
use crate::secret::unmeant;

/// A structure of the length that it says it has, or why there is none.
pub(super) type Piece = Result<Zeroizing<Vec<u8>>, Fault>;

pub(super) enum Fault {
    /// Something else, whole.
    Other(Kind),
    /// What is wrong with the text or the bytes.
    Broken(String),
}

fn broken<T>(what: impl Into<String>) -> Result<T, Fault> {
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
    let length = structure::length_of(bytes)
        .filter(|length| *length == bytes.len() || bytes.get(1).is_some_and(|byte| !byte.is_ascii()));
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
            "is not a key alone: {} bytes follow its end; take them off",
            there - length
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
fn visible(c: char) -> Option<char> {
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

// ------------------------------------------------------------------------------------------------------------------ base64

/// A character that base64 does not have, and how much of the text stands before it.
struct Foreign {
    offset: usize,
    c: char,
}

impl Foreign {
    /// Its place in the text as it was given, of which a stretch from `start` on was read.
    fn at(&self, original: &str, start: usize) -> Fault {
        let mut passed = 0;
        let mut line = 1;
        let before = original.chars().take_while(|c| {
            passed += visible(*c).map_or(0, char::len_utf8);
            let before = passed <= start + self.offset;
            line += u32::from(before && *c == '\n');
            before
        });
        let place = before.count() + 1;
        Fault::Broken(match self.c {
            '=' => format!(
                "has `=` at character {place} (line {line}) and more after it, though that sign ends a key; pass one key alone"
            ),
            char::REPLACEMENT_CHARACTER => format!(
                "has U+FFFD at character {place} (line {line}): bytes that are not UTF-8 were read as text; pass the bytes of the file"
            ),
            c => format!(
                "has a foreign character, `{c}` (U+{:04X}), at character {place} (line {line}); copy the key again (密钥中有非法字符)",
                u32::from(c)
            ),
        })
    }
}

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

/// Ways to read digits, each of which gives another number of bytes: at most one gives a structure of its own length.
const READINGS: [fn(&str) -> Option<Zeroizing<Vec<u8>>>; 4] = [
    |digits| decoded(digits.chars().filter(|c| *c != ' ')),
    |digits| hexadecimal(digits),
    // A query or a form that was decoded once more than it was encoded.
    |digits| {
        digits
            .contains(' ')
            .then(|| decoded(digits.chars().map(|c| if c == ' ' { '+' } else { c })))?
    },
    // `\n` that lost its backslash to a shell: an n before each line, and one at the end.
    |digits| {
        let lines = digits.strip_suffix('n')?;
        let place = LINES.iter().find_map(|length| {
            let lost = move |at: usize| at % (length + 1) == 0;
            let all = lines.chars().enumerate().all(|(at, c)| c == 'n' || !lost(at));
            all.then_some(lost)
        });
        let lost = place?;
        decoded(lines.chars().enumerate().filter(|(at, _)| !lost(*at)).map(|(_, c)| c))
    },
];

/// How long lines are: those of PEM, of OpenSSH, of MIME.
const LINES: [usize; 3] = [64, 70, 76];

fn decoded(digits: impl Iterator<Item = char> + Clone) -> Option<Zeroizing<Vec<u8>>> {
    let mut text = Zeroizing::new(String::with_capacity(digits.clone().count()));
    text.extend(digits);
    let mut bytes = Zeroizing::new(vec![0; text.len()]);
    // What is cut off within a group is read up to it: how much is there can be said then.
    let groups = text.len() - text.len() % 4;
    let whole = Base64Unpadded::decode(text.as_bytes(), &mut bytes)
        .ok()
        .map(<[u8]>::len);
    let length = match whole {
        Some(length) => length,
        None => Base64Unpadded::decode(text.as_bytes().get(..groups)?, &mut bytes)
            .ok()?
            .len(),
    };
    bytes.truncate(length);
    Some(bytes)
}

fn hexadecimal(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; digits.len()]);
    let length = digits
        .starts_with("30")
        .then(|| base16ct::mixed::decode(digits, &mut bytes).ok())??
        .len();
    bytes.truncate(length);
    Some(bytes)
}

/// The digits of a stretch of text in the standard alphabet, and its spaces.
fn digits(body: &str) -> Result<Zeroizing<String>, Foreign> {
    let mut digits = Zeroizing::new(String::with_capacity(body.len()));
    let mut padding = None;
    let mut rest = body;
    while !rest.is_empty() {
        let offset = body.len() - rest.len();
        let (c, after) = unescaped(rest);
        rest = after;
        match c {
            None | Some('\n') => {}
            Some(' ') if padding.is_some() => {}
            Some('=') => padding = padding.or(Some(offset)),
            Some(c) if QUOTES.contains(&c) => rest = after_joint(rest),
            Some(c) => match (c, padding) {
                ('A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '-' | '_' | ' ', None) => digits.push(match c {
                    '-' => '+',
                    '_' => '/',
                    c => c,
                }),
                ('n', _) if rest.trim().is_empty() => digits.push('n'), // a line break: see READINGS
                (c, None) => return Err(Foreign { offset, c }),
                (_, Some(offset)) => return Err(Foreign { offset, c: '=' }),
            },
        }
    }
    Ok(digits)
}

fn holds_nothing(body: &str) -> bool {
    digits(body).is_ok_and(|digits| digits.trim().is_empty())
}

const QUOTES: [char; 9] = ['"', '\'', '`', '“', '”', '‘', '’', '「', '」'];

/// After a quote: what joins it to the next one in source text (`"…" +`), or ends the text.
fn after_joint(text: &str) -> &str {
    let joint = |c| matches!(c, ' ' | '\n' | '\\' | '+' | '.' | ',' | ';' | ')' | ']' | '}');
    let next = text.trim_start_matches(joint);
    let joined = next.is_empty() || next.starts_with(QUOTES);
    if joined { next } else { text }
}

/// The first character of a text that is not empty, behind the escapes of JSON, forms and HTML, and what follows it.
/// `None` stands for what holds nothing: a line break, a tag, the backslash before a character.
fn unescaped(text: &str) -> (Option<char>, &str) {
    let mut chars = text.chars();
    let c = chars.next();
    let after = chars.as_str();
    let escaped = match c {
        Some('\\') => Some(behind_backslashes(after.trim_start_matches('\\'))),
        // Escaped more than once: %250A, &amp;#10;
        Some('%') => coded(after.trim_start_matches("25"), 2),
        Some('&') => entity(after.trim_start_matches("amp;")),
        Some('<') => tag(after).map(|after| (None, after)),
        _ => None,
    };
    escaped.unwrap_or((c, after))
}

fn behind_backslashes(text: &str) -> (Option<char>, &str) {
    let coded = match (text.strip_prefix('u'), text.strip_prefix('x')) {
        (Some(code), _) => coded(code, 4),
        (_, Some(code)) => coded(code, 2),
        _ => None,
    };
    coded.unwrap_or((None, text.strip_prefix(['n', 'r', 't']).unwrap_or(text)))
}

/// A character by its number, in so many hexadecimal digits.
fn coded(text: &str, digits: usize) -> Option<(Option<char>, &str)> {
    let (number, after) = text.split_at_checked(digits)?;
    let c = u32::from_str_radix(number, 16).ok().and_then(char::from_u32)?;
    Some((visible(c), after))
}

fn entity(text: &str) -> Option<(Option<char>, &str)> {
    let (name, after) = text.split_once(';').filter(|(name, _)| name.len() <= 8)?;
    let number = name
        .strip_prefix('#')
        .and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(number) => u32::from_str_radix(number, 16).ok(),
            None => number.parse().ok(),
        });
    let named = || ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    Some((visible(number.and_then(char::from_u32).or_else(named)?), after))
}

const ENTITIES: &[(&str, char)] = &[
    ("plus", '+'),
    ("sol", '/'),
    ("equals", '='),
    ("nbsp", ' '),
    ("quot", '"'),
    ("apos", '\''),
    ("NewLine", '\n'),
];

/// What follows a tag.
fn tag(text: &str) -> Option<&str> {
    let (name, after) = text.split_once('>').filter(|(name, _)| name.len() <= MAX_LABEL)?;
    name.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic())
        .then_some(after)
}

// ------------------------------------------------------------------------------------------------------- numbers with names

/// The numbers of RFC 8017 A.1 in their order, in .NET's XML and in a JWK (RFC 7518 §6.3).
const NUMBERS: [(&str, &str); 8] = [
    ("Modulus", "n"),
    ("Exponent", "e"),
    ("D", "d"),
    ("P", "p"),
    ("Q", "q"),
    ("DP", "dp"),
    ("DQ", "dq"),
    ("InverseQ", "qi"),
];

/// A key as a JWK or as .NET's `<RSAKeyValue>`, made into PKCS#1.
fn numbers(text: &str) -> Option<Piece> {
    // JSON in JSON has backslashes; none of the numbers has.
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    plain.extend(text.chars().filter(|c| *c != '\\'));
    if let Some(kind) = member(&plain, "kty").and_then(|kty| KEY_TYPES.iter().find(|(name, _)| *name == kty)) {
        return Some(Err(Fault::Other(kind.1)));
    }
    let value = |(xml, jwk): (&str, &str)| {
        let text = element(&plain, xml)
            .or_else(|| member(&plain, jwk))
            .or_else(|| member(&plain, xml))?;
        decoded(digits(text).ok()?.chars())
    };
    let found = NUMBERS.map(value);
    let [n, e, d, p, q, dp, dq, qi] = found.each_ref().map(|bytes| UintRef::new(bytes.as_ref()?).ok());
    let public = RsaPublicKey {
        modulus: n?,
        public_exponent: e?,
    };
    let all = |d, p, q, dp, dq, qi| RsaPrivateKey {
        modulus: public.modulus,
        public_exponent: public.public_exponent,
        private_exponent: d,
        prime1: p,
        prime2: q,
        exponent1: dp,
        exponent2: dq,
        coefficient: qi,
        other_prime_infos: None,
    };
    let written = match (d, p, q, dp, dq, qi) {
        (None, None, None, None, None, None) => public.to_der(),
        (Some(d), Some(p), Some(q), Some(dp), Some(dq), Some(qi)) => all(d, p, q, dp, dq, qi).to_der(),
        _ => {
            return Some(broken(
                "is an RSA key as JSON or XML without all of its numbers; export d, p, q, dp, dq and qi, too",
            ));
        }
    };
    Some(written.map(Zeroizing::new).or_else(|_| broken(NO_KEY)))
}

/// Keys of other types as JWK.
const KEY_TYPES: &[(&str, Kind)] = &[
    ("EC", structure::EC_JWK),
    ("OKP", structure::OKP_JWK),
    ("oct", structure::SECRET_JWK),
];

/// The text of `<name>`.
fn element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<{name}>"))?;
    Some(rest.split_once(&format!("</{name}>"))?.0)
}

/// The text of `"name": "…"`, if it is there once.
fn member<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let name = format!("\"{name}\"");
    let mut values = text.split(&name).skip(1).filter_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        Some(value.split_once('"')?.0)
    });
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

// ----------------------------------------------------------------------------------------------------- texts that are none

/// The base64 of a text without PEM lines: behind `name=`, `"name":` or `data:…,` where one stands before it.
fn bare(text: &str) -> &str {
    let key = |text: &str| BEGINNINGS.iter().any(|start| text.starts_with(start));
    let text = text.trim_start();
    let named = || {
        text.match_indices(['=', ':', ',']).find_map(|(at, _)| {
            let rest = text.get(at + 1..)?.trim_start_matches([' ', '\n', '\\']);
            let rest = rest.strip_prefix(QUOTES).unwrap_or(rest);
            key(rest).then_some(rest)
        })
    };
    if key(text) { text } else { named().unwrap_or(text) }
}

/// Base64 of a DER structure of some length, and of a PEM.
const BEGINNINGS: [&str; 2] = ["MI", "LS0t"];

/// What people pass in the place of a key.
fn mistaken(text: &str) -> Option<Fault> {
    let text = text.trim();
    let upper = Zeroizing::new(text.to_ascii_uppercase());
    let length = text.chars().count();
    let short = length < LONG;
    let starts = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start));
    let is_path = || {
        let drive = text.get(1..).is_some_and(|rest| rest.starts_with(":\\"));
        short && (drive || starts(PATHS) || FILES.iter().any(|end| text.ends_with(end)))
    };
    if let Some((_, kind)) = FORMS.iter().find(|(start, _)| text.starts_with(start)) {
        return Some(Fault::Other(*kind));
    }
    let what = if upper.contains("BEGIN") && upper.contains("KEY") {
        "has a damaged BEGIN line; it reads -----BEGIN PRIVATE KEY----- or the like, with five hyphens at either end"
    } else if starts(ADDRESSES) {
        "is an address; fetch what is there and pass that (这是网址)"
    } else if is_path() {
        "found what looks like the name of a file; read the file and pass what is in it (这是文件路径)"
    } else if holds_nothing(text) && !text.contains('>') {
        "is empty (密钥为空)"
    } else if let Some(why) = (short && !text.contains('\n')).then(|| unmeant(text, "密钥")).flatten() {
        return Some(Fault::Broken(why));
    } else if starts(&["<"]) {
        "is a page of HTML, or XML, without a key that can be found in it; pass the key alone"
    } else if starts(&["{", "["]) {
        "is JSON without a key that can be found in it; pass the member that holds the key"
    } else if text.contains("...") || text.contains('…') {
        "was shortened with an ellipsis where it was copied; copy all of it"
    } else if length < SHORT {
        return Some(Fault::Broken(format!(
            "is a text of {length} characters, too short for an RSA key; is it the shared secret of another scheme?"
        )));
    } else {
        return None;
    };
    broken::<()>(what).err()
}

/// How texts begin that hold keys of other forms.
const FORMS: &[(&str, Kind)] = &[
    ("PuTTY-User-Key-File", structure::PUTTY),
    ("ssh-", structure::OPENSSH_PUBLIC),
    ("ecdsa-sha2-", structure::OPENSSH_PUBLIC),
];
const ADDRESSES: &[&str] = &["http://", "https://", "file://", "s3://", "arn:", "vault:"];
const PATHS: &[&str] = &["/", "./", "../", "~/", ".\\", "..\\"];
const FILES: &[&str] = &[
    ".pem", ".key", ".der", ".txt", ".crt", ".cer", ".pfx", ".p12", ".p8", ".jks", ".json",
];
/// More than a path or a placeholder has.
const LONG: usize = 300;
/// No RSA key is shorter than 512 bits.
const SHORT: usize = 100;
