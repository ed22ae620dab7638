//! What calls take and what they give: the interfaces beside the classes.

use std::fmt::Write as _;

use paysign::{Bundle, Call, Field, Need, Origin, Out, Read, Rule, Shape};

use super::typescript::{comment, deeper, member, needed, pascal, union};

/// Answers that several calls share, by the name that their first would have.
const SHARED: &[(&str, &str)] = &[
    ("HiCoinExchangeCodeAnswer", "HiCoinTokens"),
    ("YinqiantongCreateOrderAnswer", "YinqiantongOrder"),
    ("YinqiantongQueryOrderAnswer", "YinqiantongOrderState"),
    ("BitCVExchangeCodeAnswer", "BitCVTokens"),
    ("BhopUserListOrdersAnswer", "BhopOrder"),
    ("BhopOrderPayInfo", "BhopItem"),
    ("BhopUserLoadPayDataAnswer", "BhopPayData"),
    ("BhopPayDataUserInfo", "BhopUserInfo"),
];

pub(crate) struct Shapes {
    pub(crate) text: String,
    /// The bodies of the answers so far, with their names.
    answers: Vec<(String, String)>,
}

impl Shapes {
    pub(crate) fn starting_with(head: &str) -> Self {
        Self {
            text: head.to_owned(),
            answers: Vec::new(),
        }
    }

    /// Writes a call's request, and gives its name; `''` where it takes nothing.
    pub(crate) fn request(&mut self, class: &str, call: &'static Call, others: &[&'static Call]) -> String {
        let rows: Vec<&Field> = call.rows().filter(|row| row.is_given()).collect();
        if rows.is_empty() {
            return String::new();
        }
        let (apart, variants) = variants(call, &rows);
        let mut members = String::new();
        for row in rows.iter().filter(|row| !apart.contains(&row.name)) {
            let others = others
                .iter()
                .filter_map(|call| call.rows().find(|other| other.name == row.name));
            let types = [*row].into_iter().chain(others).map(|row| type_of(row.rule));
            let is_optional = !matches!(row.origin, Origin::Required);
            members += &member(row.doc.text(), row.name, is_optional, &types.reduce(wider).unwrap());
        }
        let name = format!("{class}{}Request", pascal(call.name));
        let base = match (variants.as_slice(), members.as_str()) {
            (_, "") => String::new(),
            ([], members) => format!("{{\n{members}}}"),
            (_, members) => format!("{{\n{members}}} & "),
        };
        let body = match variants.as_slice() {
            [] => format!("interface {name} {base}"),
            some => format!("type {name} = {base}(\n  | {}\n)", some.join("\n  | ")),
        };
        let doc = format!("/** What {{@link {class}.{}}} takes. */", call.name);
        write!(self.text, "\n{doc}\nexport {body}\n").unwrap();
        name
    }

    pub(crate) fn answer(&mut self, class: &str, call: &'static Call) -> String {
        let rows = match call.answer {
            Shape::Nothing => return "Answered".to_owned(),
            Shape::One(rows) | Shape::Many(rows) => rows,
        };
        let name = format!("{class}{}Answer", pascal(call.name));
        let base = self.shape(&name, rows, &format!("What {{@link {class}.{}}} answers.", call.name));
        let paid = if call.paid.is_some() { " & Paid" } else { "" };
        let bundle = call.bundle.map_or(String::new(), |Bundle { name, fields, doc }| {
            let parts: Vec<String> = fields.iter().map(|part| format!("{part}: string")).collect();
            format!(" & {{ /** {} */ {name}: {{ {} }} }}", doc.text(), parts.join("; "))
        });
        format!("{base}{paid} & Answered{bundle}")
    }

    /// Writes an interface, or finds the one that has the same fields; gives its name.
    fn shape(&mut self, name: &str, rows: &'static [Out], doc: &str) -> String {
        let shared = SHARED.iter().find(|(first, _)| *first == name);
        let name = shared.map_or(name, |(_, shared)| shared);
        let before = self.text.len();
        let body = self.fields(name, rows);
        if let Some((known, _)) = self.answers.iter().find(|(_, known)| *known == body) {
            self.text.truncate(before);
            return known.clone();
        }
        let doc = comment(doc, "");
        write!(self.text, "\n{doc}export interface {name} {{\n{body}}}\n").unwrap();
        self.answers.push((name.to_owned(), body));
        name.to_owned()
    }

    pub(crate) fn fields(&mut self, name: &str, rows: &'static [Out]) -> String {
        let mut body = String::new();
        for row in rows {
            let nested =
                |shapes: &mut Self, rows| shapes.shape(&format!("{name}{}", pascal(row.name)), rows, row.doc.text());
            let of = match row.read {
                Read::Text => "string".to_owned(),
                Read::Units => "bigint".to_owned(),
                Read::Integer => "number".to_owned(),
                Read::Boolean => "boolean".to_owned(),
                Read::Enum(codes) => format!("{} | Unknown", union(words(codes))),
                Read::Object(rows) => nested(self, rows),
                Read::List(rows) => format!("{}[]", nested(self, rows)),
            };
            let mark = if row.required { "" } else { "?" };
            writeln!(body, "{}  {}{mark}: {of}", comment(row.doc.text(), "  "), row.name).unwrap();
        }
        body
    }
}

