//! JSON as it came: numbers keep their characters, members their order, and no name is given twice.

use std::borrow::Cow;
use std::collections::BTreeSet;

use json_event_parser::{JsonEvent, SliceJsonParser, WriterJsonSerializer};

/// A JSON value (RFC 8259).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Flag(bool),
    /// With the characters of the text.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Members),
}

/// An object's members in the order of the text.
pub(crate) type Members = Vec<(String, Json)>;

/// Why a text is not taken.
#[derive(Debug)]
pub(crate) enum Fault {
    Broken,
    /// This name is given twice in one object; two readers would see two values.
    Twice(String),
    /// Deeper than allowed: below this name, or in a list.
    Deep(Option<String>),
}

/// Reads one value that nests at most `depth` objects and lists.
pub(crate) fn read(text: &str, depth: usize) -> Result<Json, Fault> {
    let mut parser = SliceJsonParser::new(text.as_bytes());
    let mut open: Vec<Open> = Vec::new();
    let mut done = None;
    loop {
        let event = parser.parse_next().map_err(|_| Fault::Broken)?;
        let value = match event {
            JsonEvent::Eof => return done.ok_or(Fault::Broken),
            JsonEvent::ObjectKey(name) => {
                open.last_mut().ok_or(Fault::Broken)?.name = name.into_owned();
                continue;
            }
            JsonEvent::StartObject | JsonEvent::StartArray if open.len() >= depth => {
                let name = open
                    .into_iter()
                    .next()
                    .and_then(|top| matches!(top.value, Json::Object(_)).then_some(top.name));
                return Err(Fault::Deep(name));
            }
            JsonEvent::StartObject => {
                open.push(Open::new(Json::Object(Vec::new())));
                continue;
            }
            JsonEvent::StartArray => {
                open.push(Open::new(Json::List(Vec::new())));
                continue;
            }
            JsonEvent::EndObject | JsonEvent::EndArray => {
                let value = open.pop().ok_or(Fault::Broken)?.value;
                match repeated(&value) {
                    Some(name) => return Err(Fault::Twice(name)),
                    None => value,
                }
            }
            JsonEvent::String(text) => Json::Text(text.into_owned()),
            JsonEvent::Number(lexeme) => Json::Number(lexeme.into_owned()),
            JsonEvent::Boolean(flag) => Json::Flag(flag),
            JsonEvent::Null => Json::Null,
        };
        match open.last_mut().map(|parent| (&mut parent.value, &mut parent.name)) {
            Some((Json::Object(members), name)) => members.push((name.clone(), value)),
            Some((Json::List(items), _)) => items.push(value),
            _ => done = Some(value),
        }
    }
}

/// A name that an object has twice.
fn repeated(value: &Json) -> Option<String> {
    let Json::Object(members) = value else { return None };
    let mut names = BTreeSet::new();
    let twice = members.iter().find(|(name, _)| !names.insert(name));
    twice.map(|(name, _)| name.clone())
}

/// An object or list that is being read, and the name of the member at hand.
struct Open {
    value: Json,
    name: String,
}

impl Open {
    fn new(value: Json) -> Self {
        Self {
            value,
            name: String::new(),
        }
    }
}

impl Json {
    /// The text of the value as it is signed; JSON text for what nests; `None` for `null`.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => None,
            Self::Flag(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
            Self::Number(text) | Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::List(_) | Self::Object(_) => Some(Cow::Owned(self.write())),
        }
    }

    /// JSON text without white space.
    pub(crate) fn write(&self) -> String {
        let mut writer = WriterJsonSerializer::new(Vec::new());
        // Writing to memory does not fail, and the events of a value are in order.
        self.events(&mut |event| {
            let _ = writer.serialize_event(event);
        });
        writer
            .finish()
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_default()
    }

    fn events(&self, emit: &mut impl FnMut(JsonEvent<'_>)) {
        match self {
            Self::Null => emit(JsonEvent::Null),
            Self::Flag(flag) => emit(JsonEvent::Boolean(*flag)),
            Self::Number(text) => emit(JsonEvent::Number(text.into())),
            Self::Text(text) => emit(JsonEvent::String(text.into())),
            Self::List(items) => {
                emit(JsonEvent::StartArray);
                items.iter().for_each(|item| item.events(emit));
                emit(JsonEvent::EndArray);
            }
            Self::Object(members) => {
                emit(JsonEvent::StartObject);
                for (name, value) in members {
                    emit(JsonEvent::ObjectKey(name.into()));
                    value.events(emit);
                }
                emit(JsonEvent::EndObject);
            }
        }
    }
}
