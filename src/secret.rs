//! Bytes that must not be printed and are wiped when dropped, and texts that cannot be meant as a secret or an id.

use std::fmt;

use zeroize::Zeroizing;

use crate::error::Error;
use crate::invisible::unseen;

/// Stands for a secret wherever a text is shown that has one in it.
pub(crate) const MASK: &str = "***";

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
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for what cannot be meant: nothing at all; text with traces of where
    /// it was kept, such as quotes around it, white space at an end, a line break or an invisible character anywhere; and
    /// what stands where a secret should have been put, such as `undefined` or `${APP_SECRET}`. In bytes that are no
    /// text, nothing of this means anything, and they are not looked at.
    pub fn shared(bytes: &[u8]) -> Result<Self, Error> {
        let why = if bytes.is_empty() {
            unmeant("", "密钥")
        } else if is_utf16(bytes) {
            Some("is text in UTF-16: save what it is read from as UTF-8 (密钥是 UTF-16 编码)".to_owned())
        } else {
            text(bytes).and_then(|text| unmeant(text, "密钥"))
        };
        why.map_or_else(|| Ok(Self::new(bytes)), |why| Err(Error::config(format!("key: {why}"))))
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

/// Why a text cannot be meant as a secret or an id, and what to do; `chinese` names what it is. Nothing of it is shown but
/// words that are no secret.
pub(crate) fn unmeant(text: &str, chinese: &str) -> Option<String> {
    kept_with(text, chinese).or_else(|| stands_for(text, chinese))
}

/// What was taken along from where it was kept.
fn kept_with(text: &str, chinese: &str) -> Option<String> {
    let which = || unseen(text).map_or_else(String::new, |which| format!(", {which}"));
    let why = match text {
        "" => format!("is empty ({chinese}为空)"),
        _ if text.contains("-----BEGIN ") => {
            format!("is a PEM, as RSA keys and certificates come, where a line of text is needed ({chinese}是 PEM)")
        }
        _ if text.contains(['\n', '\r']) => {
            format!("has a line break in it; remove it where the text is read ({chinese}里有换行)")
        }
        _ if text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace) => format!(
            "begins or ends with white space{}; remove it where the text is read ({chinese}首尾有空格)",
            which()
        ),
        _ if unseen(text).is_some() => format!(
            "holds a character that cannot be seen{}; copy it again, or remove that ({chinese}里有看不见的字符)",
            which()
        ),
        _ if text.contains('\u{fffd}') => format!(
            "holds U+FFFD, which stands for what could not be read; it was kept in another encoding ({chinese}里有乱码)"
        ),
        _ => {
            return quoted(text).map(|how| format!("has {how}; remove it where the text is read ({chinese}带了引号)"));
        }
    };
    Some(why)
}

/// What stands where the text itself should.
fn stands_for(text: &str, chinese: &str) -> Option<String> {
    if WORDS.contains(&text) || text.starts_with("[object ") {
        return Some(format!(
            "is the text \"{text}\", which some code made of an absent value; is the environment variable set? (缺少{chinese})"
        ));
    }
    if let Some(form) = unexpanded(text) {
        return Some(format!(
            "is of the form {form}, which should have been replaced by the value ({chinese}没有被替换)"
        ));
    }
    if is_assignment(text) {
        return Some(format!(
            "begins with a name and `=` or `:`, as a line of a file does; take only what follows ({chinese}前有变量名)"
        ));
    }
    if text.starts_with('{') && text.ends_with('}') && text.contains("\":") {
        return Some(format!(
            "is a JSON object; take the text out of it where it is read ({chinese}是 JSON)"
        ));
    }
    let masked = text.contains("****") || text.contains("••••");
    masked.then(|| format!("is masked with `*` or `•`; copy it where it is shown whole ({chinese}打了码)"))
}

