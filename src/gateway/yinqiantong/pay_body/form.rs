//! The form of a page, as a browser would send it: method, action and fields.
//!
//! A page is read as browsers read it, whatever stands around the form and however its tags are written; tests compare it
//! with a tokenizer of the HTML standard and with a browser. Nothing of it is run. So what else may have a say in what is
//! sent, or where to, is refused by its name: scripts that do more than submit, other pages within the page, elements
//! that change how their contents are read or sent, and quotes that cut a value short.

use crate::address::split_once;

use super::html::{Page, Tag};
use super::reference::{self, Within};
use super::{FormMethod, concat, has, has_prefix, is_in};

pub(super) struct Form {
    pub(super) method: FormMethod,
    pub(super) action: String,
    pub(super) fields: Vec<(String, String)>,
}

/// Reads the form of a page. The error says what the text is or has.
pub(super) fn read(html: &str) -> Result<Form, String> {
    let mut page = Page::new(html)?;
    let mut found = Found::default();
    while let Some(tag) = page.tag()? {
        found.take(tag)?;
    }
    found.form()
}

/// Elements, or attributes of one or any of them, that have a say in what is sent.
const REFUSED: [(&str, &str, &str); 10] = [
    ("iframe frame frameset object embed", "", "holds another page"),
    ("svg math template plaintext", "", "browsers read by other rules"),
    ("select", "", "lets the payer choose"),
    ("datalist", "", "keeps its fields from being sent"),
    ("fieldset", "disabled", "keeps its fields from being sent"),
    ("script", "src", "comes from elsewhere"),
    ("base", "href", "changes where addresses lead"),
    ("button input", "formaction", "sends the form elsewhere"),
    ("button input", "formmethod", "sends the form elsewhere"),
    ("button input", "formenctype", "sends the form elsewhere"),
];

/// What a script has in it that does more than submit a form.
const DOES_MORE: &str = "location open( write fetch XMLHttp ajax .action .method .value .val( .disabled ttribute .attr( .prop( harset \
    innerHTML outerHTML insertAdjacent append createElement .remove eval(";

const CELLS: &str = "td th caption";
const ROWS: &str = "tr tbody thead tfoot colgroup col";
/// What may stand in a table outside of its cells and moves no field.
const STAYS: &str = "script style form br hr img";

/// The types of inputs that a browser gives a value or a widget of its own.
const FILLED_IN: &str = "file number range date month week time datetime-local color email url";

/// How a script names a form, without white space and with `'` for all quotes.
const NAMING: [(&str, &str); 7] = [
    ("forms['", "']"),
    ("forms.", ".submit"),
    ("document['", "']"),
    ("document.", ".submit"),
    ("Id('", "')"),
    ("Name('", "')"),
    ("('#", "')"),
];

/// So many forms a page may have.
const MOST_FORMS: usize = 16;

/// What is found in a page.
#[derive(Default)]
struct Found<'a> {
    forms: Vec<Draft<'a>>,
    /// Whether the last form is not ended yet.
    open: bool,
    /// For each table that is not ended yet, whether one of its cells is open.
    tables: Vec<bool>,
    /// Whether, behind its last field, something ends that a whole page ends with.
    whole: bool,
    /// All scripts and handlers of events, without white space and with `'` for all quotes.
    scripts: String,
    /// The encoding that the page is in by its own account.
    encoding: String,
}

/// A form and the fields that are found for it.
struct Draft<'a> {
    tag: Tag<'a>,
    fields: Vec<(String, String)>,
    /// The first named field or button that waits for the payer.
    waiting: Option<String>,
    /// Whether a script stands in it, which may submit it with the fields that are there by then.
    scripted: bool,
}

impl<'a> Found<'a> {
    fn take(&mut self, tag: Tag<'a>) -> Result<(), String> {
        self.place(&tag)?;
        let name = tag.name.as_str();
        if tag.closes {
            self.open &= name != "form";
            self.whole |= is_in("form script body html", name);
            return Ok(());
        }
        check(&tag)?;
        for script in &tag.handlers {
            self.script(&tag, script)?;
        }
        if name == "script" {
            self.script(&tag, tag.text)?;
        }
        match name {
            // A form within a form is none (HTML §13.2.6.4.7).
            "form" if !self.open => {
                self.open = true;
                self.forms.push(Draft {
                    tag,
                    fields: Vec::new(),
                    waiting: None,
                    scripted: false,
                });
            }
            "input" | "button" | "textarea" => self.control(&tag)?,
            "meta" if self.encoding.is_empty() => self.encoding = encoding(&tag),
            _ => {}
        }
        Ok(())
    }

