//! Notifications: verified, then read.

use subtle::ConstantTimeEq as _;

use super::Client;
use super::key::Key;
use super::reply::paid_or_not;
use crate::answer::{Answer, read_fields};
use crate::body::{Fields, fields_of, params_of, read_members};
use crate::call::{Headers, Notification, Window};
use crate::canonical::check_ambiguity;
use crate::clues::unfit;
use crate::content::remarks;
use crate::error::{Error, ErrorKind};
use crate::json::{Json, Members};
use crate::sign::BodyOptions;
use crate::value::Value;

/// A notification as it arrived.
pub struct Incoming<'a> {
    /// The raw body.
    pub body: &'a [u8],
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// The header of a lower-case name.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// Unix time in seconds.
    pub seconds: u64,
}

/// A verified notification.
#[derive(Clone, Debug)]
pub struct Event {
    /// What it says.
    pub answer: Answer,
    /// The same for each repetition of this notification, and for no other.
    pub key: String,
    /// Where the content type contradicts what the body is, though it is read.
    pub remarks: Vec<String>,
}

impl Client {
    /// The steps of a notification: genuine, ours, fresh, typed.
    pub(super) fn event(&self, notification: &'static Notification, incoming: &Incoming<'_>) -> Result<Event, Error> {
        let fields = self.verified(notification, incoming)?;
        let placed = |name: &str| match notification.headers {
            Some(headers) if headers.read.contains(&name) => (incoming.header)(name),
            _ => text_of(&fields, name).map(str::to_owned),
        };
        for (name, setting) in notification.identity {
            self.check_identity(name, setting, &placed(name).unwrap_or_default())?;
        }
        if let Some(Window { field: name, seconds }) = notification.window {
            let sent = placed(name).unwrap_or_default();
            check_window(&sent, incoming.seconds, seconds).map_err(|why| {
                let what = format!("the notification is genuine but its {name} {why}");
                Error::new(ErrorKind::Expired, what)
            })?;
        }
        let answer = typed(notification, fields)?;
        Ok(Event {
            key: self.key_of(notification, &answer),
            answer,
            remarks: remarks(incoming.body, incoming.content_type),
        })
    }

    /// The fields of a notification whose signature fits, and that can be read in one way only.
    fn verified(&self, notification: &'static Notification, incoming: &Incoming<'_>) -> Result<Fields, Error> {
        let key = self.known_key(notification.key)?;
        let decisive: Vec<&str> = notification.decisive().collect();
        let known = names(notification);
        let options = BodyOptions {
            decisive: &decisive,
            known: Some(&known),
            ..BodyOptions::default()
        };
        match notification.headers {
            None => key.verify_body(incoming.body, incoming.content_type, &options),
            Some(headers) => verified_with(headers, key, incoming, &options),
        }
    }

    fn check_identity(&self, name: &str, setting: &str, theirs: &str) -> Result<(), Error> {
        let ours = self.text(setting).unwrap_or_default();
        if !ours.is_empty() && bool::from(theirs.as_bytes().ct_eq(ours.as_bytes())) {
            return Ok(());
        }
        let what = match theirs.is_empty() {
            true => format!("has no {name}, which would be this client's {setting}"),
            false => format!("its {name} is not this client's {setting}"),
        };
        Err(Error::new(
            ErrorKind::Identity,
            format!("the notification is genuine but {what} (不是本商户的通知)"),
        ))
    }

    /// What is the same for each repetition of this notification, and for no other.
    fn key_of(&self, notification: &Notification, answer: &Answer) -> String {
        let ids = self
            .gateway
            .options
            .iter()
            .filter_map(|option| self.setting(option.name));
        let once = notification
            .replay_key
            .iter()
            .map(|name| answer.text(name).unwrap_or_default());
        let key: Vec<&str> = [self.gateway.name].into_iter().chain(ids).chain(once).collect();
        key.join(":")
    }
}

