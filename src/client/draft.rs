//! From the caller's fields to a request: every row's part, the signature over them, and how they are written.

use std::borrow::Cow;

use super::{Client, Moment, missing};
use crate::calendar::beijing;
use crate::call::{Call, Kind, Need, Send, Sign, Wrap};
use crate::error::{Detail, Error};
use crate::field::{Field, Fill, Given, Input, Origin, Rule, Wire, fault, given, known, refuse, unknown};
use crate::http::{Request, unwritable};
use crate::json::Json;
use crate::scheme::DropEmpty;
use crate::secret::MASK;
use crate::value::Value;

impl Client {
    pub(super) fn draft(&self, call: &'static Call, input: &Given, moment: &Moment<'_>) -> Result<Request, Error> {
        self.check_keys(call)?;
        let mut parts = self.parts(call, input, moment)?;
        let mut request = Request {
            method: call.method,
            url: String::new(),
            headers: Vec::new(),
            body: None,
            shown: Vec::new(),
            given: Vec::new(),
            hidden: Vec::new(),
        };
        parts.iter().for_each(|part| request.note(part));
        let drops_empty = match call.sign {
            Some(sign) => self.known_key(sign.key)?.scheme().drop_empty != DropEmpty::No,
            None => true,
        };
        parts.retain(|part| part.is_header() || !(drops_empty && part.text.is_empty()));
        if let Some(Wrap { name, .. }) = call.wrap {
            parts = wrapped(name, parts);
        }
        if let Some(sign) = call.sign {
            let signature = self.signature(sign, call.send, &parts)?;
            request.note(&signature);
            parts.push(signature);
        }
        request.url = self.target(call, input);
        request.write(call.send, parts);
        Ok(request)
    }

    /// Before anything is sent: an answer that cannot be verified is lost.
    fn check_keys(&self, call: &'static Call) -> Result<(), Error> {
        if let Some(role) = call.verify {
            self.known_key(role)?;
        }
        for row in call.rows() {
            if let Origin::Value(Fill::Secret(name) | Fill::Setting(name)) = row.origin
                && self.text(name).is_none()
            {
                return Err(missing(self.gateway, name));
            }
        }
        if self.base(call.base).is_empty() {
            return Err(missing(self.gateway, call.base));
        }
        Ok(())
    }

    /// What every row contributes, or everything that is wrong with the input at once.
    fn parts(&self, call: &'static Call, input: &Given, moment: &Moment<'_>) -> Result<Vec<Part>, Error> {
        let headers = call
            .headers
            .iter()
            .map(|(row, signed)| (row, Place::Header { signed: *signed }));
        let fields = call.fields.iter().map(|row| (row, Place::Body));
        let wrapped = call.wrapped().map(|row| (row, Place::Wrapped));
        let known = known(call.rows());
        let mut faults = Vec::new();
        call.needs.iter().for_each(|need| need.check(input, &mut faults));
        let mut parts = Vec::new();
        for (row, place) in headers.chain(fields).chain(wrapped) {
            match self.part(row, place, input, moment) {
                Ok(part) => parts.extend(part),
                Err(why) => faults.push(fault(row.name, why)),
            }
        }
        refuse(faults, unknown(input, &known), &known)?;
        Ok(parts)
    }

