#!/usr/bin/env python3
"""Writes random.json: thousands of random messages for the seven schemes, signed by signing.py. Seeded: always the same."""

import random
from pathlib import Path

import signing

HERE = Path(__file__).parent
SEED, EACH, RSA = 20180901, 360, 40
MERCHANT = (HERE / "keys/merchant.pkcs8.pem").read_bytes()

SIGN = {
    "hicoin": signing.hicoin_api,
    "hicoin-h5": signing.hicoin_h5,
    "yinqiantong-v2": signing.yinqiantong_v2,
    "bitcv": signing.bitcv,
    "bhop-org": signing.bhop_org,
}
SIGNATURES = ["sign", "paySign", "merchantSign", "signature", "sign_type", "sign_version"]
NAMES = ["appid", "app_id", "out_trade_no", "total_amount", "subject", "body", "notify_url", "nonceStr", "timeStamp", "a",
         "a1", "a10", "a2", "A", "B", "_", "Z", "z", "aB", "a_b", "ab", "0", "10", "9", "-", "~", "é", "e\u0301", "中", "银",
         "\uff5e", "\ufffd", "😀", "𠮷", "__proto__", "constructor", "length", "a b", "a.b", "a[0]"]
LETTERS = ["abcdefghijklmnopqrstuvwxyz0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", "&=+% /?#,;:@!$'()*~[]<>{}|^`\"\\",
           "银钱通币威订单充值会员年卡元", "éàüßñøæ", "🎉💰😀👨\u200d👩\u200d👧", "\t\r\n\x00\x1b\x7f\u2028\ufeff"]


def text(some, longest):
    letters = some.choices(LETTERS, [30, 10, 8, 6, 2, 2, 1])[0]
    return "".join(some.choice(letters) for _ in range(some.randrange(longest)))


def param(some, name):
    kind = some.choices(["string", "number", "boolean", "null"], [16, 5, 1, 1])[0]
    value = {
        "string": lambda: text(some, 9) + text(some, 9),
        "number": lambda: some.choice([some.randrange(-9, 100), some.randrange(2**40), 2**53 - 1, 1 - 2**53]),
        "boolean": lambda: some.random() < 0.5,
        "null": lambda: None,
    }[kind]()
    return name, kind, value


def secret(some):
    while True:
        made = text(some, 40)
        if made and made.isprintable() and made == made.strip() and made[0] not in "\"'`\u200b" and made[-1] != "\u200d":
            return made


def cases(some):
    for scheme in ["hicoin", "hicoin-h5", "yinqiantong-v1", "yinqiantong-v2", "bitcv", "sixdu", "bhop-org"]:
        for _ in range(RSA if scheme == "sixdu" else EACH):
            names = some.sample(NAMES, some.randrange(7)) + some.sample(SIGNATURES, some.randrange(2))
            params = [param(some, name) for name in names]
            key = secret(some)
            if scheme == "sixdu":
                key = "keys/merchant.pkcs8.pem"
                signature = signing.sixdu(params, MERCHANT)[1]
            elif scheme == "yinqiantong-v1":
                ts = str(some.randrange(10**9, 2 * 10**9))
                signature = signing.yinqiantong_v1(params, key, ts)[1]
                params.insert(some.randrange(len(params) + 1), ("ts", "string", ts))
            else:
                signature = SIGN[scheme](params, key)[1]
            yield [scheme, key, [[name, value] for name, _, value in params], signature]


if __name__ == "__main__":
    made = list(cases(random.Random(SEED)))
    (HERE / "random.json").write_text(signing.one_a_line(made), encoding="utf-8")
    print(f"random.json: {len(made)} cases")
