//! Where a reader stands in a spec, and what it finds wrong there.

use std::cell::RefCell;

use super::text::interned;
use super::tree::Tree;
use crate::error::{Detail, character};
use crate::spelling::{suggestion, unknown_here};

/// What is wrong with a spec, each with its path; and whether what is read of it is to stay. It is read twice: once to be
/// checked, and if nothing is wrong once more to be kept for good, so that no faulty spec uses memory up.
#[derive(Default)]
pub(super) struct Faults {
    found: RefCell<Vec<Detail>>,
    keep: bool,
}

/// So many faults are told; who has more begins with these.
const MOST: usize = 100;

impl Faults {
    /// For a spec that is known to have none.
    pub(super) fn of_checked() -> Self {
        Self {
            keep: true,
            ..Self::default()
        }
    }

    pub(super) fn add(&self, field: String, why: String) {
        let mut faults = self.found.borrow_mut();
        let known = faults.iter().any(|fault| fault.field == field && fault.why == why);
        if !known && faults.len() < MOST {
            faults.push(Detail { field, why });
        }
    }

    /// Adds those of the same spec with another word, where they are not there without it.
    pub(super) fn add_others(&self, others: Self, with: &str) {
        for Detail { field, why } in others.into_details() {
            let known = self
                .found
                .borrow()
                .iter()
                .any(|fault| fault.field == field && fault.why.starts_with(&why));
            if !known {
                self.add(field, why + with);
            }
        }
    }

    pub(super) fn into_details(self) -> Vec<Detail> {
        self.found.into_inner()
    }
}

/// A value of a spec, with its place.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) faults: &'a Faults,
    above: Option<&'a At<'a>>,
    name: &'a str,
    pub(super) json: &'a Tree<'a>,
}

