//! What a row says to its readers: part of the types that are made from the rows, and not of the wasm module.

/// A description for `gateways.d.ts`; in wasm it is nothing.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
    #[cfg(not(target_family = "wasm"))]
    text: &'static str,
}

/// Leaves no string behind in wasm.
pub(crate) const fn doc(text: &'static str) -> Doc {
    let _ = text;
    Doc {
        #[cfg(not(target_family = "wasm"))]
        text,
    }
}

#[cfg(not(target_family = "wasm"))]
impl Doc {
    /// The text, in Markdown.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.text
    }
}
