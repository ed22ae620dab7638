//! What a spec says once and uses often: patches of choices, and shared objects.

use super::fault::{Faults, kind_of, member};
use crate::json::{Json, Members};
use crate::spelling::nearest;

const USE: &str = "$use";

/// So many values a spec may have once all that is shared stands where it is used.
const MOST: usize = 50_000;

/// Changes `target` as a JSON Merge Patch says (RFC 7396): `null` takes a member away.
pub(super) fn patch(target: &mut Json, changes: &Json) {
    let Json::Object(changes) = changes else {
        *target = changes.clone();
        return;
    };
    if !matches!(target, Json::Object(_)) {
        *target = Json::Object(Members::new());
    }
    let Json::Object(members) = target else { return };
    for (name, value) in changes {
        let at = members.iter().position(|(known, _)| known == name);
        match (value, at.and_then(|at| members.get_mut(at))) {
            (Json::Null, _) => members.retain(|(known, _)| known != name),
            (_, Some((_, known))) => patch(known, value),
            (_, None) => {
                let mut new = Json::Null;
                patch(&mut new, value);
                members.push((name.clone(), new));
            }
        }
    }
}

/// The spec with what is shared in the places that use it.
pub(super) fn resolved(spec: &Json, faults: &Faults) -> Json {
    let Json::Object(members) = spec else {
        return spec.clone();
    };
    let none = Members::new();
    let shared = match member(members, "shared") {
        None => &none,
        Some(Json::Object(shared)) => shared,
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
    let places = members.iter().filter(|(name, _)| name != "shared");
    let resolved = places.map(|(name, value)| (name.clone(), user.resolve(value, name)));
    let resolved = Json::Object(resolved.collect());
    if user.left == 0 {
        faults.add(
            "spec".to_owned(),
            format!("has more than {MOST} values once all that is shared is put in its places"),
        );
    }
    resolved
}

/// Shared objects that nobody uses, in a spec with all its patches: each is perhaps one that was meant.
pub(super) fn check_used(spec: &Json, faults: &Faults) {
    let Json::Object(members) = spec else { return };
    let Some(Json::Object(shared)) = member(members, "shared") else {
        return;
    };
    let mut used = Vec::new();
    names_used(spec, &mut used);
    for (name, value) in shared {
        let why = match value {
            Json::Object(_) if used.contains(&name.as_str()) => continue,
            Json::Object(_) => "is used nowhere",
            _ => "is not an object; shared are objects that `$use` puts in their places",
        };
        faults.add(["shared.", name].concat(), why.to_owned());
    }
}

fn names_used<'a>(json: &'a Json, used: &mut Vec<&'a str>) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                match value {
                    Json::Text(text) if name == USE => used.push(text),
                    Json::List(items) if name == USE => used.extend(items.iter().filter_map(|item| match item {
                        Json::Text(text) => Some(text.as_str()),
                        _ => None,
                    })),
                    value => names_used(value, used),
                }
            }
        }
        Json::List(items) => items.iter().for_each(|item| names_used(item, used)),
        _ => {}
    }
}

struct User<'a> {
    shared: &'a Members,
    faults: &'a Faults,
    /// How many values may still be put in.
    left: usize,
    /// The shared objects that this place is in.
    using: Vec<&'a str>,
}

impl<'a> User<'a> {
    fn resolve(&mut self, json: &'a Json, path: &str) -> Json {
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            return Json::Null;
        }
        match json {
            Json::Object(members) => Json::Object(self.members(members, path)),
            Json::List(items) => {
                let items = items.iter().enumerate();
                Json::List(
                    items
                        .map(|(at, item)| self.resolve(item, &format!("{path}.{at}")))
                        .collect(),
                )
            }
            plain => plain.clone(),
        }
    }

    /// The members of what is used, then the object's own, which take the places of those of the same name.
    fn members(&mut self, members: &'a Members, path: &str) -> Members {
        let mut all = Members::new();
        for name in member(members, USE).map_or_else(Vec::new, |names| self.names(names, path)) {
            if let Some(object) = self.object(name, path) {
                self.using.push(name);
                let used = self.members(object, path);
                self.using.pop();
                used.into_iter().for_each(|member| put(&mut all, member));
            }
        }
        for (name, value) in members.iter().filter(|(name, _)| name != USE) {
            let value = self.resolve(value, &[path, ".", name].concat());
            put(&mut all, (name.clone(), value));
        }
        all
    }

    /// The names of a `$use`: one, or a list.
    fn names(&self, names: &'a Json, path: &str) -> Vec<&'a str> {
        let items = match names {
            Json::List(items) => items.as_slice(),
            one => std::slice::from_ref(one),
        };
        let name = |item: &'a Json| match item {
            Json::Text(name) => Some(name.as_str()),
            _ => {
                self.fault(
                    path,
                    &[
                        "is neither the name of a shared object nor a list of such but ",
                        kind_of(item),
                    ]
                    .concat(),
                );
                None
            }
        };
        items.iter().filter_map(name).collect()
    }

    fn object(&self, name: &str, path: &str) -> Option<&'a Members> {
        if self.using.contains(&name) {
            self.fault(
                path,
                &["leads in a circle: ", &self.using.join(" → "), " → ", name].concat(),
            );
            return None;
        }
        match member(self.shared, name) {
            Some(Json::Object(members)) => Some(members),
            Some(_) => None, // said where it is shared
            None => {
                let known: Vec<&str> = self.shared.iter().map(|(name, _)| name.as_str()).collect();
                let meant =
                    nearest(name, &known).map_or_else(String::new, |meant| ["; did you mean ", meant, "?"].concat());
                self.fault(
                    path,
                    &[
                        "names \"",
                        &crate::error::short(name),
                        "\", which is not among what is shared",
                        &meant,
                    ]
                    .concat(),
                );
                None
            }
        }
    }

    fn fault(&self, path: &str, why: &str) {
        self.faults.add([path, ".", USE].concat(), why.to_owned());
    }
}

fn put(members: &mut Members, (name, value): (String, Json)) {
    match members.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = value,
        None => members.push((name, value)),
    }
}
