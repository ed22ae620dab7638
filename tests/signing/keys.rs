//! Keys: every wrapper is read, and what is no fitting key is named. Keys of `tests/vectors/keys/`.

use base64ct::{Base64, Encoding as _};
use paysign::{ErrorKind, KeyOptions, RsaKey, Secret, Signer, Value, Verifier, scheme};
#[cfg(target_family = "wasm")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const PKCS8: &str = include_str!("../vectors/keys/merchant.pkcs8.pem");
const PKCS1: &str = include_str!("../vectors/keys/merchant.pkcs1.pem");
const SPKI: &str = include_str!("../vectors/keys/merchant.spki.pem");
const PKCS1_PUBLIC: &str = include_str!("../vectors/keys/merchant.pkcs1.pub.pem");
const OTHER_SPKI: &str = include_str!("../vectors/keys/platform.spki.pem");
const WEAK: &str = include_str!("../vectors/keys/weak1024.pkcs8.pem");
const WEAK_PUBLIC: &str = include_str!("../vectors/keys/weak1024.spki.pem");
const WEAKEST: &str = include_str!("../vectors/keys/weak768.pkcs8.pem");
const EC: &str = include_str!("../vectors/keys/ec.pkcs8.pem");
const EC_SEC1: &str = include_str!("../vectors/keys/ec.sec1.pem");
const EC_PUBLIC: &str = include_str!("../vectors/keys/ec.spki.pem");
const ED25519: &str = include_str!("../vectors/keys/ed25519.pkcs8.pem");
const ED25519_PUBLIC: &str = include_str!("../vectors/keys/ed25519.spki.pem");
const PSS: &str = include_str!("../vectors/keys/pss.pkcs8.pem");
const PSS_PUBLIC: &str = include_str!("../vectors/keys/pss.spki.pem");
const DSA: &str = include_str!("../vectors/keys/dsa.pkcs8.pem");
const DSA_TRADITIONAL: &str = include_str!("../vectors/keys/dsa.traditional.pem");
const DSA_PUBLIC: &str = include_str!("../vectors/keys/dsa.spki.pem");
const THREE_PRIMES: &str = include_str!("../vectors/keys/three-primes.pkcs8.pem");
const ENCRYPTED: &str = include_str!("../vectors/keys/encrypted.pkcs8.pem");
const ENCRYPTED_PKCS1: &str = include_str!("../vectors/keys/encrypted.pkcs1.pem");
const CERTIFICATE: &str = include_str!("../vectors/keys/certificate.pem");
const CERTIFICATE_V1: &str = include_str!("../vectors/keys/certificate-v1.pem");
const REQUEST: &str = include_str!("../vectors/keys/request.pem");
const OPENSSH: &str = include_str!("../vectors/keys/openssh.pem");
const OPENSSH_PUBLIC: &str = include_str!("../vectors/keys/openssh.pub");

/// `printf 'a=1,b=2' | openssl dgst -sha256 -sign merchant.pkcs8.pem | base64 -w0`
const SIGNATURE: &str = "Pjr7OI1TSODSJyk3E8DTX6jTxqp1y2GTddIR0aNFirLz3gtlBT7QDqkJJziRBgBbLzATNhX804YwZD3/aJbZMFDWRIMj4XE\
    vU0G6E+Jb64IyHqFhkCbJDZKk7HBjlvGprW9xzfCfo56wBLX0zDOOg1LIjUDUKcCw1GX2esM4tvB2M2pvvXK5GtpYfMih/TMMO/m9x7hWWZkft7dOw5UHzo+\
    mjT4XCFgKQ5O8MDy0PppwcIoQ0vZ4TV98OEdM49ykvJPvE1lX8KRxMfaAt44M3h1Xv6sVGP7L4xdS/l4cUH/JNcNbGpRLEsyVThOEBeK4ovdowz9PSaPtzuM\
    ereau2g==";

/// The same with `weak1024.pkcs8.pem`.
const WEAK_SIGNATURE: &str = "U+XCnYfI+qsFl7R0SNOi7axg7b0KZLc/K0uFVfsm1sWPEHK7mE+G4mYz8Pn+xEkekyqj0Z2feUrH0KONIfmIZF/TJA3\
    RTqrZuLnE8P+36iL7Na2CbKwt8j9msN7xiL6NV7TzHuxl1znYVmO0lD4f1eDJ4Bj7FLO6L06hGNua6WA=";

