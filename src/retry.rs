//! How long to wait before a call is sent again.

/// The longest pause that a gateway may ask for, in milliseconds; one that asks for more is not asked again.
const LONGEST: u64 = 30_000;
/// Pauses are chosen at random below this, doubled with each attempt.
const FIRST: u64 = 500;
const CEILING: u64 = 8_000;

/// The pause in milliseconds before the next attempt, `attempt` having failed (the first is 0): exponential backoff with
/// full jitter, or what the gateway asks for in `Retry-After` (RFC 9110 §10.2.3) and a little jitter on top.
/// `random` is any number; `None`: the gateway asks for more than is worth waiting.
#[must_use]
pub fn pause(attempt: u32, retry_after: Option<u64>, random: u32) -> Option<u64> {
    let below = |limit: u64| (limit * u64::from(random)) >> 32;
    match retry_after {
        Some(asked) if asked > LONGEST => None,
        Some(asked) => Some(asked + below(FIRST)),
        None => Some(below((FIRST << attempt.min(10)).min(CEILING))),
    }
}
