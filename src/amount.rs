//! Decimal amounts to whole units and back, without floating point.

use crate::error::Error;

/// No currency or coin has more places, and ten to this power still fits 128 bits.
const MAX_PLACES: u32 = 38;

/// `"1.5"` with 8 places is 150000000 units.
///
/// ```
/// assert_eq!(paysign::to_units("1.5", 8)?, 150_000_000);
/// assert!(paysign::to_units("1.005", 2).is_err()); // a place that does not fit is never rounded away
/// # Ok::<(), paysign::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Params`](crate::ErrorKind::Params) for anything but digits with at most one point between them: signs,
/// exponents, spaces, separators; for more decimal places than `places`; for more than 2^128 − 1 units; for more than
/// 38 places.
pub fn to_units(decimal: &str, places: u32) -> Result<u128, Error> {
    check_places(places)?;
    let fault = |why: &str| Error::param("decimal", why);
    let (whole, fraction) = decimal
        .split_once('.')
        .map_or((decimal, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) {
        return Err(fault(
            "is not a plain decimal number like \"12.50\": digits, at most one point, no sign, space or exponent",
        ));
    }
    let fraction = fraction.unwrap_or_default();
    let missing = (places as usize)
        .checked_sub(fraction.len())
        .ok_or_else(|| fault(&format!("has more than {places} decimal places; nothing is rounded")))?;
    let units = [whole, fraction, &"0".repeat(missing)].concat();
    units.parse().map_err(|_| fault("is larger than 2^128 - 1 units"))
}

/// 150000000 units with 8 places are `"1.5"`: no trailing zeros, no point without places.
///
/// ```
/// assert_eq!(paysign::from_units(150_000_000, 8)?, "1.5");
/// assert_eq!(paysign::from_units(1, 2)?, "0.01");
/// # Ok::<(), paysign::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Params`](crate::ErrorKind::Params) for more than 38 places.
pub fn from_units(units: u128, places: u32) -> Result<String, Error> {
    check_places(places)?;
    let width = places as usize + 1;
    let digits = format!("{units:0>width$}");
    let (whole, fraction) = digits
        .split_at_checked(digits.len() - places as usize)
        .unwrap_or((&digits, ""));
    let fraction = fraction.trim_end_matches('0');
    Ok(if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    })
}

fn check_places(places: u32) -> Result<(), Error> {
    if places <= MAX_PLACES {
        Ok(())
    } else {
        Err(Error::param("places", format!("is over {MAX_PLACES}")))
    }
}
