//! The fast way from a JavaScript object to the canonical string: one string and a few numbers cross, nothing is
//! allocated.
//!
//! JavaScript joins all values into one string and encodes it into `input`; `marks` holds, for each value in the same
//! order, the slot of its name and its length in UTF-16 units. Names never cross twice: each key keeps a [`Layout`].
//! Whatever is unusual is left to the ordinary way, which is the reference.
//!
//! This crate is compiled for speed, as all else is not. What `paysign` marks `#[inline]` on the way from here to the
//! digest is compiled with it.

use std::cell::RefCell;
use std::mem;

use paysign::{Layout, MAX_DIGEST, Signer};

/// Bytes of text that cross at the most.
const INPUT: usize = 32 * 1024;
/// Names that a layout learns at the most.
pub const SLOTS: usize = 256;
/// Bytes of a signature's text at the most: in hexadecimal.
const OUTPUT: usize = 2 * MAX_DIGEST;
/// The length that stands for `null` and `undefined`. No text of this length crosses, since `INPUT` is smaller.
const ABSENT: u16 = u16::MAX;

/// Beginning and end of a text in `input`.
type Span = (u32, u32);
/// The span of a name that is absent.
const NOWHERE: Span = (u32::MAX, u32::MAX);

struct Crossing {
    input: Box<[u8]>,
    marks: Box<[u16]>,
    output: Box<[u8]>,
    /// Where in `input` the text of each slot is, while a call lasts.
    spans: Box<[Span]>,
    text: Vec<u8>,
}

thread_local! {
    static CROSSING: RefCell<Crossing> = RefCell::new(Crossing {
        input: vec![0; INPUT].into(),
        marks: vec![0; 2 * SLOTS].into(),
        output: vec![0; OUTPUT].into(),
        spans: vec![NOWHERE; SLOTS].into(),
        text: Vec::with_capacity(2 * INPUT),
    });
}

/// Where the buffers lie in wasm memory: address and length of `input`, `marks` and `output`.
#[must_use]
pub fn buffers() -> [usize; 6] {
    let buffers = with_crossing(|crossing| {
        let Crossing {
            input, marks, output, ..
        } = crossing;
        Some([
            input.as_ptr().addr(),
            input.len(),
            marks.as_ptr().addr(),
            marks.len(),
            output.as_ptr().addr(),
            output.len(),
        ])
    });
    buffers.unwrap_or_default()
}

/// Signs `count` values of `written` bytes and returns the length of the signature's text in `output`.
/// `None`: take the ordinary way.
#[must_use]
pub fn sign(signer: &Signer, layout: &Layout, count: usize, written: usize) -> Option<usize> {
    finish(signer, layout, count, written, |text, output| {
        signer.sign_canonical(text, output)
    })
}

/// As [`sign`], by a platform's digest; see [`Signer::sign_canonical_by`].
pub fn sign_by(
    signer: &Signer,
    layout: &Layout,
    count: usize,
    written: usize,
    digest: impl FnOnce(&[u8], &[u8]) -> Option<Vec<u8>>,
) -> Option<usize> {
    finish(signer, layout, count, written, |text, output| {
        signer.sign_canonical_by(text, output, digest)
    })
}

/// Nothing is borrowed while the digest is computed: what somebody put around node:crypto may sign, too, and where the
/// caller's own recursion leaves no stack, the computing ends there and nothing behind it ever runs.
fn finish(
    signer: &Signer,
    layout: &Layout,
    count: usize,
    written: usize,
    sign: impl FnOnce(&mut Vec<u8>, &mut [u8]) -> Option<usize>,
) -> Option<usize> {
    let mut text = with_crossing(|crossing| {
        crossing.lay_out(signer, layout, count, written)?;
        Some(mem::take(&mut crossing.text))
    })?;
    let mut output = [0; OUTPUT];
    let length = sign(&mut text, &mut output);
    with_crossing(|crossing| {
        crossing.text = text;
        crossing.output.copy_from_slice(&output);
        length
    })
}

/// `None` also where a call that ended in the middle has the buffers for good.
fn with_crossing<T>(task: impl FnOnce(&mut Crossing) -> Option<T>) -> Option<T> {
    CROSSING.with(|crossing| task(&mut *crossing.try_borrow_mut().ok()?))
}

impl Crossing {
    /// Writes the canonical string into `text`.
    fn lay_out(&mut self, signer: &Signer, layout: &Layout, count: usize, written: usize) -> Option<()> {
        let input = self.input.get(..written)?;
        let marks = self.marks.get(..2 * count)?;
        let spans = self.spans.get_mut(..layout.len())?;
        spans.fill(NOWHERE);
        place(input, marks, spans)?;
        self.text.clear();
        layout.write(signer.scheme(), &mut self.text, |slot| {
            let &(start, end) = spans.get(slot)?;
            input.get(start as usize..end as usize)
        });
        Some(())
    }
}

/// Wipes what the last calls left behind: values may be secrets too (BitCV signs its `secret`).
pub fn wipe() {
    with_crossing(
        |Crossing {
             input, output, text, ..
         }| {
            input.fill(0);
            output.fill(0);
            text.clear();
            text.resize(text.capacity(), 0);
            Some(())
        },
    );
    wipe_stack();
}

/// Overwrites the part of the stack that deeper calls have used and left.
#[inline(never)]
pub fn wipe_stack() {
    // The black box sees the zeros, so they must be there.
    std::hint::black_box(&mut [0_u8; 64 * 1024]);
}

/// Finds each value's bytes. `None` where the units do not add up, as with a pair of surrogates that two values share,
/// and where a U+FFFD may have been a lone surrogate.
fn place(input: &[u8], marks: &[u16], spans: &mut [Span]) -> Option<()> {
    let values = || marks.as_chunks::<2>().0.iter().filter(|[_, units]| *units != ABSENT);
    let units: usize = values().map(|[_, units]| usize::from(*units)).sum();
    let ascii = units == input.len();
    let mut start = 0;
    for [slot, units] in values() {
        let units = usize::from(*units);
        let end = if ascii {
            start + units
        } else {
            end_of(input, start, units)?
        };
        *spans.get_mut(usize::from(*slot))? = (start as u32, end as u32);
        start = end;
    }
    (start == input.len()).then_some(())
}

/// The end of the text that begins at `start` and has `units` UTF-16 units.
fn end_of(input: &[u8], start: usize, mut units: usize) -> Option<usize> {
    let mut end = start;
    while units > 0 {
        let (bytes, taken) = match *input.get(end)? {
            0..0x80 => (1, 1),
            0x80..0xE0 => (2, 1),
            0xEF if input.get(end + 1..end + 3)? == [0xBF, 0xBD] => return None,
            0xE0..0xF0 => (3, 1),
            0xF0.. => (4, 2),
        };
        units = units.checked_sub(taken)?;
        end += bytes;
    }
    Some(end)
}
