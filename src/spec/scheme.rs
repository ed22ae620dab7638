//! Signing rules in a spec: by name, or as the data that a [`Scheme`] is read from everywhere.

use std::borrow::Cow;
use std::fmt;
use std::sync::Mutex;

use serde::de::value::StrDeserializer;
use serde::de::{self, Deserialize as _, DeserializeSeed, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::fault::{At, kind_of};
use super::text::{interned, locked};
use super::tree::Tree;
use crate::scheme::Scheme;
use crate::scheme::built_in::{SCHEMES, scheme};
use crate::spelling::unknown_here;

/// Rules of specs, each distinct one once.
static KEPT: Mutex<Vec<&'static Scheme>> = Mutex::new(Vec::new());

/// The rule that a spec names or has.
pub(super) fn read(at: &At<'_>) -> Option<&'static Scheme> {
    match at.json {
        Tree::Text(name) => {
            let found = scheme(name);
            if found.is_none() {
                let names: Vec<&str> = SCHEMES.iter().map(|built_in| built_in.name).collect();
                at.none_of(name, "the built-in ones: ", &names);
            }
            found
        }
        Tree::Object(_) => own(at),
        other => {
            at.fault(
                &[
                    "is neither the name of a built-in scheme nor one of its own but ",
                    kind_of(other),
                ]
                .concat(),
            );
            None
        }
    }
}

fn own(at: &At<'_>) -> Option<&'static Scheme> {
    let described = Described(at.json);
    let mut scheme = match Scheme::deserialize(described) {
        Ok(scheme) => scheme,
        Err(Why { member, what }) => {
            match member {
                Some(member) => at.fault_of(&member, &what),
                None => at.fault(&what),
            }
            return None;
        }
    };
    if let Err(why) = scheme.check() {
        at.fault(why.message().strip_prefix("scheme: ").unwrap_or(why.message()));
        return None;
    }
    scheme.signature_field = Cow::Borrowed(interned(&scheme.signature_field));
    let mut kept = locked(&KEPT);
    if let Some(known) = kept.iter().find(|known| ***known == scheme) {
        return Some(known);
    }
    let scheme: &'static Scheme = Box::leak(Box::new(scheme));
    kept.push(scheme);
    Some(scheme)
}

/// Why a rule is none, and in which member.
#[derive(Debug)]
struct Why {
    member: Option<String>,
    what: String,
}

impl Why {
    fn new(what: String) -> Self {
        Self { member: None, what }
    }

    fn in_member(name: &str, what: String) -> Self {
        Self {
            member: Some(name.to_owned()),
            what,
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Why {}

impl de::Error for Why {
    fn custom<T: fmt::Display>(what: T) -> Self {
        Self::new(what.to_string())
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(format!("is not {expected}"))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::new(["is none of ", &expected.join(", ")].concat())
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::in_member(field, unknown_here(field, expected))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::in_member(field, "is missing".to_owned())
    }
}

/// A rule's object, without what describes it.
struct Described<'a>(&'a Tree<'a>);

impl<'de> de::Deserializer<'de> for Described<'de> {
    type Error = Why;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Why> {
        let members = match self.0 {
            Tree::Object(members) => members.as_slice(),
            _ => &[],
        };
        let described = |(name, _): &&(&str, Tree<'_>)| !super::fault::DESCRIBING.contains(name);
        let members: Vec<&(&'de str, Tree<'de>)> = members.iter().filter(described).collect();
        visitor.visit_map(Members {
            rest: members.into_iter(),
            value: None,
        })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Members<'de> {
    rest: std::vec::IntoIter<&'de (&'de str, Tree<'de>)>,
    value: Option<&'de (&'de str, Tree<'de>)>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Why;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Why> {
        self.value = self.rest.next();
        let name = self.value.map(|(name, _)| seed.deserialize(StrDeserializer::new(name)));
        name.transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Why> {
        let Some((name, value)) = self.value else {
            return Err(Why::new("has no value".to_owned()));
        };
        seed.deserialize(Value(value)).map_err(|why| match why.member {
            Some(_) => why,
            None => Why::in_member(name, why.what),
        })
    }
}

/// A member's value.
struct Value<'a>(&'a Tree<'a>);

impl<'de> de::Deserializer<'de> for Value<'de> {
    type Error = Why;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Why> {
        match self.0 {
            Tree::Text(text) => visitor.visit_str(text),
            Tree::Flag(flag) => visitor.visit_bool(*flag),
            Tree::Number(digits) => match digits.parse() {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => Err(Why::new("is not a whole number".to_owned())),
            },
            Tree::List(items) => visitor.visit_seq(Items(items.iter())),
            Tree::Object(members) => visitor.visit_map(Members {
                rest: members.iter().collect::<Vec<_>>().into_iter(),
                value: None,
            }),
            Tree::Null => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Why> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Why> {
        match self.0 {
            Tree::Text(word) => {
                let word: StrDeserializer<'_, Why> = (*word).into_deserializer();
                word.deserialize_enum(name, variants, visitor)
            }
            other => Err(Why::new(["is not a text but ", kind_of(other)].concat())),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Items<'de>(std::slice::Iter<'de, Tree<'de>>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Why;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Why> {
        self.0.next().map(|item| seed.deserialize(Value(item))).transpose()
    }
}