    /// Keeps count of tables. Browsers move what stands in one but outside of its cells to before the table, and with it
    /// the fields of a form (HTML §13.2.6.1).
    fn place(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        let outside = self.tables.last() == Some(&false);
        let name = tag.name.as_str();
        let cell = is_in(CELLS, name);
        if name == "table" {
            if tag.closes {
                self.tables.pop();
            } else if !outside {
                self.tables.push(false);
            }
        } else if cell || is_in(ROWS, name) {
            if let Some(open) = self.tables.last_mut() {
                *open = cell && !tag.closes;
            }
        } else if outside && self.open && !tag.closes && !is_in(STAYS, name) && !is_hidden(tag) {
            return Err(tag.fault(
                "",
                ", in a table and outside of its cells, from where browsers move it with the form's fields",
            ));
        }
        Ok(())
    }

    /// What it says is not run: it submits the form, and that is for the page to do.
    fn script(&mut self, tag: &Tag<'_>, script: &str) -> Result<(), String> {
        if let Some(word) = DOES_MORE.split(' ').find(|word| has(script, word)) {
            return Err(tag.fault(
                word,
                " in its script; scripts are not run, and one that does more than submit the form is refused",
            ));
        }
        // Browsers look for the end of such a script in another way (HTML §13.2.5.20).
        if split_once(script, "<!--").is_some_and(|(_, rest)| has(&rest.to_ascii_lowercase(), "<script")) {
            return Err(tag.fault("<!--", " and <script in its script, which browsers end elsewhere"));
        }
        for word in script.split_ascii_whitespace() {
            self.scripts += &word.replace('"', "'");
        }
        self.scripts += ";";
        if let (Some(form), true) = (self.forms.last_mut(), self.open && tag.name == "script") {
            form.scripted = true;
        }
        Ok(())
    }

    /// A field, if it is one that is sent (HTML §4.10.22.4).
    fn control(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        let name = tag.value("name").unwrap_or_default();
        if name.is_empty() || tag.has("disabled") {
            return Ok(());
        }
        let hidden = is_hidden(tag);
        if let (false, Some(form)) = (hidden, self.forms.last_mut()) {
            form.waiting.get_or_insert_with(|| name.to_owned());
        }
        let kind = if tag.name == "input" {
            &tag.value("type").unwrap_or_default().to_ascii_lowercase()
        } else {
            &tag.name
        };
        let Some(value) = value_of(tag, name, kind)? else {
            return Ok(());
        };
        // What stands before all forms belongs to none, unless it says so.
        let belongs = tag.has("form") || tag.has("dirname");
        let form = match self.forms.last_mut() {
            None if !belongs => return Ok(()),
            form => form,
        };
        undoubted(tag)?;
        let twice = |form: &Draft<'_>| form.fields.iter().any(|(known, _)| known == name);
        let why = match &form {
            _ if is_in(FILLED_IN, kind) => ", which the payer fills in",
            _ if belongs => " and with form or dirname, which can send other fields",
            _ if hidden && name.eq_ignore_ascii_case("_charset_") => ", which browsers fill in",
            _ if !self.open => ", behind </form>; the gateway has to close its form behind its last field",
            Some(form) if form.scripted => ", behind a script within its form, which may submit the form without it",
            Some(form) if kind == "radio" && twice(form) => ", the second checked radio button of this name",
            _ => "",
        };
        if !why.is_empty() {
            return Err(tag.fault(name, why));
        }
        self.whole = false;
        if let Some(form) = form {
            form.fields.push((name.to_owned(), value));
        }
        Ok(())
    }

    /// The form that the page submits.
    fn form(mut self) -> Result<Form, String> {
        if self.open && !self.whole {
            return Err("ends before </form>; was it cut short?".into());
        }
        let Draft {
            tag, fields, waiting, ..
        } = self.submitted()?;
        undoubted(&tag)?;
        let says = |word| has(&self.scripts, word);
        let submits = says("submit") && !says("click") && !says("requestSubmit");
        let encoding = tag.value("accept-charset").unwrap_or(&self.encoding);
        let fault = match &waiting {
            Some(name) if !submits => Some((
                name.as_str(),
                ", which waits for the payer: no script submits the form without it",
            )),
            _ => unsendable(&tag, &fields, encoding),
        };
        if let Some((with, why)) = fault {
            return Err(tag.fault(with, why));
        }
        // Browsers take any other word for get.
        let method = match tag.is("method", "post") {
            true => FormMethod::Post,
            false => FormMethod::Get,
        };
        Ok(Form {
            method,
            action: action_of(&tag).to_owned(),
            fields,
        })
    }

