//! Wycheproof (C2SP): HMAC with SHA-1, SHA-256 and SHA-512, and RSASSA-PKCS1-v1_5 with SHA-256 for keys of 2048 to 8192 bits.

use paysign::{Algorithm, Rsa, RsaHash, RsaKey, RustRsa, Scheme, Signer};
use wycheproof::{TestResult, mac, rsa_pkcs1_verify};

/// A message of any bytes goes in as a ready-made canonical string. A signer makes whole tags only; the sets with
/// shortened ones compare the first bytes of it.
fn hmac(name: mac::TestName, algorithm: Algorithm, length: usize, tests: usize) {
    let set = mac::TestSet::load(name).unwrap();
    let mut judged = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let signer = Signer::new(Scheme::new("sign", algorithm), &test.key).unwrap();
            let mut out = [0; 128];
            assert_eq!(
                signer.sign_canonical(&mut test.msg.to_vec(), &mut out),
                Some(2 * length)
            );
            let tag: String = test.tag.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(tag.len(), group.tag_size / 4);
            let valid = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("this set has none"),
            };
            assert_eq!(
                out.starts_with(tag.as_bytes()),
                valid,
                "{}: {}",
                test.tc_id,
                test.comment
            );
            judged += 1;
        }
    }
    assert_eq!(judged, tests);
}

#[test]
fn hmac_sha1() {
    hmac(mac::TestName::HmacSha1, Algorithm::HmacSha1, 20, 170);
}

#[test]
fn hmac_sha256() {
    hmac(mac::TestName::HmacSha256, Algorithm::HmacSha256, 32, 174);
}

#[test]
fn hmac_sha512() {
    hmac(mac::TestName::HmacSha512, Algorithm::HmacSha512, 64, 174);
}

fn rsa_sha256(name: rsa_pkcs1_verify::TestName, tests: usize) {
    let set = rsa_pkcs1_verify::TestSet::load(name).unwrap();
    let (mut judged, mut over_sha1) = (0, 0);
    for group in &set.test_groups {
        let wrappers = [&group.der[..], group.pem.as_bytes(), &group.asn_key[..]];
        let [spki, pem, pkcs1] = wrappers.map(|key| RsaKey::public(key, false).unwrap());
        assert_eq!(*spki.to_der(), *group.der);
        assert_eq!(*pem.to_der(), *group.der);
        assert_eq!(*pkcs1.to_der(), *group.der);
        let rsa = RustRsa::new(spki.pkcs1(), false).unwrap();
        for test in &group.tests {
            let valid = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                // A DigestInfo without the NULL of its AlgorithmIdentifier. RFC 8017 §9.2, note 1, writes it; a verifier
                // that compares the whole encoding, as §8.2.2 has it and as we do, refuses the other one.
                TestResult::Acceptable => {
                    assert_eq!(test.flags, [rsa_pkcs1_verify::TestFlag::MissingNull]);
                    false
                }
            };
            let verdict = rsa.verify(RsaHash::Sha256, &test.msg, &test.sig).unwrap();
            assert_eq!(verdict, valid, "{}: {}", test.tc_id, test.comment);
            // One test of each set is signed over SHA-1: wrong here, and right for `rsa-sha1`.
            let sha1 = test.comment == "The message is hashed with SHA-1 instead of SHA-256.";
            assert_eq!(
                rsa.verify(RsaHash::Sha1, &test.msg, &test.sig).unwrap(),
                sha1,
                "{}: as SHA-1",
                test.tc_id
            );
            over_sha1 += usize::from(sha1);
            judged += 1;
        }
    }
    assert_eq!((judged, over_sha1), (tests, 1));
}

#[test]
fn rsa_2048_sha256() {
    rsa_sha256(rsa_pkcs1_verify::TestName::Rsa2048Sha256, 259);
}

#[test]
fn rsa_3072_sha256() {
    rsa_sha256(rsa_pkcs1_verify::TestName::Rsa3072Sha256, 259);
}

#[test]
fn rsa_4096_sha256() {
    rsa_sha256(rsa_pkcs1_verify::TestName::Rsa4096Sha256, 258);
}

#[test]
fn rsa_8192_sha256() {
    rsa_sha256(rsa_pkcs1_verify::TestName::Rsa8192Sha256, 258);
}

/// Signatures over other digests, valid ones among them, are none over SHA-256 or SHA-1.
#[test]
fn the_digest_is_the_schemes_and_not_the_signatures() {
    use rsa_pkcs1_verify::TestName::{Rsa2048Sha3_256, Rsa2048Sha224, Rsa2048Sha384, Rsa2048Sha512, Rsa2048Sha512_256};
    let mut valid = 0;
    for name in [
        Rsa2048Sha224,
        Rsa2048Sha384,
        Rsa2048Sha512,
        Rsa2048Sha512_256,
        Rsa2048Sha3_256,
    ] {
        let set = rsa_pkcs1_verify::TestSet::load(name).unwrap();
        for group in &set.test_groups {
            let key = RsaKey::public(&group.der, false).unwrap();
            let rsa = RustRsa::new(key.pkcs1(), false).unwrap();
            for test in group.tests.iter().filter(|test| test.result == TestResult::Valid) {
                assert!(
                    !rsa.verify(RsaHash::Sha256, &test.msg, &test.sig).unwrap(),
                    "{}",
                    test.tc_id
                );
                assert!(
                    !rsa.verify(RsaHash::Sha1, &test.msg, &test.sig).unwrap(),
                    "{}",
                    test.tc_id
                );
                valid += 1;
            }
        }
    }
    assert!(valid >= 30, "{valid}");
}
