//! Secrets in texts from outside, in whatever spelling they come back: some gateways repeat what they were sent, some
//! libraries the address or the body of a request.

use crate::invisible::invisible;
use crate::scheme::Output;
use crate::secret::MASK;

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

/// Without what is written between other characters and not seen.
fn visible(text: impl Iterator<Item = char>) -> String {
    text.filter(|c| invisible(*c).is_none()).collect()
}

/// The texts that give a secret away: itself, what stands between the lines of a PEM, and its bytes in other alphabets.
fn spellings(secret: &str) -> Vec<String> {
    let mut spellings = vec![visible(secret.chars())];
    if secret.starts_with("-----") {
        let body = secret.lines().filter(|line| !line.starts_with("-----"));
        spellings.push(body.flat_map(str::split_whitespace).collect());
    }
    encodings(secret.as_bytes(), &mut spellings);
    // See `after`.
    spellings.iter_mut().for_each(|spelling| spelling.retain(|c| c != '\\'));
    spellings.retain(|spelling| spelling.len() > SHORT);
    spellings
}

/// Hexadecimal, and base64 wherever the secret begins in what was encoded: `user:secret` of basic authentication, a body.
/// Of base64 those characters that stand for bytes of the secret alone.
fn encodings(secret: &[u8], spellings: &mut Vec<String>) {
    spellings.push(Output::Hex.write(secret));
    for (before, shared) in [(0, 0), (1, 2), (2, 3)] {
        let bytes = [[0; 2].get(..before).unwrap_or_default(), secret].concat();
        let whole = bytes.len() * 8 / 6;
        let base64 = Output::Base64.write(&bytes);
        spellings.push(base64.chars().take(whole).skip(shared).collect());
    }
}

/// How many bytes of `text` stand for `secret` from its beginning on. At the end of `text` the first characters of a
/// secret suffice, for others cut, too, and in the middle of an escape.
fn spelled(text: &str, secret: &str) -> Option<usize> {
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let (mut before, mut rest) = (text, text);
    for (count, wanted) in secret.chars().enumerate() {
        let Some(behind) = after(rest, wanted) else {
            // What stood for `&` may have been the beginning of `&amp;`.
            let cut_off = count > SHORT && (is_cut_off(rest) || is_cut_off(before));
            return cut_off.then_some(text.len());
        };
        (before, rest) = (rest, behind);
    }
    Some(text.len() - rest.len())
}

/// Whether this is nothing, or the beginning of what would stand for one character.
fn is_cut_off(rest: &str) -> bool {
    let within = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\\' | '%' | '&' | '#');
    rest.is_empty() || (rest.starts_with(['\\', '%', '&']) && rest.len() < 12 && rest.chars().all(within))
}

/// What follows `wanted` at the beginning of `text`, if it stands there in some way. Backslashes before it do not count:
/// JSON has one of them, JSON in JSON three.
fn after(text: &str, wanted: char) -> Option<&str> {
    let plain = after_backslashes(text);
    let escaped = (plain.len() < text.len()).then(|| after_escape(plain, wanted));
    escaped.flatten().or_else(|| after_character(plain, wanted))
}

fn after_backslashes(mut text: &str) -> &str {
    while let Some(rest) = after_character(text, '\\') {
        text = rest;
    }
    text
}

/// As it is, in the other case, percent-encoded, as an entity of HTML, or as the other alphabet of base64 has it.
fn after_character(text: &str, wanted: char) -> Option<&str> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let encoded = match first {
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
    encoded.or_else(|| alike().then_some(rest))
}

