//! The tags of a page, read as browsers read them (HTML §13.2.5), those that are written wrongly included.
//!
//! Of a browser's tokenizer only what finds tags is here: text is passed over, unless an element holds nothing but text.
//! Where a tag stands in the page's tree is not looked at; which elements would make a difference there, `form` knows.

use crate::address::split_once;

use super::reference::{self, Within};

/// What is left to read of a page.
pub(super) struct Page<'a> {
    whole: &'a str,
    rest: &'a str,
}

/// A start tag or an end tag.
pub(super) struct Tag<'a> {
    pub(super) name: String,
    /// Whether it ends an element.
    pub(super) closes: bool,
    /// The text of a `script`, a `textarea` and the like, as it stands in the page.
    pub(super) text: &'a str,
    /// The first attribute with a quote that ends it too early or too late: browsers read another value than was meant.
    pub(super) torn: Option<String>,
    attributes: Vec<(String, &'a str)>,
    before: &'a str,
}

/// The elements that hold text and no tags.
const TEXT_ONLY: [&str; 9] = [
    "script", "style", "textarea", "title", "noscript", "xmp", "iframe", "noembed", "noframes",
];

/// The attributes that are kept; with them, those that hold a script (`on…`). None else says what a form sends.
const KEPT: [&str; 20] = [
    "type",
    "name",
    "value",
    "action",
    "method",
    "id",
    "enctype",
    "accept-charset",
    "checked",
    "disabled",
    "form",
    "dirname",
    "formaction",
    "formmethod",
    "formenctype",
    "src",
    "href",
    "http-equiv",
    "charset",
    "content",
];

/// The attributes of which a browser sends something.
const SENT: [&str; 5] = ["type", "name", "value", "action", "method"];

/// What may follow the closing quote of another attribute without white space between them.
const USUAL: [&str; 8] = ["type", "name", "value", "action", "method", "id", "class", "style"];

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

/// Whether a name of a tag or an attribute, or a value without quotes, ends here.
fn ends_word(c: char) -> bool {
    c.is_ascii_whitespace() || c == '>'
}

impl<'a> Page<'a> {
    /// A page without control characters, which browsers read in ways of their own.
    pub(super) fn new(html: &'a str) -> Result<Self, String> {
        let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        match html.chars().enumerate().find(|(_, c)| control(*c)) {
            None => Ok(Self {
                whole: html,
                rest: html,
            }),
            Some((index, c)) => Err(format!(
                "has the control character U+{:04X} at character {}; was it changed on its way?",
                u32::from(c),
                index + 1
            )),
        }
    }

