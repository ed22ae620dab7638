//! Notifications: verified, then read.

use subtle::ConstantTimeEq as _;

use super::{Client, paid_or_not};
use crate::answer::{Answer, read};
use crate::body::{Fields, read_body};
use crate::call::Notice;
use crate::error::{Error, ErrorKind};
use crate::gateway::SCHEMES;
use crate::json::Json;
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
}

impl Client {
    /// The event of a notification: its signature is verified on the raw body, then whom it is for and when it was sent.
    ///
    /// # Errors
    /// [`ErrorKind::Body`], [`ErrorKind::Signature`], [`ErrorKind::Identity`], [`ErrorKind::Expired`];
    /// [`ErrorKind::Config`] without the key.
    pub fn notification(&self, notice: &'static Notice, incoming: &Incoming<'_>) -> Result<Event, Error> {
        self.event(notice, incoming)
            .map_err(|error| self.placed(notice.name, self.explained(notice, error)))
    }

    /// A signature that does not fit, with what shows where: the class that there is for it, and what it is given.
    fn explained(&self, notice: &Notice, error: Error) -> Error {
        let key = self.gateway.keys.iter().find(|key| key.role == notice.key);
        let Some(key) = key.filter(|_| error.message().contains("does not fit")) else {
            return error;
        };
        let Some((scheme, _)) = SCHEMES.iter().find(|(_, scheme)| scheme == key.scheme) else {
            return error;
        };
        let signed = notice.headers.map_or(&[][..], |headers| headers.signed);
        let headers: String = signed
            .iter()
            .map(|name| format!(", {name}: request.headers.get('{name}')"))
            .collect();
        let fields = match headers.as_str() {
            "" => "fields".to_owned(),
            headers => format!("{{ ...fields{headers} }}"),
        };
        error.and(&format!(
            "; new Verifier('{scheme}', {}).explain({fields}) shows each step, with the fields that onFailure is given",
            key.name
        ))
    }

    fn event(&self, notice: &'static Notice, incoming: &Incoming<'_>) -> Result<Event, Error> {
        let key = self.known_key(notice.key)?;
        let fields = match notice.headers {
            None => key.verify_body(incoming.body, incoming.content_type)?,
            Some(headers) => {
                let fields = read_body(incoming.body, incoming.content_type)?;
                let header = |name: &str| {
                    (incoming.header)(name)
                        .filter(|text| !text.is_empty())
                        .ok_or_else(|| Error::signature(format!("the header {name} is missing (缺少请求头)")))
                };
                let signature = header(headers.signature)?;
                let signed: Vec<(&str, String)> = headers
                    .signed
                    .iter()
                    .map(|name| header(name).map(|text| (*name, text)))
                    .collect::<Result<_, _>>()?;
                let body = fields
                    .iter()
                    .map(|(name, text)| (name.as_str(), Value::from(text.as_deref())));
                let signed = signed.iter().map(|(name, text)| (*name, Value::from(text.as_str())));
                let params: Vec<(&str, Value<'_>)> = body.chain(signed).collect();
                let genuine = key.verify(&params, Some(&signature)).map_err(|_| {
                    Error::body("has a field that travels in a header; two readers would see two values")
                })?;
                if !genuine {
                    return Err(Error::signature(
                        "the signature does not fit the body and the key (签名错误)",
                    ));
                }
                fields
            }
        };
        let placed = |name: &str| match notice.headers {
            Some(headers) if headers.fields.contains(&name) => (incoming.header)(name),
            _ => text_of(&fields, name).map(str::to_owned),
        };
        for (name, setting) in notice.identity {
            let ours = self.text(setting).unwrap_or_default();
            if !bool::from(placed(name).unwrap_or_default().as_bytes().ct_eq(ours.as_bytes())) {
                return Err(Error::new(
                    ErrorKind::Identity,
                    format!(
                        "the notification is genuine but its {name} is not this client's {setting} (不是本商户的通知)"
                    ),
                ));
            }
        }
        if let Some((name, seconds)) = notice.window {
            let sent: u64 = placed(name).and_then(|text| text.parse().ok()).unwrap_or_default();
            if sent.abs_diff(incoming.seconds) > seconds {
                return Err(Error::new(
                    ErrorKind::Expired,
                    format!(
                        "the notification was sent more than {seconds} seconds from now by its {name}; is the clock right? (通知已过期)"
                    ),
                ));
            }
        }
        let raw = fields.clone();
        let members = fields
            .into_iter()
            .map(|(name, text)| (name, text.map_or(Json::Null, Json::Text)))
            .collect();
        let fields = read(notice.fields, &members).map_err(|why| Error::body(&format!("is genuine, but {why}")))?;
        let answer = paid_or_not(Answer { fields, raw }, Some(notice.paid));
        let ids = self
            .gateway
            .ids
            .iter()
            .filter(|id| !id.secret)
            .filter_map(|id| self.text(id.name));
        let once = notice.once.iter().map(|name| answer.text(name).unwrap_or_default());
        let key: Vec<&str> = [self.gateway.name].into_iter().chain(ids).chain(once).collect();
        Ok(Event {
            key: key.join(":"),
            answer,
        })
    }
}

fn text_of<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields
        .iter()
        .find(|(known, _)| known == name)
        .and_then(|(_, text)| text.as_deref())
}
