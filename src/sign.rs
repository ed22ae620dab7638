//! Signers and verifiers: a scheme and a key, ready to use.

use subtle::ConstantTimeEq as _;
use zeroize::Zeroize;

use crate::algorithm::{Algorithm, KeyedDigest};
use crate::body::{Charset, Fields, fields_of, params_of, read_members, read_members_in, shown};
use crate::canonical::{Steps, check_ambiguity, steps};
use crate::clues::{unfit, unsigned};
use crate::digest::{Keying, RsaHash};
use crate::error::Error;
use crate::keys::RsaKey;
use crate::rsassa::Rsa;
use crate::scheme::{Dropped, Encoding, SECRET, Scheme, Template};
use crate::secret::{MASK, Secret};
use crate::value::{Params, Value};

/// A scheme with a key. What a [`Signer`] and a [`Verifier`] have in common.
struct Keyring {
    scheme: Scheme,
    key: Key,
}

enum Key {
    Shared {
        keyed: KeyedDigest,
        secret: Secret,
        around: Around,
    },
    Rsa {
        hash: RsaHash,
        rsa: Box<dyn Rsa>,
        private: bool,
    },
}

/// Something that computes with an RSA key.
pub type RsaPlatform<'a> = &'a dyn Fn(RsaKey) -> Box<dyn Rsa>;

/// Choices for keys, beside the key itself.
#[derive(Clone, Copy, Default)]
pub struct KeyOptions<'a> {
    /// Takes RSA keys of 1024 to 2047 bits, which can be broken. For gateways that hand out nothing better.
    pub allow_weak: bool,
    /// A platform that computes RSA in the place of the `rsa` crate, which is not there without the feature `rsa`; it must
    /// give the same bytes.
    pub rsa: Option<RsaPlatform<'a>>,
}

/// What a body is held to, beside its signature.
#[derive(Clone, Copy, Default)]
pub struct BodyOptions<'a> {
    /// Names by which something is decided: the order's number, the amount, the status, with their other spellings. A body
    /// whose signed text could be cut into fields so that one of them held something else is refused. They must be names
    /// that every genuine body has.
    pub decisive: &'a [&'a str],
    /// All names that such a body has: where the signature does not fit, the error says which others came.
    pub known: Option<&'a [&'a str]>,
    /// The charset of the body, and of the text that was signed; `None`: UTF-8.
    pub charset: Option<&'a dyn Charset>,
}

impl std::fmt::Debug for BodyOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BodyOptions")
            .field("decisive", &self.decisive)
            .field("known", &self.known)
            .field("charset", &self.charset.map(Charset::name))
            .finish()
    }
}

impl std::fmt::Debug for KeyOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyOptions")
            .field("allow_weak", &self.allow_weak)
            .finish_non_exhaustive()
    }
}

impl Keyring {
    fn new(scheme: Scheme, key: &[u8], private: bool, options: KeyOptions<'_>) -> Result<Self, Error> {
        scheme.check()?;
        let hash = match scheme.algorithm.keying() {
            Keying::Rsa(hash) => hash,
            Keying::Text | Keying::Hmac => {
                let secret = Secret::shared(key)?;
                let around = Around::new(&scheme, secret.expose());
                let keyed = KeyedDigest::new(scheme.algorithm, &secret)
                    .ok_or_else(|| Error::config("key: does not fit this algorithm"))?;
                return Ok(Self {
                    scheme,
                    key: Key::Shared { keyed, secret, around },
                });
            }
        };
        let key = if private {
            RsaKey::private(key, options.allow_weak)
        } else {
            RsaKey::public(key, options.allow_weak)
        }?;
        let rsa = match options.rsa {
            Some(platform) => platform(key),
            None => without_platform(&key)?,
        };
        Ok(Self {
            scheme,
            key: Key::Rsa { hash, rsa, private },
        })
    }

    /// The signature of a canonical string, as bytes. The secret joins `text` and is wiped from it again.
    fn signature(&self, text: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
        match &self.key {
            Key::Shared { keyed, around, .. } => Ok(around.put(text, |text| keyed.digest(text)).as_bytes().to_vec()),
            Key::Rsa { hash, rsa, .. } => rsa.sign(*hash, text),
        }
    }

    fn sign(&self, params: &Params<'_>) -> Result<String, Error> {
        let mut text = steps(&self.scheme, params)?.canonical.into_bytes();
        Ok(self.scheme.output.write(&self.signature(&mut text)?))
    }

