//! A spec's values while it is read: as JSON has them, without copies of its texts.

use crate::json::Json;

/// A value.
#[derive(Clone)]
pub(super) enum Tree<'a> {
    Null,
    Flag(bool),
    /// With the characters of the text.
    Number(&'a str),
    Text(&'a str),
    List(Vec<Tree<'a>>),
    Object(Members<'a>),
}

/// An object's members in the order of the text.
pub(super) type Members<'a> = Vec<(&'a str, Tree<'a>)>;

impl<'a> From<&'a Json> for Tree<'a> {
    fn from(json: &'a Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Flag(flag) => Self::Flag(*flag),
            Json::Number(digits) => Self::Number(digits),
            Json::Text(text) => Self::Text(text),
            Json::List(items) => Self::List(items.iter().map(Self::from).collect()),
            Json::Object(members) => {
                let member = |(name, value): &'a (String, Json)| (name.as_str(), Self::from(value));
                Self::Object(members.iter().map(member).collect())
            }
        }
    }
}

impl Tree<'_> {
    /// JSON text without white space.
    pub(super) fn write(&self) -> String {
        self.json().write()
    }

    fn json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Flag(flag) => Json::Flag(*flag),
            Self::Number(digits) => Json::Number((*digits).to_owned()),
            Self::Text(text) => Json::Text((*text).to_owned()),
            Self::List(items) => Json::List(items.iter().map(Self::json).collect()),
            Self::Object(members) => {
                let member = |(name, value): &(&str, Tree<'_>)| ((*name).to_owned(), value.json());
                Json::Object(members.iter().map(member).collect())
            }
        }
    }

    /// The member of this name.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(known, _)| *known == name).map(|(_, value)| value),
            _ => None,
        }
    }
}

/// Changes `target` as a JSON Merge Patch says (RFC 7396): `null` takes a member away.
pub(super) fn patch<'a>(target: &mut Tree<'a>, changes: &Tree<'a>) {
    let Tree::Object(changes) = changes else {
        *target = changes.clone();
        return;
    };
    if !matches!(target, Tree::Object(_)) {
        *target = Tree::Object(Members::new());
    }
    let Tree::Object(members) = target else { return };
    for (name, value) in changes {
        let at = members.iter().position(|(known, _)| known == name);
        match (value, at.and_then(|at| members.get_mut(at))) {
            (Tree::Null, _) => members.retain(|(known, _)| known != name),
            (_, Some((_, known))) => patch(known, value),
            (_, None) => {
                let mut new = Tree::Null;
                patch(&mut new, value);
                members.push((name, new));
            }
        }
    }
}
