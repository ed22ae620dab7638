//! The HTML of a form that submits itself, read into method, action and fields.
//!
//! A page's parser mends, guesses and runs; a payment's reader must not. So this is no parser of HTML but the grammar of
//! the one document that the gateway sends, in which every attribute is quoted and nothing stands between the tags:
//!
//! ```text
//! document = form *script
//! form     = "<form" *attribute ">" *input "</form>"
//! input    = "<input" *attribute [ "/" ] ">"
//! script   = "<script" *attribute ">" *(any character but "<") "</script>"
//! ```
//!
//! What it takes, every browser reads the same way (tests compare it with a tokenizer of the HTML standard); what it does
//! not take is refused. A whole tokenizer would make the module that pages download half as large again, for the sake of
//! the table of 2231 names that `&…;` can have.

use super::FormMethod;

pub(super) struct Form {
    pub(super) method: FormMethod,
    pub(super) action: String,
    pub(super) fields: Vec<(String, String)>,
}

type Attributes = Vec<(String, String)>;

/// Reads HTML that is one form and, behind it, scripts. The error says what the text is or has.
pub(super) fn read(html: &str) -> Result<Form, String> {
    if html.contains(|c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err("has a control character".into());
    }
    // As browsers do before anything else (HTML §13.2.3.5).
    let mut parts = html.split('\r');
    let mut html = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        html.push('\n');
        html.push_str(part.strip_prefix('\n').unwrap_or(part));
    }
    let mut rest = Rest(&html);
    let mut form = begin(rest.tag("form", FORM)?)?;
    while !rest.end_tag("form")? {
        add(&mut form, rest.tag("input", INPUT)?)?;
    }
    while !rest.is_empty() {
        rest.tag("script", SCRIPT)?;
        // What it says is not looked at: it submits the form, and that is for the page to do.
        rest.0 = rest.0.trim_start_matches(|c| c != '<');
        if !rest.end_tag("script")? {
            return Err("has a script that is not plain text; was it changed on its way?".into());
        }
    }
    Ok(form)
}

// The attributes that each tag may have. One that changes what is sent, or to where (`formaction`, `form`, `disabled`,
// `src`), is never passed over.
const FORM: &[&str] = &[
    "id",
    "name",
    "class",
    "style",
    "target",
    "action",
    "method",
    "enctype",
    "accept-charset",
];
const INPUT: &[&str] = &["type", "name", "value", "id", "class", "style"];
const SCRIPT: &[&str] = &["type", "language"];

fn begin(attributes: Attributes) -> Result<Form, String> {
    let value = |name: &str| value(&attributes, name);
    let is = |name: &str, wanted: &str| value(name).is_none_or(|value| value.eq_ignore_ascii_case(wanted));
    let method = match value("method") {
        Some(method) if method.eq_ignore_ascii_case("post") => FormMethod::Post,
        None => FormMethod::Get,
        Some(method) if method.eq_ignore_ascii_case("get") => FormMethod::Get,
        Some(_) => return Err("is a form whose method is neither get nor post".into()),
    };
    if !is("enctype", "application/x-www-form-urlencoded") || !is("accept-charset", "utf-8") {
        return Err("is a form that is not sent as application/x-www-form-urlencoded in UTF-8".into());
    }
    let action = value("action").ok_or("is a form without an action")?.to_owned();
    Ok(Form {
        method,
        action,
        fields: Vec::new(),
    })
}

fn add(form: &mut Form, attributes: Attributes) -> Result<(), String> {
    let value = |name: &str| value(&attributes, name);
    let is = |wanted: &str| value("type").is_some_and(|kind| kind.eq_ignore_ascii_case(wanted));
    // A script that submits the form sends none of its buttons.
    if is("submit") || is("button") {
        return Ok(());
    }
    if !is("hidden") {
        return Err("has an input that is neither hidden nor a button".into());
    }
    let name = value("name")
        .filter(|name| !name.is_empty())
        .ok_or("has an input without a name")?;
    // Browsers put the name of the page's encoding into it.
    if name.eq_ignore_ascii_case("_charset_") {
        return Err("has a field _charset_, which browsers fill in".into());
    }
    if form.fields.iter().any(|(known, _)| known == name) {
        return Err("has two fields of one name; two readers would see two values".into());
    }
    form.fields
        .push((name.to_owned(), value("value").unwrap_or_default().to_owned()));
    Ok(())
}

fn value<'a>(attributes: &'a Attributes, wanted: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(name, _)| name == wanted);
    found.map(|(_, value)| value.as_str())
}

