//! Decimal numbers as the doubles that other languages make of them, and those in the fewest digits again. In whole numbers
//! alone: the tables that the standard library has for it would be a tenth of the wasm module.

use std::cmp::Ordering;

/// A number of JSON as Go's `%v` writes the double that its `encoding/json` reads; `None` if it is too large for one.
pub(crate) fn as_go(lexeme: &str) -> Option<String> {
    Some(Decimal::read(lexeme).shortest()?.as_go())
}

/// Whether other digits are written alike: the number is not the one that its double is written as.
pub(crate) fn is_rounded(lexeme: &str) -> bool {
    let decimal = Decimal::read(lexeme);
    decimal.shortest().as_ref() != Some(&decimal)
}

/// `0.DIGITS` times ten to the `point`, without zeros at either end of the digits; zero has none.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

/// Decimals of so many digits are one double each, where doubles have their full precision.
const EXACT: usize = 15;
/// More digits than decide about a double: what follows only says that it is not the end (767 are the most).
const DECIDING: usize = 800;
/// The least exponent of a double, and the greatest of one with 53 bits.
const EXPONENTS: (i64, i64) = (-1074, 971);

impl Decimal {
    /// Of the grammar of RFC 8259 §6.
    fn read(lexeme: &str) -> Self {
        let (negative, text) = match lexeme.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, lexeme),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Vec<u8> = [whole, fraction].concat().bytes().map(|digit| digit - b'0').collect();
        Self::of(negative, digits, whole.len() as i64 + exponent_of(exponent))
    }

    fn of(negative: bool, mut digits: Vec<u8>, point: i64) -> Self {
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let point = if digits.is_empty() { 0 } else { point - zeros as i64 };
        Self {
            negative,
            digits,
            point,
        }
    }

    /// The number of fewest digits that is the same double, and of those the nearest to it.
    fn shortest(&self) -> Option<Self> {
        if self.digits.len() <= EXACT && (-300..=300).contains(&self.point) {
            return Some(self.clone());
        }
        let double = self.nearest()?;
        let exact = double.decimal(self.negative);
        let fewest = double.mantissa.to_string().len().saturating_sub(2).max(1);
        let same = |length| {
            exact
                .neighbours(length)
                .into_iter()
                .find(|near| near.nearest() == Some(double))
        };
        (fewest..=17).find_map(same).or(Some(exact))
    }

    /// The two numbers of so many digits around it, the nearer one first.
    fn neighbours(&self, length: usize) -> [Self; 2] {
        let mut below = self.digits.clone();
        let rest = below.split_off(length.min(below.len()));
        let mut above = below.clone();
        let mut point = self.point;
        match above.iter().rposition(|digit| *digit < 9) {
            Some(place) => {
                above.truncate(place + 1);
                above.iter_mut().skip(place).for_each(|digit| *digit += 1);
            }
            None => {
                above = vec![1];
                point += 1;
            }
        }
        let below = Self::of(self.negative, below, self.point);
        let above = Self::of(self.negative, above, point);
        if rest.first().is_some_and(|digit| *digit >= 5) {
            [above, below]
        } else {
            [below, above]
        }
    }

    /// The nearest double, of two the even one; `None` beyond the largest.
    fn nearest(&self) -> Option<Double> {
        let zero = Double {
            mantissa: 0,
            exponent: 0,
        };
        match self.point {
            _ if self.digits.is_empty() => return Some(zero),
            ..-330 => return Some(zero),
            311.. => return None,
            _ => {}
        }
        let deciding = self.digits.iter().take(DECIDING).copied();
        let sticky = (self.digits.len() > DECIDING).then_some(1);
        let (mut numerator, mut denominator) = (Whole::from(0), Whole::from(1));
        let mut scale = self.point;
        for digit in deciding.chain(sticky) {
            numerator.multiply(10, digit.into());
            scale -= 1;
        }
        let scaled = if scale < 0 { &mut denominator } else { &mut numerator };
        (0..scale.unsigned_abs()).for_each(|_| scaled.multiply(10, 0));
        let exponent = (numerator.bits() - denominator.bits() - 53).max(EXPONENTS.0);
        Double::quotient(&numerator, &denominator, exponent)
    }

    /// `%v` of Go's `fmt`, which is `%g` of its `strconv` with the fewest digits.
    fn as_go(&self) -> String {
        let digits: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let sign = if self.negative { "-" } else { "" };
        let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
        let length = digits.len() as i64;
        let number = match self.point {
            _ if digits.is_empty() => "0".to_owned(),
            point @ -3..=0 => ["0.", &zeros(-point), &digits].concat(),
            point @ 1..=6 if point >= length => digits + &zeros(point - length),
            point @ 1..=6 => with_point(&digits, point as usize),
            point => {
                let exponent = point - 1;
                let sign = if exponent < 0 { '-' } else { '+' };
                let mantissa = with_point(&digits, 1);
                format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
            }
        };
        [sign, &number].concat()
    }
}

