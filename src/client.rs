//! The one reader of the rows: a call to a request, an answer to typed values, a notification to an event.
//!
//! Without clock, randomness or network: whoever calls hands them in, and sends what comes out.

mod key;
mod notification;

use std::borrow::Cow;
use std::fmt;

use crate::address::{bare, check_base, resolved};
use crate::answer::{Answer, Out, Typed, raw, read};
use crate::body::{read_form, shown, utf8};
use crate::calendar::beijing;
use crate::call::{Base, Call, Envelope, Form, Gateway, Need, Paid, Repeat, Shape, Sign};
use crate::content::{Content, Foreign, Label, content, remarks};
use crate::error::{Detail, Error, ErrorKind, Exchange};
use crate::field::{Field, Fill, Given, Input, Origin, Rule, Wire, fault, given, known, refuse, unknown};
use crate::http::{Request, Response};
use crate::json::{self, Json, Members};
use crate::mask::{MASK, masked};
use crate::scheme::{Encoding, Scheme};
use crate::secret::{Secret, unmeant};
use crate::value::Value;

use key::{Key, make_key};

pub use key::KeyOptions;
pub use notification::{Event, Incoming};

/// The longest answer that is read, in bytes: a list of a hundred orders with all their texts is below it.
pub const MAX_ANSWER: usize = 512 * 1024;

/// Objects and lists in each other; the gateways' answers have four.
const DEPTH: usize = 8;

/// The longest code of a gateway that is repeated, in characters.
const MAX_CODE: usize = 40;

/// So much of a text from outside is enough for a message, in characters.
const ENOUGH: usize = 200;

/// A gateway with a merchant's options, ready to prepare requests and to read what comes back.
pub struct Client {
    gateway: &'static Gateway,
    settings: Vec<(&'static str, Secret)>,
    keys: Vec<(&'static str, Key)>,
    bases: Vec<(&'static str, String)>,
}

/// A client's options.
#[derive(Clone, Debug, Default)]
pub struct Settings<'a> {
    /// Ids, keys and addresses by their names.
    pub texts: Vec<(&'static str, &'a [u8])>,
    /// Takes the gateway's test addresses, which may be http.
    pub test: bool,
    /// Takes base addresses over http.
    pub allow_http: bool,
    /// How keys are taken.
    pub key: KeyOptions<'a>,
    /// Another encoding of signed values than the gateway's rule has.
    pub encode: Option<Encoding>,
}

/// What a request takes from the world.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Unix time in milliseconds.
    pub millis: u64,
    /// 32 random characters of `[0-9A-Za-z]`.
    pub nonce: &'a str,
    /// The token that the caller keeps for the client; see [`Call::needs_token`].
    pub token: Option<&'a str>,
}

/// An answer's form is its row's [`Shape`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// One object, which may be empty.
    One(Answer),
    /// A list of objects.
    Many(Vec<Answer>),
}

/// What is certain of a request that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing: it may have arrived.
    Perhaps,
    /// Not one byte of it went out.
    Never {
        /// Whether another attempt may fare better.
        again: bool,
    },
}