/// What is left to read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// Passes white space, as HTML counts it.
    fn space(&mut self) -> &mut Self {
        self.0 = self.0.trim_ascii_start();
        self
    }

    fn is_empty(&mut self) -> bool {
        self.space().0.is_empty()
    }

    /// Passes `text` if it stands here.
    fn passes(&mut self, text: &str) -> bool {
        let after = self.0.strip_prefix(text);
        self.0 = after.unwrap_or(self.0);
        after.is_some()
    }

    /// Passes letters and hyphens: the name of a tag or an attribute, which is the same in either case.
    fn name(&mut self) -> String {
        let after = self.0.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
        let name = self.0.strip_suffix(after).unwrap_or_default().to_ascii_lowercase();
        self.0 = after;
        name
    }

    /// Passes a start tag `name`, with none but the `known` attributes.
    fn tag(&mut self, name: &str, known: &[&str]) -> Result<Attributes, String> {
        let before = self.space().0;
        if !self.passes("<") || self.name() != name {
            return Err(expected(name, before));
        }
        let mut attributes = Attributes::new();
        loop {
            let spaced = self.0.starts_with(|c: char| c.is_ascii_whitespace());
            self.space();
            if self.passes(">") || name == "input" && self.passes("/>") {
                return Ok(attributes);
            }
            let attribute = self.name();
            if !spaced || !known.contains(&attribute.as_str()) {
                return Err(format!(
                    "has a tag \"{name}\" with \"{attribute}\", where only quoted attributes of a hidden form are expected"
                ));
            }
            if value(&attributes, &attribute).is_some() {
                return Err(format!("has a tag \"{name}\" with two of \"{attribute}\""));
            }
            let text = self
                .quoted()
                .ok_or_else(|| format!("has \"{attribute}\" without a quoted value"))?;
            attributes.push((attribute, unescape(text)?));
        }
    }

    /// Passes the end tag `name`, if an end tag stands here.
    fn end_tag(&mut self, name: &str) -> Result<bool, String> {
        let before = self.space().0;
        if !self.passes("</") {
            return Ok(false);
        }
        if self.name() == name && self.space().passes(">") {
            Ok(true)
        } else {
            Err(expected(&format!("/{name}"), before))
        }
    }

    /// Passes `= "text"` or `= 'text'`.
    fn quoted(&mut self) -> Option<&'a str> {
        if !self.space().passes("=") {
            return None;
        }
        let quote = if self.space().passes("'") {
            '\''
        } else if self.passes("\"") {
            '"'
        } else {
            return None;
        };
        let (text, after) = self.0.split_once(quote)?;
        self.0 = after;
        Some(text)
    }
}

/// What stands in place of the tag `name`.
fn expected(name: &str, rest: &str) -> String {
    let found: String = rest.chars().take_while(|c| c.is_ascii_graphic()).take(20).collect();
    if found.is_empty() && rest.is_empty() {
        format!("ends where <{name}> is expected; was it cut short?")
    } else {
        format!(
            "has \"{found}\" where <{name}> is expected; it may be one form, its hidden inputs and a script, and no more"
        )
    }
}

/// The characters that browsers read in an attribute (HTML §13.2.5.73 on). Of the named references only those that
/// HTML must be escaped with are known; any other, which would need their table, is refused.
fn unescape(text: &str) -> Result<String, &'static str> {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        let name = part.strip_suffix(after).unwrap_or_default();
        let (character, after) = if let Some(number) = part.strip_prefix('#') {
            let (number, after) = number.split_once(';').ok_or(UNKNOWN_REFERENCE)?;
            (character(number).ok_or(UNKNOWN_REFERENCE)?, after)
        } else if let (false, Some(after)) = (name.is_empty(), after.strip_prefix(';')) {
            let known = REFERENCES.iter().find(|(known, _)| *known == name);
            (known.ok_or(UNKNOWN_REFERENCE)?.1, after)
        } else if !after.starts_with('=') && WITHOUT_SEMICOLON.split(' ').any(|known| known == name) {
            return Err(UNKNOWN_REFERENCE);
        } else {
            // A plain ampersand, as between the parameters of an address.
            ('&', part)
        };
        plain.push(character);
        plain.push_str(after);
    }
    Ok(plain)
}

/// The character of a numeric reference; none for those that browsers take for another one or for an error.
fn character(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // from_str_radix would take a sign.
    let code = if digits.starts_with('+') {
        None
    } else {
        u32::from_str_radix(digits, radix).ok()
    };
    char::from_u32(code?).filter(|c| !c.is_control() || matches!(c, '\t' | '\n'))
}

const UNKNOWN_REFERENCE: &str =
    "has a character reference other than &amp; &lt; &gt; &quot; &apos; and numbers that end with a semicolon";

const REFERENCES: [(&str, char); 5] = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];

/// The references that browsers read without a semicolon, unless `=`, a letter or a digit follows.
const WITHOUT_SEMICOLON: &str = "AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave \
    Euml GT Iacute Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN Uacute Ucirc Ugrave \
    Uuml Yacute aacute acirc acute aelig agrave amp aring atilde auml brvbar ccedil cedil cent copy curren deg divide \
    eacute ecirc egrave eth euml frac12 frac14 frac34 gt iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot \
    nbsp not ntilde oacute ocirc ograve ordf ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 \
    sup3 szlig thorn times uacute ucirc ugrave uml uuml yacute yen yuml";
