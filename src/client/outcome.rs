//! What is certain of a call that failed: where it happened, whether it may have been carried out, whether it may be sent
//! again.

use super::mask::ENOUGH;
use super::{Client, Sent};
use crate::call::{Call, Effect};
use crate::error::{Error, ErrorKind, Exchange};
use crate::http::Request;

impl Client {
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

    /// The error of a request with its method and address, and with the commonest reason for a wrong one.
    pub(super) fn about(&self, call: &'static Call, request: &Request, error: Error, status: Option<u16>) -> Error {
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

    /// The error with what it means for the call: may it be sent again, may it have been carried out.
    pub(super) fn settled(&self, call: &'static Call, error: Error, status: Option<u16>) -> Error {
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
        let money = matches!(call.effect, Effect::Money(_) | Effect::Idempotent);
        let error = match call.effect {
            Effect::Money(advice) if carried_out => error.and("; it may still have been carried out: ").and(advice),
            Effect::Idempotent if carried_out => {
                error.and("; it may still have been carried out: sent again with the same number, it is one order")
            }
            _ => error,
        };
        error.with(Exchange {
            gateway: Some(self.gateway.name),
            operation: Some(call.name),
            code,
            status,
            said,
            retryable: passing && matches!(call.effect, Effect::Read | Effect::Idempotent),
            outcome_unknown: money && carried_out,
        })
    }
}

/// Whether a request with this status was turned away before anything acted on it (RFC 9110 §15.5, RFC 6585): wrong
/// address, method, credentials, form or size. Not of these: 408, 425 and 429, whose request may have gone on to the
/// gateway; 409 and 423, which tell of another that is at work; 406, which some servers say after they have acted, of the
/// answer's form; and numbers that are in no standard, like 499, by which a proxy says that it did not wait.
fn never_acted(status: u16) -> bool {
    matches!(status, 400..=405 | 407 | 410..=417 | 421 | 422 | 426 | 428 | 431 | 451)
}
