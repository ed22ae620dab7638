//! Keys: every wrapper is read, and what is no fitting key is named. Keys of `tests/vectors/keys/`.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use paysign::{ErrorKind, KeyOptions, RsaKey, RustRsa, Secret, Signer, Value, Verifier, scheme};
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
const SM2: &str = include_str!("../vectors/keys/sm2.pkcs8.pem");
const SM2_PUBLIC: &str = include_str!("../vectors/keys/sm2.spki.pem");
const EC_PARAMETERS: &str = include_str!("../vectors/keys/ec.parameters.pem");
const PKCS7: &str = include_str!("../vectors/keys/certificates.p7.pem");
const REVOKED: &str = include_str!("../vectors/keys/revoked.pem");
const PKCS12: &[u8] = include_bytes!("../vectors/keys/merchant.p12");
const JAVA_STORE: &[u8] = include_bytes!("../vectors/keys/merchant.jks");
const MICROSOFT: &[u8] = include_bytes!("../vectors/keys/merchant.blob");
/// What `openssl pkcs12 -nodes` writes: attributes, the merchant's certificate, its private key.
const BUNDLE: &str = include_str!("../vectors/keys/bundle.pem");
/// The platform's certificate, and the merchant's, which is signed with the platform's key.
const CHAIN: &str = include_str!("../vectors/keys/chain.pem");
const JWK: &str = include_str!("../vectors/keys/merchant.jwk.json");
const JWK_PUBLIC: &str = include_str!("../vectors/keys/merchant.public.jwk.json");
const XML: &str = include_str!("../vectors/keys/merchant.xml");
const XML_PUBLIC: &str = include_str!("../vectors/keys/merchant.public.xml");

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