/// What stands in the place of what is due.
pub(super) fn kind_of(json: &Tree<'_>) -> &'static str {
    match json {
        Tree::Null => "null",
        Tree::Flag(_) => "true or false",
        Tree::Number(_) => "a number",
        Tree::Text(_) => "a text",
        Tree::List(_) => "a list",
        Tree::Object(_) => "an object",
    }
}

impl<'a> At<'a> {
    pub(super) fn top(json: &'a Tree<'a>, faults: &'a Faults) -> Self {
        Self {
            faults,
            above: None,
            name: "",
            json,
        }
    }

    fn below<'b>(&'b self, name: &'b str, json: &'b Tree<'b>) -> At<'b> {
        At {
            faults: self.faults,
            above: Some(self),
            name,
            json,
        }
    }

    /// The names down to here, with dots between.
    fn path(&self) -> String {
        match self.above {
            None => String::new(),
            Some(above) => path_below(above.path(), self.name),
        }
    }

    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    pub(super) fn fault(&self, why: &str) {
        let path = self.path();
        self.faults
            .add(if path.is_empty() { "spec".to_owned() } else { path }, why.to_owned());
    }

    /// A fault of a member, which may be absent.
    pub(super) fn fault_of(&self, member: &str, why: &str) {
        self.faults.add(path_below(self.path(), member), why.to_owned());
    }

    fn unfit(&self, due: &str) {
        self.fault(&["is not ", due, " but ", kind_of(self.json)].concat());
    }

    /// What was read here, to stay where it is to.
    pub(super) fn kept<T>(&self, rows: Vec<T>) -> &'static [T] {
        match self.faults.keep {
            true => rows.leak(),
            false => &[],
        }
    }

    /// A map or a list that has something in it.
    pub(super) fn not_empty(&self) {
        let empty = match self.json {
            Tree::Object(members) => members.is_empty(),
            Tree::List(items) => items.is_empty(),
            _ => false,
        };
        if empty {
            self.fault("is empty");
        }
    }

    /// The members of an object that has no others than the `known` ones and nothing that describes it.
    pub(super) fn plain(&self, known: &[&str]) {
        for (name, _) in self.members().iter().filter(|(name, _)| !known.contains(name)) {
            self.unknown(name, known);
        }
    }

    fn unknown(&self, name: &str, known: &[&str]) {
        self.fault_of(name, &unknown_here(name, known));
    }

    /// The members of an object that has no others than the `known` ones, beside what describes it.
    pub(super) fn only(&self, known: &[&str]) {
        for (name, value) in self.members() {
            if DESCRIBING.contains(name) {
                self.below(name, value).text();
            } else if !known.contains(name) {
                self.unknown(name, known);
            }
        }
    }

    /// The members of an object.
    pub(super) fn members(&self) -> &'a [(&'a str, Tree<'a>)] {
        match self.json {
            Tree::Object(members) => members,
            _ => {
                self.unfit("an object");
                &[]
            }
        }
    }

    /// A member, if it is there.
    pub(super) fn get<'b>(&'b self, name: &'b str) -> Option<At<'b>> {
        let Tree::Object(members) = self.json else { return None };
        let (name, value) = members.iter().find(|(known, _)| *known == name)?;
        Some(self.below(name, value))
    }

    /// A member that has to be there.
    pub(super) fn need<'b>(&'b self, name: &'b str) -> Option<At<'b>> {
        let found = self.get(name);
        if found.is_none() && matches!(self.json, Tree::Object(_)) {
            self.fault_of(name, "is missing");
        }
        found
    }

    /// What `read` makes of each member of a map of names.
    pub(super) fn map<T>(&self, mut read: impl FnMut(&At<'_>) -> T) -> Vec<T> {
        let mut made = Vec::new();
        self.each_member(&mut |at| made.push(read(at)));
        made
    }

    /// Apart from `map`, so that the module has it once and not once for each type.
    fn each_member(&self, read: &mut dyn FnMut(&At<'_>)) {
        for (name, value) in self.members() {
            let at = self.below(name, value);
            at.check_name();
            read(&at);
        }
    }

    /// The name of a field, a header, an option, which travels and stands in messages.
    fn check_name(&self) {
        if !self.name.is_empty() && self.name.len() <= 100 && self.name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return;
        }
        let strange = |c: &char| c.is_control() || c.is_whitespace();
        match self.name.chars().find(strange) {
            _ if self.name.is_empty() => self.fault("is a name without a letter"),
            Some(c) => self.fault(&["is a name with ", &character(c), " in it"].concat()),
            None if self.name.len() > 100 => self.fault("is a name of more than 100 bytes"),
            None => {}
        }
    }

    /// What `read` makes of each item of a list.
    pub(super) fn list<T>(&self, mut read: impl FnMut(&At<'_>) -> T) -> Vec<T> {
        let mut made = Vec::new();
        self.each_item(&mut |at| made.push(read(at)));
        made
    }

    /// As `each_member` is to `map`.
    fn each_item(&self, read: &mut dyn FnMut(&At<'_>)) {
        let Tree::List(items) = self.json else {
            return self.unfit("a list");
        };
        for (index, item) in items.iter().enumerate() {
            read(&self.below(&index.to_string(), item));
        }
    }

    /// A text, which may be empty.
    pub(super) fn any_text(&self) -> &'static str {
        match self.json {
            Tree::Text(text) => interned(text),
            _ => {
                self.unfit("a text");
                ""
            }
        }
    }

    pub(super) fn text(&self) -> &'static str {
        let text = self.any_text();
        if matches!(self.json, Tree::Text(text) if text.is_empty()) {
            self.fault("is empty");
        }
        text
    }

    pub(super) fn texts(&self) -> Vec<&'static str> {
        let texts = self.list(|at| at.text());
        if matches!(self.json, Tree::List(items) if items.is_empty()) {
            self.fault("is empty");
        }
        if let Some(twice) = crate::json::repeated(texts.clone()).filter(|text| !text.is_empty()) {
            self.fault(&["has ", twice, " twice"].concat());
        }
        texts
    }

    pub(super) fn flag(&self) -> bool {
        match self.json {
            Tree::Flag(flag) => *flag,
            _ => {
                self.unfit("true or false");
                false
            }
        }
    }

    /// A whole number within limits.
    pub(super) fn whole(&self, minimum: u64, maximum: u64) -> u64 {
        let number = match self.json {
            Tree::Number(digits) => digits.parse().ok(),
            _ => {
                self.unfit("a number");
                return minimum;
            }
        };
        number
            .filter(|number| (minimum..=maximum).contains(number))
            .unwrap_or_else(|| {
                self.fault(&format!("is not a whole number from {minimum} to {maximum}"));
                minimum
            })
    }

    /// One of the `words`, as what it means.
    pub(super) fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let place = self.place_among(&mut words.iter().map(|(word, _)| *word))?;
        words.get(place).map(|(_, meaning)| *meaning)
    }

    /// As `each_member` is to `map`.
    fn place_among(&self, words: &mut dyn Iterator<Item = &str>) -> Option<usize> {
        let given = self.text();
        let words: Vec<&str> = words.collect();
        let known = words.iter().position(|word| *word == given);
        if known.is_none() && !given.is_empty() {
            self.none_of(given, "", &words);
        }
        known
    }

    /// A name that names none of these, which are `what`.
    pub(super) fn none_of(&self, given: &str, what: &str, known: &[&str]) {
        let names = if known.is_empty() {
            "nothing".to_owned()
        } else {
            known.join(", ")
        };
        self.fault(
            &[
                "\"",
                &crate::error::short(given),
                "\" is none of ",
                what,
                &names,
                &suggestion(given, known),
            ]
            .concat(),
        );
    }
}

/// A place that is no reader's yet.
pub(super) struct Path<'a> {
    above: Option<&'a Path<'a>>,
    name: &'a str,
}

impl<'a> Path<'a> {
    pub(super) const fn top() -> Self {
        Self { above: None, name: "" }
    }

    pub(super) fn below<'b>(&'b self, name: &'b str) -> Path<'b> {
        Path {
            above: Some(self),
            name,
        }
    }

    pub(super) fn written(&self) -> String {
        match self.above {
            None => String::new(),
            Some(above) => path_below(above.written(), self.name),
        }
    }
}

/// What every object may have for its readers.
pub(super) const DESCRIBING: [&str; 3] = ["doc", "docZh", "source"];

fn path_below(mut path: String, name: &str) -> String {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&crate::error::short(name));
    path
}
