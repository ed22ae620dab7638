#!/usr/bin/env python3
"""Writes more.json, rules of one's own of every shape that a SchemeSpec can have; and go-numbers.json.

Needs Python 3.9+ and the package `cryptography`, and nothing else: the rules are written here a second time, straight
from what the fields of a SchemeSpec mean.
"""

import base64
import hashlib
import hmac
import json
import random
from decimal import Decimal
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
    # ECMA-262, encodeURIComponent: - _ . ! ~ * ' ( ) and alphanumerics stay
    "js": lambda text: quote(text, safe="!~*'()"),
}


def written(value):
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


FALSY = {True: [""], False: [], "falsy": ["", "0", "false"]}
ORDER = {
    "name": lambda spec, name, pair: (spec.get("last", []).index(name) if name in spec.get("last", []) else -1, name.encode()),
    "pair": lambda spec, name, pair: pair.encode(),
    # Jeepay's String.CASE_INSENSITIVE_ORDER, as far as ASCII goes
    "pair-nocase": lambda spec, name, pair: (pair.encode().lower(), pair.encode()),
    "listed": lambda spec, name, pair: spec["only"].index(name),
}


def canonical(spec, params):
    unsigned = {spec["signatureField"], *spec.get("exclude", [])}
    texts = {name: written(value) for name, value in params if value is not None and name not in unsigned}
    texts = {name: text for name, text in texts.items() if text not in FALSY[spec.get("dropEmpty", True)]}
    if "only" in spec:
        texts = {name: text for name, text in texts.items() if name in spec["only"]}
    encode = ENCODE[spec.get("encode", "raw")]
    pairs = {name: f"{name}={encode(text)}" for name, text in texts.items()}
    order = ORDER[spec.get("order", "name")]
    finished = [pairs[name] if spec.get("names", True) else encode(texts[name])
                for name in sorted(pairs, key=lambda name: order(spec, name, pairs[name]))]
    separator = spec.get("separator", "&")
    text = separator.join(finished)
    while spec.get("trim") and text.endswith(separator):
        text = text[: -len(separator)]
    return text


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
    "base64url": lambda data: base64.urlsafe_b64encode(data).decode().rstrip("="),
    "hex16": lambda data: data.hex()[8:24],
    "HEX16": lambda data: data.hex()[8:24].upper(),
}


def case(spec, key, params):
    text = canonical(spec, params)
    secret = spec.get("secret", "")
    before, behind = secret.split("{text}") if "{text}" in secret else ("", secret)
    signed = before.replace("{}", key) + text + behind.replace("{}", key)
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
# What the rules had at first; the cases of these stay as they are.
ENCODINGS, OUTPUTS = ["raw", "form", "rfc3986"], ["hex", "HEX", "base64"]
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
        for output in OUTPUTS:
            yield case(spec(algorithm, secret, output=output), SECRET, PARAMS)
    for encode in ENCODINGS:
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
            for output in OUTPUTS:
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
                      encode=some.choice(ENCODINGS), separator=some.choice("&,|"), output=some.choice(OUTPUTS))
        yield case(chosen, SECRET, some.sample(PARAMS, some.randrange(len(PARAMS))))
    for algorithm, secret in FURTHER:
        for output in OUTPUTS:
            yield case(spec(algorithm, secret, output=output), SECRET, PARAMS)
        # Keys and messages about the block sizes: 64 bytes, and 128 of SHA-512.
        for length in (0, 63, 64, 65, 111, 112, 127, 128, 129, 239, 240, 1000):
            yield case(spec(algorithm, secret), "k" * max(length, 1), [["a", "x" * length]])
    yield from of_the_family()


LISTED = ["z", "absent", "number", "text", "", "B", "empty", "nowhere", "zero", "a10", "a1"]
FAMILY = PARAMS + [["a1", "x"], ["a10", "x"], ["a1=", "="], ["A1", "X"], ["a", "&&"], ["zero", 0], ["no", "false"],
                   ["0", "0"], ["zz", "ends in &&"]]
AROUND = ["{}{text}{}", "{text}{}", "{}{text}", "<{}>{text}</{}>", "key={}&{text}", "{text}&key={}", "{text}&{text", "&key={}"]


