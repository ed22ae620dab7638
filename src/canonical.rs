//! The canonical string: what is signed, before a secret joins it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::body::shown;
use crate::double::{as_go, is_rounded};
use crate::encode::append;
use crate::error::{Detail, Error, Flaw};
use crate::scheme::{Dropped, Numbers, Order, Scheme};
use crate::value::{Params, Value};

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

    /// Whether parameters of this name stand in one place, whatever their values. If not, there is no slot for it.
    #[must_use]
    pub fn serves(scheme: &Scheme, name: &str) -> bool {
        match scheme.order {
            Order::Name | Order::Listed => true,
            // `a=` comes before `a=b=`, or behind it, as the value of `a` says.
            Order::Pair => !name.contains('='),
            Order::PairNocase => false,
        }
    }

    /// Gives a new name the next slot. The caller asks once for each name, and for none that the layout does not serve.
    pub fn add(&mut self, scheme: &Scheme, name: &str) -> usize {
        let slot = self.labels.len();
        let label = [name.as_bytes(), b"="].concat();
        if scheme.signs(name) {
            let rank = rank(scheme, &label);
            let before = |&other: &usize| {
                self.labels
                    .get(other)
                    .is_some_and(|other| self::rank(scheme, other) < rank)
            };
            self.order.insert(self.order.partition_point(before), slot);
        }
        self.labels.push(label.into());
        slot
    }

    /// Appends the canonical string to `out`. `text` gives the text of a slot, or `None` where it is absent.
    pub fn write<'t>(&self, scheme: &Scheme, out: &mut Vec<u8>, mut text: impl FnMut(usize) -> Option<&'t [u8]>) {
        let start = out.len();
        let mut first = true;
        for &slot in &self.order {
            let (Some(label), Some(value)) = (self.labels.get(slot), text(slot)) else {
                continue;
            };
            if scheme.drop_empty.drops(value) {
                continue;
            }
            if !first {
                append(out, scheme.separator.as_bytes());
            }
            first = false;
            if scheme.names {
                append(out, label);
            }
            scheme.encode.append(value, out);
        }
        if scheme.trim {
            trim(scheme, out, start);
        }
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self::new()
    }
}

/// Takes the separators off that `text` ends in, from `start` on.
fn trim(scheme: &Scheme, text: &mut Vec<u8>, start: usize) {
    let separator = scheme.separator.as_bytes();
    while text.get(start..).is_some_and(|text| text.ends_with(separator)) && !separator.is_empty() {
        text.truncate(text.len() - separator.len());
    }
}

/// Where a pair stands that begins with this label: by its place in a list first, then by bytes.
fn rank<'l>(scheme: &Scheme, label: &'l [u8]) -> (usize, &'l [u8]) {
    let name = label.strip_suffix(b"=").unwrap_or(label);
    let place = |list: &[Cow<'_, str>]| list.iter().position(|listed| listed.as_bytes() == name);
    match scheme.order {
        // Sorted names come first; those of `last` follow in its order.
        Order::Name => place(&scheme.last).map_or((0, name), |place| (place + 1, &[])),
        Order::Listed => (place(scheme.listed()).unwrap_or(usize::MAX), &[]),
        Order::Pair | Order::PairNocase => (0, label),
    }
}

/// The steps from parameters to canonical string.
pub(crate) struct Steps<'p> {
    /// What is signed, in canonical order.
    pub(crate) kept: Vec<Piece<'p>>,
    /// Names that are not signed, in the order given.
    pub(crate) dropped: Vec<(&'p str, Dropped)>,
    /// The canonical string.
    pub(crate) canonical: String,
}

/// A parameter that is signed.
pub(crate) struct Piece<'p> {
    pub(crate) name: &'p str,
    /// Its text before encoding.
    pub(crate) text: Cow<'p, str>,
    /// The finished pair, or the value alone.
    written: Vec<u8>,
}

impl<'p> Piece<'p> {
    fn new(scheme: &Scheme, name: &'p str, text: Cow<'p, str>) -> Self {
        let mut written = Vec::new();
        if scheme.names {
            written.extend_from_slice(name.as_bytes());
            written.push(b'=');
        }
        scheme.encode.append(text.as_bytes(), &mut written);
        Self { name, text, written }
    }

