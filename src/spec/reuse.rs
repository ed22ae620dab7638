//! What a spec says once and uses often: shared objects, put in the places that use them.

use super::fault::{Faults, Path, kind_of};
use super::tree::{Members, Tree};
use crate::error::short;
use crate::spelling::suggestion;

const USE: &str = "$use";

/// So many values a spec may have once all that is shared stands where it is used.
const MOST: usize = 50_000;

/// The spec with what is shared in the places that use it.
pub(super) fn resolved<'a>(spec: &Tree<'a>, faults: &Faults) -> Tree<'a> {
    let Tree::Object(members) = spec else {
        return spec.clone();
    };
    let none = Members::new();
    let shared = match spec.member("shared") {
        None => &none,
        Some(Tree::Object(shared)) => shared,
        Some(other) => {
            faults.add("shared".to_owned(), ["is not an object but ", kind_of(other)].concat());
            &none
        }
    };
    let mut user = User {
        shared,
        faults,
        left: MOST,
        using: Vec::new(),
    };
    let top = Path::top();
    let places = members.iter().filter(|(name, _)| *name != "shared");
    let resolved = places.map(|(name, value)| (*name, user.resolve(value, &top.below(name))));
    let resolved = Tree::Object(resolved.collect());
    if user.left == 0 {
        let why = format!("has more than {MOST} values once all that is shared is put in its places");
        faults.add("spec".to_owned(), why);
    }
    resolved
}

/// Shared objects that nobody uses, in a spec with all its patches: each is perhaps one that was meant.
pub(super) fn check_used(spec: &Tree<'_>, faults: &Faults) {
    let Some(Tree::Object(shared)) = spec.member("shared") else {
        return;
    };
    let mut used = Vec::new();
    names_used(spec, &mut used);
    for (name, value) in shared {
        let why = match value {
            Tree::Object(_) if used.contains(name) => continue,
            Tree::Object(_) => "is used nowhere",
            _ => "is not an object; shared are objects that `$use` puts in their places",
        };
        faults.add(Path::top().below("shared").below(name).written(), why.to_owned());
    }
}

fn names_used<'a>(tree: &Tree<'a>, used: &mut Vec<&'a str>) {
    match tree {
        Tree::Object(members) => {
            for (name, value) in members {
                match value {
                    Tree::Text(text) if *name == USE => used.push(text),
                    Tree::List(items) if *name == USE => used.extend(items.iter().filter_map(|item| match item {
                        Tree::Text(text) => Some(*text),
                        _ => None,
                    })),
                    value => names_used(value, used),
                }
            }
        }
        Tree::List(items) => items.iter().for_each(|item| names_used(item, used)),
        _ => {}
    }
}

struct User<'s, 'a> {
    shared: &'s Members<'a>,
    faults: &'s Faults,
    /// How many values may still be put in.
    left: usize,
    /// The shared objects that this place is in.
    using: Vec<&'a str>,
}

impl<'s, 'a> User<'s, 'a> {
    fn resolve(&mut self, tree: &Tree<'a>, path: &Path<'_>) -> Tree<'a> {
        self.left = self.left.saturating_sub(1);
        match tree {
            _ if self.left == 0 => Tree::Null,
            Tree::Object(members) => Tree::Object(self.members(members, path)),
            Tree::List(items) => {
                let items = items.iter().enumerate();
                Tree::List(
                    items
                        .map(|(at, item)| self.resolve(item, &path.below(&at.to_string())))
                        .collect(),
                )
            }
            plain => plain.clone(),
        }
    }

    /// The members of what is used, then the object's own, which take the places of those of the same name.
    fn members(&mut self, members: &Members<'a>, path: &Path<'_>) -> Members<'a> {
        let mut all = Members::with_capacity(members.len());
        let names = members.iter().find(|(name, _)| *name == USE);
        for name in names.map_or_else(Vec::new, |(_, names)| self.names(names, path)) {
            if let Some(object) = self.object(name, path) {
                self.using.push(name);
                let used = self.members(object, path);
                self.using.pop();
                used.into_iter().for_each(|member| put(&mut all, member));
            }
        }
        let is_new = all.is_empty();
        for (name, value) in members.iter().filter(|(name, _)| *name != USE) {
            let member = (*name, self.resolve(value, &path.below(name)));
            match is_new {
                true => all.push(member),
                false => put(&mut all, member),
            }
        }
        all
    }

    /// The names of a `$use`: one, or a list.
    fn names(&self, names: &Tree<'a>, path: &Path<'_>) -> Vec<&'a str> {
        let items = match names {
            Tree::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let name = |item: &Tree<'a>| match item {
            Tree::Text(name) => Some(*name),
            other => {
                let why = "is neither the name of a shared object nor a list of such but ";
                self.fault(path, &[why, kind_of(other)].concat());
                None
            }
        };
        items.iter().filter_map(name).collect()
    }

    fn object(&self, name: &str, path: &Path<'_>) -> Option<&'s Members<'a>> {
        if self.using.contains(&name) {
            let circle = ["leads in a circle: ", &self.using.join(" → "), " → ", name];
            self.fault(path, &circle.concat());
            return None;
        }
        match self.shared.iter().find(|(known, _)| *known == name) {
            Some((_, Tree::Object(members))) => Some(members),
            Some(_) => None, // said where it is shared
            None => {
                let known: Vec<&str> = self.shared.iter().map(|(name, _)| *name).collect();
                let why = [
                    "names \"",
                    &short(name),
                    "\", which is not among what is shared",
                    &suggestion(name, &known),
                ];
                self.fault(path, &why.concat());
                None
            }
        }
    }

    fn fault(&self, path: &Path<'_>, why: &str) {
        self.faults.add(path.below(USE).written(), why.to_owned());
    }
}

fn put<'a>(members: &mut Members<'a>, (name, value): (&'a str, Tree<'a>)) {
    match members.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value,
        None => members.push((name, value)),
    }
}
