//! Whether it is certain that not one byte of a request went out, by what `fetch` rejected with.
//!
//! Certain is only what a runtime says of the time before there is a connection to send over. What an established
//! connection may say too is not: ECONNRESET and EPIPE; Bun's EPROTO, whose text speaks of the handshake, but which comes
//! for every broken record of TLS; OpenSSL's alerts and its "wrong version number", which a server may cause after it has
//! read a request. Of those, Node's fetch is believed where it says itself that it was connecting (pkg/lib/connecting.js).
//! Deno's is believed only of requests that had a connection of their own. Browsers and workerd say nothing, so with them
//! all is unknown.
//!
//! tests/package/unsent.js makes each of these errors in each runtime, in front of servers that count what arrives.

use wasm_bindgen::prelude::*;

use crate::cause::{Said, list};
use crate::convert::{get, is_array};

// All with `catch`: functions without any conversion are imported by `import *`, of which bundlers make code that meets
// whatever stands on Object.prototype.
#[wasm_bindgen(raw_module = "../lib/connecting.js")]
extern "C" {
    /// Whether the runtime itself has told of this error as of one of making a connection.
    #[wasm_bindgen(catch, js_name = failedToConnect)]
    fn failed_to_connect(error: &JsValue) -> Result<bool, JsValue>;
    /// Lets the runtime tell, if it can.
    #[wasm_bindgen(catch)]
    pub(crate) fn connecting() -> Result<(), JsValue>;
    /// What makes a runtime's fetch send a request once that would otherwise not, as its option `client`: `null` if there
    /// is nothing, `undefined` if the fetch does anyway.
    #[wasm_bindgen(catch, js_name = singleConnection)]
    pub(crate) fn single_connection() -> Result<JsValue, JsValue>;
}

/// Why nothing was sent.
pub(crate) struct Unsent {
    /// What could not be done, and in the runtime's own words why.
    pub(crate) why: String,
    /// Whether another attempt may help.
    pub(crate) again: bool,
    by_hyper: bool,
}