    /// The value as it is signed.
    fn value(&self, scheme: &Scheme) -> &[u8] {
        let start = if scheme.names { self.name.len() + 1 } else { 0 };
        self.written.get(start..).unwrap_or_default()
    }

    fn compare(&self, other: &Self, scheme: &Scheme) -> Ordering {
        let nocase = |piece: &Self| piece.written.to_ascii_lowercase();
        match scheme.order {
            Order::Name => {
                let place = |piece: &Self| scheme.last.iter().position(|name| name == piece.name);
                place(self).cmp(&place(other)).then_with(|| self.name.cmp(other.name))
            }
            Order::Listed => {
                let place = |piece: &Self| scheme.listed().iter().position(|name| name == piece.name);
                place(self).cmp(&place(other))
            }
            Order::Pair => self.written.cmp(&other.written),
            Order::PairNocase => nocase(self)
                .cmp(&nocase(other))
                .then_with(|| self.written.cmp(&other.written)),
        }
    }
}

/// The text of a parameter as it is signed, before encoding, or why it is not.
fn signed<'p>(
    scheme: &Scheme,
    name: &str,
    value: &'p Value<'_>,
) -> Result<Result<Cow<'p, str>, Dropped>, &'static str> {
    if let Some(why) = scheme.unsigned(name) {
        return Ok(Err(why));
    }
    let text = match value {
        Value::Number(lexeme) if scheme.numbers == Numbers::Go => Some(
            as_go(lexeme)
                .ok_or("is a number that is too large for a double")?
                .into(),
        ),
        value => value.text(),
    };
    Ok(match text {
        None => Err(Dropped::Absent),
        Some(text) if !scheme.drop_empty.drops(text.as_bytes()) => Ok(text),
        Some(_) => Err(Dropped::Empty),
    })
}

/// The reference for [`Layout`], with which it shares nothing.
pub(crate) fn steps<'p>(scheme: &Scheme, params: &'p Params<'_>) -> Result<Steps<'p>, Error> {
    let mut names = BTreeSet::new();
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    let mut faults = Vec::new();
    for (name, value) in params {
        let mut fault = |why: &'static str| {
            faults.push(Detail {
                field: (*name).to_owned(),
                why: why.into(),
            });
        };
        if !names.insert(*name) {
            fault("is given twice");
        }
        match signed(scheme, name, value) {
            Ok(Ok(text)) => kept.push(Piece::new(scheme, name, text)),
            Ok(Err(why)) => dropped.push((*name, why)),
            Err(why) => fault(why),
        }
    }
    if !faults.is_empty() {
        return Err(Error::params(faults));
    }
    kept.sort_by(|one, other| one.compare(other, scheme));
    let separator = scheme.separator.as_bytes();
    let mut canonical = kept
        .iter()
        .map(|piece| &piece.written[..])
        .collect::<Vec<_>>()
        .join(separator);
    if scheme.trim {
        trim(scheme, &mut canonical, 0);
    }
    // Built from whole strings and ASCII, so this cannot fail; an error is still better than a panic.
    let canonical = String::from_utf8(canonical).map_err(|_| Error::param("(all)", "not UTF-8"))?;
    Ok(Steps {
        kept,
        dropped,
        canonical,
    })
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
/// Nothing of this depends on the order of the pairs. Two rules write several values alike: one that trims leaves no sign
/// of separators at the end of a decisive value, and one that writes numbers as doubles none of digits beyond them. For
/// rules that sign values alone see [`ambiguous_values`].
///
/// `decisive` are the names, with their other spellings, by which something is decided and which every genuine message
/// has. Other fields may hold what they like: `uid=1&channel=app` is an honest text. The secret changes nothing here: what
/// stands around the canonical string is the same for all messages.
pub(crate) fn ambiguous(scheme: &Scheme, params: &Params<'_>, decisive: &[&str]) -> Option<Detail> {
    let kept = match steps(scheme, params) {
        Ok(steps) => steps.kept,
        Err(error) => return error.details().first().cloned(),
    };
    let of_fields = kept.iter().find_map(|piece| {
        let rounded = || decisive.contains(&piece.name) && rounds(scheme, params, piece.name);
        let what = misread(scheme, piece, decisive);
        let what = what.or_else(|| rounded().then(|| "has more digits than the number that is signed".to_owned()));
        what.map(|what| ambiguity(piece.name, &what))
    });
    of_fields.or_else(|| match scheme.names {
        true => swallowed(scheme, &kept, decisive),
        false => ambiguous_values(scheme, &kept, decisive),
    })
}

