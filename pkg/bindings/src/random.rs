//! The runtime's randomness.

use paysign::Error;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// 32 random characters of `[0-9A-Za-z]`: 190 bits.
pub(crate) fn nonce() -> Result<String, Error> {
    let mut nonce = String::with_capacity(32);
    while nonce.len() < 32 {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes).map_err(|_| Error::config("the runtime has no crypto.getRandomValues"))?;
        // A byte picks a letter only where all letters stay equally likely.
        let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 63)));
        nonce.extend(letters.take(32 - nonce.len()).map(|letter| char::from(*letter)));
    }
    Ok(nonce)
}

/// Any number.
pub(crate) fn number() -> Result<u32, Error> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|_| Error::config("the runtime has no crypto.getRandomValues"))?;
    Ok(u32::from_le_bytes(bytes))
}