/// With a point behind so many digits, if more follow.
fn with_point(digits: &str, place: usize) -> String {
    match digits.split_at_checked(place) {
        Some((whole, fraction)) if !fraction.is_empty() => [whole, ".", fraction].concat(),
        _ => digits.to_owned(),
    }
}

/// More than all that a body has digits for is as good as any of them.
fn exponent_of(text: &str) -> i64 {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let digit = |byte: u8| i64::from(byte - b'0');
    sign * digits
        .bytes()
        .fold(0, |number, byte| (number * 10 + digit(byte)).min(1 << 40))
}

/// `mantissa` times two to the `exponent`, of at most 53 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Double {
    mantissa: u64,
    exponent: i64,
}

impl Double {
    /// The nearest to a quotient whose whole part, divided by two to the `exponent`, has 53 or 54 bits.
    fn quotient(numerator: &Whole, denominator: &Whole, exponent: i64) -> Option<Self> {
        let (mut rest, mut denominator) = (numerator.clone(), denominator.clone());
        let scaled = if exponent < 0 { &mut rest } else { &mut denominator };
        scaled.shift(exponent.unsigned_abs() as usize);
        denominator.shift(54);
        let mut mantissa: u64 = 0;
        // Long division; at the end, twice the rest stands against the denominator.
        for _ in 0..55 {
            mantissa <<= 1;
            if rest.cmp(&denominator) != Ordering::Less {
                rest.subtract(&denominator);
                mantissa |= 1;
            }
            rest.shift(1);
        }
        if mantissa >> 53 != 0 {
            // 54 bits were one too many.
            let below = mantissa & 1 == 1;
            let more = rest.bits() > 0;
            mantissa >>= 1;
            let up = below && (more || mantissa & 1 == 1);
            return Self::normal(mantissa + u64::from(up), exponent + 1);
        }
        let up = match rest.cmp(&denominator) {
            Ordering::Less => false,
            Ordering::Equal => mantissa & 1 == 1,
            Ordering::Greater => true,
        };
        Self::normal(mantissa + u64::from(up), exponent)
    }

    fn normal(mantissa: u64, exponent: i64) -> Option<Self> {
        let double = match mantissa >> 53 {
            0 => Self { mantissa, exponent },
            _ => Self {
                mantissa: mantissa >> 1,
                exponent: exponent + 1,
            },
        };
        (double.exponent <= EXPONENTS.1).then_some(double)
    }

    /// All its digits.
    fn decimal(self, negative: bool) -> Decimal {
        let mut number = Whole::from(self.mantissa);
        match self.exponent {
            exponent @ 0.. => number.shift(exponent as usize),
            exponent => (exponent..0).for_each(|_| number.multiply(5, 0)),
        }
        let digits = number.digits();
        let point = digits.len() as i64 + self.exponent.min(0);
        Decimal::of(negative, digits, point)
    }
}

/// A whole number in digits of 32 bits, the least first, without zeros at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Whole(Vec<u32>);

impl From<u64> for Whole {
    fn from(number: u64) -> Self {
        let mut whole = Self(vec![number as u32, (number >> 32) as u32]);
        whole.trim();
        whole
    }
}

impl Whole {
    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn bits(&self) -> i64 {
        let top = self.0.last().map_or(0, |digit| digit.leading_zeros());
        self.0.len() as i64 * 32 - i64::from(top)
    }

    /// Multiplies, and adds.
    fn multiply(&mut self, factor: u32, term: u32) {
        let mut carry = u64::from(term);
        for digit in &mut self.0 {
            carry += u64::from(*digit) * u64::from(factor);
            *digit = carry as u32;
            carry >>= 32;
        }
        self.0.push(carry as u32);
        self.trim();
    }

    /// Multiplies by two to the `bits`.
    fn shift(&mut self, bits: usize) {
        if !bits.is_multiple_of(32) {
            self.multiply(1 << (bits % 32), 0);
        }
        if !self.0.is_empty() {
            self.0.splice(0..0, std::iter::repeat_n(0, bits / 32));
        }
    }