/// Behind a backslash: `u4e2d` for each half of a character, or `x41`.
fn after_escape(text: &str, wanted: char) -> Option<&str> {
    let mut rest = text;
    for unit in wanted.encode_utf16(&mut [0; 2]) {
        rest = after_backslashes(rest);
        let (digits, behind) = match rest.strip_prefix('u') {
            Some(behind) => (4, behind),
            None => (2, rest.strip_prefix('x')?),
        };
        if u16::from_str_radix(behind.get(..digits)?, 16).ok()? != *unit {
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
    let (end, _) = text.char_indices().take(10).find(|(_, c)| *c == ';')?;
    let (entity, rest) = (text.get(..end)?, text.get(end + 1..)?);
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

#[cfg(test)]
mod tests {
    use super::{LONGEST, masked};
    use crate::secret::MASK;

    const SECRET: &str = "k3y/K+\"x\\ 中😀=";

    fn shown(said: &str) -> String {
        masked(said, ["short", SECRET].into_iter())
    }

    /// Of Python: `json.dumps`, `urllib.parse.quote` and `quote_plus`, `html.escape`; by hand where it says so.
    #[test]
    fn every_spelling_is_masked() {
        for spelling in [
            SECRET,
            r#"k3y/K+\"x\\ 中😀="#,
            r#"k3y/K+\"x\\ \u4e2d\ud83d\ude00="#,
            r#"k3y\/K+\"x\\ \u4E2D\uD83D\uDE00="#,       // PHP's json_encode
            r#"k3y/K+\\\"x\\\\ \\u4e2d\\ud83d\\ude00="#, // JSON in JSON
            "k3y%2FK%2B%22x%5C%20%E4%B8%AD%F0%9F%98%80%3D",
            "k3y%2fK%2b%22x%5c%20%e4%b8%ad%f0%9f%98%80%3d",
            "k3y%2FK%2B%22x%5C+%E4%B8%AD%F0%9F%98%80%3D",
            "k3y/K+%22x%5C%20%E4%B8%AD%F0%9F%98%80=",
            "k3y%252FK%252B%2522x%255C%2520%25E4%25B8%25AD%25F0%259F%2598%2580%253D", // quoted twice
            "k3y/K+&quot;x\\ 中😀=",
            "k3y&#x2F;K&#43;&#34;x&#92; &#x4e2d;&#128512;=", // by hand
            "K3Y/k+\"X\\ 中😀=",                             // by hand
            "k3y/K+\n\"x\u{200b}\\ 中\u{7f}😀=",             // by hand
        ] {
            assert_eq!(shown(&format!("<{spelling}>")), format!("<{MASK}>"), "{spelling}");
        }
    }

    /// Of Python: `base64.b64encode` and `urlsafe_b64encode` of b"user:" + secret and so on, `bytes.hex`.
    #[test]
    fn bytes_in_other_alphabets_are_masked() {
        let shown = |said: &str| masked(said, ["the-secret>?>1234"].into_iter());
        for (said, told) in [
            ("dGhlLXNlY3JldD4/PjEyMzQ=", "***Q="),
            ("dGhlLXNlY3JldD4_PjEyMzQ", "***Q"),
            ("Basic dTp0aGUtc2VjcmV0Pj8+MTIzNA==", "Basic dTp***A=="),
            ("Basic dXNlcjp0aGUtc2VjcmV0Pj8-MTIzNA", "Basic dXNlcjp***A"),
            ("eDp0aGUtc2VjcmV0Pj8+MTIzNDp5", "eDp***Dp5"),
            ("7468652d7365637265743e3f3e31323334", MASK),
            ("7468652D7365637265743E3F3E31323334", MASK),
        ] {
            assert_eq!(shown(said), told, "{said}");
        }
    }

    #[test]
    fn a_secret_that_was_cut_off_is_masked() {
        assert_eq!(shown("sign of a=1&key=k3y/K+\"x"), "sign of a=1&key=***");
        assert_eq!(shown("key=k3y/K"), "key=k3y/K", "so little is no secret");
        assert_eq!(shown("key=k3y/K+\"x and more"), "key=k3y/K+\"x and more");
        assert_eq!(shown("key=k3y%2FK%2B%22x%5C%20%E4%B"), "key=***");
        assert_eq!(masked("key=a-secret&amp", ["a-secret&more"].into_iter()), "key=***");
        assert_eq!(masked("a-secret&b=c", ["a-secret&more"].into_iter()), "a-secret&b=c");
    }

    #[test]
    fn what_stands_between_the_lines_of_a_pem_is_masked() {
        let pem = "-----BEGIN PRIVATE KEY-----\nTUlJRXZRSUJB\r\nREFOQmdrcWhr\n-----END PRIVATE KEY-----\n";
        let shown = |said: &str| masked(said, [pem].into_iter());
        assert_eq!(shown(pem), MASK);
        assert_eq!(shown("key TUlJRXZRSUJBREFOQmdrcWhr."), "key ***.");
        assert_eq!(shown("key TUlJRXZRSUJB\nREFOQmdrcWhr."), "key ***.");
    }

    #[test]
    fn the_longest_is_masked_first_and_the_rest_stays() {
        let shown = |said: &str| masked(said, ["secret-1", "secret-1-and-2"].into_iter());
        assert_eq!(shown("a secret-1-and-2, a secret-1, a secret-"), "a ***, a ***, a ***");
        assert_eq!(shown("a secret, 100%, \\, &, +, 中"), "a secret, 100%, \\, &, +, 中");
        assert_eq!(shown(""), "");
        assert_eq!(masked("short", ["short"].into_iter()), "short");
        assert_eq!(masked(&"x".repeat(2 * LONGEST), [""].into_iter()).len(), LONGEST);
    }

    #[test]
    fn what_is_cut_in_an_escape_is_no_fault() {
        for said in [
            "\\",
            "\\u",
            "\\u4e",
            "%",
            "%2",
            "%E4%B",
            "&",
            "&#",
            "&#x;",
            "&#99999999;",
            "\\u{4e2d}",
            "k3y\\",
            "k3y%2",
        ] {
            assert_eq!(shown(said), said);
        }
    }
}
