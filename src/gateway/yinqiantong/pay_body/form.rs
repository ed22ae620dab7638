//! The form of a page, as a browser would send it: method, action and fields.
//!
//! A page is read as browsers read it, whatever stands around the form and however its tags are written; tests compare it
//! with a tokenizer of the HTML standard and with a browser. Nothing of it is run. So what else may have a say in what is
//! sent, or where to, is refused by its name: scripts that do more than submit, other pages within the page, elements
//! that change how their contents are read or sent, and quotes that cut a value short.

use crate::address::{shown, split_once};

use super::html::{Page, Tag};
use super::reference::{self, Within};
use super::{FormMethod, concat, has, has_prefix};

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

const ANOTHER_PAGE: &str = "holds another page";
const OTHER_RULES: &str = "browsers read by other rules";
const ELSEWHERE: &str = "can send other fields, or to another place";
const NOT_SENT: &str = "keeps its fields from being sent";

/// Elements, or attributes of one or any of them, that have a say in what is sent. `("", "formaction")` is the attribute
/// `formaction` of any element.
const REFUSED: [(&str, &str, &str); 17] = [
    ("iframe", "", ANOTHER_PAGE),
    ("frame", "", ANOTHER_PAGE),
    ("frameset", "", ANOTHER_PAGE),
    ("object", "", ANOTHER_PAGE),
    ("embed", "", ANOTHER_PAGE),
    ("svg", "", OTHER_RULES),
    ("math", "", OTHER_RULES),
    ("template", "", OTHER_RULES),
    ("plaintext", "", OTHER_RULES),
    ("select", "", "lets the payer choose"),
    ("datalist", "", NOT_SENT),
    ("fieldset", "disabled", NOT_SENT),
    ("script", "src", "comes from elsewhere"),
    ("base", "href", "changes where addresses lead"),
    ("", "formaction", ELSEWHERE),
    ("", "formmethod", ELSEWHERE),
    ("", "formenctype", ELSEWHERE),
];

/// What a script has in it that does more than submit a form.
const DOES_MORE: &str = "location open( write fetch XMLHttp ajax .action .method .value .val( .disabled ttribute .attr( .prop( harset \
    innerHTML outerHTML insertAdjacent append createElement .remove eval(";

const CELLS: [&str; 3] = ["td", "th", "caption"];
const ROWS: [&str; 6] = ["tr", "tbody", "thead", "tfoot", "colgroup", "col"];
/// What may stand in a table outside of its cells and moves no field.
const STAYS: [&str; 6] = ["script", "style", "form", "br", "hr", "img"];

/// The types of inputs that a browser gives a value or a widget of its own.
const FILLED_IN: [&str; 11] = [
    "file",
    "number",
    "range",
    "date",
    "month",
    "week",
    "time",
    "datetime-local",
    "color",
    "email",
    "url",
];

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
            self.whole |= ["form", "script", "body", "html"].contains(&name);
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
        let cell = CELLS.contains(&name);
        if name == "table" {
            if tag.closes {
                self.tables.pop();
            } else if !outside {
                self.tables.push(false);
            }
        } else if cell || ROWS.contains(&name) {
            if let Some(open) = self.tables.last_mut() {
                *open = cell && !tag.closes;
            }
        } else if outside && self.open && !tag.closes && !STAYS.contains(&name) && !is_hidden(tag) {
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
            return Err(tag.fault("<!-- <script", " in its script, which browsers end elsewhere"));
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
        let fault = |why: &str| Err(tag.fault(name, why));
        let hidden = is_hidden(tag);
        if let (false, Some(form)) = (hidden, self.forms.last_mut()) {
            form.waiting.get_or_insert_with(|| shown(name));
        }
        let value = tag.value("value").unwrap_or_default();
        let kind = if tag.name == "input" {
            tag.value("type").unwrap_or_default().to_ascii_lowercase()
        } else {
            tag.name.clone()
        };
        let value = match kind.as_str() {
            "hidden" => value.to_owned(),
            "submit" | "image" | "button" | "reset" => return Ok(()),
            "checkbox" | "radio" if !tag.has("checked") => return Ok(()),
            "checkbox" | "radio" if !tag.has("value") => "on".into(),
            "textarea" => match reference::read(tag.text, Within::Text) {
                // Its first line end does not count.
                Ok(text) => text.strip_prefix('\n').unwrap_or(&text).to_owned(),
                Err(why) => return fault(&concat(&[", with ", &why])),
            },
            kind if FILLED_IN.contains(&kind) => return fault(", which the payer fills in"),
            // A line of text; so is what browsers do not know.
            _ => value.replace('\n', ""),
        };
        if tag.has("form") || tag.has("dirname") {
            return fault(" and with the attribute form or dirname, which can send other fields");
        }
        if hidden && name.eq_ignore_ascii_case("_charset_") {
            return fault(", which browsers fill in");
        }
        // What stands before all forms belongs to none.
        let Some(form) = self.forms.last_mut() else {
            return Ok(());
        };
        if !self.open {
            return fault(", behind </form>; the gateway has to close its form behind its last field");
        }
        if form.scripted {
            return fault(", behind a script within its form, which may submit the form without it");
        }
        if kind == "radio" && form.fields.iter().any(|(known, _)| known == name) {
            return fault(", the second checked radio button of this name");
        }
        undoubted(tag)?;
        self.whole = false;
        form.fields.push((name.to_owned(), value));
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
        let submits = |word| has(&self.scripts, word);
        if let (Some(name), false) = (
            waiting,
            submits("submit") && !submits("click") && !submits("requestSubmit"),
        ) {
            return Err(concat(&[
                "has the field or button \"",
                &name,
                "\", which waits for the payer: no script submits the form without it",
            ]));
        }
        if tag.is("method", "dialog") {
            return Err(tag.fault("method", " dialog, which sends nothing; it has to be get or post"));
        }
        // Browsers take any other word for get.
        let method = if tag.is("method", "post") {
            FormMethod::Post
        } else {
            FormMethod::Get
        };
        if method == FormMethod::Post && (tag.is("enctype", "multipart/form-data") || tag.is("enctype", "text/plain")) {
            return Err(tag.fault(
                "enctype",
                "; only what is sent as application/x-www-form-urlencoded is sent again as it was",
            ));
        }
        let encoding = tag.value("accept-charset").unwrap_or(&self.encoding);
        let foreign = fields
            .iter()
            .find(|(name, value)| !name.is_ascii() || !value.is_ascii());
        if let (false, Some((name, _))) = (is_utf_8(encoding), foreign) {
            return Err(tag.fault(
                name,
                &concat(&[
                    ", which has characters outside ASCII, in ",
                    &shown(encoding),
                    "; it would be sent again in UTF-8 (编码不是 UTF-8)",
                ]),
            ));
        }
        // Without white space around it, as browsers take an address.
        let action = tag.value("action").unwrap_or_default().trim_ascii();
        if action.is_empty() {
            return Err(tag.fault(
                "",
                " without an action: a browser would send it to the page that it stands in",
            ));
        }
        Ok(Form {
            method,
            action: action.to_owned(),
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

fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.name == "input" && tag.is("type", "hidden")
}

/// Whether a tag is one that has no say in what is sent beyond its own field.
fn check(tag: &Tag<'_>) -> Result<(), String> {
    if tag.name == "meta" && tag.is("http-equiv", "refresh") {
        return Err(tag.fault("refresh", ", which leads the page to another address"));
    }
    for (name, attribute, why) in REFUSED {
        if (name.is_empty() || tag.name == name) && (attribute.is_empty() || tag.has(attribute)) {
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
