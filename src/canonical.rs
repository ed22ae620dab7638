//! The canonical string: what is signed, before a secret joins it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::body::shown;
use crate::encode::append;
use crate::error::{Detail, Error, Flaw};
use crate::scheme::Scheme;
use crate::value::Params;

/// The order in which the parameters met so far stand in a scheme's canonical strings.
///
/// Sorting and excluding depend on names alone, so they are done once for each name, and the layout serves every later
/// message with any of the names in any order. A name has a slot number, given out by [`Layout::add`].
#[derive(Debug)]
pub struct Layout {
    /// `name=` of each slot.
    labels: Vec<Box<[u8]>>,
    /// The slots that are signed, in canonical order.
    order: Vec<usize>,
}

impl Layout {
    /// A layout that knows no name yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            labels: Vec::new(),
            order: Vec::new(),
        }
    }

    /// How many names have a slot.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether no name has a slot.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Gives a new name the next slot. The caller asks once for each name.
    pub fn add(&mut self, scheme: &Scheme, name: &str) -> usize {
        let slot = self.labels.len();
        self.labels.push([name.as_bytes(), b"="].concat().into());
        if !scheme.excludes(name) {
            let place = self
                .order
                .partition_point(|&other| self.rank(scheme, other) < rank(scheme, name.as_bytes()));
            self.order.insert(place, slot);
        }
        slot
    }

    /// Appends the canonical string to `out`. `text` gives the text of a slot, or `None` where it is absent.
    pub fn write<'t>(&self, scheme: &Scheme, out: &mut Vec<u8>, mut text: impl FnMut(usize) -> Option<&'t [u8]>) {
        let start = out.len();
        for &slot in &self.order {
            let (Some(label), Some(value)) = (self.labels.get(slot), text(slot)) else {
                continue;
            };
            if scheme.drop_empty && value.is_empty() {
                continue;
            }
            if out.len() > start {
                append(out, scheme.separator.as_bytes());
            }
            append(out, label);
            scheme.encode.append(value, out);
        }
    }

    fn rank(&self, scheme: &Scheme, slot: usize) -> (usize, &[u8]) {
        let label = self.labels.get(slot).map_or(&[][..], |label| label);
        rank(scheme, label.strip_suffix(b"=").unwrap_or(label))
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self::new()
    }
}

/// Sorted names come first, by their bytes; those of `last` follow in its order.
fn rank<'n>(scheme: &Scheme, name: &'n [u8]) -> (usize, &'n [u8]) {
    match scheme.last.iter().position(|last| last.as_bytes() == name) {
        Some(position) => (position + 1, &[]),
        None => (0, name),
    }
}

/// Why a parameter is not part of the canonical string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// It is the signature itself.
    Signature,
    /// The scheme excludes its name.
    Excluded,
    /// Its text is empty and the scheme drops empty values.
    Empty,
    /// It has no value.
    Absent,
}

impl Dropped {
    /// The word in an `Explanation`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Excluded => "excluded",
            Self::Empty => "empty",
            Self::Absent => "absent",
        }
    }
}

/// The steps from parameters to canonical string.
pub(crate) struct Steps<'p> {
    /// Names and texts that are signed, in canonical order, before encoding.
    pub(crate) kept: Vec<(&'p str, Cow<'p, str>)>,
    /// Names that are not signed, in the order given.
    pub(crate) dropped: Vec<(&'p str, Dropped)>,
    /// The canonical string.
    pub(crate) canonical: String,
}

/// The reference for [`Layout`], with which it shares nothing but [`rank`].
pub(crate) fn steps<'p>(scheme: &Scheme, params: &'p Params<'_>) -> Result<Steps<'p>, Error> {
    let mut sorted = BTreeMap::new();
    let mut dropped = Vec::new();
    let mut faults = Vec::new();
    for (name, value) in params {
        let text = value.text();
        let why = match &text {
            _ if scheme.signature_field == *name => Some(Dropped::Signature),
            _ if scheme.excludes(name) => Some(Dropped::Excluded),
            None => Some(Dropped::Absent),
            Some(text) if scheme.drop_empty && text.is_empty() => Some(Dropped::Empty),
            Some(_) => None,
        };
        dropped.extend(why.map(|why| (*name, why)));
        let kept = text.filter(|_| why.is_none()).map(|text| (*name, text));
        if sorted.insert(rank(scheme, name.as_bytes()), kept).is_some() {
            faults.push(Detail {
                field: (*name).to_owned(),
                why: "is given twice".into(),
            });
        }
    }
    if !faults.is_empty() {
        return Err(Error::params(faults));
    }
    let kept: Vec<_> = sorted.into_values().flatten().collect();
    let mut canonical = Vec::new();
    for (name, text) in &kept {
        append_pair(scheme, name, text, &mut canonical);
    }
    // Built from whole strings and ASCII, so this cannot fail; an error is still better than a panic.
    let canonical = String::from_utf8(canonical).map_err(|_| Error::param("(all)", "not UTF-8"))?;
    Ok(Steps {
        kept,
        dropped,
        canonical,
    })
}

