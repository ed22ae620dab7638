//! What a misspelt name was probably meant for.

/// The known name that `name` was probably meant for: the same but for case, `_` and `-`, or at most two letters off, or
/// the beginning of it.
///
/// ```
/// assert_eq!(paysign::nearest("appid", &["appId", "mchKey"]), Some("appId"));
/// assert_eq!(paysign::nearest("timeout", &["timeoutMs", "retries"]), Some("timeoutMs"));
/// assert_eq!(paysign::nearest("color", &["appId", "mchKey"]), None);
/// ```
#[must_use]
pub fn nearest<'k>(name: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = |name: &str| -> Vec<u8> {
        let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
        letters.map(|byte| byte.to_ascii_lowercase()).collect()
    };
    let name = plain(name);
    let apart = |known: &str| {
        let known = plain(known);
        let begins = known.len().min(name.len()) >= 4 && (known.starts_with(&name) || name.starts_with(&known));
        let apart = distance(&name, &known);
        if begins { apart.min(1) } else { apart }
    };
    let (apart, known) = known
        .iter()
        .map(|known| (apart(known), *known))
        .min_by_key(|(apart, _)| *apart)?;
    let most = if name.len() >= 4 {
        (name.len() / 4).clamp(1, 2)
    } else {
        0
    };
    (apart <= most).then_some(known)
}

/// The end of a message about `name`, which is none of the known ones: `; did you mean appId?`, or nothing.
#[must_use]
pub fn suggestion(name: &str, known: &[&str]) -> String {
    nearest(name, known).map_or_else(String::new, |meant| ["; did you mean ", meant, "?"].concat())
}

/// What is wrong with a name that is none of the known ones: with the one that was meant, else with all of them.
#[must_use]
pub fn unknown_here(name: &str, known: &[&str]) -> String {
    match nearest(name, known) {
        Some(meant) => ["is unknown here; did you mean ", meant, "?"].concat(),
        None => ["is unknown here; known are ", &known.join(", ")].concat(),
    }
}

/// How many letters have to be put in, taken out or changed to make one of the other; many, where one is far longer.
fn distance(one: &[u8], other: &[u8]) -> usize {
    if one.len().abs_diff(other.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut diagonal = at;
        let mut left = at + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, theirs) in row.iter_mut().skip(1).zip(other) {
            let changed = diagonal + usize::from(letter != theirs);
            diagonal = *cell;
            *cell = changed.min(diagonal + 1).min(left + 1);
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_default()
}
