//! The one way in which a gateway writes time as text.

use time::{OffsetDateTime, UtcOffset};

/// `YYYY-MM-DD HH:MM:SS` in UTC+8; none beyond the year 9999.
pub(crate) fn beijing(millis: u64) -> Option<String> {
    let seconds = i64::try_from(millis / 1000).ok()?;
    let offset = UtcOffset::from_hms(8, 0, 0).ok()?;
    let at = OffsetDateTime::from_unix_timestamp(seconds)
        .ok()?
        .checked_to_offset(offset)?;
    Some(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    ))
}
