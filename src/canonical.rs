//! The canonical string: what is signed, before a secret joins it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::encode::append;
use crate::error::{Detail, Error};
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
        if !canonical.is_empty() {
            canonical.extend_from_slice(scheme.separator.as_bytes());
        }
        canonical.extend_from_slice(name.as_bytes());
        canonical.push(b'=');
        scheme.encode.append(text.as_bytes(), &mut canonical);
    }
    // Built from whole strings and ASCII, so this cannot fail; an error is still better than a panic.
    let canonical = String::from_utf8(canonical).map_err(|_| Error::param("(all)", "not UTF-8"))?;
    Ok(Steps {
        kept,
        dropped,
        canonical,
    })
}

/// The canonical string of `params`, before a secret joins it.
///
/// ```
/// use paysign::{Value, canonical_string, gateway::yinqiantong};
///
/// let params = [("ts", Value::from(1536053843)), ("money", 1.into()), ("channel", "wx".into()), ("subject", "".into())];
/// assert_eq!(canonical_string(&yinqiantong::V1, &params)?, "channel=wx&money=1&ts=1536053843");
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
