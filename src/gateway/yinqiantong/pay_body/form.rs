//! The form of a page, as a browser would send it: method, action and fields.
//!
//! A page is read as browsers read it, whatever stands around the form and however its tags are written; tests compare it
//! with a tokenizer of the HTML standard and with a browser. Nothing of it is run. So what else may have a say in what is
//! sent, or where to, is refused by its name: scripts that do more than submit, other pages within the page, elements
//! that change how their contents are read or sent, and quotes that cut a value short.

use crate::address::{shown, split_once};

use super::html::{Page, Tag};
use super::reference::{self, Within};
use super::{FormMethod, has};

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

const ANOTHER_PAGE: &str = "which holds another page";
const OTHER_RULES: &str = "whose contents browsers read by other rules";
const ONE_FORM: &str = "a page may have one plain form";
const ELSEWHERE: &str = "which can send other fields, or to another place";

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
    ("select", "", "from which the payer chooses"),
    ("datalist", "", "whose fields are not sent"),
    ("fieldset", "disabled", "whose fields are not sent"),
    ("script", "src", "whose script comes from elsewhere"),
    ("base", "href", "which changes where addresses lead"),
    ("", "formaction", ELSEWHERE),
    ("", "formmethod", ELSEWHERE),
    ("", "formenctype", ELSEWHERE),
];

/// What a script has in it that does more than submit a form.
const DOES_MORE: [&str; 22] = [
    "location",
    "open(",
    "write",
    "fetch",
    "XMLHttp",
    "ajax",
    ".action",
    ".method",
    ".value",
    ".val(",
    ".disabled",
    "ttribute",
    ".attr(",
    ".prop(",
    "harset",
    "innerHTML",
    "outerHTML",
    "insertAdjacent",
    "append",
    "createElement",
    ".remove",
    "eval(",
];

const CELLS: [&str; 3] = ["td", "th", "caption"];
const ROWS: [&str; 6] = ["tr", "tbody", "thead", "tfoot", "colgroup", "col"];
/// What may stand in a table outside of its cells and moves no field.
const STAYS: [&str; 6] = ["script", "style", "form", "br", "hr", "img"];

/// The types that a browser gives a value or a widget of its own.
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
    /// All scripts and handlers of events.
    scripts: String,
    /// The encoding that the page is in by its own account.
    encoding: Option<String>,
}

/// A form and the fields that are found for it.
struct Draft<'a> {
    tag: Tag<'a>,
    fields: Vec<(String, String)>,
    /// A named field or button that waits for the payer.
    waiting: Option<String>,
    /// Whether a script stands in it, which may submit it with the fields that are there by then.
    scripted: bool,
}

impl<'a> Found<'a> {
    fn take(&mut self, tag: Tag<'a>) -> Result<(), String> {
        let name = tag.name.as_str();
        self.place(&tag)?;
        if tag.closes {
            self.open &= name != "form";
            self.whole |= matches!(name, "form" | "script" | "body" | "html");
            return Ok(());
        }
        check(&tag)?;
        for script in tag.scripts()? {
            self.script(&tag, &script)?;
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
            "meta" if self.encoding.is_none() => self.encoding = encoding(&tag)?,
            _ => {}
        }
        Ok(())
    }

    /// Keeps count of tables. Browsers move what stands in one but outside of its cells to before the table, and with it
    /// the fields of a form (HTML §13.2.6.1).
    fn place(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        let outside = self.tables.last() == Some(&false);
        match (tag.closes, tag.name.as_str()) {
            (false, "table") if outside => {}
            (false, "table") => self.tables.push(false),
            (true, "table") => drop(self.tables.pop()),
            (closes, name) if CELLS.contains(&name) || ROWS.contains(&name) => {
                if let Some(cell) = self.tables.last_mut() {
                    *cell = !closes && CELLS.contains(&name);
                }
            }
            (false, name) if outside && self.open && !STAYS.contains(&name) && !is_input(tag, "hidden")? => {
                return Err(format!(
                    "has {tag}, in a table and outside of its cells, from where browsers move it with the form's fields"
                ));
            }
            _ => {}
        }
        Ok(())
    }

