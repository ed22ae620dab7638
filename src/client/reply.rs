//! From an answer to typed values.

use super::envelope::{Opened, has_code, open, said_in, says_done};
use super::mask::ENOUGH;
use super::{Answered, Client, MAX_ANSWER};
use crate::answer::{Answer, Out, Typed, raw_fields, read_fields};
use crate::body::{params_of, read_form, utf8};
use crate::call::{Bundle, Call, Envelope, Paid, Shape};
use crate::canonical::check_ambiguity;
use crate::content::{Content, Foreign, Label, content};
use crate::error::{Error, ErrorKind, Exchange};
use crate::http::{Request, Response};
use crate::json::{self, Json, Members};

/// Objects and lists in each other; the gateways' answers have four.
const DEPTH: usize = 8;

/// The longest code of a gateway that is repeated, in characters.
const MAX_CODE: usize = 40;

impl Client {
    /// An answer to its type: what it is wrapped in, its signature, its fields.
    pub(super) fn reply(
        &self,
        call: &'static Call,
        request: &Request,
        response: &Response<'_>,
    ) -> Result<Answered, Error> {
        let read = read_answer(response, &call.envelope);
        let words = match &read {
            Ok(answer) => said_in(&call.envelope, answer),
            Err(unread) => unread.words.clone(),
        };
        let said = words.map(|words| self.repeated(request, words, ENOUGH));
        let answered = match read {
            _ if !(200..300).contains(&response.status) => Err(self.refusal(call, request, response, read.ok())),
            Ok(answer) => self
                .opened(call, request, answer)
                .and_then(|opened| self.typed(call, request, opened)),
            Err(unread) => Err(unread.error),
        };
        answered.map_err(|error| with_said(error, said.filter(|said| !said.is_empty())))
    }

    /// The error of a status that is not one of success: the gateway's own refusal, where the answer has one.
    fn refusal(&self, call: &Call, request: &Request, response: &Response<'_>, answer: Option<Json>) -> Error {
        let status = response.status;
        let done = answer.as_ref().is_some_and(|answer| says_done(&call.envelope, answer));
        let refused = answer.and_then(|answer| self.opened(call, request, answer).err());
        refused.filter(|error| error.kind() == ErrorKind::Gateway).unwrap_or_else(|| {
            let what = match status {
                300..400 => format!(
                    "the gateway's address redirects{} (HTTP {status}); redirects are refused: is the base address right?",
                    self.led(request, response.location)
                ),
                _ => format!("the gateway answered with HTTP {status}"),
            };
            Error::new(ErrorKind::Http, what).with(Exchange {
                outcome_unknown: done,
                ..Exchange::default()
            })
        })
    }

    fn opened(&self, call: &Call, request: &Request, answer: Json) -> Result<Opened, Error> {
        open(&call.envelope, answer, |code| self.repeated(request, code, MAX_CODE))
    }

    fn typed(&self, call: &'static Call, request: &Request, opened: Opened) -> Result<Answered, Error> {
        match (call.answer, opened.data) {
            (Shape::Many(rows), Json::List(items)) => {
                let answers = items.into_iter().map(|item| match item {
                    Json::Object(members) => answer(call, rows, members, None),
                    _ => Err(unlike("holds something other than objects")),
                });
                answers.collect::<Result<_, _>>().map(Answered::Many)
            }
            (Shape::Many(_), _) => Err(unlike("is not a list")),
            (Shape::Nothing, data) => {
                let mut members = match data {
                    Json::Object(members) => members,
                    _ => Members::new(),
                };
                self.verify(call, &mut members)?;
                answer(call, &[], members, None).map(Answered::One)
            }
            (Shape::One(rows), Json::Object(mut members)) => {
                self.verify(call, &mut members)?;
                let mut answer = answer(call, rows, members, opened.state)?;
                check_echo(call, request, &answer)?;
                bundle(call, request, &mut answer);
                Ok(Answered::One(answer))
            }
            (Shape::One(_), _) => Err(unlike("is not an object")),
        }
    }

    /// Leaves of an answer what its signature covers, where the gateway signs it.
    fn verify(&self, call: &Call, members: &mut Members) -> Result<(), Error> {
        let Some(role) = call.verify else { return Ok(()) };
        let key = self.known_key(role)?;
        let params = params_of(members);
        if !key.verify(&params, None)? {
            return Err(Error::signature(
                "the answer's signature does not fit (验签失败): do not trust anything in it; is it the right key?",
            ));
        }
        // Of names alone: it came from the gateway itself, and somebody else may have made the order.
        check_ambiguity("answer", key.scheme(), &params, &[])?;
        members.retain(|(name, _)| key.scheme().vouches_for(name));
        Ok(())
    }
}

/// An answer about something else than was asked for is none.
fn check_echo(call: &Call, request: &Request, answer: &Answer) -> Result<(), Error> {
    for (name, answered) in call.echo {
        let (sent, came) = (request.sent(name), answer.text(answered));
        if sent.is_some() && came.is_some() && sent != came {
            return Err(Error::new(
                ErrorKind::Identity,
                format!("the answer is about another {name} than the one asked for (答非所问)"),
            ));
        }
    }
    Ok(())
}

/// Adds the object that the row makes of what was sent and what came.
fn bundle(call: &Call, request: &Request, answer: &mut Answer) {
    let Some(Bundle { name, fields, .. }) = call.bundle else {
        return;
    };
    let text = |name| Some((name, Typed::Text(answer.text(name).or(request.sent(name))?.to_owned())));
    let object = fields.iter().copied().filter_map(text).collect();
    answer.fields.push((name, Typed::Object(object)));
}

impl Request {
    /// What the merchant chose for this field.
    fn sent(&self, name: &str) -> Option<&str> {
        let found = self.given.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text.as_str())
    }
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
                json::Fault::Deep(_) => "is nested deeper than any answer of the gateways",
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

/// The error with what the gateway said. An answer that is none may say why in a form that only people read.
fn with_said(error: Error, said: Option<String>) -> Error {
    match (error.kind(), said) {
        (ErrorKind::Gateway | ErrorKind::Http | ErrorKind::Body, Some(said)) => error.saying(said),
        (ErrorKind::Http | ErrorKind::Body, None) => error.and("; a `fetch` of your own can look at what came"),
        _ => error,
    }
}

pub(super) fn unlike(why: impl AsRef<str>) -> Error {
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
    let raw = raw_fields(&members);
    members.extend(state);
    let fields = read_fields(rows, &members).map_err(unlike)?;
    Ok(paid_or_not(Answer { fields, raw }, call.paid))
}

pub(super) fn paid_or_not(mut answer: Answer, paid: Option<Paid>) -> Answer {
    let paid = match paid {
        None => return answer,
        Some(Paid::Always) => true,
        Some(Paid::When(fields)) => fields
            .iter()
            .all(|(field, words)| answer.text(field).is_some_and(|word| words.contains(&word))),
    };
    answer.fields.push(("paid", Typed::Flag(paid)));
    answer
}