    fn matches(&self, mut text: Vec<u8>, signature: &str) -> Result<bool, Error> {
        let Some(signature) = self.scheme.output.read(signature) else {
            return Ok(false);
        };
        match &self.key {
            Key::Shared { keyed, around, .. } => {
                let computed = around.put(&mut text, |text| keyed.digest(text));
                Ok(self.scheme.output.part(computed.as_bytes()).ct_eq(&signature).into())
            }
            Key::Rsa { hash, rsa, .. } => rsa.verify(*hash, &text, &signature),
        }
    }

    fn verify(&self, params: &Params<'_>, signature: Option<&str>) -> Result<bool, Error> {
        let canonical = steps(&self.scheme, params)?.canonical;
        let carried = params
            .iter()
            .find(|(name, _)| *name == self.scheme.signature_field)
            .and_then(|(_, value)| value.text());
        signature
            .or(carried.as_deref())
            .map_or(Ok(false), |signature| self.matches(canonical.into_bytes(), signature))
    }

    fn verify_body(&self, body: &[u8], content_type: Option<&str>, options: &BodyOptions<'_>) -> Result<Fields, Error> {
        let members = match options.charset {
            None => read_members(body, content_type),
            Some(charset) => read_members_in(charset, body, content_type),
        }?;
        let mut fields = fields_of(&members);
        let field = &self.scheme.signature_field;
        let carried = fields
            .iter()
            .find(|(name, _)| name == field)
            .and_then(|(_, text)| text.as_deref());
        let Some(signature) = carried.filter(|text| !text.is_empty()) else {
            return Err(unsigned(&self.scheme, &fields));
        };
        let params = params_of(&members);
        let canonical = steps(&self.scheme, &params).map_err(unreadable)?.canonical;
        let signed = match options.charset {
            None => canonical.into_bytes(),
            Some(charset) => charset
                .encode(&canonical)
                .ok_or_else(|| Error::body(&format!("has a character that {} lacks", charset.name())))?,
        };
        if !self.matches(signed, signature)? {
            return Err(unfit(&self.scheme, &fields, signature, content_type, options.known));
        }
        check_ambiguity("body", &self.scheme, &params, options.decisive)?;
        fields.retain(|(name, _)| self.scheme.vouches_for(name));
        Ok(fields)
    }