    /// Of several forms the one that the scripts name, alone.
    fn submitted(&mut self) -> Result<Draft<'a>, String> {
        let count = self.forms.len();
        self.forms.truncate(MOST_FORMS);
        let mut named = Vec::new();
        for (index, form) in core::mem::take(&mut self.forms).into_iter().enumerate() {
            if count == 1 || self.is_named(index, &form.tag) {
                named.push(form);
            }
        }
        match (count, named.pop(), named.is_empty()) {
            (..=MOST_FORMS, Some(form), true) => Ok(form),
            (0, ..) => Err("is HTML without a form; is it an error page?".into()),
            _ => Err(concat(&[
                "has ",
                &count.to_string(),
                " forms, and no script that names one of them alone as the one it submits",
            ])),
        }
    }

    fn is_named(&self, index: usize, tag: &Tag<'_>) -> bool {
        let named = |name: &str, (before, behind): (&str, &str)| has(&self.scripts, &concat(&[before, name, behind]));
        named(&index.to_string(), ("forms[", "]"))
            || ["name", "id"]
                .iter()
                .filter_map(|attribute| tag.value(attribute))
                .any(|name| NAMING.iter().any(|way| named(name, *way)))
    }
}

/// What a field sends; `None` where it sends nothing.
fn value_of(tag: &Tag<'_>, name: &str, kind: &str) -> Result<Option<String>, String> {
    let value = tag.value("value").unwrap_or_default();
    Ok(Some(match kind {
        "hidden" => value.to_owned(),
        "submit" | "image" | "button" | "reset" => return Ok(None),
        "checkbox" | "radio" if !tag.has("checked") => return Ok(None),
        "checkbox" | "radio" if !tag.has("value") => "on".into(),
        // Its first line end does not count.
        "textarea" => match reference::read(tag.text, Within::Text) {
            Ok(text) => text.strip_prefix('\n').unwrap_or(&text).to_owned(),
            Err(why) => return Err(tag.fault(name, &concat(&[", with ", &why]))),
        },
        // A line of text; so is what browsers do not know.
        _ => value.replace('\n', ""),
    }))
}

/// Where a form is sent, without white space around it, as browsers take an address.
fn action_of<'t>(tag: &'t Tag<'_>) -> &'t str {
    tag.value("action").unwrap_or_default().trim_ascii()
}

/// What keeps a form from being sent again as it would have been: with what, and why.
fn unsendable<'t>(tag: &Tag<'_>, fields: &[(String, String)], encoding: &'t str) -> Option<(&'t str, &'static str)> {
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii());
    let foreign = !fields.iter().all(|(name, value)| plain(name) && plain(value));
    let other = tag.is("enctype", "multipart/form-data") || tag.is("enctype", "text/plain");
    if tag.is("method", "dialog") {
        Some(("method", " dialog, which sends nothing; it has to be get or post"))
    } else if tag.is("method", "post") && other {
        let why = "; only what is sent as application/x-www-form-urlencoded is sent again as it was";
        Some(("enctype", why))
    } else if foreign && !is_utf_8(encoding) {
        let why = " as its encoding and fields outside ASCII, which would be sent again in UTF-8 (编码不是 UTF-8)";
        Some((encoding, why))
    } else if action_of(tag).is_empty() {
        let why = " without an action: a browser would send it to the page that it stands in";
        Some(("", why))
    } else {
        None
    }
}

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.name == "input" && tag.is("type", "hidden")
}

/// Whether a tag is one that has no say in what is sent beyond its own field.
fn check(tag: &Tag<'_>) -> Result<(), String> {
    if tag.name == "meta" && tag.is("http-equiv", "refresh") {
        return Err(tag.fault("refresh", ", which leads the page to another address"));
    }
    for (names, attribute, why) in REFUSED {
        if is_in(names, &tag.name) && (attribute.is_empty() || tag.has(attribute)) {
            return Err(tag.fault(
                attribute,
                &concat(&[", which ", why, "; a page may have one plain form"]),
            ));
        }
    }
    Ok(())
}

/// Whether what a tag says is what its author meant: a browser would send anything without a word.
fn undoubted(tag: &Tag<'_>) -> Result<(), String> {
    tag.doubt.clone().map_or(Ok(()), Err)
}

/// The encoding that a `meta` names, in either way.
fn encoding(tag: &Tag<'_>) -> String {
    let content = tag.value("content").unwrap_or_default().to_ascii_lowercase();
    let named = split_once(&content, "charset=").unwrap_or_default().1;
    tag.value("charset").unwrap_or(named).to_owned()
}

fn is_utf_8(encoding: &str) -> bool {
    let encoding = encoding.trim_ascii_start();
    encoding.is_empty() || has_prefix(encoding, "utf-8") || has_prefix(encoding, "utf8")
}