    /// What it says is not run: it submits the form, and that is for the page to do.
    fn script(&mut self, tag: &Tag<'_>, script: &str) -> Result<(), String> {
        if let Some(word) = DOES_MORE.iter().find(|word| has(script, word)) {
            return Err(format!(
                "has a script with \"{word}\" in {tag}; scripts are not run, and one that does more than submit the form is refused"
            ));
        }
        // Browsers look for the end of such a script in another way (HTML §13.2.5.20).
        if split_once(script, "<!--").is_some_and(|(_, rest)| has(&rest.to_ascii_lowercase(), "<script")) {
            return Err(format!("has a script within a comment within {tag}"));
        }
        self.scripts.push_str(script);
        self.scripts.push(';');
        if let (Some(form), true, "script") = (self.forms.last_mut(), self.open, tag.name.as_str()) {
            form.scripted = true;
        }
        Ok(())
    }

    /// A field, if it is one that is sent (HTML §4.10.22.4).
    fn control(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        let name = tag.value("name")?.unwrap_or_default();
        if name.is_empty() || tag.has("disabled") {
            return Ok(());
        }
        let shown = shown(&name);
        let hidden = is_input(tag, "hidden")?;
        if let (false, Some(form)) = (hidden, self.forms.last_mut()) {
            form.waiting.get_or_insert_with(|| shown.clone());
        }
        let Some(value) = sent(tag, &shown)? else {
            return Ok(());
        };
        if let Some(attribute) = ["form", "dirname"].into_iter().find(|attribute| tag.has(attribute)) {
            return Err(format!("has {tag} with \"{attribute}\", {ELSEWHERE}; {ONE_FORM}"));
        }
        if hidden && name.eq_ignore_ascii_case("_charset_") {
            return Err(format!("has the field _charset_ in {tag}, which browsers fill in"));
        }
        // What stands before all forms belongs to none.
        let Some(form) = self.forms.last_mut() else {
            return Ok(());
        };
        if !self.open {
            return Err(format!(
                "has the field \"{shown}\" behind </form>, {tag}; does it belong to the form? The gateway has to close its form \
                 behind it"
            ));
        }
        if form.scripted {
            return Err(format!(
                "has the field \"{shown}\" behind a script within its form, {tag}; the script may submit the form without it"
            ));
        }
        if is_input(tag, "radio")? && form.fields.iter().any(|(known, _)| *known == name) {
            return Err(format!("has two checked radio buttons of the name \"{shown}\""));
        }
        untorn(tag)?;
        self.whole = false;
        form.fields.push((name, value));
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
        untorn(&tag)?;
        let submits =
            has(&self.scripts, "submit") && !has(&self.scripts, "click") && !has(&self.scripts, "requestSubmit");
        if let (Some(name), false) = (waiting, submits) {
            return Err(format!(
                "has the field or button \"{name}\", which waits for the payer: no script submits the form without it"
            ));
        }
        let word = |name: &str| Ok::<_, String>(tag.value(name)?.unwrap_or_default().to_ascii_lowercase());
        let method = match word("method")?.as_str() {
            "post" => FormMethod::Post,
            "dialog" => {
                return Err(
                    "is a form whose method is \"dialog\", which sends nothing; it has to be get or post".into(),
                );
            }
            // Browsers take any other word for get.
            _ => FormMethod::Get,
        };
        let enctype = word("enctype")?;
        if method == FormMethod::Post && matches!(enctype.as_str(), "multipart/form-data" | "text/plain") {
            return Err(format!(
                "is a form that is sent as {enctype}; only application/x-www-form-urlencoded is sent again as it was"
            ));
        }
        let encoding = tag.value("accept-charset")?.or(self.encoding).unwrap_or_default();
        let plain = |text: &str| text.is_ascii();
        let foreign = fields.iter().find(|(name, value)| !plain(name) || !plain(value));
        if let (false, Some((name, _))) = (is_utf_8(&encoding), foreign) {
            return Err(format!(
                "is a form in {}, with characters outside ASCII in the field \"{}\"; it would be sent as \
                 application/x-www-form-urlencoded in UTF-8 (编码不是 UTF-8)",
                shown(&encoding),
                shown(name)
            ));
        }
        // Without white space around it, as browsers take an address.
        let action = tag.value("action")?.unwrap_or_default().trim_ascii().to_owned();
        if action.is_empty() {
            return Err("is a form without an action: a browser would send it to the page that it stands in".into());
        }
        Ok(Form { method, action, fields })
    }

