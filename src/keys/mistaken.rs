//! Texts that hold no key: what people pass in its place.

use zeroize::Zeroizing;

use super::digits::holds_nothing;
use super::structure::{self, Kind};
use super::wrapping::{DAMAGED_LINE, Fault};
use crate::secret::unmeant;

/// What people pass in the place of a key.
pub(super) fn mistaken(text: &str) -> Option<Fault> {
    let text = text.trim();
    let upper = Zeroizing::new(text.to_ascii_uppercase());
    let length = text.chars().count();
    let short = length < LONG;
    let starts = |starts: &[&str]| starts.iter().any(|start| text.starts_with(start));
    let is_path = || {
        let drive = text.get(1..).is_some_and(|rest| rest.starts_with(":\\"));
        short && (drive || starts(PATHS) || FILES.iter().any(|end| text.ends_with(end)))
    };
    if let Some((_, kind)) = FORMS.iter().find(|(start, _)| text.starts_with(start)) {
        return Some(Fault::Other(*kind));
    }
    let what = if upper.contains("BEGIN") && upper.contains("KEY") || starts(&["--"]) {
        DAMAGED_LINE
    } else if starts(ADDRESSES) {
        "is an address; fetch what is there and pass that (这是网址)"
    } else if is_path() {
        "found what looks like the name of a file; read the file and pass what is in it (这是文件路径)"
    } else if starts(BUFFERS) {
        "is a Buffer that was made into text; pass the Buffer itself"
    } else if short && text.contains('_') && text.chars().all(|c| matches!(c, 'A'..='Z' | '0'..='9' | '_')) {
        "is the name of a variable, as it seems; pass its value, process.env.… (这是变量名)"
    } else if holds_nothing(text) && !text.contains('>') {
        "is empty (密钥为空)"
    } else if let Some(why) = (short && !text.contains('\n')).then(|| unmeant(text, "密钥")).flatten() {
        return Some(Fault::Broken(why));
    } else if starts(&["<"]) {
        "is a page of HTML, or XML, without a key that can be found in it; pass the key alone"
    } else if starts(&["{", "["]) {
        "is JSON in which there is no key, or more than one; pass the member that holds the key"
    } else if text.contains("...") || text.contains('…') {
        "was shortened with an ellipsis where it was copied; copy all of it"
    } else if length < SHORT {
        return Some(Fault::Broken(format!(
            "is too short for an RSA key, with a length of {length}; is it the name of a file, or the shared secret of another scheme?"
        )));
    } else {
        return None;
    };
    Some(Fault::Broken(what.to_owned()))
}

/// How texts begin that hold keys of other forms.
const FORMS: &[(&str, Kind)] = &[
    ("PuTTY-User-Key-File", structure::PUTTY),
    ("ssh-", structure::OPENSSH_PUBLIC),
    ("ecdsa-sha2-", structure::OPENSSH_PUBLIC),
];
const ADDRESSES: &[&str] = &["http://", "https://", "file://", "s3://", "arn:", "vault:"];
const BUFFERS: &[&str] = &["<Buffer ", "{\"type\":\"Buffer\""];
const PATHS: &[&str] = &["/", "./", "../", "~/", ".\\", "..\\"];
const FILES: &[&str] = &[
    ".pem", ".key", ".der", ".txt", ".crt", ".cer", ".pfx", ".p12", ".p8", ".jks", ".json",
];
/// More than a path or a placeholder has.
const LONG: usize = 300;
/// No RSA key is shorter than 512 bits.
const SHORT: usize = 100;
