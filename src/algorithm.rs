//! The algorithms, each a row: everything that is to be known of one, in one place.

use md5::Md5;
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::digest::{Digest, Keyed, Keying, Mac, Named, Plain, Rsa, RsaHash, SignedByRsa, length_of};
use crate::secret::Secret;

/// A hash function, as others name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash {
    /// The name in its standard, which is also WebCrypto's.
    pub name: &'static str,
    /// OpenSSL's name, which is also Node's.
    pub openssl: &'static str,
    /// Bytes of a digest.
    pub length: usize,
}

/// Makes the enum and all that depends on it of one list: no row can be missing anywhere.
macro_rules! algorithms {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal, $keyed:ty;)*) => {
        /// Digest and signature algorithms.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Algorithm {
            $($(#[doc = $doc])* #[serde(rename = $word)] $name,)*
        }

        impl Algorithm {
            /// The words of a `SchemeSpec`.
            pub const WORDS: &[(&str, Self)] = &[$(($word, Self::$name)),*];

            /// The word of a `SchemeSpec`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// The hash function in it.
            #[must_use]
            pub const fn hash(self) -> Hash {
                match self {
                    $(Self::$name => hash::<<$keyed as Keyed>::Hash>(),)*
                }
            }

            /// What keys it.
            #[must_use]
            pub const fn keying(self) -> Keying {
                match self {
                    $(Self::$name => <$keyed as Keyed>::KEYING,)*
                }
            }
        }

        /// What computes the digests of an algorithm with one secret.
        pub(crate) enum KeyedDigest {
            $($name($keyed),)*
        }

        impl KeyedDigest {
            /// `None` for the RSA algorithms, which no shared secret keys.
            pub(crate) fn new(algorithm: Algorithm, secret: &Secret) -> Option<Self> {
                match algorithm {
                    $(Algorithm::$name => Keyed::new(secret).map(Self::$name),)*
                }
            }

            #[inline]
            pub(crate) fn digest(&self, text: &[u8]) -> Digest {
                match self {
                    $(Self::$name(keyed) => keyed.digest(text),)*
                }
            }
        }
    };
}

algorithms! {
    /// MD5 (RFC 1321) over the text with the secret. Broken for collisions; here because gateways demand it.
    Md5 = "md5", Plain<Md5>;
    /// SHA-1 (FIPS 180-4) over the text with the secret. Broken for collisions, too.
    Sha1 = "sha1", Plain<Sha1>;
    /// SHA-256 (FIPS 180-4) over the text with the secret.
    Sha256 = "sha256", Plain<Sha256>;
    /// SHA-512 (FIPS 180-4) over the text with the secret.
    Sha512 = "sha512", Plain<Sha512>;
    /// HMAC (RFC 2104) with MD5, keyed with the secret.
    HmacMd5 = "hmac-md5", Mac<Md5>;
    /// HMAC (RFC 2104) with SHA-1, keyed with the secret.
    HmacSha1 = "hmac-sha1", Mac<Sha1>;
    /// HMAC (RFC 2104) with SHA-256, keyed with the secret.
    HmacSha256 = "hmac-sha256", Mac<Sha256>;
    /// HMAC (RFC 2104) with SHA-512, keyed with the secret.
    HmacSha512 = "hmac-sha512", Mac<Sha512>;
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) with SHA-256; Java calls it `SHA256withRSA`.
    RsaSha256 = "rsa-sha256", Rsa<Sha256>;
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) with SHA-1; Java calls it `SHA1withRSA`.
    RsaSha1 = "rsa-sha1", Rsa<Sha1>;
}

impl Named for Md5 {
    const NAMES: (&str, &str) = ("MD5", "md5");
}

impl Named for Sha1 {
    const NAMES: (&str, &str) = ("SHA-1", "sha1");
}

impl Named for Sha256 {
    const NAMES: (&str, &str) = ("SHA-256", "sha256");
}

impl Named for Sha512 {
    const NAMES: (&str, &str) = ("SHA-512", "sha512");
}

impl SignedByRsa for Sha1 {
    const RSA: RsaHash = RsaHash::Sha1;
}

impl SignedByRsa for Sha256 {
    const RSA: RsaHash = RsaHash::Sha256;
}

const fn hash<H: Named>() -> Hash {
    let (name, openssl) = H::NAMES;
    let length = length_of::<H>();
    Hash { name, openssl, length }
}

impl RsaHash {
    /// The name that OpenSSL and Node use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => hash::<Sha1>().openssl,
            Self::Sha256 => hash::<Sha256>().openssl,
        }
    }
}

impl Algorithm {
    /// Whether the key is an RSA key rather than a shared secret.
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(self.keying(), Keying::Rsa(_))
    }
}