    /// The next tag, or none at the end of the page.
    pub(super) fn tag(&mut self) -> Result<Option<Tag<'a>>, String> {
        while let Some((_, rest)) = self.rest.split_once('<') {
            let before = self.before(rest).strip_suffix('<').unwrap_or_default();
            self.rest = rest;
            let closes = self.passes("/");
            if self.rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return self.element(before, closes).map(Some);
            }
            if closes || self.rest.starts_with(['!', '?']) {
                self.comment(before)?;
            }
        }
        Ok(None)
    }

    fn element(&mut self, before: &'a str, closes: bool) -> Result<Tag<'a>, String> {
        let mut tag = Tag {
            name: self.word(|c| c == '/').to_ascii_lowercase(),
            closes,
            text: "",
            torn: None,
            attributes: Vec::new(),
            before,
        };
        loop {
            self.rest = self
                .rest
                .trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if self.passes(">") {
                break;
            }
            self.attribute(&mut tag)
                .ok_or_else(|| format!("ends within {tag}; is a quote missing, or was it cut short?"))?;
        }
        if !closes && TEXT_ONLY.contains(&tag.name.as_str()) {
            tag.text = self
                .text_of(&tag.name)
                .ok_or_else(|| format!("has {tag} without its end; was it cut short?"))?;
        }
        Ok(tag)
    }

    /// Passes one attribute; none at the end of the page.
    fn attribute(&mut self, tag: &mut Tag<'a>) -> Option<()> {
        // A name may begin with '=' and hold quotes.
        let start = self.rest;
        self.passes("=");
        self.word(|c| matches!(c, '/' | '='));
        let name = start.strip_suffix(self.rest)?.to_ascii_lowercase();
        let mut torn = name.contains('<') || name.contains(is_quote) && !name.chars().all(is_quote);
        let mut value = "";
        if self.space().passes("=") {
            value = match self.space().rest.chars().next()? {
                quote if is_quote(quote) => {
                    let (value, rest) = self.rest.get(1..)?.split_once(quote)?;
                    self.rest = rest;
                    torn |= SENT.contains(&name.as_str()) && !ends_well(rest);
                    value
                }
                _ => {
                    let value = self.word(|_| false);
                    torn |= SENT.contains(&name.as_str()) && value.contains(['"', '\'', '`', '<']);
                    value
                }
            };
        }
        if torn && tag.torn.is_none() {
            tag.torn = Some(name.clone());
        }
        // Of two with one name the first counts.
        if name.starts_with("on") || KEPT.contains(&name.as_str()) && tag.raw(&name).is_none() {
            tag.attributes.push((name, value));
        }
        if self.rest.is_empty() { None } else { Some(()) }
    }

    /// Passes the text of an element that holds no tags; none if it does not end.
    fn text_of(&mut self, name: &str) -> Option<&'a str> {
        let start = self.rest;
        loop {
            let (_, after) = split_once(self.rest, "</")?;
            let end = after
                .get(..name.len())
                .is_some_and(|text| text.eq_ignore_ascii_case(name))
                && after.get(name.len()..)?.starts_with(|c| ends_word(c) || c == '/');
            if end {
                let text = start.strip_suffix(after)?.strip_suffix("</")?;
                self.rest = start.get(text.len()..)?;
                return Some(text);
            }
            self.rest = after;
        }
    }

    /// Passes a comment, a document type, and what browsers take for a comment.
    fn comment(&mut self, before: &str) -> Result<(), String> {
        let mut length = 0;
        if self.passes("!--") {
            let text = self.rest;
            let end = text.split_inclusive('>').find(|part| {
                let first = length == 0 && matches!(*part, ">" | "->");
                length += part.len();
                first || part.ends_with("-->") || part.ends_with("--!>")
            });
            self.rest = end.and(text.get(length..)).unwrap_or_default();
            if end.is_some() {
                return Ok(());
            }
        } else if let Some((_, rest)) = self.rest.split_once('>') {
            self.rest = rest;
            return Ok(());
        }
        Err(format!(
            "has a comment without its end, at character {}; was it cut short?",
            place_behind(before)
        ))
    }

    fn space(&mut self) -> &mut Self {
        self.rest = self.rest.trim_ascii_start();
        self
    }

    /// Passes `text` if it stands here.
    fn passes(&mut self, text: &str) -> bool {
        let after = self.rest.strip_prefix(text);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Passes what is no white space, no `>` and not one of `more`.
    fn word(&mut self, more: fn(char) -> bool) -> &'a str {
        let after = self.rest.trim_start_matches(|c| !ends_word(c) && !more(c));
        let word = self.rest.strip_suffix(after).unwrap_or_default();
        self.rest = after;
        word
    }

    /// The page up to its end `rest`.
    fn before(&self, rest: &str) -> &'a str {
        self.whole.strip_suffix(rest).unwrap_or_default()
    }
}

/// Whether an attribute ends where this begins, and not only its value at a quote that is part of it.
fn ends_well(rest: &str) -> bool {
    let word = rest.split(|c| ends_word(c) || c == '/').next().unwrap_or_default();
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    word.chars().all(is_quote) || !value.is_empty() && USUAL.contains(&name.to_ascii_lowercase().as_str())
}

/// 1 for the first character of a page.
fn place_behind(before: &str) -> usize {
    before.chars().count() + 1
}

impl Tag<'_> {
    /// The value of an attribute, with character references read.
    pub(super) fn value(&self, name: &str) -> Result<Option<String>, String> {
        let read =
            |raw| reference::read(raw, Within::Attribute).map_err(|why| format!("{why} in \"{name}\" of {self}"));
        self.raw(name).map(read).transpose()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// What it makes a browser run now or later.
    pub(super) fn scripts(&self) -> Result<Vec<String>, String> {
        let mut scripts = Vec::new();
        if self.name == "script" {
            scripts.push(self.text.to_owned());
        }
        for (name, raw) in &self.attributes {
            if name.starts_with("on") {
                let script = reference::read(raw, Within::Attribute);
                scripts.push(script.map_err(|why| format!("{why} in \"{name}\" of {self}"))?);
            }
        }
        Ok(scripts)
    }

    fn raw(&self, wanted: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == wanted);
        found.map(|(_, raw)| *raw)
    }
}

/// As it is named in messages.
impl std::fmt::Display for Tag<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let slash = if self.closes { "/" } else { "" };
        let name = crate::address::shown(&self.name);
        write!(f, "<{slash}{name}> at character {}", place_behind(self.before))
    }
}