fn params() -> [(&'static str, Value<'static>); 2] {
    [("b", 2.into()), ("a", 1.into())]
}

fn signer(key: &[u8]) -> Result<Signer, paysign::Error> {
    Signer::new(scheme("sixdu").unwrap().clone(), key)
}

fn verifier(key: &[u8]) -> Result<Verifier, paysign::Error> {
    Verifier::new(scheme("sixdu").unwrap().clone(), key)
}

/// The base64 between the lines of a PEM, on one line.
fn bare(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with("-----")).collect()
}

fn der(pem: &str) -> Vec<u8> {
    Base64::decode_vec(&bare(pem)).unwrap()
}

/// Every form in which the PEM's key is handed out.
fn wrappings(pem: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = |text: String| text.into_bytes();
    let base64 = bare(pem);
    let lines: Vec<&str> = pem.trim().lines().collect();
    let wide: Vec<&str> = base64
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    vec![
        ("PEM", bytes(pem.to_owned())),
        ("PEM without a last line break", bytes(pem.trim().to_owned())),
        ("PEM with CRLF", bytes(pem.replace('\n', "\r\n"))),
        ("PEM with CR alone", bytes(pem.replace('\n', "\r"))),
        ("PEM with \\n as two characters", bytes(pem.replace('\n', "\\n"))),
        ("PEM with \\r\\n as four characters", bytes(pem.replace('\n', "\\r\\n"))),
        (
            "PEM, body on one line",
            bytes([lines[0], &base64, lines[lines.len() - 1]].join("\n")),
        ),
        (
            "PEM, all on one line",
            bytes([lines[0], &base64, lines[lines.len() - 1]].concat()),
        ),
        ("PEM, line breaks turned to spaces", bytes(lines.join(" "))),
        ("PEM, lines indented", bytes(lines.join("\n    "))),
        ("PEM with white space around it", bytes(format!("\n\n  {pem}\n \t\n"))),
        (
            "PEM after other text",
            bytes(format!("Bag Attributes\n    friendlyName: merchant\n{pem}")),
        ),
        ("PEM after a byte order mark", bytes(format!("\u{feff}{pem}"))),
        ("bare base64", bytes(base64.clone())),
        (
            "bare base64 with white space around it",
            bytes(format!(" {base64}\r\n")),
        ),
        ("bare base64 in lines of 76", bytes(wide.join("\r\n"))),
        ("bare base64 with \\n as two characters", bytes(wide.join("\\n"))),
        ("DER", der(pem)),
    ]
}

#[track_caller]
fn refused<T>(result: Result<T, paysign::Error>, words: &[&str], told: &str) {
    let Err(error) = result else {
        panic!("{told}: was taken")
    };
    assert_eq!(error.kind(), ErrorKind::Config, "{told}: {error}");
    assert!(error.message().starts_with("key: "), "{told}: {error}");
    for words in words {
        assert!(error.message().contains(words), "{told}: {words:?} is not in {error}");
    }
}

#[track_caller]
fn no_private_key(key: impl AsRef<[u8]>, words: &str) {
    refused(signer(key.as_ref()), &[words], "as a private key");
}

#[track_caller]
fn no_public_key(key: impl AsRef<[u8]>, words: &str) {
    refused(verifier(key.as_ref()), &[words], "as a public key");
}

#[test]
fn every_wrapper_of_a_private_key_signs_alike() {
    for pem in [PKCS8, PKCS1] {
        for (name, key) in wrappings(pem) {
            let signer = signer(&key).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(signer.sign(&params()).unwrap(), SIGNATURE, "{name}");
        }
    }
}

#[test]
fn every_wrapper_of_a_public_key_verifies_alike() {
    for pem in [SPKI, PKCS1_PUBLIC] {
        for (name, key) in wrappings(pem) {
            let verifier = verifier(&key).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(verifier.verify(&params(), Some(SIGNATURE)).unwrap(), "{name}");
        }
    }
}