impl Client {
    /// Takes the options of `gateway`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`], naming the option.
    pub fn new(gateway: &'static Gateway, options: &Settings<'_>) -> Result<Self, Error> {
        let text = |name: &str| {
            options
                .texts
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, text)| *text)
        };
        let mut bases = Vec::new();
        for Base {
            name, production, test, ..
        } in gateway.bases
        {
            let standard = if options.test { test } else { production };
            let address = match text(name) {
                Some(bytes) => std::str::from_utf8(bytes).unwrap_or("\u{fffd}"), // which no address has
                None => standard.ok_or_else(|| missing(gateway, name))?,
            };
            check_base(name, address, options.test || options.allow_http)?;
            bases.push((*name, address.to_owned()));
        }
        let mut settings = Vec::new();
        for id in gateway.ids {
            let text = text(id.name).ok_or_else(|| missing(gateway, id.name))?;
            if let Some(why) = unmeant(std::str::from_utf8(text).unwrap_or("\u{fffd}"), "配置") {
                return Err(Error::config(format!("{}: {} {why}", gateway.class, id.name)));
            }
            settings.push((id.name, Secret::new(text)));
        }
        // Last, so that nothing fails once the keys' digests have been on the stack.
        let mut keys = Vec::new();
        for row in gateway.keys {
            match text(row.name) {
                Some(key) => {
                    settings.push((row.name, Secret::new(key)));
                    keys.push((row.role, make_key(row, key, options)?));
                }
                None if row.required => return Err(missing(gateway, row.name)),
                None => {}
            }
        }
        Ok(Self {
            gateway,
            settings,
            keys,
            bases,
        })
    }

    /// The gateway.
    #[must_use]
    pub fn gateway(&self) -> &'static Gateway {
        self.gateway
    }

    /// An option that is no key, as it was given.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        let id = self.gateway.ids.iter().any(|id| id.name == name && !id.secret);
        id.then(|| self.text(name)).flatten()
    }

    /// The base address of this name.
    #[must_use]
    pub fn base(&self, name: &str) -> &str {
        self.bases
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, base)| base)
    }

    fn key(&self, role: &str) -> Option<&Key> {
        self.keys.iter().find(|(known, _)| *known == role).map(|(_, key)| key)
    }

    fn text(&self, name: &str) -> Option<&str> {
        let (_, secret) = self.settings.iter().find(|(known, _)| *known == name)?;
        std::str::from_utf8(secret.expose()).ok()
    }

    /// The request of a call.
    ///
    /// # Errors
    /// [`ErrorKind::Params`] with every field at fault; [`ErrorKind::Config`] where a key is missing that the call or
    /// its answer needs.
    pub fn prepare(&self, call: &'static Call, input: &Given, moment: &Moment<'_>) -> Result<Request, Error> {
        self.draft(call, input, moment)
            .map_err(|error| self.placed(call.name, error))
    }

    /// The address of a page that the user is sent to: a call whose form is [`Form::Page`].
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn page(&self, call: &'static Call, input: &Given, moment: &Moment<'_>) -> Result<String, Error> {
        self.prepare(call, input, moment).map(|request| request.url)
    }

    fn draft(&self, call: &'static Call, input: &Given, moment: &Moment<'_>) -> Result<Request, Error> {
        self.check_keys(call)?;
        let known = known(call.rows());
        let mut faults = Vec::new();
        call.needs.iter().for_each(|need| need.check(input, &mut faults));
        let mut parts: Vec<Part> = Vec::new();
        let mut add = |row, place| match self.part(row, place, input, moment) {
            Ok(part) => parts.extend(part),
            Err(why) => faults.push(fault(row.name, why)),
        };
        for (row, signed) in call.headers {
            add(row, Place::Header { signed: *signed });
        }
        call.common.iter().for_each(|row| add(row, Place::Body));
        call.fields.iter().for_each(|row| add(row, Place::Field));
        refuse(faults, unknown(input, &known), &known)?;

        let mut request = Request {
            method: call.method,
            url: self.base(call.base).trim_end_matches('/').to_owned(),
            headers: Vec::new(),
            body: None,
            shown: Vec::new(),
            given: Vec::new(),
            hidden: Vec::new(),
        };
        for part in &parts {
            request.show(part.name, &part.text, part.secret);
            if part.place == Place::Field {
                request.given.push((part.name, part.text.clone()));
            }
        }
        let drops_empty = call
            .sign
            .and_then(|sign| self.scheme(sign.key))
            .is_none_or(|scheme| scheme.drop_empty);
        parts.retain(|part| part.is_header() || !(drops_empty && part.text.is_empty()));
        if let Some(name) = call.wrap {
            let (wrapped, rest) = parts.into_iter().partition(|part| part.place == Place::Field);
            parts = rest;
            parts.push(Part {
                name,
                text: object(wrapped).write(),
                number: false,
                secret: true,
                place: Place::Body,
            });
        }
        if let Some(Sign { key, header }) = call.sign {
            let key = self.known_key(key)?;
            let in_body = !matches!(call.form, Form::Query);
            // The body's first: the canonical string may keep the order.
            let body = parts.iter().filter(|part| in_body && !part.is_header());
            let headers = parts.iter().filter(|part| part.place == Place::Header { signed: true });
            let params: Vec<(&str, Value<'_>)> = body
                .chain(headers)
                .map(|part| (part.name, part.text.as_str().into()))
                .collect();
            let text = key.sign(&params)?;
            let Cow::Borrowed(name) = key.scheme().signature_field else {
                return Err(Error::config("a gateway's rule has a name of its own"));
            };
            request.show(name, &text, true);
            parts.push(Part {
                name,
                text,
                number: false,
                secret: true,
                place: if header {
                    Place::Header { signed: false }
                } else {
                    Place::Body
                },
            });
        }
        let (headers, body): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(Part::is_header);
        request
            .headers
            .extend(headers.into_iter().map(|part| (part.name.to_owned(), part.text)));
        request.url.push_str(match call.path_with {
            Some((field, path)) if given_text(input, field) => path,
            _ => call.path,
        });
        let mut header = |name: &str, text: &str| request.headers.push((name.to_owned(), text.to_owned()));
        header("accept", "application/json");
        match call.form {
            Form::Json => {
                header("content-type", "application/json");
                request.body = Some(object(body).write());
            }
            Form::Query | Form::Page(_) => {
                // The page's address is taken as it is given, slash and all.
                if call.path.is_empty() {
                    request.url = self.base(call.base).to_owned();
                }
                request.url.push('?');
                request.url.push_str(&form(&body));
                if let Form::Page(fragment) = call.form {
                    request.url.push_str(fragment);
                }
            }
            _ => {
                header("content-type", "application/x-www-form-urlencoded");
                request.body = Some(form(&body));
            }
        }
        Ok(request)
    }

    /// Before anything is sent: an answer that cannot be verified is lost.
    fn check_keys(&self, call: &'static Call) -> Result<(), Error> {
        if let Some(role) = call.verify {
            self.known_key(role)?;
        }
        for row in call.rows() {
            if let Origin::Only(Fill::Secret(name)) = row.origin
                && self.text(name).is_none()
            {
                return Err(missing(self.gateway, name));
            }
        }
        Ok(())
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
            Origin::Only(fill) => (Some(fill), None),
            Origin::Default(fill) => (Some(fill), given(input, row.name)),
            _ => (None, given(input, row.name)),
        };
        let wire = match (given, fill) {
            (Some(given), _) => row.rule.check(given)?,
            (None, Some(fill)) => match self.filled(fill, moment) {
                Some(text) => self.fill(row.rule, text)?,
                None => return Err("is missing".into()),
            },
            (None, None) if matches!(row.origin, Origin::Required) => return Err("is missing".into()),
            (None, None) => return Ok(None),
        };
        if wire.text.is_empty() && matches!(row.origin, Origin::Required) {
            return Err("is empty".into());
        }
        if let Some(why) = self.misread(row, &wire.text) {
            return Err(why.into());
        }
        Ok(Some(Part {
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
            Rule::Text { .. } | Rule::Token | Rule::Address { .. } | Rule::Decimal => Ok(Wire { text, number: false }),
            rule => rule.check(&Input::from(text)),
        }
    }

    fn filled(&self, fill: Fill, moment: &Moment<'_>) -> Option<String> {
        match fill {
            Fill::Text(text) => Some(text.to_owned()),
            Fill::Setting(name) | Fill::Secret(name) => self.text(name).map(str::to_owned),
            Fill::Token => moment.token.map(str::to_owned),
            Fill::Nonce => Some(moment.nonce.to_owned()),
            Fill::Seconds => Some((moment.millis / 1000).to_string()),
            Fill::Millis => Some(moment.millis.to_string()),
            Fill::Beijing => beijing(moment.millis),
        }
    }

    fn is_secret(&self, origin: Origin) -> bool {
        matches!(origin, Origin::Only(Fill::Setting(name)) if self.setting(name).is_none())
    }

    fn scheme(&self, role: &str) -> Option<&Scheme> {
        self.key(role).map(Key::scheme)
    }

    fn known_key(&self, role: &str) -> Result<&Key, Error> {
        self.key(role).ok_or_else(|| {
            let row = self.gateway.keys.iter().find(|row| row.role == role);
            missing(self.gateway, row.map_or(role, |row| row.name))
        })
    }

    /// The typed answer to `request`, verified where the gateway signs.
    ///
    /// # Errors
    /// [`ErrorKind::Gateway`] with the gateway's code; [`ErrorKind::Http`] for another status or form than the
    /// gateway's; [`ErrorKind::Body`] if it cannot be read; [`ErrorKind::Signature`]; [`ErrorKind::Identity`] if it is
    /// about something else than was asked. [`Error::exchange`] says whether the call may have been carried out.
    pub fn finish(&self, call: &'static Call, request: &Request, response: Response<'_>) -> Result<Answered, Error> {
        let status = response.status;
        let (read, words) = match read_answer(&response, call.envelope) {
            Ok(answer) => {
                let words = said_in(call.envelope, &answer);
                (Ok(answer), words)
            }
            Err(Unread { error, words }) => (Err(error), words),
        };
        let told = |text: String, most| self.repeated(request, text, most);
        let said = words.map(|words| told(words, ENOUGH)).filter(|said| !said.is_empty());
        let fault = |error: Error| {
            let heard = matches!(error.kind(), ErrorKind::Gateway | ErrorKind::Http | ErrorKind::Body);
            let error = match said.clone().filter(|_| heard) {
                Some(said) => error.saying(said),
                None => unread(error),
            };
            self.settled(call, self.about(call, request, error, Some(status)), Some(status))
        };
        let open = |answer| open(call.envelope, answer, |code| told(code, MAX_CODE));
        if !(200..300).contains(&status) {
            let done = read.as_ref().is_ok_and(|answer| says_done(call.envelope, answer));
            let refusal = read.ok().and_then(|answer| open(answer).err());
            return Err(fault(refusal.filter(|error| error.kind() == ErrorKind::Gateway).unwrap_or_else(|| {
                Error::new(ErrorKind::Http, match status {
                    300..400 => format!(
                        "the gateway's address redirects{} (HTTP {status}); redirects are refused: is the base address right?",
                        self.led(request, response.location)
                    ),
                    _ => format!("the gateway answered with HTTP {status}"),
                })
                .with(Exchange { outcome_unknown: done, ..Exchange::default() })
            })));
        }
        let data = read.and_then(open).map_err(fault)?;
        self.typed(call, request, data).map_err(fault)
    }

    /// What somebody else wrote, for a message: masked before it is cut, so that no part of a secret is left.
    fn repeated(&self, request: &Request, text: String, most: usize) -> String {
        self.without_secrets(request, text)
            .chars()
            .take(most)
            .collect::<String>()
            .trim()
            .to_owned()
    }

    /// Where an answer's content type contradicts what it is, though it is read.
    #[must_use]
    pub fn remarks(response: &Response<'_>) -> Vec<String> {
        remarks(response.body, response.content_type)
    }

    /// What somebody says about a request, for a log: without control characters, and with `***` for keys, tokens and
    /// signatures in whatever spelling. Some gateways repeat what they were sent, or what they would have signed, and some
    /// libraries the address, in whose query a gateway may want a secret.
    #[must_use]
    pub fn without_secrets(&self, request: &Request, said: impl AsRef<str>) -> String {
        let own = self.settings.iter().filter(|(name, _)| self.setting(name).is_none());
        let own = own.filter_map(|(_, secret)| std::str::from_utf8(secret.expose()).ok());
        masked(said.as_ref(), own.chain(request.hidden.iter().map(String::as_str)))
    }

    /// Where a request goes, for a log: without its query, in which some gateways want secrets.
    #[must_use]
    pub fn address(&self, request: &Request) -> String {
        self.without_secrets(request, bare(&request.url))
    }

    /// The error of a request with its method and address, and with the commonest reason for a wrong one.
    fn about(&self, call: &'static Call, request: &Request, error: Error, status: Option<u16>) -> Error {
        let error = match self.held_twice(call) {
            Some(path) if matches!(status, Some(404 | 405)) => error.and(&format!(
                "; {} ends in {path}, which the call adds itself: leave it out there",
                call.base
            )),
            _ => error,
        };
        match error.kind() {
            ErrorKind::Http | ErrorKind::Body | ErrorKind::Network | ErrorKind::Timeout | ErrorKind::Aborted => {
                let address: String = self.address(request).chars().take(ENOUGH).collect();
                error.at(&format!("{} {address}", request.method.as_str()))
            }
            _ => error,
        }
    }

    /// The beginning of the call's path with which the base address already ends.
    fn held_twice(&self, call: &'static Call) -> Option<&'static str> {
        let base = self.base(call.base).trim_end_matches('/');
        let ends = call.path.match_indices('/').map(|(at, _)| at).skip(1);
        let heads = ends.chain([call.path.len()]).filter_map(|end| call.path.get(..end));
        let held = |head: &&str| !head.is_empty() && base.strip_suffix(head).is_some_and(|rest| !rest.ends_with('/'));
        heads.filter(held).last()
    }

    /// Where an answer leads that is none, as a message may tell it.
    fn led(&self, request: &Request, location: Option<&str>) -> String {
        let Some(location) = location else {
            return String::new();
        };
        let address = self.without_secrets(request, resolved(&request.url, location));
        format!(" to {}", address.chars().take(ENOUGH).collect::<String>())
    }

    fn typed(&self, call: &'static Call, request: &Request, opened: Opened) -> Result<Answered, Error> {
        match (call.answer, opened.data) {
            (Shape::Many(rows), Json::List(items)) => {
                let mut answers = Vec::new();
                for item in items {
                    let Json::Object(members) = item else {
                        return Err(unlike("holds something else than objects"));
                    };
                    answers.push(answer(call, rows, members, None)?);
                }
                Ok(Answered::Many(answers))
            }
            (Shape::Many(_), _) => Err(unlike("is no list")),
            (Shape::Nothing, Json::Object(members)) => answer(call, &[], members, None).map(Answered::One),
            (Shape::Nothing, _) => answer(call, &[], Members::new(), None).map(Answered::One),
            (Shape::One(rows), Json::Object(members)) => {
                if let Some(role) = call.verify {
                    self.verify(role, &members)?;
                }
                let mut answer = answer(call, rows, members, opened.state)?;
                for (name, answered) in call.echo {
                    let sent = request.sent(name);
                    let came = answer.text(answered);
                    if sent.is_some() && came.is_some() && sent != came {
                        return Err(Error::new(
                            ErrorKind::Identity,
                            format!("the answer is about another {name} than was asked for (答非所问)"),
                        ));
                    }
                }
                if let Some((name, of, _)) = call.bundle {
                    let text = |name: &'static str| {
                        answer
                            .text(name)
                            .or(request.sent(name))
                            .map(|text| (name, Typed::Text(text.to_owned())))
                    };
                    let object = of.iter().filter_map(|name| text(name)).collect();
                    answer.fields.push((name, Typed::Object(object)));
                }
                Ok(Answered::One(answer))
            }
            (Shape::One(_), _) => Err(unlike("is no object")),
        }
    }

    fn verify(&self, role: &str, members: &Members) -> Result<(), Error> {
        let key = self.known_key(role)?;
        let params: Vec<(&str, Value<'_>)> = members
            .iter()
            .map(|(name, value)| (name.as_str(), value.text().map(Cow::into_owned).into()))
            .collect();
        if !key.verify(&params, None)? {
            return Err(Error::signature(
                "the answer's signature does not fit (验签失败): nothing in it is to be trusted; is it the right key?",
            ));
        }
        // Of names alone: it came from the gateway itself, and somebody else may have made the order.
        match key.ambiguous(&params, &[]) {
            Some(Detail { field, why }) => Err(Error::signature(format!(
                "the answer is ambiguous: {} {why}",
                shown(&field)
            ))),
            None => Ok(()),
        }
    }

    /// A call that got no answer, and what is certain of its request; without one, none was made.
    #[must_use]
    pub fn lost(
        &self,
        call: &'static Call,
        request: Option<&Request>,
        kind: ErrorKind,
        sent: Sent,
        why: &str,
    ) -> Error {
        let error = Error::new(kind, why);
        let error = match request {
            Some(request) => self.about(call, request, error, None),
            None => error,
        };
        match sent {
            Sent::Perhaps => self.settled(call, error, None),
            Sent::Never { again } => {
                let mut error = self.placed(call.name, error);
                error.exchange_mut().retryable = again;
                error
            }
        }
    }

    /// The error with what it means for the call: may it be sent again, may it have been carried out.
    fn settled(&self, call: &'static Call, error: Error, status: Option<u16>) -> Error {
        let kind = error.kind();
        let Exchange { code, said, .. } = error.exchange().clone();
        let among = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
        let busy = matches!(status, Some(408 | 425 | 429 | 500..));
        let interrupted = matches!(kind, ErrorKind::Network | ErrorKind::Timeout);
        let passing = interrupted || busy || among(call.envelope.busy);
        // A code is a word of the gateway's own, and counts more than the status beside it.
        let refused = match code {
            Some(_) => among(call.envelope.refused),
            None => kind == ErrorKind::Http && status.is_some_and(never_acted),
        };
        let carried_out = passing || !refused || error.exchange().outcome_unknown;
        let money = matches!(call.repeat, Repeat::Money(_) | Repeat::Keyed);
        let error = match call.repeat {
            Repeat::Money(advice) if carried_out => {
                error.and("; it may have been carried out all the same: ").and(advice)
            }
            Repeat::Keyed if carried_out => error
                .and("; it may have been carried out all the same: sent again with the same number, it is one order"),
            _ => error,
        };
        error.with(Exchange {
            gateway: Some(self.gateway.name),
            operation: Some(call.name),
            code,
            status,
            said,
            retryable: passing && matches!(call.repeat, Repeat::Safe | Repeat::Keyed),
            outcome_unknown: money && carried_out,
        })
    }

    /// The error with where it happened.
    #[must_use]
    pub fn placed(&self, operation: &'static str, error: Error) -> Error {
        error.with(Exchange {
            gateway: Some(self.gateway.name),
            operation: Some(operation),
            ..Exchange::default()
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("gateway", &self.gateway.name)
            .field("bases", &self.bases)
            .finish_non_exhaustive()
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
            Self::One(names) | Self::Any(names) => {
                let count = names.iter().filter(|name| has(name)).count();
                let one = matches!(self, Self::One(_));
                if count == 0 || (one && count > 1) {
                    let which = if one { "exactly one" } else { "at least one" };
                    faults.push(fault(&names.join(" | "), format!("{which} of them has to be given")));
                }
            }
            Self::With { field, words, need } => {
                if word(field).is_some_and(|word| words.contains(&word.as_str())) && !has(need) {
                    faults.push(fault(
                        need,
                        format!("is missing; {field} {} needs it", words.join(" and ")),
                    ));
                }
            }
            Self::Variants { field, of } => {
                let chosen = word(field).unwrap_or_default();
                for (variant, name) in of.iter().filter(|_| of.iter().any(|(variant, _)| *variant == chosen)) {
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
    /// Beside the fields that a call wraps.
    Body,
    Field,
}

impl Part {
    fn is_header(&self) -> bool {
        matches!(self.place, Place::Header { .. })
    }
}

impl Request {
    /// What the merchant chose for this field.
    fn sent(&self, name: &str) -> Option<&str> {
        let found = self.given.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text.as_str())
    }

    /// Notes what travels, as logs may show it.
    fn show(&mut self, name: &str, text: &str, secret: bool) {
        self.shown
            .push((name.to_owned(), if secret { MASK } else { text }.to_owned()));
        if secret {
            self.hidden.push(text.to_owned());
        }
    }
}

fn object(parts: Vec<Part>) -> Json {
    let member = |part: Part| {
        let value = if part.number { Json::Number } else { Json::Text };
        (part.name.to_owned(), value(part.text))
    };
    Json::Object(parts.into_iter().map(member).collect())
}

/// Whether a request with this status was turned away before anything acted on it (RFC 9110 §15.5, RFC 6585): wrong
/// address, method, credentials, form or size. Not of these: 408, 425 and 429, whose request may have gone on to the
/// gateway; 409 and 423, which tell of another that is at work; 406, which some servers say after they have acted, of the
/// answer's form; and numbers that are in no standard, like 499, by which a proxy says that it did not wait.
fn never_acted(status: u16) -> bool {
    matches!(status, 400..=405 | 407 | 410..=417 | 421 | 422 | 426 | 428 | 431 | 451)
}

fn form(parts: &[Part]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(parts.iter().map(|part| (part.name, part.text.as_str())));
    form.finish()
}

/// Whether a caller gave it, and not as an empty text.
fn given_text(input: &Given, name: &str) -> bool {
    given(input, name).is_some_and(|input| !matches!(input, Input::One(Value::Text(text)) if text.is_empty()))
}

fn missing(gateway: &Gateway, name: &str) -> Error {
    Error::config(format!(
        "{}: {name} is missing; is the environment variable set? (缺少配置)",
        gateway.class
    ))
}

/// An answer that could not be read, and what it says to people all the same.
struct Unread {
    error: Error,
    words: Option<String>,
}

/// The answer in a body; a form's fields are an object of texts. No gateway answers by a form unasked: one counts where it
/// has the gateway's code, and any other text with a `=` does not.
fn read_answer(response: &Response<'_>, envelope: &Envelope) -> Result<Json, Unread> {
    let unread = |what: &str| Unread {
        error: Error::body(&format!("of the answer {what}")),
        words: None,
    };
    if response.body.len() > MAX_ANSWER {
        return Err(unread(&format!("is over {MAX_ANSWER} bytes")));
    }
    match content(response.body, &Label::of(response.content_type)) {
        Ok(Content::Json(text)) => json::read(&text, DEPTH).map_err(|fault| {
            unread(match fault {
                json::Fault::Broken(_) => "is not well-formed JSON, or was cut off",
                json::Fault::Twice(_) => "has a name twice; two readers would see two values",
                json::Fault::Deep(_) => "nests deeper than any answer of the gateways",
            })
        }),
        Ok(Content::Form(text)) => {
            let fields =
                read_form(text.as_bytes(), &utf8).map_err(|_| unread("is neither JSON nor a well-formed form"))?;
            let member = |(name, text): (String, Option<String>)| (name, Json::Text(text.unwrap_or_default()));
            let answer = Json::Object(fields.into_iter().map(member).collect());
            match has_code(envelope, &answer) {
                true => Ok(answer),
                false => Err(Unread {
                    error: unlike("has no code"),
                    words: said_in(envelope, &answer),
                }),
            }
        }
        Err(Foreign { what, kind, words, .. }) => Err(Unread {
            error: match kind {
                ErrorKind::Http => unlike(format!("it {what}; is the base address right, or a proxy in between?")),
                _ => Error::body(&format!("of the answer {what}")),
            },
            words,
        }),
    }
}

/// The gateway's words in an answer: under the names that its row knows, or under those that others use.
fn said_in(envelope: &Envelope, answer: &Json) -> Option<String> {
    let Json::Object(members) = answer else {
        return None;
    };
    let known = envelope
        .message
        .iter()
        .find_map(|name| found(members, |member| member == *name));
    known.or_else(|| {
        let usual = MESSAGES
            .iter()
            .find_map(|usual| found(members, |member| is_spelt(member, usual)));
        usual.or_else(|| {
            let inner = members
                .iter()
                .filter(|(name, _)| ["error", "errors", "data"].contains(&name.as_str()));
            inner.into_iter().find_map(|(_, value)| match value {
                Json::List(items) => items.first().and_then(|item| said_in(envelope, item)),
                value => said_in(envelope, value),
            })
        })
    })
}

/// Names under which messages are found, without case and `_`, the telling ones first.
const MESSAGES: &[&str] = &[
    "msg",
    "message",
    "errmsg",
    "errormsg",
    "errormessage",
    "errordescription",
    "submsg",
    "returnmsg",
    "retmsg",
    "resultmsg",
    "respmsg",
    "error",
    "err",
    "detail",
    "reason",
    "info",
    "tip",
];

fn is_spelt(name: &str, usual: &str) -> bool {
    name.bytes()
        .filter(|byte| !matches!(byte, b'_' | b'-'))
        .map(|byte| byte.to_ascii_lowercase())
        .eq(usual.bytes())
}

/// The text of the first member of such a name that has one.
fn found(members: &Members, named: impl Fn(&str) -> bool) -> Option<String> {
    members
        .iter()
        .filter(|(name, _)| named(name))
        .find_map(|(_, value)| match value {
            Json::Text(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        })
}

/// Whether an answer has a code of success in it, whatever its status says.
fn says_done(envelope: &Envelope, answer: &Json) -> bool {
    codes(envelope, answer).any(|code| code.text().is_some_and(|code| envelope.ok.contains(&&*code)))
}

fn has_code(envelope: &Envelope, answer: &Json) -> bool {
    codes(envelope, answer).next().is_some()
}

/// What an answer has under the names of the gateway's code.
fn codes<'a>(envelope: &Envelope, answer: &'a Json) -> impl Iterator<Item = &'a Json> {
    let members = match answer {
        Json::Object(members) => members.as_slice(),
        _ => &[],
    };
    let named = |(name, _): &&(String, Json)| envelope.code.contains(&name.as_str());
    members.iter().filter(named).map(|(_, code)| code)
}

/// Whether an object without a code says that something failed, in the way of other gateways.
fn says_no(members: &Members) -> bool {
    const ERRORS: [&str; 6] = ["error", "err", "errmsg", "errormsg", "errormessage", "errordescription"];
    members.iter().any(|(name, value)| {
        let is = |usual: &&str| is_spelt(name, usual);
        let text = value.text().unwrap_or_default();
        let nothing = matches!(&*text, "" | "0" | "false" | "[]" | "{}");
        (ERRORS.iter().any(&is) && !nothing) || (["success", "ok"].iter().any(is) && text == "false")
    })
}

/// What an envelope holds.
struct Opened {
    data: Json,
    /// A field that the envelope's code stands for.
    state: Option<(String, Json)>,
}

/// What the envelope holds, or the gateway's refusal with its code, as `told` gives it.
fn open(envelope: &Envelope, answer: Json, told: impl Fn(String) -> String) -> Result<Opened, Error> {
    let plain = |data| Ok(Opened { data, state: None });
    let mut members = match answer {
        Json::Object(members) => members,
        list @ Json::List(_) if envelope.bare => return plain(list),
        _ => return Err(unlike("is no object")),
    };
    let has = |members: &Members, name: &str| members.iter().any(|(known, _)| known == name);
    let text = |names: &[&str]| {
        let found = names
            .iter()
            .find_map(|name| members.iter().find(|(known, value)| known == name && !value.is_empty()));
        found.and_then(|(_, value)| value.text()).map(Cow::into_owned)
    };
    let message = text(envelope.message);
    // An order has a `status` of its own: without data or message beside it, that is no envelope.
    let wrapped = has(&members, "data") || message.is_some() || !has(&members, "status");
    let Some(code) = text(envelope.code).filter(|_| wrapped) else {
        return match envelope.bare {
            true if says_no(&members) => Err(unlike("has no code, and speaks of an error")),
            true => plain(Json::Object(members)),
            false => Err(unlike("has no code")),
        };
    };
    if let Some((field, words)) = envelope.answers
        && let Some((word, _)) = words.iter().find(|(_, known)| *known == code)
    {
        return Ok(Opened {
            data: Json::Object(members),
            state: Some((field.to_owned(), Json::Text((*word).to_owned()))),
        });
    }
    if !envelope.ok.contains(&code.as_str()) {
        let code = told(code);
        let error = Error::new(ErrorKind::Gateway, format!("the gateway refused with code {code}"));
        return Err(error.with(Exchange {
            code: Some(code),
            ..Exchange::default()
        }));
    }
    match members.iter().position(|(name, _)| name == "data") {
        Some(at) => plain(members.swap_remove(at).1),
        None => plain(Json::Object(members)),
    }
}

/// An answer that is none may say why, in a form that only people read.
fn unread(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Http | ErrorKind::Body => error.and("; a `fetch` of your own can look at what came"),
        _ => error,
    }
}

fn unlike(why: impl AsRef<str>) -> Error {
    Error::new(
        ErrorKind::Http,
        format!("the answer is not what this gateway answers: {}", why.as_ref()),
    )
}

/// What the members of an object say by the rows, with what the envelope's code says beside them.
fn answer(
    call: &Call,
    rows: &'static [Out],
    mut members: Members,
    state: Option<(String, Json)>,
) -> Result<Answer, Error> {
    let raw = raw(&members);
    members.extend(state);
    let fields = read(rows, &members).map_err(unlike)?;
    Ok(paid_or_not(Answer { fields, raw }, call.paid))
}

fn paid_or_not(mut answer: Answer, paid: Option<Paid>) -> Answer {
    let paid = match paid {
        None => return answer,
        Some(Paid::Always) => true,
        Some(Paid::When(field, words)) => answer.text(field).is_some_and(|word| words.contains(&word)),
    };
    answer.fields.push(("paid", Typed::Flag(paid)));
    answer
}
