#!/usr/bin/env python3
"""Writes peers.json: random messages signed by other people's code for the same gateways.

    pip install epusdt==0.4.0 bepusdt==0.3.15

The first is of Epusdt's GMPay and sorts finished pairs, the second of BEpusdt. Neither writes numbers as the gateways' own
servers do where those write an exponent, nor trims; such messages are in living-bepusdt.json. Seeded: always the same.
"""

import random
from importlib.metadata import version
from pathlib import Path

from bepusdt.signature import generate_signature as bepusdt
from epusdt.signature import generate_epay_signature, generate_gmpay_signature

from signing import one_a_line

HERE = Path(__file__).parent
VERSIONS = {"epusdt": "0.4.0", "bepusdt": "0.3.15"}
EACH = 3000
NAMES = ["a", "a1", "a10", "a2", "A", "a_1", "aB", "ab", "b", "B", "Z", "z", "_", "0", "9", "a-", "pid", "amount", "name", "é",
         "币", "😀"]
LETTERS = ["abcxyz0189", "ABZ-_.~", "&=+% /?#,;:", "币订单", "é🎉", "0"]


def text(some):
    made = "".join(some.choice(some.choices(LETTERS, [8, 3, 3, 1, 1, 2])[0]) for _ in range(some.randrange(7)))
    return made.rstrip("&")


def value(some):
    kind = some.choices(["text", "whole", "decimal", "absent"], [12, 2, 2, 1])[0]
    return {
        "text": lambda: text(some),
        "whole": lambda: some.randrange(1, 999999),
        "decimal": lambda: some.randrange(100, 99999) * 2 / 16 + 0.0625,
        "absent": lambda: None,
    }[kind]()


def cases(some):
    for package in VERSIONS:
        for _ in range(EACH):
            params = {name: value(some) for name in some.sample(NAMES, some.randrange(1, 6))}
            key = text(some).strip(" ") or "k"
            key = "k" + key + "y"
            if package == "bepusdt":
                yield ["bepusdt", key, params, bepusdt(params, key)]
            elif some.random() < 0.7:
                yield ["gmpay-hmac", key, params, generate_gmpay_signature(params, key)]
            else:
                yield ["gmpay-md5", key, params, generate_epay_signature(params, key)]


if __name__ == "__main__":
    for package, wanted in VERSIONS.items():
        assert version(package) == wanted, f"{package} is {version(package)}"
    made = list(cases(random.Random("peers")))
    (HERE / "peers.json").write_text(one_a_line(made), encoding="utf-8")
    print(f"peers.json: {len(made)} cases")