#[test]
fn the_label_may_be_wrong_where_the_structure_is_right() {
    // Several key tools write `RSA PRIVATE KEY` over PKCS#8 and `PUBLIC KEY` over PKCS#1.
    let swapped = PKCS8.replace("PRIVATE KEY", "RSA PRIVATE KEY");
    assert_eq!(signer(swapped.as_bytes()).unwrap().sign(&params()).unwrap(), SIGNATURE);
    let swapped = PKCS1.replace("RSA PRIVATE KEY", "PRIVATE KEY");
    assert_eq!(signer(swapped.as_bytes()).unwrap().sign(&params()).unwrap(), SIGNATURE);
    let swapped = PKCS1_PUBLIC.replace("RSA PUBLIC KEY", "PUBLIC KEY");
    assert!(
        verifier(swapped.as_bytes())
            .unwrap()
            .verify(&params(), Some(SIGNATURE))
            .unwrap()
    );
}

#[test]
fn another_key_does_not_verify() {
    let other = verifier(OTHER_SPKI.as_bytes()).unwrap();
    assert!(!other.verify(&params(), Some(SIGNATURE)).unwrap());
}

#[test]
fn the_platform_gets_the_same_key_as_der() {
    for (name, key) in wrappings(PKCS8).into_iter().chain(wrappings(PKCS1)) {
        let written = RsaKey::private(&key, false).unwrap().to_der().unwrap();
        assert_eq!(*written, der(PKCS8), "{name}");
    }
    for (name, key) in wrappings(SPKI).into_iter().chain(wrappings(PKCS1_PUBLIC)) {
        let written = RsaKey::public(&key, false).unwrap().to_der().unwrap();
        assert_eq!(*written, der(SPKI), "{name}");
    }
}

#[test]
fn a_key_of_another_sort_is_named() {
    for (pem, words) in [
        (EC, "found an EC private key"),
        (EC_SEC1, "found an EC private key"),
        (EC_PUBLIC, "found an EC public key"),
        (ED25519, "found an Ed25519 or Ed448 private key"),
        (ED25519_PUBLIC, "found an Ed25519 or Ed448 public key"),
        (PSS, "found an RSA-PSS private key"),
        (PSS_PUBLIC, "found an RSA-PSS public key"),
        (DSA, "found a DSA private key"),
        (DSA_TRADITIONAL, "found a DSA private key"),
        (DSA_PUBLIC, "found a DSA public key"),
        (THREE_PRIMES, "more than two primes"),
        (ENCRYPTED, "found an encrypted private key (decrypt it first: `openssl "),
        (CERTIFICATE, "found a certificate (take its public key: `openssl x509 "),
        (
            CERTIFICATE_V1,
            "found a certificate (take its public key: `openssl x509 ",
        ),
        (REQUEST, "found a certificate request"),
    ] {
        for (name, key) in wrappings(pem) {
            refused(
                signer(&key),
                &[words, "needed"],
                &format!("{words}, {name}, as a private key"),
            );
            refused(
                verifier(&key),
                &[words, "needed"],
                &format!("{words}, {name}, as a public key"),
            );
        }
    }
}

#[test]
fn forms_that_are_no_der_are_named_too() {
    no_private_key(ENCRYPTED_PKCS1, "found an encrypted private key");
    no_private_key(ENCRYPTED_PKCS1.replace('\n', "\r\n"), "found an encrypted private key");
    no_private_key(
        OPENSSH,
        "found an OpenSSH private key (convert a copy of it with `ssh-keygen -p -m PKCS8",
    );
    no_public_key(
        OPENSSH_PUBLIC,
        "found an OpenSSH public key; convert it with `ssh-keygen -e -m PKCS8`",
    );
    no_public_key(
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----",
        "another kind",
    );
}

#[test]
fn the_halves_are_not_mixed_up() {
    for (name, key) in wrappings(SPKI).into_iter().chain(wrappings(PKCS1_PUBLIC)) {
        refused(
            signer(&key),
            &["found an RSA public key where a private one is needed", "需要私钥"],
            name,
        );
    }
    for (name, key) in wrappings(PKCS8).into_iter().chain(wrappings(PKCS1)) {
        refused(
            verifier(&key),
            &["found an RSA private key where a public one is needed", "需要公钥"],
            name,
        );
    }
}

