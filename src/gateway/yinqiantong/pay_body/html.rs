//! The tags of a page, read as browsers read them (HTML §13.2.5), those that are written wrongly included.
//!
//! Of a browser's tokenizer only what finds tags is here: text is passed over, unless an element holds nothing but text.
//! Where a tag stands in the page's tree is not looked at; which elements would make a difference there, `form` knows.

use crate::address::{at_character, shown, split_once};

use super::reference::{self, Within};
use super::{concat, is_in};

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
    /// The scripts of its `on…`, for events.
    pub(super) handlers: Vec<String>,
    /// Why what it says of a field or a form cannot be relied on.
    pub(super) doubt: Option<String>,
    attributes: Vec<(String, String)>,
    before: &'a str,
}

/// The elements that hold text and no tags.
const TEXT_ONLY: &str = "script style textarea title noscript xmp iframe noembed noframes";

/// The attributes of which it depends what a browser sends.
const SENT: &str = "type name value action method enctype accept-charset";

/// What else is kept; with it, what holds a script (`on…`).
const KEPT: &str =
    "id checked disabled form dirname formaction formmethod formenctype src href http-equiv charset content";

/// What may follow the closing quote of another attribute at once, beside those that are sent.
const USUAL: &str = "id class style";

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

/// Whether a value without quotes ends here.
fn ends_value(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'>'
}

/// Whether the name of a tag ends here.
fn ends_tag_name(byte: u8) -> bool {
    ends_value(byte) || byte == b'/'
}

/// Whether the name of an attribute ends here.
fn ends_name(byte: u8) -> bool {
    ends_tag_name(byte) || byte == b'='
}

/// What stands before the first byte that is looked for, an ASCII character, and the rest with it.
pub(super) fn split(text: &str, looked_for: fn(u8) -> bool) -> (&str, &str) {
    let length = text.bytes().position(looked_for).unwrap_or(text.len());
    text.split_at_checked(length).unwrap_or_default()
}

impl<'a> Page<'a> {
    /// A page without control characters, which browsers read in ways of their own.
    pub(super) fn new(html: &'a str) -> Result<Self, String> {
        let (before, rest) = split(html, |byte| {
            byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
        });
        match rest.chars().next() {
            None => Ok(Self {
                whole: html,
                rest: html,
            }),
            Some(control) => Err(concat(&["has ", &at_character(control, before)])),
        }
    }