    fn explain(&self, params: &Params<'_>) -> Result<Explanation, Error> {
        let signature = match &self.key {
            Key::Rsa { private: false, .. } => None,
            _ => Some(self.sign(params)?),
        };
        // A call that also sends the secret as a parameter would show it among the values.
        let mut hidden = false;
        let shown: Vec<(&str, Value<'_>)> = params
            .iter()
            .map(|(name, value)| {
                let masked = self.masked(value);
                hidden |= masked.is_some();
                (*name, masked.unwrap_or_else(|| value.clone()))
            })
            .collect();
        let Steps {
            kept,
            dropped,
            mut canonical,
        } = steps(&self.scheme, &shown)?;
        if hidden && self.scheme.encode == Encoding::Rfc3986 {
            canonical = canonical.replace("%2A%2A%2A", MASK);
        }
        let Template { before, behind } = Template::of_scheme(&self.scheme);
        Ok(Explanation {
            kept: kept
                .into_iter()
                .map(|piece| (piece.name.to_owned(), piece.text.into_owned()))
                .collect(),
            dropped: dropped.into_iter().map(|(name, why)| (name.to_owned(), why)).collect(),
            signed: before.replace(SECRET, MASK) + &canonical + &behind.replace(SECRET, MASK),
            canonical,
            algorithm: self.scheme.algorithm,
            signature,
        })
    }

    /// `value` with `***` for the secret, if the secret is in it. A short one is looked for as the whole value only:
    /// within a value it would be found by chance.
    fn masked(&self, value: &Value<'_>) -> Option<Value<'static>> {
        let Key::Shared { secret, .. } = &self.key else {
            return None;
        };
        let secret = std::str::from_utf8(secret.expose()).ok()?;
        let text = value.text()?;
        let found = text == secret || (secret.len() >= 8 && text.contains(secret));
        found.then(|| text.replace(secret, MASK).into())
    }
}

#[cfg(feature = "rsa")]
fn without_platform(key: &RsaKey) -> Result<Box<dyn Rsa>, Error> {
    Ok(Box::new(crate::rsassa::RustRsa::new(key.pkcs1(), key.is_private())?))
}

#[cfg(not(feature = "rsa"))]
fn without_platform(_: &RsaKey) -> Result<Box<dyn Rsa>, Error> {
    Err(Error::config(
        "there is nothing to compute RSA with: turn on the feature `rsa`, or give a platform",
    ))
}

/// The error of a body with a value that the rule cannot write.
fn unreadable(error: Error) -> Error {
    let said = error
        .details()
        .first()
        .map(|detail| format!("has {}, which {}", shown(&detail.field), detail.why));
    said.map_or(error, |said| Error::body(&said))
}

/// What stands around the canonical string: the scheme's template with the secret in it.
struct Around {
    before: Secret,
    behind: Secret,
}

impl Around {
    fn new(scheme: &Scheme, secret: &[u8]) -> Self {
        let filled = |side: &str| {
            let Some((start, end)) = side.split_once(SECRET) else {
                return Secret::new(side.as_bytes());
            };
            let mut joined = [start.as_bytes(), secret, end.as_bytes()].concat();
            let side = Secret::new(&joined);
            joined.zeroize();
            side
        };
        let Template { before, behind } = Template::of_scheme(scheme);
        Self {
            before: filled(before),
            behind: filled(behind),
        }
    }

    /// Runs `digest` over `text` with this around it, then wipes and takes it off.
    #[inline]
    fn put<T>(&self, text: &mut Vec<u8>, digest: impl FnOnce(&[u8]) -> T) -> T {
        let (before, behind) = (self.before.expose(), self.behind.expose());
        // Room for all in one piece before any secret is written: growing later would leave a copy behind.
        text.reserve(before.len() + behind.len());
        if !before.is_empty() {
            text.splice(..0, before.iter().copied());
        }
        let end = text.len();
        text.extend_from_slice(behind);
        let result = digest(text);
        if let Some(secret) = text.get_mut(end..) {
            secret.zeroize();
        }
        text.truncate(end);
        if !before.is_empty() {
            take_off(text, before.len());
        }
        result
    }
}

/// Wipes the secret at the front, and moves the text over it.
fn take_off(text: &mut Vec<u8>, length: usize) {
    if let Some(secret) = text.get_mut(..length) {
        secret.zeroize();
    }
    text.drain(..length);
}

/// Signs and verifies with one key. Make it once, use it many times.
///
/// ```
/// use paysign::{Signer, Value, schemes};
///
/// let signer = Signer::new(schemes::YINQIANTONG_V2, b"your_app_secret")?;
/// let params = [
///     ("appid", Value::from("00000000")),
///     ("channel", 1.into()),
///     ("client_ip", "127.0.0.1".into()),
///     ("money", 1.into()),
///     ("platform", 2.into()),
///     ("subject", "my_subject".into()),
///     ("ts", 1541051068.into()),
/// ];
/// // printed on Yinqiantong's signing page
/// assert_eq!(signer.sign(&params)?, "65d704b3652d451355f99b173635d107");
/// # Ok::<(), paysign::Error>(())
/// ```
pub struct Signer(Keyring);

/// Verifies with one key: an RSA public key, or a shared secret that shall not sign here.
pub struct Verifier(Keyring);

macro_rules! verifying {
    ($holder:ident, private: $private:literal) => {
        impl $holder {
            /// A scheme and a key: the shared secret, or an RSA key in any form that [`RsaKey`] reads.
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind::Config): the scheme contradicts itself, or the key is not one for
            /// it; the message says what was found instead.
            pub fn new(scheme: Scheme, key: &[u8]) -> Result<Self, Error> {
                Self::with_options(scheme, key, KeyOptions::default())
            }

            /// As [`new`](Self::new), with choices.
            ///
            /// # Errors
            /// As [`new`](Self::new).
            pub fn with_options(scheme: Scheme, key: &[u8], options: KeyOptions<'_>) -> Result<Self, Error> {
                Keyring::new(scheme, key, $private, options).map(Self)
            }

            /// The scheme.
            #[must_use]
            pub fn scheme(&self) -> &Scheme {
                &self.0.scheme
            }

            /// Whether `signature`, or else the parameter that the scheme names, is the signature of `params`.
            /// Compared in constant time; hexadecimal in either case, base64 in either alphabet, with its padding or
            /// without, both wrapped at lines or not. No signature, or one of another form, is `false`.
            ///
            /// # Errors
            /// [`ErrorKind::Params`](crate::ErrorKind::Params) if a name is given twice.
            pub fn verify(&self, params: &Params<'_>, signature: Option<&str>) -> Result<bool, Error> {
                self.0.verify(params, signature)
            }

            /// Reads a raw body (see [`read_body`](crate::read_body)), verifies the signature in it and gives all its
            /// fields. Where the scheme lists what is signed ([`Scheme::only`]), what it does not list is not among them.
            ///
            /// # Errors
            /// [`ErrorKind::Body`](crate::ErrorKind::Body) if it cannot be read,
            /// [`ErrorKind::Signature`](crate::ErrorKind::Signature) if the signature is missing or wrong, or a name holds
            /// what separates fields, so that the signed text could be another message's.
            pub fn verify_body(&self, body: &[u8], content_type: Option<&str>) -> Result<Fields, Error> {
                self.verify_body_with(body, content_type, &BodyOptions::default())
            }

            /// As [`verify_body`](Self::verify_body), with more that the body is held to.
            ///
            /// # Errors
            /// As [`verify_body`](Self::verify_body); [`ErrorKind::Signature`](crate::ErrorKind::Signature) also where the
            /// signed text could be cut so that a decisive field held something else.
            pub fn verify_body_with(
                &self,
                body: &[u8],
                content_type: Option<&str>,
                options: &BodyOptions<'_>,
            ) -> Result<Fields, Error> {
                self.0.verify_body(body, content_type, options)
            }

            /// Every step from parameters to signature, with the secret masked.
            ///
            /// # Errors
            /// As for signing.
            pub fn explain(&self, params: &Params<'_>) -> Result<Explanation, Error> {
                self.0.explain(params)
            }
        }

        impl std::fmt::Debug for $holder {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($holder))
                    .field("scheme", &self.0.scheme)
                    .finish_non_exhaustive()
            }
        }
    };
}