/// The words of codes, each once: several codes may have one word.
fn words(codes: &[(&'static str, &str)]) -> Vec<&'static str> {
    let mut words = Vec::new();
    for (word, _) in codes {
        if !words.contains(word) {
            words.push(word);
        }
    }
    words
}

/// The names of fields that depend on each other, and for each way of giving them its members.
fn variants(call: &Call, rows: &[&Field]) -> (Vec<&'static str>, Vec<String>) {
    let mut apart: Vec<&str> = Vec::new();
    let mut variants = Vec::new();
    let row = |name: &str| *rows.iter().find(|row| row.name == name).unwrap();
    for need in call.needs {
        match need {
            Need::OneOf(names) => {
                apart.extend(*names);
                for chosen in *names {
                    let parts: String = names.iter().map(|name| variant(row(name), name == chosen)).collect();
                    variants.push(format!("{{\n{parts}    }}"));
                }
            }
            Need::Switch { field, cases: of } => {
                apart.push(field);
                apart.extend(of.iter().map(|(_, name)| *name));
                for (word, chosen) in *of {
                    let by = deeper(&needed(row(field).doc.text(), field, &union([*word])));
                    let parts = of.iter().map(|(_, name)| variant(row(name), name == chosen));
                    variants.push(format!("{{\n{by}{}    }}", parts.collect::<String>()));
                }
            }
            Need::AnyOf(_) | Need::If { .. } => {}
        }
    }
    (apart, variants)
}

/// A member that has to be there, or must not.
fn variant(row: &Field, chosen: bool) -> String {
    match chosen {
        true => deeper(&needed(row.doc.text(), row.name, &type_of(row.rule))),
        false => format!("      {}?: never\n", row.name),
    }
}

fn type_of(rule: Rule) -> String {
    match rule {
        Rule::Integer { .. } | Rule::UnixSeconds | Rule::UnixMillis { number: true } => {
            "number | bigint | string".to_owned()
        }
        Rule::Units { places: 0..=2 } => "number | bigint | string".to_owned(),
        Rule::Units { .. } => "bigint | string".to_owned(),
        Rule::Enum { words, .. } => union(words.iter().map(|(word, _)| *word)),
        Rule::Items { fields } => {
            let item = item(fields);
            format!("{item} | readonly {item}[]")
        }
        Rule::Joined { fields, .. } => format!("readonly {}[]", item(fields)),
        _ => "string".to_owned(),
    }
}

fn item(rows: &[Field]) -> String {
    let mut text = String::new();
    for row in rows {
        let doc = comment(row.doc.text(), "    ");
        write!(
            text,
            "\n    {}    {}: {}",
            doc.trim_start(),
            row.name,
            type_of(row.rule)
        )
        .unwrap();
    }
    format!("{{{text}\n  }}")
}

/// Of two unions, the one with more in it.
fn wider(a: String, b: String) -> String {
    if b.len() > a.len() { b } else { a }
}
