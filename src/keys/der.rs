//! DER (X.690): an element is a tag, a length and a value. As much of it as keys and certificates need.

use zeroize::Zeroizing;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
/// `[0]`, constructed.
pub(super) const CONTEXT_0: u8 = 0xa0;

#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: u8,
    pub(super) value: &'a [u8],
}

/// The elements of the one SEQUENCE that `der` must be.
pub(super) fn elements_of(der: &[u8]) -> Option<Vec<Element<'_>>> {
    match elements_within(der)?.as_slice() {
        [only] if only.tag == SEQUENCE => elements_within(only.value),
        _ => None,
    }
}

/// All elements of a value.
pub(super) fn elements_within(mut content: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut elements = Vec::new();
    while !content.is_empty() {
        let (tag, start, length) = header(content)?;
        let (value, rest) = content.get(start..)?.split_at_checked(length)?;
        elements.push(Element { tag, value });
        content = rest;
    }
    Some(elements)
}

/// The length that a SEQUENCE at the beginning of `bytes` says it has, header and all; `None` also for what is longer
/// than any key or chain of certificates.
pub(super) fn length_of(bytes: &[u8]) -> Option<usize> {
    let (tag, start, length) = header(bytes)?;
    (tag == SEQUENCE && length <= usize::from(u16::MAX)).then(|| start + length)
}

/// An element's tag, where its value starts, and how long that is. A length is written in one way only.
fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (&[tag, first], rest) = bytes.split_first_chunk()?;
    if tag & 0x1f == 0x1f {
        return None; // a tag of several bytes
    }
    if first < 0x80 {
        return Some((tag, 2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    let digits = rest.get(..count).filter(|_| (1..=4).contains(&count))?;
    let length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
    let shortest = length >= 0x80 && digits.first() != Some(&0);
    shortest.then_some((tag, 2 + count, length))
}

/// An element whose value is `parts`, one after the other.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let bytes = length.to_be_bytes();
    let digits = significant(&bytes);
    let mut der = Zeroizing::new(Vec::with_capacity(length + 2 + digits.len()));
    der.push(tag);
    if length < 0x80 {
        der.push(length as u8);
    } else {
        der.push(0x80 | digits.len() as u8);
        der.extend_from_slice(digits);
    }
    parts.iter().for_each(|part| der.extend_from_slice(part));
    der
}

/// An INTEGER, of the bytes of a number that is not negative.
pub(super) fn integer(number: &[u8]) -> Zeroizing<Vec<u8>> {
    let digits = significant(number);
    let sign: &[u8] = if digits.first().is_none_or(|first| *first >= 0x80) {
        &[0]
    } else {
        &[]
    };
    element(INTEGER, &[sign, digits])
}

/// A number's bytes without leading zeros.
pub(super) fn significant(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