/// The text that `bytes` are; `None` for random bytes, one in five of which would hold a line break. One control
/// character does not make them random, nor do those at the ends, as a buffer of fixed length has them.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let foreign = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let inner = text.trim_matches(foreign);
    let shows = inner.chars().any(|c| !c.is_control() && !c.is_whitespace());
    let one = inner.chars().filter(|&c| foreign(c)).count() <= 1;
    (shows && one || !text.contains(foreign)).then_some(text)
}

/// Whether every second byte is zero and the others are printable, as `echo` in PowerShell leaves it behind.
fn is_utf16(bytes: &[u8]) -> bool {
    let bytes = bytes
        .strip_prefix(b"\xff\xfe")
        .or_else(|| bytes.strip_prefix(b"\xfe\xff"))
        .unwrap_or(bytes);
    let (pairs, rest) = bytes.as_chunks::<2>();
    let plain = |c: u8| matches!(c, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    rest.is_empty()
        && !pairs.is_empty()
        && (pairs.iter().all(|&[c, zero]| zero == 0 && plain(c))
            || pairs.iter().all(|&[zero, c]| zero == 0 && plain(c)))
}

/// What quotes a text has. One alone may be meant in a secret of many signs, not beside letters and digits only.
fn quoted(text: &str) -> Option<&'static str> {
    let mut ends = text.chars();
    let (first, last) = (ends.next()?, ends.next_back()?);
    if QUOTES.contains(&(first, last)) {
        return Some("quotes around it");
    }
    let opens = QUOTES.iter().any(|&(open, _)| open == first);
    let closes = QUOTES.iter().any(|&(_, close)| close == last);
    let rest = match (opens, closes) {
        (true, false) => text.strip_prefix(first)?,
        (false, true) => text.strip_suffix(last)?,
        _ => return None,
    };
    let word = rest.len() >= 8
        && rest
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    word.then_some(if opens {
        "a quote at its beginning"
    } else {
        "a quote at its end"
    })
}

const QUOTES: [(char, char); 6] = [
    ('"', '"'),
    ('\'', '\''),
    ('`', '`'),
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
];

/// What programs write where a value is missing.
const WORDS: [&str; 6] = ["undefined", "null", "NaN", "None", "nil", "(null)"];

/// The form of a text for which a shell or a template should have put something else.
fn unexpanded(text: &str) -> Option<&'static str> {
    let in_form = |&&(start, end, _, within): &&(&str, &str, &str, fn(char) -> bool)| {
        let inside = text.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        inside.is_some_and(|inside| inside.len() >= 2 && inside.chars().all(within))
    };
    UNEXPANDED.iter().find(in_form).map(|(_, _, form, _)| *form)
}

/// Beginning, end, the form as it is told, and what may stand between.
type Placeholder = (&'static str, &'static str, &'static str, fn(char) -> bool);
const UNEXPANDED: [Placeholder; 8] = [
    ("${", "}", "${…}", |_| true),
    ("$(", ")", "$(…)", |_| true),
    ("{{", "}}", "{{…}}", |_| true),
    ("%", "%", "%…%", is_name),
    ("<", ">", "<…>", |c| is_name(c) || c.is_whitespace()),
    ("process.env.", "", "process.env.…", is_name),
    ("$env:", "", "$env:…", is_name),
    ("$", "", "$…", |c| matches!(c, 'A'..='Z' | '0'..='9' | '_')),
];

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// Whether it is `APP_SECRET=…`, `export APP_ID=…` or `appSecret: …`.
fn is_assignment(text: &str) -> bool {
    let line = text.strip_prefix("export ").unwrap_or(text);
    let name = line.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    let Some((name, rest)) = line.split_at_checked(line.len() - name.len()) else {
        return false;
    };
    let name = name.replace('_', "").to_ascii_lowercase();
    let value = rest.trim_start().strip_prefix('=').or_else(|| rest.strip_prefix(": "));
    ["key", "secret", "id", "token"].iter().any(|end| name.ends_with(end))
        && value.is_some_and(|value| !value.trim_start_matches('=').is_empty())
}