    /// Takes away what is not more.
    fn subtract(&mut self, other: &Self) {
        let mut borrow = false;
        let theirs = other.0.iter().copied().chain(std::iter::repeat(0));
        for (digit, theirs) in self.0.iter_mut().zip(theirs) {
            let (less, first) = digit.overflowing_sub(theirs);
            let (less, second) = less.overflowing_sub(borrow.into());
            *digit = less;
            borrow = first || second;
        }
        self.trim();
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// In base ten, the greatest first.
    fn digits(mut self) -> Vec<u8> {
        let mut digits = Vec::new();
        while !self.0.is_empty() {
            let mut rest = 0;
            for digit in self.0.iter_mut().rev() {
                let whole = rest << 32 | u64::from(*digit);
                *digit = (whole / 10) as u32;
                rest = whole % 10;
            }
            digits.push(rest as u8);
            self.trim();
        }
        digits.reverse();
        digits
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{as_go, is_rounded};

    /// Edges, powers of two, and others at random.
    fn doubles() -> Vec<f64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let edges = [
            0,
            1,
            2,
            3,
            (1 << 52) - 1,
            1 << 52,
            (1 << 52) + 1,
            0x7fef_ffff_ffff_ffff,
            0x3d30_0000_0000_0000,
            0x4340_0000_0000_0000,
            0x4340_0000_0000_0001,
        ];
        let powers = (1..2046_u64).step_by(9).map(|exponent| exponent << 52);
        let mut bits: Vec<u64> = edges.into_iter().chain(powers).collect();
        bits.extend((0..400).map(|_| random()));
        bits.extend((0..200).map(|_| random() >> 12 >> (random() % 52)));
        let doubles = bits.into_iter().map(f64::from_bits);
        doubles.filter(|double| double.is_finite()).collect()
    }

    /// Against the standard library, which reads and writes doubles by other ways.
    #[test]
    fn digits_are_the_fewest_of_the_nearest_double() {
        for double in doubles() {
            // The fewest digits, all digits, and a number between two doubles.
            for lexeme in [
                format!("{double:e}"),
                format!("{double:.800}"),
                format!("{double:.17e}"),
            ] {
                assert_eq!(as_go(&lexeme).unwrap(), written(lexeme.parse().unwrap()), "{lexeme}");
            }
        }
        for half in [
            "9007199254740993",
            "9007199254740995",
            "9007199254740993.0000000001",
            "2.4703282292062327e-324",
        ] {
            assert_eq!(as_go(half).unwrap(), written(half.parse().unwrap()), "{half}");
        }
    }

    /// `%v`, by the digits that Rust finds.
    fn written(double: f64) -> String {
        let scientific = format!("{double:e}");
        let (mantissa, exponent) = scientific.split_once('e').unwrap();
        match exponent.parse::<i32>().unwrap() {
            -4..6 => format!("{double}"),
            exponent if exponent < 0 => format!("{mantissa}e-{:02}", -exponent),
            exponent => format!("{mantissa}e+{exponent:02}"),
        }
    }

    #[test]
    fn what_no_double_holds_is_nothing() {
        for lexeme in [
            "1e309",
            "-1e999999999999999999999",
            "1.7976931348623159e308",
            "179769313486231580793e289",
        ] {
            assert_eq!(as_go(lexeme), None, "{lexeme}");
        }
        for (lexeme, text) in [
            ("1.7976931348623158e308", "1.7976931348623157e+308"),
            ("1e-99999999999999999999", "0"),
            ("-0", "-0"),
            ("-0.00e7", "-0"),
            ("0e999999999999999999", "0"),
        ] {
            assert_eq!(as_go(lexeme).unwrap(), text, "{lexeme}");
        }
        let long = format!("1{}.5", "0".repeat(250_000));
        assert_eq!(as_go(&long), None);
        assert_eq!(as_go(&format!("0.{}1", "0".repeat(250_000))).unwrap(), "0");
    }

    #[test]
    fn a_number_is_rounded_where_another_is_written_alike() {
        for exact in [
            "1",
            "1.0",
            "1.50",
            "1e6",
            "0.1",
            "-0.0",
            "9007199254740992",
            "1.2345678901234567",
        ] {
            assert!(!is_rounded(exact), "{exact}");
        }
        for rounded in ["9007199254740993", "0.1000000000000000055", "1e-400", "1e400"] {
            assert!(is_rounded(rounded), "{rounded}");
        }
    }
}