    /// What a row contributes; `None` where nothing travels.
    fn part(
        &self,
        row: &'static Field,
        place: Place,
        input: &Given,
        moment: &Moment<'_>,
    ) -> Result<Option<Part>, Cow<'static, str>> {
        let (fill, given) = match row.origin {
            Origin::Value(fill) => (Some(fill), None),
            Origin::Default(fill) => (Some(fill), given(input, row.name)),
            _ => (None, given(input, row.name)),
        };
        let wire = match (given, fill) {
            (Some(given), _) => row.rule.check(given)?,
            (None, Some(fill)) => match self.filled(fill, moment) {
                Some(text) => self.fill(row.rule, text)?,
                None => return Err("is missing".into()),
            },
            (None, None) if matches!(row.origin, Origin::Required) => return Err(row.rule.without("is missing")),
            (None, None) => return Ok(None),
        };
        if wire.text.is_empty() && matches!(row.origin, Origin::Required) {
            return Err("is empty".into());
        }
        if let Some(why) = self.misread(row, &wire.text) {
            return Err(why.into());
        }
        // An option that no header can carry is told later, as a fault of the client.
        if !matches!(fill, Some(Fill::Setting(_) | Fill::Secret(_)))
            && let (Place::Header { .. }, Some(why)) = (place, unwritable(row.wire_name(), &wire.text))
        {
            return Err(why.into());
        }
        Ok(Some(Part {
            given_as: row.name,
            name: row.wire_name(),
            text: wire.text,
            number: wire.number,
            secret: row.is_secret() || self.is_secret(row.origin),
            place,
        }))
    }

    /// A filled-in value takes the row's form: a word becomes its code, a whole number goes without quotes. It is not held
    /// to the caller's limits: 6du wants `0` for the amount that is not given.
    fn fill(&self, rule: Rule, text: String) -> Result<Wire, Cow<'static, str>> {
        match rule {
            Rule::Text { .. } | Rule::Token | Rule::Url { .. } | Rule::Decimal { .. } => {
                Ok(Wire { text, number: false })
            }
            rule => rule.check(&Input::from(text)),
        }
    }

    fn filled(&self, fill: Fill, moment: &Moment<'_>) -> Option<String> {
        match fill {
            Fill::Text(text) => Some(text.to_owned()),
            Fill::Setting(name) | Fill::Secret(name) => self.text(name).map(str::to_owned),
            Fill::Token(_) => moment.token.map(str::to_owned),
            Fill::Nonce => Some(moment.nonce.to_owned()),
            Fill::UnixSeconds => Some((moment.millis / 1000).to_string()),
            Fill::UnixMillis => Some(moment.millis.to_string()),
            Fill::DateTime => beijing(moment.millis),
        }
    }

    fn is_secret(&self, origin: Origin) -> bool {
        let (Origin::Value(Fill::Setting(name)) | Origin::Default(Fill::Setting(name))) = origin else {
            return false;
        };
        self.gateway
            .option(name)
            .is_some_and(|option| option.kind == Kind::Id { secret: true })
    }

    /// The signature over what travels in the body, and over the headers whose rows say so.
    fn signature(&self, sign: Sign, send: Send, parts: &[Part]) -> Result<Part, Error> {
        let key = self.known_key(sign.key)?;
        // A query is signed where the signature is a part of it.
        let in_body = !(matches!(send, Send::Query) && sign.header);
        // The body's first: the canonical string may keep the order.
        let body = parts.iter().filter(|part| in_body && !part.is_header());
        let headers = parts.iter().filter(|part| part.place == Place::Header { signed: true });
        let params: Vec<(&str, Value<'_>)> = body.chain(headers).map(|part| (part.name, part.value())).collect();
        let Cow::Borrowed(name) = key.scheme().signature_field else {
            return Err(Error::config("a gateway's rule has a name of its own"));
        };
        Ok(Part {
            given_as: name,
            name,
            text: key.sign(&params)?,
            number: false,
            secret: true,
            place: match sign.header {
                true => Place::Header { signed: false },
                false => Place::Body,
            },
        })
    }

    /// The address of a call without its query. A page's is taken as it is given, slash and all.
    fn target(&self, call: &Call, input: &Given) -> String {
        let base = self.base(call.base);
        let with = call.path_with.iter().find(|(field, _)| given_text(input, field));
        match with.map_or(call.path, |(_, path)| path) {
            "" => base.to_owned(),
            path => base.trim_end_matches('/').to_owned() + path,
        }
    }
}