verifying!(Signer, private: true);
verifying!(Verifier, private: false);

impl Signer {
    /// The signature of `params`.
    ///
    /// # Errors
    /// [`ErrorKind::Params`](crate::ErrorKind::Params) if a name is given twice.
    pub fn sign(&self, params: &Params<'_>) -> Result<String, Error> {
        self.0.sign(params)
    }

    /// Signs a canonical string that a [`Layout`](crate::Layout) of this signer's scheme wrote, without allocating:
    /// writes the signature's text to the front of `out` and returns its length. The secret joins `text` for the moment
    /// and is wiped from it again. `None` for RSA, and where `out` is too short.
    #[inline]
    pub fn sign_canonical(&self, text: &mut Vec<u8>, out: &mut [u8]) -> Option<usize> {
        let Key::Shared { keyed, around, .. } = &self.0.key else {
            return None;
        };
        let digest = around.put(text, |text| keyed.digest(text));
        self.0.scheme.output.write_into(digest.as_bytes(), out)
    }

    /// As [`sign_canonical`](Self::sign_canonical), with a platform's `digest` of the scheme's algorithm. It is given the
    /// text with the secret on, and the secret, which is an HMAC's key; both are gone when it returns. `None` also where it
    /// gives nothing.
    #[inline]
    pub fn sign_canonical_by(
        &self,
        text: &mut Vec<u8>,
        out: &mut [u8],
        digest: impl FnOnce(&[u8], &[u8]) -> Option<Vec<u8>>,
    ) -> Option<usize> {
        let Key::Shared { secret, around, .. } = &self.0.key else {
            return None;
        };
        let digest = around.put(text, |text| digest(text, secret.expose()))?;
        self.0.scheme.output.write_into(&digest, out)
    }
}

/// Every step from parameters to signature. The secret is never in it: `***` stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Names and texts that are signed, in canonical order, before encoding.
    pub kept: Vec<(String, String)>,
    /// Names that are not signed, and why.
    pub dropped: Vec<(String, Dropped)>,
    /// The canonical string.
    pub canonical: String,
    /// What goes into the digest: the canonical string with `***` for the secret.
    pub signed: String,
    /// The scheme's algorithm.
    pub algorithm: Algorithm,
    /// The signature; `None` where only an RSA public key is at hand.
    pub signature: Option<String>,
}
