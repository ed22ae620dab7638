//! Base64 as people have it: with line breaks, quotes and escapes of all sorts, in either alphabet.

use base64ct::{Base64Unpadded, Encoding as _};
use zeroize::Zeroizing;

use super::wrapping::{Fault, visible};

/// A character that base64 does not have, and how much of the text stands before it.
pub(super) struct Foreign {
    offset: usize,
    c: char,
}

impl Foreign {
    /// Its place in the text as it was given, of which a stretch from `start` on was read.
    pub(super) fn at(&self, original: &str, start: usize) -> Fault {
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
                "has `=` at character {place} (line {line}) and more after it, though that sign ends a key; pass one key alone, with line breaks that are none of its letters"
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

/// A way to read digits as bytes.
pub(super) type Reading = fn(&str) -> Option<Zeroizing<Vec<u8>>>;

/// Each gives another number of bytes: at most one of them gives a structure of its own length.
pub(super) const READINGS: [Reading; 4] = [spaces_between, hexadecimal, spaces_for_plus, spelt_breaks_between];

fn spaces_between(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    decoded(digits.chars().filter(|c| *c != ' '))
}

/// A query or a form that was decoded once more than it was encoded.
fn spaces_for_plus(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    let plus = |c| if c == ' ' { '+' } else { c };
    digits.contains(' ').then(|| decoded(digits.chars().map(plus)))?
}

/// `\n` that lost its backslash to a shell, or has a slash in its place: before each line, and after the last.
fn spelt_breaks_between(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    let spelt = SPELT_BREAKS
        .iter()
        .flat_map(|spelt| LINES.map(|length| (*spelt, length)));
    let lines = spelt
        .filter_map(|(spelt, length)| without(digits, spelt, length))
        .next()?;
    decoded(lines.chars())
}

fn without(digits: &str, spelt: &str, length: usize) -> Option<Zeroizing<String>> {
    let mut lines = Zeroizing::new(String::with_capacity(digits.len()));
    let mut rest = digits.strip_suffix(spelt)?;
    while !rest.is_empty() {
        rest = rest.strip_prefix(spelt)?;
        let (line, after) = rest.split_at_checked(length.min(rest.len()))?;
        lines.push_str(line);
        rest = after;
    }
    Some(lines)
}

const SPELT_BREAKS: [&str; 4] = ["n", "rn", "/n", "/r/n"];
/// How long lines are: those of PEM, of OpenSSH, of MIME.
const LINES: [usize; 3] = [64, 70, 76];

pub(super) fn decoded(digits: impl Iterator<Item = char> + Clone) -> Option<Zeroizing<Vec<u8>>> {
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
    let digits = digits.strip_prefix("0x").unwrap_or(digits);
    let mut bytes = Zeroizing::new(vec![0; digits.len()]);
    let length = digits
        .starts_with("30")
        .then(|| base16ct::mixed::decode(digits, &mut bytes).ok())??
        .len();
    bytes.truncate(length);
    Some(bytes)
}

/// The digits of a stretch of text in the standard alphabet, and its spaces.
pub(super) fn digits(body: &str) -> Result<Zeroizing<String>, Foreign> {
    let mut digits = Zeroizing::new(String::with_capacity(body.len()));
    let mut padding = None;
    let mut rest = body;
    while !rest.is_empty() {
        let here = rest;
        let offset = body.len() - here.len();
        let (c, after) = unescaped(here);
        rest = after;
        match c {
            None | Some('\n' | '>') => {} // mail is quoted with the latter
            Some(' ') if padding.is_some() => {}
            Some('=') => padding = padding.or(Some(offset)),
            Some(c) if QUOTES.contains(&c) => rest = after_joint(rest),
            Some(c @ ('A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '-' | '_' | ' ')) => match padding {
                None => digits.push(match c {
                    '-' => '+',
                    '_' => '/',
                    c => c,
                }),
                Some(_) if SPELT_BREAKS.contains(&here.trim()) => {
                    digits.push_str(here.trim());
                    break;
                }
                Some(offset) => return Err(Foreign { offset, c: '=' }),
            },
            Some(_) if here.trim_start_matches(ENDINGS).is_empty() => break,
            Some(c) => return Err(Foreign { offset, c }),
        }
    }
    Ok(digits)
}

/// What stands after a key that was copied out of source text or a terminal.
const ENDINGS: [char; 8] = [',', ';', ')', ']', '}', '%', ' ', '\n'];

pub(super) fn holds_nothing(body: &str) -> bool {
    digits(body).is_ok_and(|digits| digits.trim().is_empty())
}

pub(super) const QUOTES: [char; 9] = ['"', '\'', '`', '“', '”', '‘', '’', '「', '」'];

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

/// A longer one has a key in it.
const MAX_TAG: usize = 64;

/// What follows a tag.
fn tag(text: &str) -> Option<&str> {
    let (name, after) = text.split_once('>').filter(|(name, _)| name.len() <= MAX_TAG)?;
    name.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic())
        .then_some(after)
}
