//! The algorithms, each a row: everything that is to be known of one, in one place.

use hmac::EagerHash;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use crate::digest::{Key, hmac, length_of, plain};

/// An algorithm's row.
struct Row {
    /// The word of a `SchemeSpec`.
    word: &'static str,
    hash: Hash,
    keying: Keying,
}

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

/// What makes a signature with it one that needs the key.
#[derive(Clone, Copy)]
pub(crate) enum Keying {
    /// The secret is in the text.
    Text(Key),
    /// HMAC, keyed with the secret.
    Hmac(Key),
    /// An RSA key.
    Rsa(RsaHash),
}

/// Makes the enum, its words and its rows of one list: none can be missing.
macro_rules! algorithms {
    ($($(#[doc = $doc:literal])* $name:ident = $row:expr;)*) => {
        /// Digest and signature algorithms.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Algorithm {
            $($(#[doc = $doc])* $name,)*
        }

        impl Algorithm {
            /// The words of a `SchemeSpec`.
            pub const WORDS: &[(&str, Self)] = &[$((Self::$name.row().word, Self::$name)),*];

            const fn row(self) -> &'static Row {
                match self {
                    $(Self::$name => const { &$row },)*
                }
            }
        }
    };
}

algorithms! {
    /// MD5 (RFC 1321) over the text with the secret. Broken for collisions; here because gateways demand it.
    Md5 = text::<Md5>("md5");
    /// SHA-1 (FIPS 180-4) over the text with the secret. Broken for collisions, too.
    Sha1 = text::<Sha1>("sha1");
    /// SHA-256 (FIPS 180-4) over the text with the secret.
    Sha256 = text::<Sha256>("sha256");
    /// SHA-512 (FIPS 180-4) over the text with the secret.
    Sha512 = text::<Sha512>("sha512");
    /// HMAC (RFC 2104) with MD5, keyed with the secret.
    HmacMd5 = mac::<Md5>("hmac-md5");
    /// HMAC (RFC 2104) with SHA-1, keyed with the secret.
    HmacSha1 = mac::<Sha1>("hmac-sha1");
    /// HMAC (RFC 2104) with SHA-256, keyed with the secret.
    HmacSha256 = mac::<Sha256>("hmac-sha256");
    /// HMAC (RFC 2104) with SHA-512, keyed with the secret.
    HmacSha512 = mac::<Sha512>("hmac-sha512");
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) with SHA-256; Java calls it `SHA256withRSA`.
    RsaSha256 = rsa("rsa-sha256", RsaHash::Sha256);
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2) with SHA-1; Java calls it `SHA1withRSA`.
    RsaSha1 = rsa("rsa-sha1", RsaHash::Sha1);
}

/// The hash inside an RSA signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RsaHash {
    /// SHA-1, for `rsa-sha1`.
    Sha1,
    /// SHA-256, for `rsa-sha256`.
    Sha256,
}

/// The names of a hash function: in its standard, and OpenSSL's.
trait Named: Digest {
    const NAMES: (&str, &str);
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

const fn hash<H: Named>() -> Hash {
    let (name, openssl) = H::NAMES;
    let length = length_of::<H>();
    Hash { name, openssl, length }
}

const fn text<H: Named + 'static>(word: &'static str) -> Row {
    let (hash, keying) = (hash::<H>(), Keying::Text(plain::<H>));
    Row { word, hash, keying }
}

const fn mac<H: Named + EagerHash<Core: Send + Sync> + 'static>(word: &'static str) -> Row {
    let (hash, keying) = (hash::<H>(), Keying::Hmac(hmac::<H>));
    Row { word, hash, keying }
}

const fn rsa(word: &'static str, hash: RsaHash) -> Row {
    let (hash, keying) = (hash.hash(), Keying::Rsa(hash));
    Row { word, hash, keying }
}

impl RsaHash {
    /// Its names and its length.
    #[must_use]
    pub const fn hash(self) -> Hash {
        match self {
            Self::Sha1 => hash::<Sha1>(),
            Self::Sha256 => hash::<Sha256>(),
        }
    }

    /// The name that OpenSSL and Node use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.hash().openssl
    }
}

impl Algorithm {
    /// The word of a `SchemeSpec`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().word
    }

    /// The hash function in it.
    #[must_use]
    pub const fn hash(self) -> Hash {
        self.row().hash
    }

    pub(crate) const fn keying(self) -> Keying {
        self.row().keying
    }

    /// Whether the key is an RSA key rather than a shared secret.
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(self.keying(), Keying::Rsa(_))
    }

    /// Whether it is HMAC, which the secret keys; a plain hash has the secret in its text alone.
    #[must_use]
    pub const fn is_hmac(self) -> bool {
        matches!(self.keying(), Keying::Hmac(_))
    }
}
