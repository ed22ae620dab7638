//! Whether the numbers of an RSA key fit together (RFC 8017 §3). Whoever computes with the key may not look: OpenSSL takes
//! damaged ones, and signs by another way where the short one fails. Which steps are taken tells nothing of the numbers,
//! but how long they are.

use zeroize::Zeroizing;

use super::der::{INTEGER, elements_of};

/// Whether these can be the numbers of a public key, as the crate `rsa` has it: both odd, the exponent of at most 33 bits.
pub(super) fn public_numbers_fit(pkcs1: &[u8]) -> bool {
    matches!(numbers(pkcs1).as_deref(), Some([n, e]) if are_public(n, e))
}

/// Whether the numbers of a private key fit together: also those that only make signing faster.
pub(super) fn private_numbers_fit(pkcs1: &[u8]) -> bool {
    let Some(numbers) = numbers(pkcs1) else { return false };
    let [version, n, e, d, p, q, dp, dq, qi] = numbers.as_slice() else {
        return false;
    };
    // The primes share the modulus's length, so neither of them is 1.
    let half = bits(n).div_ceil(2);
    version.is_empty()
        && are_public(n, e)
        && bits(p) <= half
        && bits(q) <= half
        && product(p, q) == *n
        && remainder(d, n) == *d
        && [(p, dp), (q, dq)].into_iter().all(|(prime, exponent)| {
            let order = one_less(prime);
            remainder(d, &order) == *exponent && remainder(&product(e, exponent), &order) == one()
        })
        && remainder(qi, p) == *qi
        && remainder(&product(q, qi), p) == one()
}

fn are_public(n: &Number, e: &Number) -> bool {
    let is_odd = |number: &Number| number.first().is_some_and(|digit| digit & 1 == 1);
    is_odd(n) && is_odd(e) && *e != one() && bits(e) <= 33
}

/// Digits of 32 bits, the least first, without zeros at the end.
type Number = Zeroizing<Vec<u32>>;

/// The numbers of a PKCS#1 structure, none negative, each written in its one way.
fn numbers(pkcs1: &[u8]) -> Option<Vec<Number>> {
    let read = |value: &[u8]| {
        let written_shortest = !matches!(value, [] | [0x80..=0xff, ..] | [0, 0..0x80, ..]);
        let digit = |bytes: &[u8]| bytes.iter().fold(0, |digit, byte| digit << 8 | u32::from(*byte));
        written_shortest.then(|| trimmed(value.rchunks(4).map(digit).collect()))
    };
    let elements = elements_of(pkcs1)?.into_iter();
    elements
        .map(|element| Some(element.value).filter(|_| element.tag == INTEGER).and_then(read))
        .collect()
}

fn trimmed(digits: Vec<u32>) -> Number {
    let mut number = Zeroizing::new(digits);
    while number.last() == Some(&0) {
        number.pop();
    }
    number
}

fn bits(number: &Number) -> usize {
    number.len() * 32 - number.last().map_or(0, |digit| digit.leading_zeros() as usize)
}

fn one() -> Number {
    Zeroizing::new(vec![1])
}

/// An odd number less one.
fn one_less(odd: &Number) -> Number {
    let mut even = odd.clone();
    even.first_mut().into_iter().for_each(|digit| *digit &= !1);
    even
}

fn product(a: &Number, b: &Number) -> Number {
    let mut digits = vec![0; a.len() + b.len()];
    for (place, one) in a.iter().enumerate() {
        let mut carry = 0;
        for (digit, other) in digits.iter_mut().skip(place).zip(b.iter().chain([&0])) {
            let sum = u64::from(*one) * u64::from(*other) + u64::from(*digit) + carry;
            *digit = sum as u32;
            carry = sum >> 32;
        }
    }
    trimmed(digits)
}

/// By long division in binary: for each bit of `number` the rest is doubled, and `modulus` taken off where it fits.
fn remainder(number: &Number, modulus: &Number) -> Number {
    // That many digits are less than the modulus.
    let (low, high) = number.split_at(number.len().saturating_sub(modulus.len().saturating_sub(1)));
    let mut rest = Zeroizing::new(high.to_vec());
    rest.resize(modulus.len() + 1, 0);
    let mut less = Zeroizing::new(vec![0; rest.len()]);
    for bit in low
        .iter()
        .rev()
        .flat_map(|digit| (0..32).rev().map(move |place| digit >> place & 1))
    {
        let mut carry = bit;
        let mut borrow = 0;
        for ((digit, less), taken) in rest.iter_mut().zip(less.iter_mut()).zip(modulus.iter().chain([&0])) {
            (*digit, carry) = (*digit << 1 | carry, *digit >> 31);
            let difference = i64::from(*digit) - i64::from(*taken) + borrow;
            *less = difference as u32;
            borrow = difference >> 32;
        }
        let too_much = borrow as u32; // all bits set, or none
        for (digit, less) in rest.iter_mut().zip(less.iter()) {
            *digit = *digit & too_much | less & !too_much;
        }
    }
    trimmed(std::mem::take(&mut *rest))
}