    /// The next tag, or none at the end of the page.
    pub(super) fn tag(&mut self) -> Result<Option<Tag<'a>>, String> {
        while let Some((_, rest)) = self.rest.split_once('<') {
            let before = self.whole.get(..self.whole.len() - rest.len() - 1).unwrap_or_default();
            self.rest = rest;
            let closes = self.passes("/");
            if self.rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return self.element(before, closes).map(Some);
            }
            if closes || self.rest.starts_with(['!', '?']) {
                self.rest = behind_comment(self.rest).ok_or("ends within a comment; was it cut short?")?;
            }
        }
        Ok(None)
    }

    fn element(&mut self, before: &'a str, closes: bool) -> Result<Tag<'a>, String> {
        let mut tag = Tag {
            name: self.word(ends_tag_name).to_ascii_lowercase(),
            closes,
            text: "",
            handlers: Vec::new(),
            doubt: None,
            attributes: Vec::new(),
            before,
        };
        loop {
            self.word(|byte| !byte.is_ascii_whitespace() && byte != b'/');
            if self.passes(">") {
                break;
            }
            self.attribute(&mut tag)?;
            if self.rest.is_empty() {
                return Err(tag.fault("", " without its end; is a quote missing, or was it cut short?"));
            }
        }
        if !closes && is_in(TEXT_ONLY, &tag.name) {
            let (text, rest) = text_and_rest(self.rest, &tag.name)
                .ok_or_else(|| tag.fault("", " without an end tag; was it cut short?"))?;
            (tag.text, self.rest) = (text, rest);
        }
        Ok(tag)
    }

    /// Passes one attribute, at the most to the end of the page.
    fn attribute(&mut self, tag: &mut Tag<'a>) -> Result<(), String> {
        // A name may begin with '=' and hold quotes.
        let start = self.rest;
        self.passes("=");
        self.word(ends_name);
        let name = start.strip_suffix(self.rest).unwrap_or_default().to_ascii_lowercase();
        let sent = is_in(SENT, &name);
        let odd = name.contains('<') || name.bytes().any(is_quote) && !name.bytes().all(is_quote);
        let (raw, torn) = self.value();
        if (odd || sent && torn) && tag.doubt.is_none() {
            tag.doubt = Some(tag.fault(
                &name,
                ": a quote too many or too few there lets browsers read another value than was meant; within a value the gateway \
                 has to write &#39; for ' and &quot; for \" (引号未转义)",
            ));
        }
        let script = name.starts_with("on");
        // Of two with one name the first counts.
        if !script && (tag.has(&name) || !sent && !is_in(KEPT, &name)) {
            return Ok(());
        }
        let value = match reference::read(raw, Within::Attribute) {
            Ok(value) => value,
            Err(why) => {
                let doubt = tag.fault(&name, &concat(&[", with ", &why]));
                if script {
                    return Err(doubt);
                }
                if sent && tag.doubt.is_none() {
                    tag.doubt = Some(doubt);
                }
                raw.to_owned()
            }
        };
        if script {
            tag.handlers.push(value);
        } else {
            tag.attributes.push((name, value));
        }
        Ok(())
    }

    /// An attribute's value, empty where it has none, and whether it looks as if a quote too many or too few stood there.
    fn value(&mut self) -> (&'a str, bool) {
        self.space();
        if !self.passes("=") {
            return ("", false);
        }
        self.space();
        let quote = if self.rest.starts_with('"') { '"' } else { '\'' };
        if self.passes("\"") || self.passes("'") {
            let (raw, rest) = self.rest.split_once(quote).unwrap_or_default();
            self.rest = rest;
            return (raw, !ends_well(rest));
        }
        let raw = self.word(ends_value);
        let torn = raw.bytes().any(|byte| is_quote(byte) || matches!(byte, b'`' | b'<'));
        (raw, torn)
    }

    fn space(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    /// Passes `text` if it stands here.
    fn passes(&mut self, text: &str) -> bool {
        let after = self.rest.strip_prefix(text);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Passes what stands before the first byte that ends it.
    fn word(&mut self, ends: fn(u8) -> bool) -> &'a str {
        let (word, rest) = split(self.rest, ends);
        self.rest = rest;
        word
    }
}

/// What follows a comment, a document type, and what browsers take for a comment, of which `<` is passed.
fn behind_comment(text: &str) -> Option<&str> {
    let (mut first, mut rest) = match text.strip_prefix("!--") {
        Some(text) => (true, text),
        None => return text.split_once('>').map(|(_, rest)| rest),
    };
    loop {
        let (part, after) = rest.split_once('>')?;
        if part.ends_with("--") || part.ends_with("--!") || first && matches!(part, "" | "-") {
            return Some(after);
        }
        (first, rest) = (false, after);
    }
}

/// The text of an element that holds no tags, and the page from its end tag on.
fn text_and_rest<'a>(page: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    let mut rest = page;
    loop {
        let (_, after) = split_once(rest, "</")?;
        let (word, behind) = split(after, ends_tag_name);
        if word.eq_ignore_ascii_case(name) && !behind.is_empty() {
            return page.split_at_checked(page.len() - after.len() - 2);
        }
        rest = after;
    }
}

/// Whether an attribute ends where this begins, and not only its value at a quote that is part of it.
fn ends_well(rest: &str) -> bool {
    let (quotes, rest) = split(rest, |byte| !is_quote(byte));
    let (name, rest) = split(rest, ends_name);
    let usual = || is_in(SENT, &name.to_ascii_lowercase()) || is_in(USUAL, &name.to_ascii_lowercase());
    name.is_empty() && !rest.starts_with('=') || quotes.is_empty() && rest.starts_with('=') && usual()
}

impl Tag<'_> {
    /// The value of an attribute, with character references read.
    pub(super) fn value(&self, wanted: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// Whether the attribute has this word.
    pub(super) fn is(&self, name: &str, word: &str) -> bool {
        self.value(name).is_some_and(|value| value.eq_ignore_ascii_case(word))
    }

    /// That it is there, in which place, perhaps with something, and what is to be said of it.
    pub(super) fn fault(&self, with: &str, why: &str) -> String {
        let place = (self.before.chars().count() + 1).to_string();
        let (start, end) = if with.is_empty() { ("", "") } else { (" with \"", "\"") };
        let slash = if self.closes { "/" } else { "" };
        concat(&[
            "has <",
            slash,
            &shown(&self.name),
            "> at character ",
            &place,
            start,
            &shown(with),
            end,
            why,
        ])
    }
}