def of_the_family():
    """Rules of gateways that came later: listed names, pairs in order, values alone, the secret around the text."""
    md5 = {"signatureField": "sign", "algorithm": "md5", "secret": "{}"}
    rules = [{"only": LISTED}, {"only": LISTED, "order": "listed"}, {"only": LISTED, "order": "listed", "names": False},
             {"only": LISTED, "names": False, "separator": ""}, {"only": LISTED, "last": ["a1", "B"]}, {"only": ["nowhere"]},
             {"order": "pair"}, {"order": "pair", "encode": "js"}, {"order": "pair-nocase"},
             {"order": "pair-nocase", "only": LISTED, "separator": ","}, {"names": False}, {"names": False, "separator": "\n"},
             {"trim": True}, {"trim": True, "separator": "&&"}, {"trim": True, "names": False, "dropEmpty": False},
             {"trim": True, "only": ["a"]}, {"trim": True, "only": ["a"], "names": False}, {"dropEmpty": "falsy"},
             {"encode": "js"}, {"encode": "js", "names": False, "separator": "|"}]
    for rule in rules:
        for drop in (True, False, "falsy"):
            yield case({**md5, "dropEmpty": drop, **rule}, SECRET, FAMILY)
    for template in AROUND:
        if "{}" in template:
            yield case({**md5, "secret": template}, SECRET, FAMILY[:3])
            yield case({**md5, "secret": template, "algorithm": "sha256"}, "{text}{}", FAMILY)
            yield case({**md5, "secret": template, "algorithm": "hmac-sha512"}, SECRET, [])
    for algorithm in ("md5", "hmac-md5"):
        for output in OUTPUT:
            yield case({**md5, "algorithm": algorithm, "output": output}, SECRET, FAMILY)
    for algorithm in ("sha1", "sha256", "sha512", "hmac-sha256"):
        yield case({**md5, "algorithm": algorithm, "output": "base64url"}, SECRET, FAMILY)
    yield case({"signatureField": "sign", "algorithm": "rsa-sha256", "output": "base64url", "order": "pair"}, MERCHANT, FAMILY)
    some = random.Random("the family")
    names = [name for name, _ in FAMILY if name != "sign"]
    for _ in range(250):
        rule = {**md5, "secret": some.choice(["{}", "&key={}", "{}{text}{}", "{text}&key={}"]), "dropEmpty": some.choice(list(FALSY)),
                "order": some.choice(list(ORDER)), "encode": some.choice(list(ENCODE)), "separator": some.choice("&,|"),
                "trim": some.random() < 0.5, "output": some.choice(list(OUTPUT))}
        if rule["order"] == "listed" or some.random() < 0.4:
            rule["only"] = some.sample(names, some.randrange(1, 9))
        if not rule["order"].startswith("pair") and some.random() < 0.4:
            rule["names"] = False
        if rule["order"] == "name":
            rule["last"] = some.sample(rule.get("only", names), some.randrange(2))
        yield case(rule, SECRET, some.sample(FAMILY, some.randrange(len(FAMILY))))


def go_numbers():
    """Numbers of JSON as Go's %v writes them, by the digits that Python's repr finds (both the fewest)."""
    lexemes = ["0", "-0", "0.0", "-0.0e5", "1", "10", "10.0", "100", "1e2", "999999", "999999.5", "1000000", "1000000.5", "1e6",
               "123456789", "0.1", "0.0001", "0.00010", "0.00001", "0.000099", "1e20", "1e21", "1E+22", "5e-324", "4e-324",
               "2e-324", "1.7976931348623157e308", "9007199254740993", "9007199254740992", "1571561027984123456",
               "1.2345678901234567", "0.30000000000000004", "0.299999999999999988", "123456.789", "-42.50",
               "1" + "0" * 300, "0." + "0" * 300 + "12"]
    some = random.Random("go")
    for _ in range(400):
        digits = str(some.randrange(1, 10 ** some.randrange(1, 22)))
        place = some.randrange(len(digits) + 1)
        exponent = some.choice(["", "", f"e{some.randrange(-40, 40)}", f"E+{some.randrange(300)}", f"e-{some.randrange(320)}"])
        lexemes.append(f"{some.choice(['', '-'])}{digits[:place].lstrip('0') or '0'}.{digits[place:] or '0'}{exponent}")
    for lexeme in lexemes:
        double = float(lexeme)
        if double not in (float("inf"), float("-inf")):
            yield {"number": lexeme, "text": go(double), "signature": hashlib.md5(f"n={go(double)}{SECRET}".encode()).hexdigest()}


def go(double):
    """strconv.FormatFloat(double, 'g', -1, 64): with an exponent below 1e-04 and from 1e+06 on, of two digits at least."""
    sign, digits, exponent = Decimal(repr(double)).as_tuple()
    digits = "".join(map(str, digits)).lstrip("0")
    power = len(digits) + exponent - 1
    digits = digits.rstrip("0")
    if not digits:
        number = "0"
    elif not -4 <= power < 6:
        number = f"{digits[0]}{'.' if digits[1:] else ''}{digits[1:]}e{'-' if power < 0 else '+'}{abs(power):02}"
    elif power < 0:
        number = "0." + "0" * (-power - 1) + digits
    else:
        whole, rest = digits[: power + 1].ljust(power + 1, "0"), digits[power + 1 :]
        number = whole + ("." + rest if rest else "")
    return "-" * sign + number


if __name__ == "__main__":
    made, numbers = list(cases()), list(go_numbers())
    (HERE / "more.json").write_text(one_a_line(made), encoding="utf-8")
    (HERE / "go-numbers.json").write_text(one_a_line(numbers), encoding="utf-8")
    print(f"more.json: {len(made)} cases, go-numbers.json: {len(numbers)}")