#[test]
fn short_keys_need_a_choice() {
    refused(signer(WEAK.as_bytes()), &["only 1024 bits", "密钥太短"], "private");
    refused(verifier(WEAK_PUBLIC.as_bytes()), &["only 1024 bits"], "public");

    let weak = KeyOptions {
        allow_weak: true,
        ..KeyOptions::default()
    };
    let sixdu = || scheme("sixdu").unwrap().clone();
    let signer = Signer::with_options(sixdu(), WEAK.as_bytes(), weak).unwrap();
    assert_eq!(signer.sign(&params()).unwrap(), WEAK_SIGNATURE);
    let verifier = Verifier::with_options(sixdu(), WEAK_PUBLIC.as_bytes(), weak).unwrap();
    assert!(verifier.verify(&params(), Some(WEAK_SIGNATURE)).unwrap());

    let refusal = Signer::with_options(sixdu(), WEAKEST.as_bytes(), weak);
    refused(
        refusal,
        &["768 bits", "1024 to 8192 are supported"],
        "shorter than any choice allows",
    );
}

#[test]
fn what_is_cut_off_or_edited_is_refused() {
    no_private_key(&PKCS8[..PKCS8.len() / 2], "without its -----END line; it is cut off");
    no_private_key("-----BEGIN PRIVATE KEY", "cut off");
    no_private_key("-----BEGIN PRIVATE KEY-----", "cut off");
    no_private_key("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "is not a key");

    let base64 = bare(PKCS8);
    no_private_key(&base64[..base64.len() - 1], "cannot be read as base64; it is cut off");
    no_private_key(&base64[..base64.len() / 8 * 4], "is not a key");
    no_private_key(base64.replacen('A', "*", 1), "has a foreign character");
    no_private_key(base64.replacen('A', "\u{410}", 1), "has a foreign character"); // a Cyrillic А

    // One digit of the base64 edited: in the header of the structure, in the modulus, in the primes.
    for place in [10, 100, 1000] {
        let edited = if &base64[place..=place] == "A" { "B" } else { "A" };
        let edited = [&base64[..place], edited, &base64[place + 1..]].concat();
        let Err(error) = signer(edited.as_bytes()) else {
            panic!("edited at {place}: was taken")
        };
        assert_eq!(error.kind(), ErrorKind::Config, "{place}");
        let expected = ["is not a key", "do not fit together", "unknown algorithm"];
        assert!(
            expected.iter().any(|words| error.message().contains(words)),
            "{place}: {error}"
        );
    }
    // One bit of the last number, which the computation could do without, but a platform would use.
    let mut edited = der(PKCS8);
    *edited.last_mut().unwrap() ^= 1;
    no_private_key(edited, "do not fit together; it is damaged or was edited");

    let mut longer = der(PKCS8);
    longer.push(0);
    no_private_key(longer, "is not a key");
    no_private_key([0x30], "is not a key");
    no_private_key([0x30, 0x00], "is not a key");
    no_private_key([0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "is not a key");
    no_public_key([0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00], "only 0 bits");
}

#[test]
fn what_is_no_key_at_all_is_refused() {
    no_private_key("", "is empty");
    no_private_key(" \r\n\t", "is empty");
    no_private_key("\\n", "is empty");
    no_private_key(format!("\"{PKCS8}\""), "has quotes around it");
    no_private_key(format!("'{}'", bare(PKCS8)), "has quotes around it");
    no_private_key("{\"private_key\":\"x\"}", "cannot be read as base64");
    no_private_key("c2VjcmV0", "is not a key");
    no_private_key("0123456789abcdef0123456789abcdef", "is not a key");
    no_private_key([0xff, 0xfe, b'-', 0], "neither DER nor text");
    no_private_key("keys/merchant.pem", "the name of a file");
    no_public_key("C:\\keys\\platform.pem", "the name of a file");
}

#[test]
fn a_public_key_with_impossible_numbers_is_refused() {
    // SEQUENCE { INTEGER modulus of 2048 bits, INTEGER exponent }
    let with_exponent = |last: u8, exponent: &[u8]| {
        let mut modulus = vec![0, 0xc0];
        modulus.resize(256, 0x5a);
        modulus.push(last);
        let integers = [&[2, 0x82, 1, 1][..], &modulus, &[2, exponent.len() as u8], exponent].concat();
        [
            &[0x30, 0x82, (integers.len() >> 8) as u8, integers.len() as u8][..],
            &integers,
        ]
        .concat()
    };
    assert!(
        verifier(&with_exponent(1, &[1, 0, 1])).is_ok(),
        "the pattern itself is a key"
    );
    no_public_key(
        with_exponent(1, &[3, 0xff, 0xff, 0xff, 0xff]),
        "numbers cannot be right",
    ); // over 2^33
    no_public_key(with_exponent(1, &[1]), "numbers cannot be right");
    no_public_key(with_exponent(1, &[0]), "numbers cannot be right");
    no_public_key(with_exponent(1, &[0xff]), "numbers cannot be right"); // −1
    no_public_key(with_exponent(0, &[1, 0, 1]), "numbers cannot be right"); // an even modulus
}

#[test]
fn a_shared_secret_is_taken_as_it_is() {
    for (secret, signature) in SECRETS {
        let signer = Signer::new(scheme("bhop-org").unwrap().clone(), secret.as_bytes()).unwrap();
        assert_eq!(signer.sign(&[("a", 1.into())]).unwrap(), signature, "{secret:?}");
    }
}

#[test]
fn a_shared_secret_with_traces_of_where_it_was_kept_is_refused() {
    for (secret, words) in [
        ("", "is empty (密钥为空)"),
        ("secret\n", "has a line break in it"),
        ("secret\r\n", "has a line break in it (密钥里有换行)"),
        ("sec\nret", "has a line break in it"),
        ("sec\rret", "has a line break in it"),
        (" secret", "begins or ends with white space"),
        ("secret ", "begins or ends with white space (密钥首尾有空格)"),
        ("secret\t", "begins or ends with white space"),
        (" ", "begins or ends with white space"),
        (
            "secret\u{a0}",
            "begins or ends with white space, U+00A0 NO-BREAK SPACE at its end",
        ), // as copied from a page
        (
            "\u{3000}secret",
            "begins or ends with white space, U+3000 IDEOGRAPHIC SPACE at its beginning",
        ),
        ("\"secret\"", "has quotes around it"),
        ("'secret'", "has quotes around it (密钥带了引号)"),
        ("`secret`", "has quotes around it"),
        ("\"\"", "has quotes around it"),
        ("“secret”", "has quotes around it"),
        ("‘secret’", "has quotes around it"),
        ("「secret」", "has quotes around it"),
        ("\"mch_key_1566", "has a quote at its beginning (密钥带了引号)"),
        ("mch_key_1566'", "has a quote at its end"),
        ("mch_key_1566”", "has a quote at its end"),
        // Pasted along, or left behind by an editor (B13).
        ("\u{feff}secret", "U+FEFF BYTE ORDER MARK at its beginning"),
        ("secret\u{200b}", "U+200B ZERO WIDTH SPACE at its end"),
        ("sec\u{200b}ret", "U+200B ZERO WIDTH SPACE as its character 4"),
        (
            "\u{202a}secret",
            "U+202A LEFT-TO-RIGHT EMBEDDING at its beginning (密钥里有看不见的字符)",
        ),
        ("secret\u{202c}", "U+202C POP DIRECTIONAL FORMATTING at its end"),
        ("sec\u{ad}ret", "U+00AD SOFT HYPHEN as its character 4"),
        ("sec\u{a0}ret", "U+00A0 NO-BREAK SPACE as its character 4"),
        ("密\u{200d}钥", "U+200D ZERO WIDTH JOINER as its character 2"),
        ("secret\u{3164}", "U+3164 HANGUL FILLER at its end"),
        ("secret\u{e0020}", "U+E0020 TAG CHARACTER at its end"),
        ("secret\u{fe0f}", "U+FE0F VARIATION SELECTOR at its end"),
        ("secret\0", "U+0000 NULL at its end"),
        ("\0secret", "U+0000 NULL at its beginning"),
        ("secret\0\0\0\0\0\0\0\0\0\0", "U+0000 NULL as its character 7"),
        ("sec\u{7f}ret", "U+007F DELETE as its character 4"),
        ("\u{1b}secret", "U+001B ESCAPE at its beginning"),
        ("sec\u{fffd}ret", "holds U+FFFD (密钥里有乱码)"),
        ("s\0e\0c\0r\0e\0t\0", "is text in UTF-16"),
        ("\0s\0e\0c\0r\0e\0t", "is text in UTF-16"),
        // What stands where a secret should have been put.
        ("undefined", "is the text \"undefined\" (缺少密钥)"),
        ("null", "is the text \"null\""),
        ("NaN", "is the text \"NaN\""),
        ("None", "is the text \"None\""),
        ("[object Object]", "is the text \"[object Object]\""),
        ("[object Promise]", "is the text \"[object Promise]\""),
        ("${APP_SECRET}", "is of the form ${…} (密钥没有被替换)"),
        ("${APP_SECRET:-}", "is of the form ${…}"),
        ("$(cat /run/secrets/key)", "is of the form $(…)"),
        ("$APP_SECRET", "is of the form $…"),
        ("%APP_SECRET%", "is of the form %…%"),
        ("{{ .Values.secret }}", "is of the form {{…}}"),
        ("<your key>", "is of the form <…>"),
        ("<密钥>", "is of the form <…>"),
        ("$env:APP_SECRET", "is of the form $env:…"),
        ("process.env.APP_SECRET", "is of the form process.env.…"),
        ("APP_SECRET=mch_key_1566", "begins with a name (密钥前有变量名)"),
        ("export MCH_KEY = mch_key_1566", "begins with a name"),
        ("appSecret: mch_key_1566", "begins with a name"),
        ("{\"secret\":\"mch_key_1566\"}", "is a JSON object"),
        ("mch_****************1566", "is masked"),
        ("••••••••", "is masked"),
    ] {
        for name in [
            "hicoin",
            "hicoin-h5",
            "yinqiantong-v1",
            "yinqiantong-v2",
            "bitcv",
            "bhop-org",
        ] {
            let scheme = scheme(name).unwrap();
            let told = format!("{name} with {secret:?}");
            let words = words.split(" (").collect::<Vec<_>>();
            refused(Signer::new(scheme.clone(), secret.as_bytes()), &words, &told);
            refused(Verifier::new(scheme.clone(), secret.as_bytes()), &words, &told);
        }
    }
}

#[test]
fn what_a_gateway_may_have_given_is_taken() {
    for secret in [
        "your_app_secret", // of a gateway's own sample
        "a\tb",
        "'a",
        "x",
        "dGVzdA==",
        "key=",
        "token==",
        "100% sure",
        "$ecret",
        "<3 tea",
        "a<b>",
        "{}",
        "{\"}",
        "undefined1",
        "nullable",
        "it's 5 o'clock'",
        "~!@#$%^&*()_+\"",
        "***",
        "id:secret",
        "p/q+key=s",
        "é中😀",
    ] {
        assert!(Secret::shared(secret.as_bytes()).is_ok(), "{secret:?}");
    }
}

#[test]
fn a_secret_of_bytes_that_are_no_text_is_taken_as_it_is() {
    // A random key of 32 bytes has a 0x0a or 0x0d in it one time in five: no line break was meant.
    for secret in [
        &[0xff, b'\n', 0x80, b'\r', 0x01][..],
        &[b'\n', 0xfe, b' '],
        &[0x00, 0x01, b'\n'],
        b"k\x01e\x02y", // more than one control character: random, and by chance the bytes of a text
        b"\xff\xfek",
    ] {
        assert!(Secret::shared(secret).is_ok(), "{secret:?}");
    }
    assert!(Secret::shared(b"text\n").is_err());
}

/// `printf a=1 | openssl dgst -sha256 -hmac SECRET`
const SECRETS: [(&str, &str); 8] = [
    ("a", "9d6971b92ab77e576111bb1bda979dc1d8310403307dbfb73a080da5fffc79f7"),
    ("\"", "c64dec1f85b724683b74597fe9827abd7390ea81dfe7114dd1b3d1bd308d4423"),
    (
        "it's",
        "ef5337fb54844397feaa317146ee2b703729c0e43c15ae8712b4ec74cfb4c604",
    ),
    (
        "pass word",
        "5147b445a84c33afc7080dddff71ac26bff01c640b1bdf55a9ec7ac60bb8ac36",
    ),
    (
        "sec\"ret",
        "9bc2665df7eabcd1f9cfa284b211250358c0f9954678eaa9ebf0c528d192520c",
    ),
    ("{}", "07667d66cbd86cec2437125f7eb1806e7b5502b3301b53da4084d4f06b4500b6"),
    (
        "&key={}",
        "79ba0c875787069b21c0d1f0630d2702bc2b074727116bd2d6a9097eaf730022",
    ),
    (
        "密钥-🔑",
        "2055b6e5a3755cc90a4958fd2c9f12d5c9c74ceed28103d2b76a78b1206ee7d6",
    ),
];