    /// Of several forms the one that the scripts name, alone.
    fn submitted(&mut self) -> Result<Draft<'a>, String> {
        let scripts: String = self.scripts.chars().filter(|c| !c.is_whitespace()).collect();
        let scripts = scripts.replace('"', "'");
        let count = self.forms.len();
        let mut named = Vec::new();
        self.forms.truncate(MOST_FORMS);
        for (index, form) in core::mem::take(&mut self.forms).into_iter().enumerate() {
            let mut ways = vec![format!("forms[{index}]")];
            for name in [form.tag.value("name")?, form.tag.value("id")?].into_iter().flatten() {
                ways.extend(NAMING.map(|(before, behind)| format!("{before}{name}{behind}")));
            }
            if count == 1 || ways.iter().any(|way| has(&scripts, way)) {
                named.push(form);
            }
        }
        match (count, named.pop(), named.is_empty()) {
            (..=MOST_FORMS, Some(form), true) => Ok(form),
            (0, ..) => Err("is HTML without a form; is it an error page?".into()),
            _ => Err(format!(
                "has {count} forms, and no script that names one of them alone as the one it submits"
            )),
        }
    }
}

/// The value with which the field `name` is sent by a script; none of what is sent only if it is pressed.
fn sent(tag: &Tag<'_>, name: &str) -> Result<Option<String>, String> {
    let kind = match tag.name.as_str() {
        "input" => tag.value("type")?.unwrap_or_default().to_ascii_lowercase(),
        element => element.to_owned(),
    };
    let value = tag.value("value")?;
    match kind.as_str() {
        "submit" | "image" | "button" | "reset" => Ok(None),
        "checkbox" | "radio" if !tag.has("checked") => Ok(None),
        "checkbox" | "radio" => Ok(Some(value.unwrap_or_else(|| "on".into()))),
        "hidden" => Ok(Some(value.unwrap_or_default())),
        "textarea" => text(tag).map(Some),
        kind if FILLED_IN.contains(&kind) => Err(format!(
            "has the field \"{name}\" of type {kind} in {tag}, which the payer fills in"
        )),
        // A line of text; so is what browsers do not know.
        _ => Ok(Some(value.unwrap_or_default().split(['\r', '\n']).collect())),
    }
}

fn is_input(tag: &Tag<'_>, kind: &str) -> Result<bool, String> {
    let typed = tag.value("type")?.is_some_and(|own| own.eq_ignore_ascii_case(kind));
    Ok(typed && tag.name == "input")
}

/// Whether a tag is one that has no say in what is sent beyond its own field.
fn check(tag: &Tag<'_>) -> Result<(), String> {
    if tag.name == "meta"
        && tag
            .value("http-equiv")?
            .is_some_and(|what| what.eq_ignore_ascii_case("refresh"))
    {
        return Err(format!(
            "has {tag}, which leads the page to another address (http-equiv=\"refresh\")"
        ));
    }
    let refused = REFUSED.iter().find(|(name, attribute, _)| {
        (name.is_empty() || tag.name == *name) && (attribute.is_empty() || tag.has(attribute))
    });
    match refused {
        None => Ok(()),
        Some((_, "", why)) => Err(format!("has {tag}, {why}; {ONE_FORM}")),
        Some((_, attribute, why)) => Err(format!("has {tag} with \"{attribute}\", {why}; {ONE_FORM}")),
    }
}

/// Whether no quote within a value cuts it short, which a browser would send without a word.
fn untorn(tag: &Tag<'_>) -> Result<(), String> {
    match &tag.torn {
        None => Ok(()),
        Some(attribute) => Err(format!(
            "has a quote too many or too few at \"{}\" of {tag}, so that browsers read another value than was meant; within a value \
             the gateway has to write &#39; for ' and &quot; for \" (引号未转义)",
            shown(attribute)
        )),
    }
}

/// The text of a `textarea`, whose first line end does not count.
fn text(tag: &Tag<'_>) -> Result<String, String> {
    let mut text = reference::read(tag.text, Within::Text).map_err(|why| format!("{why} in {tag}"))?;
    if text.starts_with('\n') {
        text.remove(0);
    }
    Ok(text)
}

/// The encoding that a `meta` names, in either way.
fn encoding(tag: &Tag<'_>) -> Result<Option<String>, String> {
    let content = tag.value("content")?.unwrap_or_default().to_ascii_lowercase();
    let named = split_once(&content, "charset=").map(|(_, name)| name.to_owned());
    Ok(tag.value("charset")?.or(named))
}

fn is_utf_8(encoding: &str) -> bool {
    let name = encoding.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | ';'));
    ["", "utf-8", "utf8"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}
