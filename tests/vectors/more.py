#!/usr/bin/env python3
"""Writes more.json: rules of one's own, of every shape that a SchemeSpec can have.

Needs Python 3.9+ and the package `cryptography`, and nothing else: the rules are written here a second time, straight
from what the fields of a SchemeSpec mean.
"""

import base64
import hashlib
import hmac
import json
import random
from pathlib import Path
from urllib.parse import quote, quote_plus

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from signing import one_a_line

HERE = Path(__file__).parent
ENCODE = {
    "raw": lambda text: text,
    # WHATWG URL: * - . _ and alphanumerics stay, space is +
    "form": lambda text: quote_plus(text, safe="*").replace("~", "%7E"),
    # RFC 3986 section 2.3: - . _ ~ and alphanumerics stay
    "rfc3986": lambda text: quote(text, safe=""),
}


def written(value):
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def canonical(spec, params):
    unsigned = {spec["signatureField"], *spec.get("exclude", [])}
    texts = {name: written(value) for name, value in params if value is not None and name not in unsigned}
    if spec.get("dropEmpty", True):
        texts = {name: text for name, text in texts.items() if text != ""}
    last = [name for name in spec.get("last", []) if name in texts]
    first = sorted((name for name in texts if name not in last), key=lambda name: name.encode("utf-8"))
    encode = ENCODE[spec.get("encode", "raw")]
    return spec.get("separator", "&").join(f"{name}={encode(texts[name])}" for name in first + last)


def digest(algorithm, key, text):
    if algorithm in hashlib.algorithms_guaranteed:
        return hashlib.new(algorithm, text).digest()
    if algorithm.startswith("hmac-"):
        return hmac.new(key.encode(), text, algorithm.removeprefix("hmac-")).digest()
    private = serialization.load_pem_private_key((HERE / key).read_bytes(), None)
    sha = {"rsa-sha256": hashes.SHA256, "rsa-sha1": hashes.SHA1}[algorithm]
    return private.sign(text, padding.PKCS1v15(), sha())


OUTPUT = {
    "hex": lambda data: data.hex(),
    "HEX": lambda data: data.hex().upper(),
    "base64": lambda data: base64.b64encode(data).decode(),
}


def case(spec, key, params):
    text = canonical(spec, params)
    signed = text if spec.get("secret") is None else text + spec["secret"].replace("{}", key, 1)
    signature = OUTPUT[spec.get("output", "hex")](digest(spec["algorithm"], key, signed.encode()))
    return {"spec": spec, "key": key, "params": params, "canonical": text, "signature": signature}


PARAMS = [
    ["z", "last"], ["B", True], ["b", False], ["empty", ""], ["absent", None], ["number", 42], ["negative", -7],
    ["largest", 9007199254740991], ["ts", 1536053843], ["nonce", "Ab-._~*!'()"], ["sign", "old"], ["sign_type", "MD5"],
    ["text", "银钱通 🎉 a+b c&d=e%20/?#[]@:;,$\"\\\r\n\t\x7f"], ["", "a name of nothing"], ["a b", "a name with a space"],
    ["\uff5e", "U+FF5E is before U+1F600 as bytes, after it as UTF-16"], ["😀", "U+1F600"], ["__proto__", "p"],
]
SECRET = "k3y-秘密"
MERCHANT, WEAK = "keys/merchant.pkcs8.pem", "keys/weak1024.pkcs8.pem"
SHARED = [("md5", "&key={}"), ("md5", "{}"), ("sha256", "&key={}"), ("sha256", "<{}>"), ("hmac-md5", None),
          ("hmac-md5", "&key={}"), ("hmac-sha256", None), ("hmac-sha256", "{}")]
# Of the same family, for gateways to come. Below all others, which they leave as they were.
FURTHER = [("sha1", "&key={}"), ("sha512", "<{}>"), ("hmac-sha1", None), ("hmac-sha1", "&key={}"), ("hmac-sha512", None),
           ("hmac-sha512", "{}")]


def spec(algorithm, secret, **more):
    return {"signatureField": "sign", "algorithm": algorithm, **({} if secret is None else {"secret": secret}), **more}


def cases():
    for algorithm, secret in SHARED:
        yield case(spec(algorithm, secret), SECRET, PARAMS)
        for output in OUTPUT:
            yield case(spec(algorithm, secret, output=output), SECRET, PARAMS)
    for encode in ENCODE:
        for drop in (True, False):
            yield case(spec("md5", "{}", encode=encode, dropEmpty=drop), SECRET, PARAMS)
    for separator in ("&", ",", "", "|", "\n", "；", "&&"):
        yield case(spec("hmac-sha256", None, separator=separator), SECRET, PARAMS)
    for last in (["ts"], ["ts", "B"], ["z", "a b", "", "absent", "empty", "nowhere"], ["B", "z", "b"], ["😀", "\uff5e"]):
        yield case(spec("sha256", "{}", last=last), SECRET, PARAMS)
        yield case(spec("sha256", "{}", last=last, dropEmpty=False, encode="form"), SECRET, PARAMS)
    for exclude in (["sign_type"], ["sign_type", "z", "nowhere", "sign"], [name for name, _ in PARAMS]):
        yield case(spec("md5", "&{}", exclude=exclude), SECRET, PARAMS)
    yield case({**spec("md5", "&{}"), "signatureField": "ts"}, SECRET, PARAMS)
    for key in ("{}", "a", "x" * 64, "x" * 65, "x" * 200, "'", "\"quote"):
        yield case(spec("hmac-sha256", "&key={}"), key, PARAMS[:3])
        yield case(spec("hmac-md5", "{}"), key, [])
    for algorithm in ("rsa-sha256", "rsa-sha1"):
        for key in (MERCHANT, WEAK):
            for output in OUTPUT:
                yield case(spec(algorithm, None, output=output), key, PARAMS)
        yield case(spec(algorithm, None, output="base64", separator=",", dropEmpty=False, last=["B"]), MERCHANT, PARAMS)
        yield case(spec(algorithm, None), MERCHANT, [])
    # Messages of every length about the block sizes of the digests, and a long one.
    for length in [*range(40, 70), *range(110, 132), 3000]:
        yield case(spec("hmac-sha256", None), SECRET, [["a", "x" * length]])
        yield case(spec("md5", "{}"), SECRET, [["a", "x" * length]])
    # And mixed at random.
    some = random.Random("paysign")
    names = [name for name, _ in PARAMS if name != "sign"]
    for _ in range(120):
        algorithm, secret = some.choice(SHARED)
        exclude = some.sample(names, some.randrange(4))
        last = [name for name in some.sample(names, some.randrange(4)) if name not in exclude]
        chosen = spec(algorithm, secret, exclude=exclude, last=last, dropEmpty=some.random() < 0.5,
                      encode=some.choice(list(ENCODE)), separator=some.choice("&,|"), output=some.choice(list(OUTPUT)))
        yield case(chosen, SECRET, some.sample(PARAMS, some.randrange(len(PARAMS))))
    for algorithm, secret in FURTHER:
        for output in OUTPUT:
            yield case(spec(algorithm, secret, output=output), SECRET, PARAMS)
        # Keys and messages about the block sizes: 64 bytes, and 128 of SHA-512.
        for length in (0, 63, 64, 65, 111, 112, 127, 128, 129, 239, 240, 1000):
            yield case(spec(algorithm, secret), "k" * max(length, 1), [["a", "x" * length]])


if __name__ == "__main__":
    made = list(cases())
    (HERE / "more.json").write_text(one_a_line(made), encoding="utf-8")
    print(f"more.json: {len(made)} cases")