/// Every form in which the PEM's key is handed out, and what editors, shells, pages and settings make of it.
fn wrappings(pem: &str) -> Vec<(&'static str, Vec<u8>)> {
    let base64 = bare(pem);
    let lines: Vec<&str> = pem.trim().lines().collect();
    let (begin, end) = (lines[0], lines[lines.len() - 1]);
    let in_lines = |of: usize, text: &str| -> Vec<String> {
        text.as_bytes()
            .chunks(of)
            .map(|line| String::from_utf8(line.to_vec()).unwrap())
            .collect()
    };
    let wide = in_lines(76, &base64);
    let encoded = |bytes: &[u8]| Base64::encode_string(bytes);
    let percent = |text: &str| -> String {
        let escape = |c: char| match c {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '-' => c.to_string(),
            c => format!("%{:02X}", u32::from(c)),
        };
        text.chars().map(escape).collect()
    };
    let json = |text: &str| serde_json::to_string(text).unwrap();
    let utf16 = |order: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let quoted = |joint: &str| {
        let lines: Vec<String> = lines.iter().map(|line| format!("\"{line}\\n\"")).collect();
        lines.join(joint)
    };
    let after = |character: &str, text: &str| [&text[..40], character, &text[40..]].concat();
    let hexadecimal: String = der(pem).iter().map(|byte| format!("{byte:02x}")).collect();
    let latin1: String = der(pem).iter().map(|byte| char::from(*byte)).collect();

    let texts = [
        ("PEM", pem.to_owned()),
        ("PEM without a last line break", pem.trim().to_owned()),
        ("PEM with CRLF", pem.replace('\n', "\r\n")),
        ("PEM with CR alone", pem.replace('\n', "\r")),
        ("PEM with U+2028", pem.replace('\n', "\u{2028}")),
        ("PEM with \\n as two characters", pem.replace('\n', "\\n")),
        ("PEM with \\r\\n as four characters", pem.replace('\n', "\\r\\n")),
        ("PEM, line breaks escaped twice", pem.replace('\n', "\\\\n")),
        ("PEM, line breaks escaped twice, CRLF", pem.replace('\n', "\\\\r\\\\n")),
        ("PEM, line breaks escaped thrice", pem.replace('\n', "\\\\\\\\n")),
        ("PEM with \\\\\\n", pem.replace('\n', "\\\\\\n")),
        (
            "PEM with a backslash at the end of each line",
            pem.replace('\n', "\\\n"),
        ),
        ("PEM with \\u000a", pem.replace('\n', "\\u000a")),
        ("PEM with \\x0a", pem.replace('\n', "\\x0a")),
        ("PEM with %0A", pem.replace('\n', "%0A")),
        ("PEM with %0D%0A", pem.replace('\n', "%0D%0A")),
        ("PEM with %250A", pem.replace('\n', "%250A")),
        ("PEM, percent-encoded", percent(pem)),
        ("PEM, form-encoded", percent(pem).replace("%20", "+")),
        ("PEM, its + decoded to spaces", pem.replace('+', " ")),
        ("PEM with \\t before each line", pem.replace('\n', "\\n\\t")),
        ("PEM as JSON", json(pem)),
        ("PEM as JSON in JSON", json(&json(pem))),
        ("PEM as JSON of PHP", json(pem).replace('/', "\\/")),
        (
            "PEM as JSON of Gson",
            json(pem).replace('=', "\\u003d").replace('+', "\\u002b"),
        ),
        (
            "PEM as a member of JSON",
            format!("{{\"type\":\"service\",\"private_key\":{}}}", json(pem)),
        ),
        ("PEM as a list of lines", serde_json::to_string(&lines).unwrap()),
        ("PEM in single quotes", format!("'{pem}'")),
        ("PEM in a setting", format!("KEY=\"{}\"\n", pem.replace('\n', "\\n"))),
        ("PEM in YAML", format!("key: |\n  {}", lines.join("\n  "))),
        ("PEM in source text with +", quoted(" +\n    ")),
        ("PEM in source text with .", quoted(" .\n    ") + ";"),
        ("PEM in source text, lines side by side", quoted("\n    ")),
        (
            "PEM in source text with commas",
            format!("[{}].join('')", quoted(",\n  ")),
        ),
        ("PEM with <br>", pem.replace('\n', "<br>")),
        ("PEM with <br /> and line breaks", pem.replace('\n', "<br />\n")),
        ("PEM in paragraphs", format!("<p>{}</p>", lines.join("</p>\n<p>"))),
        ("PEM with &#10;", pem.replace('\n', "&#10;")),
        (
            "PEM with entities",
            pem.replace('\n', "&#xA;")
                .replace('+', "&#43;")
                .replace('/', "&sol;")
                .replace('=', "&equals;"),
        ),
        ("PEM with entities of entities", pem.replace('\n', "&amp;#10;")),
        ("PEM, body on one line", [begin, &base64, end].join("\n")),
        ("PEM, all on one line", [begin, &base64, end].concat()),
        ("PEM, line breaks turned to spaces", lines.join(" ")),
        ("PEM, lines indented", lines.join("\n    ")),
        ("PEM, lines indented by tabs", lines.join("\n\t")),
        ("PEM with white space around it", format!("\n\n  {pem}\n \t\n")),
        ("PEM with blank lines", lines.join("\n\n")),
        ("PEM, backslashes of \\n lost", lines.join("n")),
        (
            "PEM after other text",
            format!("Bag Attributes\n    friendlyName: merchant\n{pem}"),
        ),
        ("PEM between comments", format!("# 商户密钥: a=b\n{pem}# end of it\n")),
        ("PEM after a byte order mark", format!("\u{feff}{pem}")),
        ("PEM with four dashes", pem.replace("-----", "----")),
        ("PEM with two dashes", pem.replace("-----", "--")),
        ("PEM with em dashes", pem.replace('-', "—")),
        ("PEM with em dashes for each two", pem.replace("-----", "——-")),
        ("PEM with en dashes", pem.replace('-', "–")),
        ("PEM with full-width dashes", pem.replace('-', "－")),
        (
            "PEM with double spaces in its lines",
            pem.replace("BEGIN ", "BEGIN  ").replace("END ", "END  "),
        ),
        (
            "PEM with spaces around its words",
            pem.replace("-----BEGIN", "----- BEGIN")
                .replace("KEY-----", "KEY -----"),
        ),
        ("PEM with no-break spaces", pem.replace(' ', "\u{a0}")),
        ("PEM with underscores", pem.replace(' ', "_")),
        ("PEM without spaces", pem.replace("BEGIN ", "BEGIN")),
        (
            "PEM in lower case",
            pem.replace(begin, &begin.to_lowercase())
                .replace(end, &end.to_lowercase()),
        ),
        (
            "PEM, dashes after BEGIN lost",
            pem.replacen(begin, begin.trim_end_matches('-'), 1),
        ),
        ("PEM without its END line", [begin, &base64].join("\n")),
        ("PEM without its BEGIN line", [&base64, end].join("\n")),
        ("PEM with a zero-width space", after("\u{200b}", pem)),
        ("PEM with a soft hyphen", after("\u{ad}", pem)),
        ("PEM with a NUL", after("\0", pem)),
        ("PEM, a byte order mark on each line", pem.replace('\n', "\n\u{feff}")),
        ("PEM twice", format!("{pem}\n{pem}")),
        ("PEM, \\r\\n without backslashes", lines.join("rn")),
        ("PEM with /n", lines.join("/n")),
        ("PEM quoted as mail is", lines.join("\n> ")),
        ("PEM in Markdown", format!("```\n{pem}```\n")),
        ("base64 of the PEM", encoded(pem.as_bytes())),
        (
            "base64 of the PEM in lines",
            in_lines(76, &encoded(pem.as_bytes())).join("\n"),
        ),
        (
            "base64url of the PEM",
            encoded(pem.as_bytes())
                .replace('+', "-")
                .replace('/', "_")
                .replace('=', ""),
        ),
        (
            "base64 of the base64 of the PEM",
            encoded(encoded(pem.as_bytes()).as_bytes()),
        ),
        (
            "base64 of the PEM with CRLF",
            encoded(pem.replace('\n', "\r\n").as_bytes()),
        ),
        ("base64 of the PEM in UTF-16", encoded(&utf16(u16::to_le_bytes, pem))),
        (
            "base64 of the PEM, escaped",
            encoded(pem.replace('\n', "\\n").as_bytes()),
        ),
        (
            "base64 of the PEM in a setting",
            format!("KEY='{}'", encoded(pem.as_bytes())),
        ),
        (
            "the PEM as an address",
            format!("data:application/x-pem-file;base64,{}", encoded(pem.as_bytes())),
        ),
        ("bare base64", base64.clone()),
        ("bare base64 with white space around it", format!(" {base64}\r\n")),
        ("bare base64 in lines of 76", wide.join("\r\n")),
        ("bare base64 with \\n as two characters", wide.join("\\n")),
        ("bare base64 with \\n escaped twice", wide.join("\\\\n")),
        ("bare base64 with <br>", wide.join("<br>")),
        ("bare base64, its + decoded to spaces", base64.replace('+', " ")),
        ("bare base64, percent-encoded", percent(&base64)),
        (
            "bare base64, percent-encoded twice",
            percent(&base64).replace('%', "%25"),
        ),
        ("bare base64 as JSON of PHP", json(&base64).replace('/', "\\/")),
        (
            "bare base64, backslashes of \\n lost",
            format!("n{}n", in_lines(64, &base64).join("n")),
        ),
        ("bare base64 without padding", base64.replace('=', "")),
        ("bare base64 with padding in excess", format!("{base64}====")),
        ("bare base64url", base64.replace('+', "-").replace('/', "_")),
        ("bare base64 in quotes", format!("\"{base64}\"")),
        ("bare base64 with a semicolon", format!("{base64};\n")),
        ("bare base64 with the mark of zsh", format!("{base64}%")),
        ("bare base64 in Chinese quotes", format!("“{base64}”")),
        ("bare base64 with a byte order mark", format!("\u{feff}{base64}")),
        ("bare base64 after U+202A", format!("\u{202a}{base64}\u{202c}")),
        ("bare base64 with a no-break space", after("\u{a0}", &base64)),
        ("bare base64 with a zero-width space", after("\u{200b}", &base64)),
        ("bare base64 with an ideographic space", after("\u{3000}", &base64)),
        ("bare base64 with a word joiner", after("\u{2060}", &base64)),
        (
            "bare base64 with full-width signs",
            base64.replace('+', "＋").replace('/', "／").replace('=', "＝"),
        ),
        ("bare base64 in a setting", format!("KEY={base64}")),
        ("bare base64 after a comment", format!("# key=x\n{base64}")),
        ("bare base64 as bytes of Python", format!("b'{base64}'")),
        ("bare base64 as a member in PHP", format!("'key' => '{base64}',")),
        ("bare base64 after its name in Chinese", format!("商户私钥：{base64}")),
        ("bare base64 in YAML", format!("key: {base64}\n")),
        ("bare base64 as a member of JSON", format!("{{\"key\": \"{base64}\"}}")),
        ("base64 of the bare base64", encoded(base64.as_bytes())),
        ("hexadecimal", hexadecimal.clone()),
        ("hexadecimal after 0x", format!("0x{hexadecimal}")),
        (
            "hexadecimal in upper case and lines",
            in_lines(80, &hexadecimal.to_uppercase()).join("\n"),
        ),
        ("DER read as Latin-1", latin1),
        (
            "bare base64 in UTF-16, read as UTF-8",
            format!("\u{fffd}\u{fffd}{}", base64.replace("", "\0")),
        ),
        (
            "PEM in UTF-16, read as UTF-8",
            format!("\u{fffd}\u{fffd}{}", pem.replace("", "\0")),
        ),
    ];
    let marked = |text: &str| format!("\u{feff}{text}");
    let bytes = [
        ("DER", der(pem)),
        ("base64 of DER in DER's place", encoded(&der(pem)).into_bytes()),
        ("PEM in UTF-16LE", utf16(u16::to_le_bytes, pem)),
        ("PEM in UTF-16BE", utf16(u16::to_be_bytes, pem)),
        ("PEM in UTF-16LE with its mark", utf16(u16::to_le_bytes, &marked(pem))),
        ("PEM in UTF-16BE with its mark", utf16(u16::to_be_bytes, &marked(pem))),
        (
            "bare base64 in UTF-16LE with its mark",
            utf16(u16::to_le_bytes, &marked(&base64)),
        ),
        // 商户 as GBK
        (
            "PEM after a comment in GBK",
            [b"# \xc9\xcc\xbb\xa7\n", pem.as_bytes()].concat(),
        ),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name, text.into_bytes()));
    texts.chain(bytes).collect()
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
        let written = RsaKey::private(&key, false).unwrap().to_der();
        assert_eq!(*written, der(PKCS8), "{name}");
    }
    for (name, key) in wrappings(SPKI).into_iter().chain(wrappings(PKCS1_PUBLIC)) {
        let written = RsaKey::public(&key, false).unwrap().to_der();
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
        (SM2, "found an SM2 private key (国密)"),
        (SM2_PUBLIC, "found an SM2 public key (国密)"),
        (ENCRYPTED, "found an encrypted private key (decrypt it first: `openssl "),
        (REQUEST, "found a certificate request"),
        (REVOKED, "found a list of revoked certificates (CRL)"),
        (
            PKCS7,
            "found PKCS#7 certificates (.p7b) (take them out with `openssl pkcs7 ",
        ),
    ] {
        for (name, key) in wrappings(pem) {
            if !bare(pem).starts_with("MI") && OF_RSA.contains(&name) {
                continue;
            }
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

/// Wrappings that only what begins as an RSA key does is looked for in.
const OF_RSA: [&str; 11] = [
    "hexadecimal after 0x",
    "bare base64 after a comment",
    "bare base64 as bytes of Python",
    "bare base64 as a member in PHP",
    "bare base64 after its name in Chinese",
    "DER read as Latin-1",
    "hexadecimal",
    "hexadecimal in upper case and lines",
    "bare base64 in a setting",
    "bare base64 in YAML",
    "bare base64 as a member of JSON",
];

#[test]
fn forms_that_are_no_der_are_named_too() {
    no_private_key(ENCRYPTED_PKCS1, "found an encrypted private key");
    no_private_key(ENCRYPTED_PKCS1.replace('\n', "\r\n"), "found an encrypted private key");
    no_private_key(ENCRYPTED_PKCS1.replace('\n', "\\n"), "found an encrypted private key");
    for (name, key) in wrappings(OPENSSH) {
        if OF_RSA.contains(&name) {
            continue;
        }
        let words = "found an OpenSSH private key (convert a copy of it with `ssh-keygen -p -m PKCS8";
        refused(signer(&key), &[words, "needed"], name);
    }
    no_public_key(
        OPENSSH_PUBLIC,
        "found an OpenSSH public key (convert it with `ssh-keygen -e -m PKCS8",
    );
    no_public_key(
        "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2E=\n---- END SSH2 PUBLIC KEY ----",
        "found an OpenSSH public key",
    );
    no_public_key(
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----",
        "found a PGP key",
    );
    no_private_key(
        "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nComment: x\n",
        "found a PuTTY key (convert it with `puttygen",
    );
    for (file, words) in [
        (
            PKCS12,
            "found a PKCS#12 store (.pfx, .p12) (take out what is in it with `openssl pkcs12 -in key.pfx -nodes",
        ),
        (
            JAVA_STORE,
            "found a Java key store (JKS) (first `keytool -importkeystore",
        ),
        (
            MICROSOFT,
            "found a Microsoft key blob (convert it with `openssl rsa -inform MSBLOB",
        ),
    ] {
        no_private_key(file, words);
        no_private_key(Base64::encode_string(file), words);
        no_public_key(Base64::encode_string(Base64::encode_string(file).as_bytes()), words);
    }
    no_private_key(b"\x30\x80\x02\x01\x03\x30\x80", "found a PKCS#12 store"); // in BER
    // Key material of other sorts side by side.
    no_private_key(
        EC_PARAMETERS,
        "found a key's parameters and an EC private key, where an RSA private key is needed",
    );
}

#[test]
fn a_certificate_holds_a_public_key() {
    for pem in [CERTIFICATE, CERTIFICATE_V1] {
        for (name, key) in wrappings(pem) {
            let open = verifier(&key).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(open.verify(&params(), Some(SIGNATURE)).unwrap(), "{name}");
            refused(
                signer(&key),
                &["found a certificate (it holds a public key alone", "证书里没有私钥"],
                name,
            );
        }
    }
}

#[test]
fn a_key_among_other_things_is_found() {
    let private = [
        BUNDLE.to_owned(),
        [CERTIFICATE, PKCS8].concat(),
        [PKCS8, CERTIFICATE].concat(),
    ];
    let twice = [
        [PKCS8, PKCS1].concat(),
        [PKCS1, SPKI, PKCS8, CERTIFICATE].join("\n# and\n"),
    ];
    let other = [
        [EC_PARAMETERS, PKCS8].concat(),
        [PKCS8, ENCRYPTED, EC].concat(),
        [CHAIN, PKCS8].concat(),
    ];
    for bundle in private.into_iter().chain(twice).chain(other) {
        assert_eq!(
            signer(bundle.as_bytes()).unwrap().sign(&params()).unwrap(),
            SIGNATURE,
            "{bundle}"
        );
    }
    let certificates: Vec<&str> = CHAIN.split_inclusive("-----END CERTIFICATE-----\n").collect();
    let [platform, leaf] = certificates[..] else {
        panic!("the chain has two certificates")
    };
    for bundle in [
        BUNDLE,
        CHAIN,
        &[leaf, platform].concat(),
        &[leaf, SPKI].concat(),
        &[PKCS8, EC_PUBLIC, PKCS1_PUBLIC].concat(),
        &Base64::encode_string(CHAIN.as_bytes()),
    ] {
        let verifier = verifier(bundle.as_bytes()).unwrap();
        assert!(verifier.verify(&params(), Some(SIGNATURE)).unwrap(), "{bundle}");
    }
}

#[test]
fn which_of_several_keys_is_meant_is_not_guessed() {
    let other = include_str!("../vectors/keys/platform.pkcs8.pem");
    no_private_key(
        [PKCS8, other].concat(),
        "holds more than one RSA private key; pass the one that is meant alone (有多个密钥)",
    );
    no_public_key([SPKI, OTHER_SPKI].concat(), "holds more than one RSA public key");
    no_public_key([CERTIFICATE, OTHER_SPKI].concat(), "holds more than one RSA public key");
    no_private_key(
        bare(PKCS8) + &bare(PKCS1),
        "at character 1624 (line 1) and more after it",
    );
}

#[test]
fn numbers_with_names_are_the_same_key() {
    let quoted = serde_json::to_string(JWK).unwrap();
    let encoded = Base64::encode_string(JWK.as_bytes());
    for key in [
        JWK,
        XML,
        &quoted,
        &encoded,
        &XML.replace('\n', ""),
        &JWK.replace(",", ",\n  ").replace(':', ": "),
    ] {
        assert_eq!(
            signer(key.as_bytes()).unwrap().sign(&params()).unwrap(),
            SIGNATURE,
            "{key}"
        );
        assert_eq!(*RsaKey::private(key.as_bytes(), false).unwrap().to_der(), der(PKCS8));
        no_public_key(key, "found an RSA private key where a public one is needed");
    }
    for key in [JWK_PUBLIC, XML_PUBLIC] {
        assert!(
            verifier(key.as_bytes())
                .unwrap()
                .verify(&params(), Some(SIGNATURE))
                .unwrap(),
            "{key}"
        );
        assert_eq!(*RsaKey::public(key.as_bytes(), false).unwrap().to_der(), der(SPKI));
        no_private_key(key, "found an RSA public key where a private one is needed");
    }
    no_private_key(
        JWK.replace("\"qi\"", "\"qj\""),
        "without all of its numbers; export d, p, q, dp, dq and qi, too",
    );
    no_private_key(XML.replace("<DP>", "<DR>"), "without all of its numbers");
    no_private_key(JWK.replace("\"d\":\"", "\"d\":\"AA"), "do not fit together");
    no_private_key(
        r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}"#,
        "found an EC key as a JWK",
    );
    no_private_key(
        r#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#,
        "found an Ed25519 or X25519 key as a JWK",
    );
    no_private_key(r#"{"kty":"oct","k":"AA"}"#, "found a shared secret as a JWK");
    no_private_key(
        format!("{{\"keys\":[{JWK},{JWK}]}}"),
        "is JSON in which there is no key, or more than one",
    );
}

/// Other private exponents of the merchant's key, by Python: `d + lcm(p - 1, q - 1)` times 1, 9 and 11, of which the last
/// is greater than `n`.
const EXPONENTS: [&str; 3] = [
    "FDHDifw833151TrY8O4kew6LB8Y0uyjdKMZga4h5wCVJpwMYf4zENf6vhBwAiMZ6MUHzy7BU5USqLWfqHZQfTt9RD_SYQp46X_M8qj3fDD7UL1\
    Da2q8VQ5zDGQXyMVXSnZyPEdtVk7dUWQTXjwDmwsjZRZK5-xqkt2X0n5RFKrHKCz618vy1BlJ1dlNcamx-qag0hHYzswV9jas9GZL2U-c_v9Q-\
    6U5fyG2dVor_ZaKIZv4mm51AfhYT7ul9Rm0jRpWtzZic9mA_I3Lqq-dgLE81R4tRfoFkKNgkPcY6cWvXqTZ5PCnWso2D02hzOFWS-ik-c5C9kE\
    BowlztMrbmKQ",
    "kl1gEe2j3WpCOltOqm6hRMcIQrDXr8FwoVohMk9REsXi7GxQul9ex9r2hIDcCkvb_5c7JO6cw8xTOU11vvQpoZ1Z6OI7b0UY9Z9_-UHMZJwwUH\
    7Y68vjkJ344_MKW4gv_nO7BjaVTYydtv4BIDWrJypPzV524ACSRfYr9nMQXlyrkN2poerVcQIp-NoQhqVltY3ptsAr6dcA8FxoX-n-kHEkMRrm\
    tzviJZw-ciNV7axR9hoynyMrDgj_ShQPNZD_L6FvtgyfwatOzVlixUMHGV8Ir3RH6Gb-vnLYJbXPGdwblOYbPgOP4J6W5LiSbcqmWGXD4aiFMA\
    WRoQ0zIl8caQ",
    "sehHM-n9nOV0U6NsGM7AdzUnkWuAbOeVf38RZAEG524JPcaeyRQFbFIIRJoS6q00cyyM-z4uu249fEbYp0wsNkzcHx2kOm7QmwqQzQLHurOHWM\
    pYcBMXI95GVq5QZhTHVqmGA01lPAHwDnxLhILcQEKtb1FmGToNqZo5zCrDK0dj8kVmjaZdi64XGXu9jbOfeIdXA1Kp94thyQizMX_An5OdTWyQ\
    qrdCvOfmuQlrj67EWeE1oASlsgW6IN6zsVn2KeRgMCmgdH4St9MAy5nw1KL9iW6FguBlY9mFH7G0Q_gsj9IDvnn-LCLbqQyaOyfrL_TlPS53F_\
    bb2LlEnkkp-Q",
];

#[test]
fn only_numbers_that_fit_together_are_a_key() {
    let jwk: serde_json::Map<String, serde_json::Value> = serde_json::from_str(JWK).unwrap();
    let with = |name: &str, number: &str| {
        let mut changed = jwk.clone();
        changed.insert(name.to_owned(), number.into());
        serde_json::to_string(&changed).unwrap()
    };
    for exponent in [jwk["d"].as_str().unwrap(), EXPONENTS[0], EXPONENTS[1]] {
        let key = with("d", exponent);
        assert!(RustRsa::new(RsaKey::private(key.as_bytes(), false).unwrap().pkcs1(), true).is_ok());
        assert_eq!(signer(key.as_bytes()).unwrap().sign(&params()).unwrap(), SIGNATURE);
    }
    no_private_key(with("d", EXPONENTS[2]), "do not fit together");

    let number = |name: &str| Base64UrlUnpadded::decode_vec(jwk[name].as_str().unwrap()).unwrap();
    for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        let bytes = number(name);
        let bits = [0, 1, bytes.len() * 4, bytes.len() * 8 - 2].map(|bit| {
            let mut changed = bytes.clone();
            changed[bytes.len() - 1 - bit / 8] ^= 1 << (bit % 8);
            changed
        });
        let others = [
            vec![1],
            vec![0],
            vec![],
            bytes[1..].to_vec(),
            [&[1], &bytes[..]].concat(),
        ];
        let swapped = ["p", "q", "dp", "dq"]
            .map(number)
            .into_iter()
            .filter(|other| *other != bytes);
        for changed in bits.into_iter().chain(others).chain(swapped) {
            // A modulus of another length is refused for that.
            let words = if name == "n" && changed.len() != bytes.len() {
                ""
            } else {
                "do not fit together"
            };
            no_private_key(with(name, &Base64UrlUnpadded::encode_string(&changed)), words);
        }
    }
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
    let words = [
        "only 1024 bits",
        "Ask the gateway for a longer one; if it has none, set `allowWeakKeys: true`",
        "密钥太短",
    ];
    refused(signer(WEAK.as_bytes()), &words, "private");
    refused(verifier(WEAK_PUBLIC.as_bytes()), &words, "public");
    let Err(error) = signer(WEAKEST.as_bytes()) else {
        panic!("768 bits were taken")
    };
    assert!(
        !error.message().contains("allowWeakKeys"),
        "no advice that would not help: {error}"
    );

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
    no_private_key(
        &PKCS8[..PKCS8.len() / 2],
        "is cut off, or characters of it were lost: 609 of its 1217 bytes are there (密钥不完整)",
    );
    for begin in [
        "-----BEGIN PRIVATE KEY",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
    ] {
        no_private_key(begin, "is cut off: nothing follows its BEGIN line");
    }

    let base64 = bare(PKCS8);
    no_private_key(
        base64.trim_end_matches('=').split_at(1000).0,
        "cut off, or characters of it were lost: 750 of its 1217 bytes",
    );
    no_private_key(&base64[..base64.len() - 3], "1215 of its 1217 bytes"); // 4n + 1 digits, which is no base64
    no_private_key(
        format!("{}{}", &base64[..500], &base64[501..]),
        "1215 of its 1217 bytes",
    );
    no_private_key(
        &base64[1..],
        "is base64 of something that is not a key; that of an RSA key begins with MI",
    );
    no_private_key(
        format!("{}AAAA", base64.trim_end_matches('=')),
        "is longer than it says it is: 1220 bytes instead of 1217; copy the key alone",
    );
    no_private_key(&der(PKCS8)[..1000], "1000 of its 1217 bytes");

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
    no_private_key(longer, "is longer than it says it is: 1218 bytes instead of 1217");
    no_private_key([0x30], "is too short for an RSA key, with a length of 1");
    no_private_key([0x30, 0x00], "found a DER structure that is not a key");
    no_private_key([0x30, 0x84, 0xff, 0xff, 0xff, 0xff], "neither DER nor text");
    no_public_key([0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00], "of 0 bits");
}

#[test]
fn what_is_no_key_at_all_is_refused() {
    no_private_key("", "is empty");
    no_private_key(" \r\n\t", "is empty");
    no_private_key("\\n", "is empty");
    for (text, words) in [
        ("{\"private_key\":\"x\"}", "is a JSON object"),
        ("[]", "is JSON in which there is no key, or more than one"),
        (
            "c2VjcmV0",
            "is too short for an RSA key, with a length of 8; is it the name of a file, or the shared secret of another scheme?",
        ),
        (
            "0123456789abcdef0123456789abcdef",
            "is too short for an RSA key, with a length of 32",
        ),
        ("zX9!kQ2@wV7#pL4$", "is too short for an RSA key, with a length of 16"),
        (
            "keys/merchant.pem",
            "the name of a file; read the file and pass what is in it (这是文件路径)",
        ),
        ("C:\\keys\\platform", "the name of a file"),
        ("/run/secrets/sixdu", "the name of a file"),
        ("./key", "the name of a file"),
        ("~/.ssh/id_rsa", "the name of a file"),
        ("file:///run/secrets/key", "is an address"),
        (
            "https://vault.example/v1/key?x=y",
            "is an address; fetch what is there and pass that",
        ),
        (
            "${SIXDU_PRIVATE_KEY}",
            "is of the form ${…}, which should have been replaced by the value",
        ),
        ("$SIXDU_PRIVATE_KEY", "is of the form $…"),
        ("%SIXDU_PRIVATE_KEY%", "is of the form %…%"),
        ("{{ sixdu.private_key }}", "is of the form {{…}}"),
        ("<your-private-key>", "is of the form <…>"),
        ("process.env.SIXDU_PRIVATE_KEY", "is of the form process.env.…"),
        (
            "undefined",
            "is the text \"undefined\", which some code made of an absent value",
        ),
        ("null", "is the text \"null\""),
        (
            "[object Object]",
            "is the text \"[object Object]\", which some code made of an absent value",
        ),
        ("KEY=x", "begins with a name and `=`"),
        ("MIIE****************vQ==", "is masked with `*`"),
        (
            "<!DOCTYPE html><html><body>Not found</body></html>",
            "is a page of HTML",
        ),
        (
            "BEGIN PRIVATE KEY\nMIIE",
            "has a damaged BEGIN line; it reads -----BEGIN PRIVATE KEY-----",
        ),
        (
            "SIXDU_PRIVATE_KEY",
            "is the name of a variable, as it seems; pass its value",
        ),
        (
            "<Buffer 30 82 04 bd 02 01 00 30 ... 1167 more bytes>",
            "is a Buffer that was made into text",
        ),
        (
            "{\"type\":\"Buffer\",\"data\":[48,130,4,189]}",
            "is a Buffer that was made into text",
        ),
        ("密钥", "is too short for an RSA key, with a length of 2"),
    ] {
        no_private_key(text, words);
        no_public_key(format!(" {text}\n"), words);
        no_private_key(format!("\u{feff}{text}"), words);
    }
    no_private_key([0xff, 0xfe, b'-', 0], "is too short for an RSA key, with a length of 1");
    no_private_key([0x01, 0xff, 0x80], "neither DER nor text");
    no_private_key([0x1f, 0x8b, 0x08, 0x00, 0xff], "neither DER nor text");
}

#[test]
fn the_first_foreign_character_is_named_with_its_place() {
    let base64 = bare(PKCS8);
    let with = |text: &str, place: usize, c: char| -> String {
        text.chars()
            .take(place - 1)
            .chain([c])
            .chain(text.chars().skip(place - 1))
            .collect()
    };
    for (c, words) in [
        ('*', "has a foreign character, `*` (U+002A), at character "),
        ('А', "has a foreign character, `А` (U+0410), at character "), // Cyrillic
        ('—', "has a foreign character, `—` (U+2014), at character "),
        ('#', "has a foreign character, `#` (U+0023), at character "),
        ('^', "has a foreign character, `^` (U+005E), at character "),
        ('\u{fffd}', "has U+FFFD at character "),
        ('=', "has `=` at character "),
    ] {
        for place in [1, 2, 65, 1000] {
            if place == 1 && matches!(c, '=' | '\u{fffd}') {
                continue; // a name of no characters, a byte order mark: see `wrappings`
            }
            no_private_key(with(&base64, place, c), &format!("{words}{place} (line 1)"));
            no_private_key(
                with(&with(&base64, 1200, '!'), place, c),
                &format!("{words}{place} (line 1)"),
            );
        }
        // Behind the BEGIN line, and behind what holds nothing and is passed over.
        no_private_key(with(PKCS8, 30, c), &format!("{words}30 (line 2)"));
        no_private_key(with(PKCS8, 100, c), &format!("{words}100 (line 3)"));
        no_private_key(
            with(&PKCS8.replace('\n', "\r\n"), 103, c),
            &format!("{words}103 (line 3)"),
        );
        no_private_key(
            format!("\u{feff}\u{200b}密钥\n{}", with(PKCS8, 100, c)),
            &format!("{words}105 (line 4)"),
        );
        no_private_key(
            with(&PKCS8.replace('\n', "\\n"), 103, c),
            &format!("{words}103 (line 1)"),
        );
    }
    no_private_key(
        format!("{}...", &base64[..1000]),
        "was shortened with an ellipsis where it was copied",
    );
}

#[test]
fn bytes_that_were_read_as_text_are_told() {
    no_private_key(
        String::from_utf8_lossy(&der(PKCS8)).as_bytes(),
        "has U+FFFD at character 2 (line 1): bytes that are not UTF-8 were read as text",
    );
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
        (
            PKCS8,
            "is a PEM, as RSA keys and certificates come, where a line of text is needed",
        ),
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