/// How it shows in an error.
enum Sign {
    Code(&'static str),
    Codes(&'static [&'static str]),
    /// The beginning of the code.
    CodeOf(&'static str),
    /// The message.
    Is(&'static str),
    /// A part of the message.
    Says(&'static str),
}

struct Row {
    sign: Sign,
    what: &'static str,
    again: bool,
    /// Whether no established connection can say so.
    sure: bool,
}

const fn sure(sign: Sign, what: &'static str, again: bool) -> Row {
    Row {
        sign,
        what,
        again,
        sure: true,
    }
}

/// What a sign means where it is known otherwise that there was no connection.
const fn if_connecting(sign: Sign, what: &'static str, again: bool) -> Row {
    Row {
        sign,
        what,
        again,
        sure: false,
    }
}

const CONNECT: &str = "the connection could not be made";
const NAME: &str = "the name of the host could not be resolved";
const TLS: &str = "the TLS handshake failed";
const PROXY: &str = "the proxy made no connection";
const REFUSED: &str = "the runtime refuses to connect";

/// The first row that fits counts.
static ROWS: &[Row] = &[
    // Node and what is built on its sockets: undici, node-fetch, axios, got; Bun has the same codes.
    sure(Sign::Code("ECONNREFUSED"), CONNECT, true),
    sure(
        Sign::Codes(&["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"]),
        NAME,
        true,
    ),
    sure(Sign::Code("UND_ERR_CONNECT_TIMEOUT"), CONNECT, true),
    sure(Sign::Says("before secure TLS connection was established"), TLS, true),
    sure(Sign::Is("bad port"), REFUSED, false),
    // OpenSSL's verdicts on a certificate (doc/api/tls.md, "X509 certificate error codes") and Node's own on the name. They
    // are given before the first byte is written; Bun's by BoringSSL alike.
    sure(
        Sign::Codes(&[
            "UNABLE_TO_GET_ISSUER_CERT",
            "UNABLE_TO_GET_CRL",
            "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
            "UNABLE_TO_DECRYPT_CRL_SIGNATURE",
            "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
            "CERT_SIGNATURE_FAILURE",
            "CRL_SIGNATURE_FAILURE",
            "CERT_NOT_YET_VALID",
            "CERT_HAS_EXPIRED",
            "CRL_NOT_YET_VALID",
            "CRL_HAS_EXPIRED",
            "ERROR_IN_CERT_NOT_BEFORE_FIELD",
            "ERROR_IN_CERT_NOT_AFTER_FIELD",
            "ERROR_IN_CRL_LAST_UPDATE_FIELD",
            "ERROR_IN_CRL_NEXT_UPDATE_FIELD",
            "DEPTH_ZERO_SELF_SIGNED_CERT",
            "SELF_SIGNED_CERT_IN_CHAIN",
            "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
            "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
            "CERT_CHAIN_TOO_LONG",
            "CERT_REVOKED",
            "INVALID_CA",
            "PATH_LENGTH_EXCEEDED",
            "INVALID_PURPOSE",
            "CERT_UNTRUSTED",
            "CERT_REJECTED",
            "HOSTNAME_MISMATCH",
            "ERR_TLS_CERT_ALTNAME_INVALID",
            "ERR_TLS_CERT_ALTNAME_FORMAT",
        ]),
        TLS,
        false,
    ),
    if_connecting(
        Sign::Code("ERR_SSL_WRONG_VERSION_NUMBER"),
        "the TLS handshake failed: is it https that this port speaks?",
        false,
    ),
    // The methods of OpenSSL 3.2 on (Node 22) that read records until both sides have agreed on a version.
    sure(Sign::Says("/tlsany_meth.c:"), TLS, false),
    if_connecting(Sign::CodeOf("ERR_SSL_"), TLS, false),
    if_connecting(Sign::Codes(&["EACCES", "EPERM", "ERR_ACCESS_DENIED"]), REFUSED, false),
    // undici's ProxyAgent, which Node's NODE_USE_ENV_PROXY is.
    sure(Sign::Says("Proxy response (5"), PROXY, true),
    sure(Sign::Says(") !== 200 when HTTP Tunneling"), PROXY, false),
    if_connecting(Sign::Code("UND_ERR_PRX_CONN"), PROXY, true),
    // node-fetch, which keeps no `syscall`.
    sure(Sign::Says(", reason: connect E"), CONNECT, true),
    // Bun.
    sure(Sign::Codes(&["ConnectionRefused", "FailedToOpenSocket"]), CONNECT, true),
    sure(
        Sign::Says("Unable to connect. Is the computer able to access the url?"),
        CONNECT,
        true,
    ),
    sure(Sign::Says("Was there a typo in the url or port?"), CONNECT, true),
    sure(Sign::Says("Proxy refused to open a tunnel: 5"), PROXY, true),
    sure(Sign::Code("ERR_PROXY_TUNNEL"), PROXY, false),
    // Deno: hyper's word for all that comes before a request, and before it what would not be mended by another attempt.
    sure(Sign::Says(": client error (Connect): dns error"), NAME, true),
    sure(
        Sign::Says(": client error (Connect): invalid peer certificate"),
        TLS,
        false,
    ),
    sure(Sign::Says(": client error (Connect): received "), TLS, false),
    sure(Sign::Says(": client error (Connect): tls handshake"), TLS, true),
    sure(
        Sign::Says(": client error (Connect): unsuccessful tunnel"),
        PROXY,
        false,
    ),
    sure(
        Sign::Says(": client error (Connect): proxy authentication"),
        PROXY,
        false,
    ),
    sure(Sign::Says(HYPER), CONNECT, true),
    sure(Sign::Says("Fetch failed: Requests to port "), REFUSED, false),
    sure(Sign::Says("Requires net access to "), REFUSED, false),
];

/// Deno's word for all that comes before a request is written.
const HYPER: &str = ": client error (Connect): ";

/// Causes are looked at down to this one, lists of errors up to this one.
const DEPTH: usize = 8;
const MOST: usize = 32;

/// Why nothing can have been sent, if that is certain. `once`: what `fetch` threw is about all that it did, because it
/// cannot have tried before on a connection that was kept.
pub(crate) fn unsent(thrown: &JsValue, once: bool) -> Option<Unsent> {
    unsent_down_to(DEPTH, thrown).filter(|unsent| once || !unsent.by_hyper)
}

fn unsent_down_to(depth: usize, thrown: &JsValue) -> Option<Unsent> {
    let deeper = depth.checked_sub(1)?;
    // Libraries like axios throw for an answer, too. Bun's error has the status of the proxy.
    let tunnel = get(thrown, "code") == "ERR_PROXY_TUNNEL";
    let answered = ["response", "status", "statusCode"];
    if !tunnel && answered.iter().any(|name| get(thrown, name).is_truthy()) {
        return None;
    }
    let errors = get(thrown, "errors");
    if is_array(&errors) {
        return all_unsent(deeper, &list(&errors, MOST + 1));
    }
    let said = Said::read(thrown);
    if let Some((what, again)) = said.never_connected(failed_to_connect(thrown).unwrap_or(false)) {
        let why = format!("{what}: {}", said.words());
        return Some(Unsent {
            why,
            again,
            by_hyper: said.message.contains(HYPER),
        });
    }
    // With a code of its own it says something else, whatever it came from.
    match said.code.as_str() {
        "" => unsent_down_to(deeper, &get(thrown, "cause")),
        _ => None,
    }
}

/// Of several addresses that were tried (RFC 8305), or several attempts: certain only if it is of each.
fn all_unsent(depth: usize, errors: &[JsValue]) -> Option<Unsent> {
    let all = errors.iter().map(|error| unsent_down_to(depth, error));
    let all = all.collect::<Option<Vec<_>>>().filter(|all| all.len() <= MOST)?;
    let (again, by_hyper) = (all.iter().any(|one| one.again), all.iter().any(|one| one.by_hyper));
    let first = all.into_iter().next()?;
    Some(Unsent {
        again,
        by_hyper,
        ..first
    })
}

impl Said {
    /// What could not be done before there was a connection, and whether it may be done yet.
    fn never_connected(&self, told: bool) -> Option<(&'static str, bool)> {
        let looked_up = self.syscall == "getaddrinfo" || self.syscall.starts_with("query");
        let connecting = told || looked_up || self.syscall == "connect";
        // `read ECONNREFUSED` is what a connection says that was cut off by a router long after it was made.
        let established = !connecting && !self.syscall.is_empty();
        let row = ROWS.iter().find(|row| row.sign.shows_in(self));
        match row {
            Some(row) if connecting || (row.sure && !established) => Some((row.what, row.again)),
            None if connecting => Some((if looked_up { NAME } else { CONNECT }, true)),
            _ => None,
        }
    }
}

impl Sign {
    fn shows_in(&self, said: &Said) -> bool {
        match self {
            Self::Code(code) => said.code == *code,
            Self::Codes(codes) => codes.contains(&said.code.as_str()),
            Self::CodeOf(start) => said.code.starts_with(start),
            Self::Is(message) => said.message == *message,
            Self::Says(part) => said.message.contains(part),
        }
    }
}
