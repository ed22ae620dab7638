//! Character references (HTML §13.2.5.72 on): `&amp;`, `&#39;`, `&#x27;`.

use super::concat;
use super::html::split;

/// Where a reference stands: what has no semicolon is read differently there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// In an attribute's value, where `&notify_url=` is just that.
    Attribute,
    /// In text, where it would be `¬ify_url=`.
    Text,
    /// In what a program has escaped, which never leaves the semicolon out.
    Escaped,
}

/// Line ends and references as browsers read them. Of the 2231 names that a reference can have, those are known that
/// are read without a semicolon and the commonest others; any other is refused, as are numbers that stand for another
/// character or for an error.
pub(super) fn read(raw: &str, within: Within) -> Result<String, String> {
    let raw = lines(raw);
    let mut parts = raw.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((character, after)) = reference(part, within) else {
            let (name, _) = split(part, |byte| !byte.is_ascii_alphanumeric() && byte != b'#');
            return Err(concat(&[
                "the character reference &",
                name.get(..20).unwrap_or(name),
                ", which is not known here (write the character itself or its number, as &#39;)",
            ]));
        };
        plain.push(character);
        plain.push_str(after);
    }
    Ok(plain)
}

/// With line feeds for all line ends, as browsers have them before anything else (HTML §13.2.3.5).
fn lines(text: &str) -> String {
    let mut parts = text.split('\r');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('\n');
        plain.push_str(part.strip_prefix('\n').unwrap_or(part));
    }
    plain
}

/// The character that is meant behind `&`, which may be the ampersand itself, and what follows it.
fn reference(part: &str, within: Within) -> Option<(char, &str)> {
    if let Some(number) = part.strip_prefix('#') {
        return numeric(part, number);
    }
    let (name, after) = split(part, |byte| !byte.is_ascii_alphanumeric());
    if let (false, Some(after)) = (name.is_empty(), after.strip_prefix(';')) {
        return Some((named(name)?, after));
    }
    match within {
        Within::Attribute => match without_semicolon(name) {
            Some(character) if !after.starts_with('=') => Some((character, after)),
            _ => Some(('&', part)),
        },
        // The longest name counts that the text begins with; none is known to be one.
        Within::Text => {
            let begins = (2..=name.len()).any(|length| name.get(..length).and_then(without_semicolon).is_some());
            (!begins).then_some(('&', part))
        }
        Within::Escaped => Some(('&', part)),
    }
}

/// The character of a number, unless browsers read another one for it; without digits it is no reference.
fn numeric<'a>(part: &'a str, number: &'a str) -> Option<(char, &'a str)> {
    let hexadecimal = number.strip_prefix('x').or(number.strip_prefix('X'));
    let (digits, after) = match hexadecimal {
        Some(number) => split(number, |byte| !byte.is_ascii_hexdigit()),
        None => split(number, |byte| !byte.is_ascii_digit()),
    };
    let radix = if hexadecimal.is_some() { 16 } else { 10 };
    if digits.is_empty() {
        return Some(('&', part));
    }
    let character = char::from_u32(u32::from_str_radix(digits, radix).ok()?)?;
    let same = !character.is_control() || matches!(character, '\t' | '\n');
    same.then_some((character, after.strip_prefix(';').unwrap_or(after)))
}

fn named(name: &str) -> Option<char> {
    let more = WITH_SEMICOLON.iter().find(|(known, _)| *known == name);
    without_semicolon(name).or(more.map(|(_, character)| *character))
}

fn without_semicolon(name: &str) -> Option<char> {
    let ascii = ASCII.iter().find(|(known, _)| *known == name);
    let latin = || {
        (0xa0_u8..=0xff)
            .zip(LATIN_1.split(' '))
            .find(|(_, known)| *known == name)
    };
    ascii
        .map(|(_, character)| *character)
        .or_else(|| Some(char::from(latin()?.0)))
}

const ASCII: [(&str, char); 10] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("AMP", '&'),
    ("LT", '<'),
    ("GT", '>'),
    ("QUOT", '"'),
    ("COPY", '©'),
    ("REG", '®'),
];

/// The names of U+00A0 to U+00FF in order, which are also read without a semicolon.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
    micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave \
    Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml \
    Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth \
    ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

const WITH_SEMICOLON: [(&str, char); 11] = [
    ("apos", '\''),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("euro", '€'),
    ("trade", '™'),
];