/// The same of one field that is still to be sent, of whose neighbours nothing is known.
pub(crate) fn ambiguous_text(scheme: &Scheme, name: &str, text: &str, decisive: &[&str]) -> Option<Detail> {
    if scheme.names {
        return ambiguous(scheme, &[(name, text.into())], decisive);
    }
    let what = misread(scheme, &Piece::new(scheme, name, text.into()), decisive)?;
    Some(ambiguity(name, &what))
}

/// What gives a field away by itself.
fn misread(scheme: &Scheme, piece: &Piece<'_>, decisive: &[&str]) -> Option<String> {
    let (name, value, separator) = (piece.name, piece.value(scheme), &*scheme.separator);
    let bytes = separator.as_bytes();
    if !scheme.names {
        let cut = !decisive.is_empty() && !bytes.is_empty() && holds(value, bytes);
        return cut.then(|| format!("holds {separator}, which separates values"));
    }
    let decides = decisive.contains(&name);
    if name.contains('=') {
        Some("has = in its name".to_owned())
    } else if stands_out(separator) && name.contains(separator) {
        Some(format!("has {separator} in its name, which separates fields"))
    } else if decides && holds_a_pair(value, bytes) {
        Some(format!("holds {separator} and = behind it, as a further field would"))
    } else if decides && scheme.trim && value.ends_with(bytes) {
        Some(format!("ends in {separator}, which is taken off before it is signed"))
    } else {
        None
    }
}

fn holds(value: &[u8], part: &[u8]) -> bool {
    value.windows(part.len().max(1)).any(|window| window == part)
}

/// Whether a number is signed as one of other digits.
fn rounds(scheme: &Scheme, params: &Params<'_>, name: &str) -> bool {
    let value = params.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    matches!((scheme.numbers, value), (Numbers::Go, Some(Value::Number(lexeme))) if is_rounded(lexeme))
}

/// The field that has swallowed a decisive one.
fn swallowed(scheme: &Scheme, kept: &[Piece<'_>], decisive: &[&str]) -> Option<Detail> {
    let separator = &*scheme.separator;
    let (mut text, mut starts) = (Vec::new(), Vec::new());
    for (index, piece) in kept.iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(separator.as_bytes());
        }
        starts.push((text.len(), piece.name));
        text.extend_from_slice(&piece.written);
    }
    decisive.iter().find_map(|decisive| {
        let name = swallows(&text, &starts, separator, decisive)?;
        Some(ambiguity(name, &format!("holds {separator}{decisive}=")))
    })
}

/// Values alone say not whose they are. That only their places tell, so all of these are needed, where anything is decided:
/// a list of names, each of which has a value, and a separator that no value holds, not even where two of them meet.
/// Otherwise the first decisive field is the one at fault: nobody can tell where it begins and ends.
fn ambiguous_values(scheme: &Scheme, kept: &[Piece<'_>], decisive: &[&str]) -> Option<Detail> {
    let first = decisive.first()?;
    let missing = || {
        scheme
            .listed()
            .iter()
            .find(|name| kept.iter().all(|piece| **name != piece.name))
    };
    if scheme.only.is_none() {
        let what =
            "is signed as a value without its name, which any name could have; list the names in the rule's `only`";
        Some(ambiguity(first, what))
    } else if scheme.separator.is_empty() {
        let what = "runs into its neighbours, for values are signed without names and nothing between them; give `verify` \
                    all values but one from your own records";
        Some(ambiguity(first, what))
    } else if let Some(missing) = missing() {
        Some(ambiguity(
            missing,
            "has no value that is signed, so those behind it stand in other places",
        ))
    } else {
        let separator = scheme.separator.as_bytes();
        let text = kept
            .iter()
            .map(|piece| &piece.written[..])
            .collect::<Vec<_>>()
            .join(separator);
        let found = text
            .windows(separator.len())
            .filter(|window| *window == separator)
            .count();
        let meets = || {
            ambiguity(
                first,
                &format!(
                    "stands among values that make a further {} where two meet",
                    scheme.separator
                ),
            )
        };
        (found + 1 != kept.len()).then(meets)
    }
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