/// Appends a pair, and returns where it begins.
fn append_pair(scheme: &Scheme, name: &str, text: &str, canonical: &mut Vec<u8>) -> usize {
    if !canonical.is_empty() {
        canonical.extend_from_slice(scheme.separator.as_bytes());
    }
    let start = canonical.len();
    canonical.extend_from_slice(name.as_bytes());
    canonical.push(b'=');
    scheme.encode.append(text.as_bytes(), canonical);
    start
}

/// The field by which the canonical string of `params` could be read as another message, and why; `None` if by none.
///
/// Raw values may hold what separates fields, so a signed text can be cut into pairs in more ways than one, and whoever
/// writes one field of a genuine message could hide another order in it. Each of these gives away that it was cut anew:
///
/// - `=` or the separator in a name: no gateway has such names;
/// - `D=` for a `decisive` name D where a pair could begin, but D's own does not. A name is there once, so a D of the
///   forger's own leaves the genuine `D=` behind, swallowed by another field;
/// - the separator and then `=` in a decisive value, which has swallowed its neighbour.
///
/// `decisive` are the names, with their other spellings, by which something is decided and which every genuine message
/// has. Other fields may hold what they like: `uid=1&channel=app` is an honest text. The secret changes nothing here: what
/// follows the canonical string is the same for all messages.
pub(crate) fn ambiguous(scheme: &Scheme, params: &Params<'_>, decisive: &[&str]) -> Option<Detail> {
    let kept = match steps(scheme, params) {
        Ok(steps) => steps.kept,
        Err(error) => return error.details().first().cloned(),
    };
    let separator = &*scheme.separator;
    let (mut text, mut starts) = (Vec::new(), Vec::new());
    for (name, value) in &kept {
        let start = append_pair(scheme, name, value, &mut text);
        let written = text.get(start + name.len() + 1..).unwrap_or_default();
        let what = if name.contains('=') {
            "has = in its name".to_owned()
        } else if stands_out(separator) && name.contains(separator) {
            format!("has {separator} in its name, which separates fields")
        } else if decisive.contains(name) && holds_a_pair(written, separator.as_bytes()) {
            format!("holds {separator} and = behind it, as a further field would")
        } else {
            starts.push((start, *name));
            continue;
        };
        return Some(ambiguity(name, &what));
    }
    decisive.iter().find_map(|decisive| {
        let name = swallows(&text, &starts, separator, decisive)?;
        Some(ambiguity(name, &format!("holds {separator}{decisive}=")))
    })
}

fn ambiguity(field: &str, what: &str) -> Detail {
    Detail {
        field: field.to_owned(),
        why: format!("{what}; the text that is signed could be read as another message (有歧义)"),
    }
}

/// The field that holds `decisive=` where a pair could begin, and another's does not: `starts` are where pairs begin.
fn swallows<'n>(text: &[u8], starts: &[(usize, &'n str)], separator: &str, decisive: &str) -> Option<&'n str> {
    let label = [decisive.as_bytes(), b"="].concat();
    let windows = text.windows(label.len()).enumerate();
    let mut places = windows.filter(|(_, window)| *window == label).map(|(at, _)| at);
    places.find_map(|at| {
        let before = text.get(..at)?;
        let begins = before.is_empty() || before.ends_with(separator.as_bytes());
        let (start, name) = starts.iter().rfind(|(start, _)| *start <= at)?;
        (begins && (*start, *name) != (at, decisive)).then_some(*name)
    })
}

/// Refuses signed parameters that could be read as another message; `what` they are of: a body, an answer.
pub(crate) fn check_ambiguity(
    what: &str,
    scheme: &Scheme,
    params: &Params<'_>,
    decisive: &[&str],
) -> Result<(), Error> {
    match ambiguous(scheme, params, decisive) {
        None => Ok(()),
        Some(Detail { field, why }) => {
            let told = format!("the {what} is ambiguous: {} {why}", shown(&field));
            Err(Error::signature(told).flawed(Flaw::Ambiguous))
        }
    }
}

/// Whether a separator is of other characters than names are. One that is not, like `_`, is in honest names too.
fn stands_out(separator: &str) -> bool {
    separator.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'))
}

/// Whether `value` has the separator and, behind it, `=`.
fn holds_a_pair(value: &[u8], separator: &[u8]) -> bool {
    let ends = 0..=value.len();
    let end = ends
        .map(|end| value.get(..end).unwrap_or_default())
        .find(|head| head.ends_with(separator));
    end.and_then(|head| value.get(head.len()..))
        .is_some_and(|behind| behind.contains(&b'='))
}

/// The canonical string of `params`, before a secret joins it.
///
/// ```
/// use paysign::{Value, canonical_string, schemes};
///
/// let params = [("ts", Value::from(1536053843)), ("money", 1.into()), ("channel", "wx".into()), ("subject", "".into())];
/// assert_eq!(canonical_string(&schemes::YINQIANTONG_V1, &params)?, "channel=wx&money=1&ts=1536053843");
/// # Ok::<(), paysign::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::Config`](crate::ErrorKind::Config) if the scheme contradicts itself,
/// [`ErrorKind::Params`](crate::ErrorKind::Params) if a name is given twice.
pub fn canonical_string(scheme: &Scheme, params: &Params<'_>) -> Result<String, Error> {
    scheme.check()?;
    Ok(steps(scheme, params)?.canonical)
}
