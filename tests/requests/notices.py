"""Notifications that ../vectors/verify.json has not: for each gateway a good one, a forged, a foreign and a late one.

Written from the gateways' pages with the signers of ../vectors; `python3 notices.py` writes notices.json,
`python3 notices.py --check` says whether it is what it would write. `expect` is `ok` or the kind of the error.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "vectors"))
import signing  # noqa: E402

NOW = 1577105620
DAY = 86400
PLATFORM_PEM = (HERE.parent / "vectors/keys/platform.pkcs8.pem").read_bytes()
MERCHANT_PEM = (HERE.parent / "vectors/keys/merchant.pkcs8.pem").read_bytes()

cases = []


def typed(params):
    return [[name, "string", str(value)] for name, value in params.items()]


def add(gateway, method, name, expect, params, headers=None, form=False, paid=None):
    if form:
        content_type = "application/x-www-form-urlencoded"
        body = "&".join(f"{signing.form_encode(key)}={signing.form_encode(str(value))}" for key, value in params.items())
    else:
        content_type = "application/json"
        body = json.dumps(params, ensure_ascii=False, separators=(",", ":"))
    cases.append(
        {
            "gateway": gateway,
            "method": method,
            "name": name,
            "contentType": content_type,
            "headers": headers or {},
            "body": body,
            "now": NOW,
            "expect": expect,
            "paid": paid,
        }
    )


def hicoin(name, expect, key="mch_key_1566486321", paid=None, **changes):
    params = {
        "app_id": "10021235678",
        "trade_status": "SUCCESS",
        "trade_no": "1048157710522051678581",
        "out_trade_no": "A20261121001",
        "openid": "o-1",
        "trade_type": "H5",
        "total_amount": "9007199254740993",
        "settle_currency": "USDT",
        "passback_params": "",
        "body": "月卡 100%",
        "subject": "会员",
        "nonce_str": "2K426TILTKCH16CQ25145I8ZNMTM67VS",
        **changes,
    }
    params = {key: value for key, value in params.items() if value is not None}
    _, params["sign"] = signing.hicoin_api(typed(params), key)
    add("hicoin", "parseNotification", name, expect, params, form=True, paid=paid)


hicoin("good", "ok", paid=True)
hicoin("forged", "signature", key="somebody's key")
hicoin("foreign", "identity", app_id="10029999999")
hicoin("without an application", "identity", app_id=None)
hicoin("a state that is not paid", "ok", paid=False, trade_status="CLOSED")
hicoin("a state that is new", "ok", paid=False, trade_status="SETTLING")
hicoin("an amount that is none", "body", total_amount="1.5")
hicoin("without an amount", "body", total_amount="")


ORDER = {
    "channel": "alipay",
    "platform": "h5",
    "out_trade_no": "000000001577105620a",
    "client_out_trade_no": "Y20261121001",
    "status": "paid",
    "money": 12345,
    "client_ip": "127.0.0.1",
    "open_id": "",
    "subject": "会员",
    "description": "",
    "extra": "x=1&y=2",
    "pay_time": NOW - 5,
}


def v1(name, expect, ts=NOW, secret="your_app_secret", appid="00000000", appkey="1234567890123456", paid=None, drop=(), **changes):
    params = {**ORDER, **changes}
    _, sign = signing.yinqiantong_v1(typed(params), secret, str(ts))
    headers = {"appid": appid, "appkey": appkey, "ts": str(ts), "sign": sign}
    headers = {key: value for key, value in headers.items() if key not in drop}
    add("yinqiantong-v1", "parseNotification", name, expect, params, headers, paid=paid)


v1("good", "ok", paid=True)
v1("numbers for words", "ok", paid=True, channel=1, platform=3, status=1)
v1("not paid", "ok", paid=False, status="refunded")
v1("forged", "signature", secret="somebody's secret")
v1("foreign", "identity", appid="99999999")
v1("another key of the application", "identity", appkey="0000000000000000")
v1("without its key", "identity", drop=["appkey"])
v1("without a signature", "signature", drop=["sign"])
v1("without a time", "signature", drop=["ts"])
v1("a day old", "ok", ts=NOW - DAY, paid=True)
v1("late", "expired", ts=NOW - DAY - 1)
v1("a day and a second early", "expired", ts=NOW + DAY + 1)
v1("a time that is none", "expired", ts="soon")


def v2(name, expect, secret="your_app_secret", paid=None, **changes):
    params = {"appid": "00000000", "ts": NOW, **ORDER, "channel": "1", "platform": "3", "status": "1", **changes}
    _, params["sign"] = signing.yinqiantong_v2(typed(params), secret)
    add("yinqiantong-v2", "parseNotification", name, expect, params, paid=paid)


v2("good", "ok", paid=True)
v2("forged", "signature", secret="somebody's secret")
v2("foreign", "identity", appid="99999999")
v2("late", "expired", ts=NOW - DAY - 1)
v2("misspelled", "ok", paid=True, client_out_trade_no="", cient_out_trade_no="Y20261121001")


def bitcv(name, expect, secret="app-secret-bitcv", paid=None, **changes):
    params = {
        "outTradeNo": "B-1",
        "memo": "备注 &=",
        "tradeStatus": "PAY_FINISHED",
        "timeStamp": str(NOW),
        "tradeTime": "2019-12-23 20:53:40",
        **changes,
    }
    _, params["sign"] = signing.bitcv(typed(params), secret)
    add("bitcv", "parseNotification", name, expect, params, paid=paid)


bitcv("good", "ok", paid=True)
bitcv("final", "ok", paid=True, tradeStatus="TRADE_FINISHED")
bitcv("closed", "ok", paid=False, tradeStatus="TRADE_CLOSED")
bitcv("forged", "signature", secret="somebody's secret")
# It names neither an application nor a window: a foreign one is signed by somebody else, a late one is told by the guard.
bitcv("foreign", "signature", secret="another application's secret")
bitcv("late", "ok", paid=True, timeStamp=str(NOW - 30 * DAY))


def sixdu(method, name, expect, params, pem=PLATFORM_PEM, paid=None):
    params = dict(params)
    _, params["merchantSign"] = signing.sixdu(typed(params), pem)
    add("sixdu", method, name, expect, params, paid=paid)


PAID = {"merchantOrderCode": "S-1", "orderAmount": "12.500000", "coinName": "USDT", "billCode": "B1"}
SALE = {
    "merchantOrderCode": "V-1",
    "billCode": "S1",
    "sellAmount": "100",
    "coinName": "USDT",
    "unitPrice": "7.15",
    "orderPrice": "715.00",
    "orderCurrentStatus": "1",
}
sixdu("parseNotification", "good", "ok", PAID, paid=True)
sixdu("parseNotification", "forged", "signature", PAID, pem=MERCHANT_PEM)
sixdu("parseNotification", "foreign", "signature", PAID, pem=MERCHANT_PEM)
sixdu("parseNotification", "late", "ok", PAID, paid=True)
sixdu("parseNotification", "a sale", "body", SALE)
sixdu("parseSaleNotification", "good", "ok", SALE, paid=True)
sixdu("parseSaleNotification", "failed", "ok", {**SALE, "orderCurrentStatus": "2"}, paid=False)
sixdu("parseSaleNotification", "a state that is new", "ok", {**SALE, "orderCurrentStatus": "3"}, paid=False)
sixdu("parseSaleNotification", "forged", "signature", SALE, pem=MERCHANT_PEM)
sixdu("parseSaleNotification", "foreign", "signature", SALE, pem=MERCHANT_PEM)
sixdu("parseSaleNotification", "late", "ok", SALE, paid=True)
sixdu("parseSaleNotification", "a payment", "body", PAID)

text = signing.one_a_line(cases)
file = HERE / "notices.json"
if "--check" in sys.argv:
    same = file.read_text() == text
    print(f"{len(cases)} notifications; {'as written' if same else 'DIFFERENT'}")
    sys.exit(not same)
file.write_text(text)
print(f"{len(cases)} notifications written")
