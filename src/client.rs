//! The one reader of the rows, in the order of a payment: a call to a request, an answer to typed values, a notification
//! to an event.
//!
//! Without clock, randomness or network: whoever calls hands them in, and sends what comes out.

mod draft;
mod envelope;
mod key;
mod mask;
mod notification;
mod outcome;
mod reply;

use std::fmt;

use crate::address::check_base;
use crate::answer::Answer;
use crate::call::{Call, Gateway, Kind, Notification, Setting};
use crate::content::remarks;
use crate::error::{Error, Exchange, Flaw};
use crate::field::Given;
use crate::http::{Request, Response};
use crate::secret::{Secret, unmeant};

use key::{Key, make_key};

pub use key::KeyOptions;
pub use notification::{Event, Incoming};

/// The longest answer that is read, in bytes: a list of a hundred orders with all their texts is below it.
pub const MAX_ANSWER: usize = 512 * 1024;

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
    /// Takes base addresses over http.
    pub allow_http: bool,
    /// How keys are taken.
    pub key: KeyOptions<'a>,
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

/// An answer's form is its row's [`Shape`](crate::Shape).
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
        /// Whether another attempt may help.
        again: bool,
    },
}

impl Client {
    /// Takes the options of `gateway`.
    ///
    /// # Errors
    /// [`ErrorKind::Config`](crate::ErrorKind::Config), naming the option.
    pub fn new(gateway: &'static Gateway, options: &Settings<'_>) -> Result<Self, Error> {
        let mut client = Self {
            gateway,
            settings: Vec::new(),
            keys: Vec::new(),
            bases: Vec::new(),
        };
        for option in gateway.options {
            client.take(option, options)?;
        }
        // Last, so that nothing fails once the keys' digests have been on the stack.
        for row in gateway.keys {
            if let Some(key) = options.text(row.option) {
                client.keys.push((row.role, make_key(row, key, options)?));
            }
        }
        Ok(client)
    }

    /// Takes an option, which is there unless it need not be.
    fn take(&mut self, option: &'static Setting, options: &Settings<'_>) -> Result<(), Error> {
        let given = options.text(option.name);
        let (default, http) = match option.kind {
            Kind::Choice | Kind::Hosts => return Ok(()), // a choice has made the gateway, and hosts are for others
            Kind::Base { default, http } => (default, http),
            _ => (None, false),
        };
        let text = match given.or(default.map(str::as_bytes)) {
            Some(text) => text,
            None if option.optional => return Ok(()),
            None => return Err(missing(self.gateway, option.name)),
        };
        let plain = || std::str::from_utf8(text).unwrap_or("\u{fffd}"); // which neither an address nor an id has
        match option.kind {
            Kind::Base { .. } => {
                check_base(option.name, plain(), http || options.allow_http)?;
                self.bases.push((option.name, plain().to_owned()));
                return Ok(());
            }
            Kind::Id { .. } => {
                if let Some(why) = unmeant(plain(), "配置") {
                    return Err(Error::config(format!("{}: {} {why}", self.gateway.class, option.name)));
                }
            }
            // One that keys nothing is looked at here, as a key is by its rule.
            Kind::Secret if self.gateway.keys.iter().all(|key| key.option != option.name) => {
                Secret::shared(text).map_err(|error| error.of_option(option.name))?;
            }
            _ => {}
        }
        self.settings.push((option.name, Secret::new(text)));
        Ok(())
    }

    /// The gateway.
    #[must_use]
    pub fn gateway(&self) -> &'static Gateway {
        self.gateway
    }

    /// An option that is no key, as it was given.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        let option = self.gateway.option(name)?;
        (option.kind == Kind::Id { secret: false })
            .then(|| self.text(name))
            .flatten()
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
    /// [`ErrorKind::Params`](crate::ErrorKind::Params) with every field at fault; [`ErrorKind::Config`](crate::ErrorKind::Config) where a key is missing that the call or
    /// its answer needs.
    pub fn prepare(&self, call: &'static Call, input: &Given, moment: &Moment<'_>) -> Result<Request, Error> {
        self.draft(call, input, moment)
            .map_err(|error| self.placed(call.name, error))
    }

    /// The address of a page that the user is sent to: a call that is sent as [`Send::Page`](crate::Send::Page).
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare).
    pub fn page(&self, call: &'static Call, input: &Given, moment: &Moment<'_>) -> Result<String, Error> {
        self.prepare(call, input, moment).map(|request| request.url)
    }

    /// The typed answer to `request`, verified where the gateway signs.
    ///
    /// # Errors
    /// [`ErrorKind::Gateway`](crate::ErrorKind::Gateway) with the gateway's code; [`ErrorKind::Http`](crate::ErrorKind::Http) for another status or form than the
    /// gateway's; [`ErrorKind::Body`](crate::ErrorKind::Body) if it cannot be read; [`ErrorKind::Signature`](crate::ErrorKind::Signature); [`ErrorKind::Identity`](crate::ErrorKind::Identity) if it is
    /// about something else than was asked. [`Error::exchange`] says whether the call may have been carried out.
    pub fn finish(&self, call: &'static Call, request: &Request, response: Response<'_>) -> Result<Answered, Error> {
        let status = Some(response.status);
        self.reply(call, request, &response)
            .map_err(|error| self.settled(call, self.about(call, request, error, status), status))
    }

    /// Where an answer's content type contradicts what it is, though it is read.
    #[must_use]
    pub fn remarks(response: &Response<'_>) -> Vec<String> {
        remarks(response.body, response.content_type)
    }

    /// The event of a notification: its signature is verified on the raw body, then whom it is for and when it was sent.
    ///
    /// # Errors
    /// [`ErrorKind::Body`](crate::ErrorKind::Body), [`ErrorKind::Signature`](crate::ErrorKind::Signature), [`ErrorKind::Identity`](crate::ErrorKind::Identity), [`ErrorKind::Expired`](crate::ErrorKind::Expired);
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) without the key.
    pub fn notification(&self, notification: &'static Notification, incoming: &Incoming<'_>) -> Result<Event, Error> {
        self.event(notification, incoming).map_err(|error| {
            let error = match error.flaw() {
                Some(Flaw::Ambiguous) => error.and("; ").and(notification.advice),
                _ => error,
            };
            self.placed(notification.name, error)
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

    fn known_key(&self, role: &str) -> Result<&Key, Error> {
        self.key(role).ok_or_else(|| {
            let row = self.gateway.key(role);
            missing(self.gateway, row.map_or(role, |row| row.option))
        })
    }
}

impl Settings<'_> {
    fn text(&self, name: &str) -> Option<&[u8]> {
        let found = self.texts.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| *text)
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

fn missing(gateway: &Gateway, name: &str) -> Error {
    Error::config(format!(
        "{}: {name} is missing; is the environment variable set? (缺少配置)",
        gateway.class
    ))
}