/// The fields of a body whose signature travels in a header, with the signed headers beside them.
fn verified_with(
    headers: Headers,
    key: &Key,
    incoming: &Incoming<'_>,
    options: &BodyOptions<'_>,
) -> Result<Fields, Error> {
    let Incoming { body, content_type, .. } = *incoming;
    let members = read_members(body, content_type)?;
    let mut fields = fields_of(&members);
    let header = |name: &'static str| {
        let text = (incoming.header)(name).filter(|text| !text.is_empty());
        text.ok_or_else(|| Error::signature(format!("the header {name} is missing (缺少请求头)")))
    };
    let signature = header(headers.signature)?;
    let signed: Vec<(&str, String)> = headers
        .signed
        .iter()
        .map(|name| Ok((*name, header(name)?)))
        .collect::<Result<_, Error>>()?;
    let of_body = params_of(&members).into_iter();
    let of_headers = signed.iter().map(|(name, text)| (*name, Value::from(text.as_str())));
    let params: Vec<(&str, Value<'_>)> = of_body.chain(of_headers).collect();
    let genuine = key
        .verify(&params, Some(&signature))
        .map_err(|_| Error::body("has a field that travels in a header; two readers would see two values"))?;
    if !genuine {
        return Err(unfit(key.scheme(), &fields, &signature, content_type, options.known));
    }
    check_ambiguity("body", key.scheme(), &params, options.decisive)?;
    fields.retain(|(name, _)| key.scheme().vouches_for(name));
    Ok(fields)
}

/// What a genuine notification says, by its rows.
fn typed(notification: &'static Notification, fields: Fields) -> Result<Answer, Error> {
    let raw = fields.clone();
    let members: Members = fields
        .into_iter()
        .map(|(name, text)| (name, text.map_or(Json::Null, Json::Text)))
        .collect();
    let fields =
        read_fields(notification.fields, &members).map_err(|why| Error::body(&format!("is genuine, but {why}")))?;
    let holds = |name: &&&str| members.iter().any(|(known, value)| known == *name && !value.is_empty());
    match notification.foreign.iter().find(holds) {
        Some(name) => Err(Error::body(&format!(
            "is genuine, but holds {name}, as another message of this gateway does: it is not the one of {}",
            notification.name
        ))),
        None => Ok(paid_or_not(Answer { fields, raw }, notification.paid)),
    }
}

/// Whether a message that says that it was `sent` then is new enough `now`: its text is Unix time in seconds, and at most
/// `limit` off.
fn check_window(sent: &str, now: u64, limit: u64) -> Result<(), String> {
    let digits = sent.bytes().all(|byte| byte.is_ascii_digit());
    let what = match sent.len() {
        0 => return Err("is missing: nobody can tell when it was sent (缺少时间)".to_owned()),
        _ if !digits => unlike_seconds(sent).to_owned(),
        13 => "13 digits, which are milliseconds".to_owned(),
        16 => "16 digits, which are microseconds".to_owned(),
        19.. => format!("{} digits", sent.len()),
        _ => {
            let sent: u64 = sent.parse().unwrap_or(u64::MAX);
            return match sent.abs_diff(now) {
                off if off <= limit => Ok(()),
                off => Err(format!(
                    "is {off} seconds {} this machine's clock ({sent} against {now}), and at most {limit} are allowed; {} (通知已过期)",
                    if sent < now { "behind" } else { "ahead of" },
                    if sent < now {
                        "was an old one replayed, or is the clock wrong?"
                    } else {
                        "is a clock wrong?"
                    },
                )),
            };
        }
    };
    Err(format!("is {what}, where Unix time in seconds (10 digits) is expected"))
}

/// What a time is that is not written in digits.
fn unlike_seconds(sent: &str) -> &'static str {
    match sent {
        _ if sent.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => "a decimal number",
        _ if sent.get(1..).is_some_and(|rest| rest.contains(['-', '/', ':'])) => "a date in words",
        _ => "a text",
    }
}

/// The names of a notification's fields, in each spelling.
fn names(notification: &Notification) -> Vec<&'static str> {
    let fields = notification
        .fields
        .iter()
        .flat_map(|row| [Some(row.name), row.alias])
        .flatten();
    let checked = notification.identity.iter().map(|(name, _)| *name);
    fields
        .chain(checked)
        .chain(notification.window.map(|window| window.field))
        .collect()
}

fn text_of<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields
        .iter()
        .find(|(known, _)| known == name)
        .and_then(|(_, text)| text.as_deref())
}
