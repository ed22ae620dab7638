//! Secrets in texts from outside, in whatever spelling they come back: some gateways repeat what they were sent, some
//! libraries the address or the body of a request.

/// Stands for what logs must not show.
pub(crate) const MASK: &str = "***";

/// Of so many bytes or fewer it is no secret, and may be part of any word.
const SHORT: usize = 5;

/// So many characters of a text are looked at. No message shows a tenth of them.
const LONGEST: usize = 8192;

/// `said` as it may be shown: first without characters that take no room, which may stand in the middle of a secret, and
/// then with `***` for each of `secrets`. Whoever wants less of it cuts what comes out.
pub(crate) fn masked<'s>(said: &str, secrets: impl Iterator<Item = &'s str>) -> String {
    let spellings: Vec<String> = secrets
        .filter(|secret| secret.len() > SHORT)
        .flat_map(spellings)
        .collect();
    let said = visible(said.chars().take(LONGEST));
    let mut masked = String::new();
    let mut rest = said.as_str();
    while let Some(first) = rest.chars().next() {
        let longest = spellings.iter().filter_map(|spelling| spelled(rest, spelling)).max();
        match longest {
            Some(_) => masked.push_str(MASK),
            None => masked.push(first),
        }
        rest = rest.get(longest.unwrap_or(first.len_utf8())..).unwrap_or_default();
    }
    masked
}

/// Without control characters, and without those that are written between others and not seen.
fn visible(text: impl Iterator<Item = char>) -> String {
    let unseen = |c: &char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.filter(|c| !unseen(c)).collect()
}

/// The texts that give a secret away: itself, what stands between the lines of a PEM, and its bytes in other alphabets.
fn spellings(secret: &str) -> Vec<String> {
    let body = secret.lines().filter(|line| !line.starts_with("-----"));
    let body: String = body.flat_map(str::split_whitespace).collect();
    let mut spellings = vec![visible(secret.chars()), body];
    encodings(secret.as_bytes(), &mut spellings);
    spellings.retain(|spelling| spelling.len() > SHORT);
    spellings
}

/// Hexadecimal, and base64 wherever the secret begins in what was encoded: `user:secret` of basic authentication, a body.
/// Of base64 those characters that stand for bytes of the secret alone.
#[cfg(feature = "keys")]
fn encodings(secret: &[u8], spellings: &mut Vec<String>) {
    use crate::scheme::Output;

    spellings.push(Output::Hex.write(secret));
    for (before, shared) in [(0, 0), (1, 2), (2, 3)] {
        let bytes = [[0; 2].get(..before).unwrap_or_default(), secret].concat();
        let whole = bytes.len() * 8 / 6;
        let base64 = Output::Base64.write(&bytes);
        spellings.push(base64.chars().take(whole).skip(shared).collect());
    }
}

/// The module for pages has no base64, and no secret but the user's own.
#[cfg(not(feature = "keys"))]
fn encodings(_: &[u8], _: &mut Vec<String>) {}

/// How many bytes of `text` stand for `secret` from its beginning on. At the end of `text` the first characters of a
/// secret suffice: others cut, too.
fn spelled(text: &str, secret: &str) -> Option<usize> {
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let mut rest = text;
    for (count, wanted) in secret.chars().enumerate() {
        if rest.is_empty() && count > SHORT {
            break;
        }
        rest = after(rest, wanted)?;
    }
    Some(text.len() - rest.len())
}

/// What follows `wanted` at the beginning of `text`, if it stands there in some way: escaped as in JSON, percent-encoded,
/// as an entity of HTML, in the other case, or as the other alphabet of base64 has it.
fn after(text: &str, wanted: char) -> Option<&str> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let written = match first {
        '\\' => after_escape(rest, wanted),
        '%' => after_percent(text, wanted),
        '&' => after_entity(rest, wanted),
        _ => None,
    };
    let alike = || {
        first.eq_ignore_ascii_case(&wanted)
            || matches!(
                (wanted, first),
                (' ' | '-', '+') | ('+', ' ' | '-') | ('/', '_') | ('_', '/')
            )
    };
    written.or_else(|| alike().then_some(rest))
}

/// Behind a backslash: `"`, `\`, `/`, `u4e2d`, `x41`; or behind several, where JSON stands in JSON.
fn after_escape(text: &str, wanted: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(wanted) {
        return Some(rest);
    }
    let hex = |text: &'_ str, digits: usize| u16::from_str_radix(text.get(..digits)?, 16).ok();
    let mut units = [0; 2];
    let mut rest = text;
    for unit in wanted.encode_utf16(&mut units) {
        rest = rest.trim_start_matches('\\');
        let (digits, behind) = match rest.strip_prefix('u') {
            Some(behind) => (4, behind),
            None => (2, rest.strip_prefix('x')?),
        };
        if hex(behind, digits)? != *unit {
            return None;
        }
        rest = behind.get(digits..)?;
    }
    Some(rest)
}

/// `%XX` for each byte, of which the `%` may have been encoded again.
fn after_percent(text: &str, wanted: char) -> Option<&str> {
    let mut rest = text;
    for byte in wanted.encode_utf8(&mut [0; 4]).bytes() {
        rest = rest.strip_prefix('%')?;
        while wanted != '%' && rest.starts_with("25") {
            rest = rest.get(2..)?;
        }
        if u8::from_str_radix(rest.get(..2)?, 16).ok()? != byte {
            return None;
        }
        rest = rest.get(2..)?;
    }
    Some(rest)
}

/// Behind `&`: `amp;`, `#34;`, `#x22;`.
fn after_entity(text: &str, wanted: char) -> Option<&str> {
    let (entity, rest) = text.split_once(';')?;
    let meant = match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = entity.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = match hexadecimal {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    (meant == wanted).then_some(rest)
}