impl Need {
    fn check(self, input: &Given, faults: &mut Vec<Detail>) {
        let has = |name: &str| given_text(input, name);
        let word = |name: &str| match given(input, name) {
            Some(Input::One(value)) => value.text().map(Cow::into_owned),
            _ => None,
        };
        match self {
            Self::OneOf(names) | Self::AnyOf(names) => {
                let count = names.iter().filter(|name| has(name)).count();
                let one = matches!(self, Self::OneOf(_));
                if count == 0 || (one && count > 1) {
                    let which = if one { "exactly one" } else { "at least one" };
                    faults.push(fault(&names.join(" | "), format!("{which} of them has to be given")));
                }
            }
            Self::If {
                field,
                words,
                then: need,
            } => {
                if word(field).is_some_and(|word| words.contains(&word.as_str())) && !has(need) {
                    faults.push(fault(
                        need,
                        format!("is missing; {field} {} needs it", words.join(" and ")),
                    ));
                }
            }
            Self::Switch { field, cases } => {
                let chosen = word(field).unwrap_or_default();
                for (variant, name) in cases
                    .iter()
                    .filter(|_| cases.iter().any(|(variant, _)| *variant == chosen))
                {
                    match (*variant == chosen, has(name)) {
                        (true, false) => faults.push(fault(name, format!("is missing; {field}: '{variant}' needs it"))),
                        (false, true) => faults.push(fault(name, format!("is for {field}: '{variant}'; leave it out"))),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// A value on its way.
struct Part {
    /// The caller's name for it.
    given_as: &'static str,
    name: &'static str,
    text: String,
    number: bool,
    secret: bool,
    place: Place,
}

/// Where a value travels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Header {
        /// Whether the signature covers it.
        signed: bool,
    },
    Body,
    /// In the field that a call wraps others in.
    Wrapped,
}

impl Part {
    /// As it is signed.
    fn value(&self) -> Value<'_> {
        let text = Cow::Borrowed(&*self.text);
        if self.number {
            Value::Number(text)
        } else {
            Value::Text(text)
        }
    }

    fn is_header(&self) -> bool {
        matches!(self.place, Place::Header { .. })
    }
}

impl Request {
    /// Notes what travels: for logs, for what the answer must repeat, and for what no message may.
    fn note(&mut self, part: &Part) {
        let shown = if part.secret { MASK } else { &part.text };
        self.shown.push((part.name.to_owned(), shown.to_owned()));
        if part.secret {
            self.hidden.push(part.text.clone());
        }
        if matches!(part.place, Place::Body | Place::Wrapped) {
            self.given.push((part.given_as, part.text.clone()));
        }
    }

    /// Writes the parts where they travel.
    fn write(&mut self, send: Send, parts: Vec<Part>) {
        let (headers, body): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(Part::is_header);
        let headers = headers.into_iter().map(|part| (part.name.to_owned(), part.text));
        self.headers.extend(headers);
        let mut header = |name: &str, text: &str| self.headers.push((name.to_owned(), text.to_owned()));
        header("accept", "application/json");
        match send {
            Send::Json => {
                header("content-type", "application/json");
                self.body = Some(object(body).write());
            }
            Send::Form => {
                header("content-type", "application/x-www-form-urlencoded");
                self.body = Some(urlencoded(&body));
            }
            Send::Query => self.url += &format!("?{}", urlencoded(&body)),
            Send::Page(fragment) => self.url += &format!("?{}{fragment}", urlencoded(&body)),
        }
    }
}

/// The parts with those that are wrapped as JSON text in one of this name.
fn wrapped(name: &'static str, parts: Vec<Part>) -> Vec<Part> {
    let (fields, mut parts): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|part| part.place == Place::Wrapped);
    parts.push(Part {
        given_as: name,
        name,
        text: object(fields).write(),
        number: false,
        secret: true,
        place: Place::Body,
    });
    parts
}

fn object(parts: Vec<Part>) -> Json {
    let member = |part: Part| {
        let value = if part.number { Json::Number } else { Json::Text };
        (part.name.to_owned(), value(part.text))
    };
    Json::Object(parts.into_iter().map(member).collect())
}

fn urlencoded(parts: &[Part]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parts.iter().map(|part| (part.name, part.text.as_str())));
    form.finish()
}

/// Whether a caller gave it, and not as an empty text.
fn given_text(input: &Given, name: &str) -> bool {
    given(input, name).is_some_and(|input| !matches!(input, Input::One(Value::Text(text)) if text.is_empty()))
}
