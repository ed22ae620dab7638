//! What a row says to its readers: part of the types and guides that are made from the rows, and not of the wasm module.

/// A description for `gateways.d.ts`; in wasm it is nothing.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
    #[cfg(not(target_family = "wasm"))]
    text: &'static str,
    #[cfg(not(target_family = "wasm"))]
    chinese: &'static str,
}

/// Leaves no string behind in wasm.
pub(crate) const fn doc(text: &'static str) -> Doc {
    let _ = text;
    Doc {
        #[cfg(not(target_family = "wasm"))]
        text,
        #[cfg(not(target_family = "wasm"))]
        chinese: "",
    }
}

impl Doc {
    /// The same with its Chinese, for the guides.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) const fn zh(self, chinese: &'static str) -> Self {
        Self { chinese, ..self }
    }

    /// Leaves no string behind.
    #[cfg(target_family = "wasm")]
    pub(crate) const fn zh(self, _: &'static str) -> Self {
        self
    }
}

#[cfg(not(target_family = "wasm"))]
impl Doc {
    /// The text, in Markdown.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.text
    }

    /// The text in Chinese; of options alone.
    #[must_use]
    pub const fn chinese(self) -> &'static str {
        self.chinese
    }
}
