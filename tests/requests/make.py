"""The golden requests: each call's exact bytes, written from the gateways' pages with the signers of ../vectors.

Nothing here is taken from the crate: paths, names, their order, JSON types and signatures are spelled out a second time.
`python3 make.py` writes the files, `python3 make.py --check` says whether they are what it would write.
A file is the request line with the whole address, the headers, an empty line, the body, and a line feed that is not sent.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "vectors"))
import signing  # noqa: E402

MILLIS = 1577105620123
SECONDS = str(MILLIS // 1000)
BEIJING = (datetime.fromtimestamp(MILLIS // 1000, timezone.utc) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")
NONCE = "2K426TILTKCH16CQ25145I8ZNMTM67VS"
BASE_TOKEN = "base-token-1"
MERCHANT_PEM = (HERE.parent / "vectors/keys/merchant.pkcs8.pem").read_bytes()

# What an encoder can get wrong: a space, the form's and the address's own characters, quotes, a line feed, CJK, an emoji.
ODD = "月卡 100% + a=b&c*-._~ \"\\/\n😀"

files = {}


def text_of(value):
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def typed(pairs):
    """As the signers take them; a JSON number is signed with its digits."""
    return [[name, "string", text_of(value)] for name, value in pairs]


def to_json(pairs):
    """One object, in this order; an int is a JSON number."""
    return json.dumps(dict(pairs), ensure_ascii=False, separators=(",", ":"))


def to_form(pairs):
    encode = signing.form_encode
    return "&".join(f"{encode(name)}={encode(text_of(value))}" for name, value in pairs)


def write(name, method, url, headers=(), form=None, body=None):
    assert name not in files, name
    lines = [f"{method} {url}"]
    lines += [f"{header}: {value}" for header, value in headers]
    lines.append("accept: application/json")
    if form is not None:
        lines.append("content-type: application/x-www-form-urlencoded")
        body = to_form(form)
    elif body is not None:
        lines.append("content-type: application/json")
        body = to_json(body)
    files[name] = "\n".join(lines) + "\n\n" + (body or "") + "\n"


# HiCoin ---------------------------------------------------------------------------------------------------------------

APP = "10021235678"
MCH_KEY = "mch_key_1566486321"
APP_SECRET = "app_secret_1566486321"
USER_BASE = "https://oauth.hicoin.vip/api"
MERCHANT_BASE = "https://avenger.hicoin.vip/api"


def hicoin(name, path, token, biz, key=MCH_KEY, base=USER_BASE):
    params = [
        ("app_id", APP),
        ("access_token", token),
        ("lang", "zh_CN"),
        ("version", "1.0"),
        ("charset", "utf8"),
        ("nonce_str", NONCE),
        ("biz_content", to_json(biz)),
    ]
    _, sign = signing.hicoin_api(typed(params), key)
    write(f"hicoin.{name}", "POST", base + path, form=params + [("sign", sign)])


PAYOUT = [
    ("openid", "o-2"),
    ("body", "提现"),
    ("subject", "返佣"),
    ("out_trade_no", "T20261121001"),
    ("total_amount", 1),
    ("settle_currency", "USDT"),
]
hicoin(
    "createOrder",
    "/pay/preOrder",
    "user-token-1",
    [
        ("openid", "o-1"),
        ("body", ODD),
        ("subject", "会员"),
        ("out_trade_no", "A20261121001"),
        ("total_amount", 9007199254740993),
        ("settle_currency", "USDT"),
        ("passback_params", "x=1&y=2"),
        ("trade_type", "H5"),
        ("trade_timeout_express", 600),
        ("return_url", "https://shop.example/back?a=1&b=%20"),
    ],
)
hicoin(
    "createOrder.least",
    "/pay/preOrder",
    "user-token-1",
    [
        ("openid", "o-1"),
        ("body", "b"),
        ("subject", "s"),
        ("out_trade_no", "1"),
        ("total_amount", 1),
        ("settle_currency", "USDT"),
        ("trade_type", "JSAPI"),
        ("trade_timeout_express", 600),
        ("return_url", "http://127.0.0.1/"),
    ],
)
hicoin("queryOrder", "/pay/queryOrder", BASE_TOKEN, [("out_trade_no", "A20261121001")])
hicoin("queryOrder.token", "/pay/queryOrder", "another token", [("out_trade_no", "A20261121001")])
hicoin("transfer", "/mmpaymkttransfers/promotion/transfers", BASE_TOKEN, PAYOUT, APP_SECRET, MERCHANT_BASE)
hicoin(
    "queryTransfer",
    "/mmpaymkttransfers/gettransferinfo",
    BASE_TOKEN,
    [("out_trade_no", "T20261121001")],
    APP_SECRET,
    MERCHANT_BASE,
)
write(
    "hicoin.authorizeUrl",
    "GET",
    "https://oauth.hicoin.vip/api/connect/oauth/authorize?"
    + to_form(
        [
            ("app_id", APP),
            ("redirect_uri", "https://shop.example/back?a=1&b=会"),
            ("response_type", "code"),
            ("scope", "snsapi_base"),
            ("state", "Abc123"),
        ]
    )
    + "#wallet_redirect",
)
h5 = [
    ("appId", APP),
    ("nonceStr", NONCE),
    ("package", "prepay_id=1048157710522051678581"),
    ("signType", "HMAC-SHA256"),
    ("timeStamp", SECONDS),
]
_, pay_sign = signing.hicoin_h5(typed(h5), MCH_KEY)
write(
    "hicoin.h5PayUrl",
    "GET",
    "https://api.hicoin.vip/hicoinfe/payment/?" + to_form(h5 + [("paySign", pay_sign)]),
)
write(
    "hicoin.exchangeCode",
    "POST",
    USER_BASE + "/sns/oauth/access_token",
    form=[("app_id", APP), ("secret", APP_SECRET), ("code", "the code"), ("grant_type", "authorization_code")],
)
write(
    "hicoin.refreshToken",
    "POST",
    USER_BASE + "/sns/oauth/refresh_token",
    form=[("app_id", APP), ("grant_type", "refresh_token"), ("refresh_token", "refresh/1+2=")],
)
write(
    "hicoin.baseToken",
    "POST",
    MERCHANT_BASE + "/cgi-bin/access_token",
    form=[("app_id", APP), ("secret", APP_SECRET), ("grant_type", "client_credential")],
)
write(
    "hicoin.userInfo",
    "GET",
    USER_BASE
    + "/sns/user/info?"
    + to_form(
        [
            ("app_id", APP),
            ("access_token", "user-token-1"),
            ("lang", "zh_CN"),
            ("version", "1.0"),
            ("charset", "utf8"),
            ("nonce_str", NONCE),
            ("openid", "o-1"),
        ]
    ),
)

# Yinqiantong ----------------------------------------------------------------------------------------------------------

YQT_SECRET = "your_app_secret"
YQT_ORDER = [
    ("client_out_trade_no", "Y20261121001"),
    ("channel", None),
    ("platform", None),
    ("money", 12345),
    ("client_ip", "127.0.0.1"),
    ("notify_url", "https://shop.example/notify?a=1&b=2"),
    ("open_id", "wx-1"),
    ("return_url", "https://shop.example/back"),
    ("subject", "会员 \"年\""),
    ("description", ODD),
    ("extra", "x=1&y=2"),
]


def yinqiantong_order(channel, platform):
    codes = {"channel": channel, "platform": platform}
    return [(name, codes.get(name, value)) for name, value in YQT_ORDER]


def v1_headers(body):
    _, sign = signing.yinqiantong_v1(typed(body), YQT_SECRET, SECONDS)
    if not body:  # nothing but ts is signed
        sign = signing.md5(f"ts={SECONDS}&app_secret={YQT_SECRET}")
    return [("appid", "00000000"), ("appkey", "1234567890123456"), ("ts", SECONDS), ("sign", sign)]


order = yinqiantong_order("wx", "mp")
write("yinqiantong-v1.createOrder", "POST", "https://yinqiantong.com/order", v1_headers(order), body=order)
query = [("appid", "00000000"), ("client_out_trade_no", "Y20261121001")]
write("yinqiantong-v1.queryOrder", "GET", "https://yinqiantong.com/order?" + to_form(query), v1_headers([]))
query = [("appid", "00000000"), ("out_trade_no", "00000000 1/2")]
write("yinqiantong-v1.queryOrder.theirs", "GET", "https://yinqiantong.com/order?" + to_form(query), v1_headers([]))

order = [("appid", "00000000"), ("ts", SECONDS)] + yinqiantong_order(2, 4)
_, sign = signing.yinqiantong_v2(typed(order), YQT_SECRET)
write("yinqiantong-v2.createOrder", "POST", "https://api.yqtapi.com/order", body=order + [("sign", sign)])
query = [("appid", "00000000"), ("client_out_trade_no", "Y20261121001")]
write("yinqiantong-v2.queryOrder", "GET", "https://api.yqtapi.com/order?" + to_form(query))
query = [("appid", "00000000"), ("out_trade_no", "00000000 1/2")]
write("yinqiantong-v2.queryOrder.theirs", "GET", "https://api.yqtapi.com/order?" + to_form(query))

# BitCV ----------------------------------------------------------------------------------------------------------------

BITCV = "https://open.bitcv.com"
BITCV_SECRET = "app-secret-bitcv"


def bitcv(name, path, params):
    _, sign = signing.bitcv(typed(params), BITCV_SECRET)
    write(f"bitcv.{name}", "POST", BITCV + path, body=params + [("sign", sign)])


OWN = [("appid", "bitcv-app"), ("secret", BITCV_SECRET)]
ORDER = [
    ("accessToken", "user-token-1"),
    ("outTradeNo", "B-2026/11 21"),
    ("totalAmount", "10.360"),
    ("productName", ODD),
    ("currency", "BCV"),
    ("payerIp", "192.168.0.1"),
]
bitcv("createOrder", "/api/createOrder", ORDER + [("requestTime", BEIJING), ("memo", "备注 &=")])
bitcv("createOrder.least", "/api/createOrder", ORDER + [("requestTime", "2018-07-11 18:01:17")])
bitcv("queryOrder", "/api/order", OWN + [("tradeNo", "BW1812250001")])
bitcv(
    "transfer",
    "/api/transfer",
    OWN
    + [
        ("transNo", "T-1"),
        ("tradeList", "13801088888^BCV^1.25~5966c7bdacaa47b9bf59ca85144a8c47^USDT^2"),
        ("requestTime", BEIJING),
    ],
)
write(
    "bitcv.authorizeUrl",
    "GET",
    BITCV
    + "/oauth2/authorize?"
    + to_form(
        [
            ("redirectUri", "https://shop.example/back?a=1"),
            ("appid", "bitcv-app"),
            ("responseType", "code"),
            ("scope", "userinfo"),
            ("state", "s&1"),
        ]
    ),
)
write(
    "bitcv.exchangeCode",
    "GET",
    BITCV
    + "/oauth2/accessToken?"
    + to_form([("code", "the code")] + OWN + [("grantType", "authorizationCode")]),
)
write(
    "bitcv.refreshToken",
    "GET",
    BITCV
    + "/oauth2/refreshToken?"
    + to_form(OWN + [("grantType", "refreshToken"), ("refreshToken", "refresh/1+2=")]),
)
write("bitcv.userInfo", "GET", BITCV + "/api/userinfo?" + to_form([("accessToken", "user-token-1")]))

# 6du ------------------------------------------------------------------------------------------------------------------

MERCHANT = ("merchantId", "M6DU0001")
NUMBER = ("merchantOrderCode", "S-20261121001")
COIN = [("coinName", "USDT"), ("currencyName", "CNY")]
PRODUCT = ("paymentProductCode", "0001")
STAMP = ("requestTimestamp", MILLIS)


def sixdu(name, path, params):
    _, sign = signing.sixdu(typed(params), MERCHANT_PEM)
    write(f"sixdu.{name}", "POST", "https://pay.6du.io" + path, body=params + [("merchantSign", sign)])


def buy(trade_type, order_price, quantity):
    amounts = [("tradeType", trade_type), ("orderPrice", order_price), ("quantity", quantity)]
    return [MERCHANT, ("subject", ODD)] + COIN + amounts + [PRODUCT, STAMP, NUMBER]


sixdu("createOrder", "/pay/v3.0/createPrePaymentBill", buy(1, "0", "12.500000"))
sixdu("createOrder.amount", "/pay/v3.0/createPrePaymentBill", buy(2, "720.5", "0"))
sixdu("queryOrder", "/pay/v2.0/queryPayPreOrderStatus", [MERCHANT, NUMBER])
sixdu("cancelOrder", "/pay/v3.0/merchantCancelTakeOrder", [MERCHANT, NUMBER])
sixdu(
    "quoteSale",
    "/pay/v3.0/queryMatchingTotalPrice",
    [MERCHANT] + COIN + [("matchAmount", "0.5"), PRODUCT, STAMP],
)
sixdu(
    "sell",
    "/pay/v3.0/initialToSellCoin",
    [MERCHANT, NUMBER]
    + COIN
    + [("sellAmount", "0.5"), PRODUCT, STAMP]
    + [("mobile", "13800000000"), ("reallyName", "李雷"), ("account", "li@example.com"), ("bankBranch", "0001")],
)
sixdu("confirmAndRelease", "/pay/v3.0/confirmedReceiptAndCoinRelease", [MERCHANT, NUMBER, STAMP])

# BHOP -----------------------------------------------------------------------------------------------------------------

BROKER = "https://broker.example"
FILTER = [
    ("status", 1),
    ("from_id", "1234567890123456789"),
    ("to_id", "999"),
    ("start_time", "1577105620000"),
    ("end_time", "1577105629999"),
    ("limit", 100),
]


def bhop_user(name, path, params):
    write(f"bhop-user.{name}", "POST", BROKER + "/api/payment" + path, form=params)


bhop_user("listOrders", "/orders", FILTER)
bhop_user("listOrders.all", "/orders", [])
bhop_user("loadPayData", "/order/load_pay_data", [("order_id", "1234567890123456789")])
bhop_user("sendVerifyCode", "/order/send_payment_verify_code", [("order_id", "1234567890123456789")])
CODE = [("order_id", "1234567890123456789"), ("verify_code_order_id", "987"), ("verify_code", "123456")]
bhop_user("pay", "/order/pay", CODE)
bhop_user("pay.authenticator", "/order/pay", [CODE[0], CODE[2]])
bhop_user("quickPay", "/order/quick_pay", CODE)
bhop_user("quickPay.first", "/order/quick_pay", CODE[:1])


def bhop_org(name, path, params, encode=lambda text: text):
    text = signing.join(signing.pairs(typed(params), {"signature"}, False), encode=encode)
    signature = signing.hmac_sha256("org-secret-key", text)
    if encode("&") == "&":
        assert signing.bhop_org(typed(params), "org-secret-key") == (text, signature)
    write(
        f"bhop-org.{name}",
        "POST",
        BROKER + "/api/v2/org/payment" + path,
        [("X-ACCESS-KEY", "org-access-key")],
        form=params + [("signature", signature)],
    )


def item(pay_type, token_id, amount):
    return {"pay_type": pay_type, "token_id": token_id, "amount": amount}


def as_json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


CLIENT = ("client_order_id", "a_B-c|d*1")
PAYER = ("payer_user_id", "83214971450163203")
ORDER_ID = ("order_id", "1234567890123456789")
PART = [("token_id", "USDT"), ("amount", "0.50")]
bhop_org(
    "createOrder",
    "/order/create",
    [CLIENT, PAYER, ("pay_info", as_json(item("PAY", "USDT", "10.50"))), ("effective_time", 600)],
)
bhop_org(
    "createOrder.payee",
    "/order/createv2",
    [
        CLIENT,
        PAYER,
        ("payee_user_id", "83214971450163200"),
        ("pay_info", as_json([item("PREPAY", "USDT", "1"), item("PAY", "BTC", "0.00000001")])),
        ("product_info", as_json([item("PAY", "TICKET", "1")])),
        ("effective_time", 60),
        ("desc", ODD),
        ("extend_info", '{"a":1}'),
    ],
)
bhop_org("listOrders", "/orders", [PAYER, ("payee_user_id", "83214971450163200")] + FILTER)
bhop_org("queryOrder", "/order/detail", [ORDER_ID])
bhop_org("queryOrder.ours", "/order/detail", [CLIENT])
bhop_org("queryOrder.form", "/order/detail", [CLIENT], encode=signing.form_encode)
for variant, reference in (("", ORDER_ID), (".ours", CLIENT)):
    bhop_org(f"settle{variant}", "/order/settle", [reference] + PART + [("settle_client_order_id", "s-1")])
    bhop_org(
        f"refund{variant}",
        "/order/refund",
        [reference, ("item_id", "42")] + PART + [("refund_client_order_id", "r-1")],
    )
    bhop_org(f"unlock{variant}", "/order/unlock", [reference] + PART + [("unlock_client_order_id", "u-1")])
    bhop_org(f"cancelOrder{variant}", "/order/cancel", [reference])

# ----------------------------------------------------------------------------------------------------------------------

if "--check" in sys.argv:
    found = {path.stem: path.read_bytes().decode() for path in HERE.glob("*.txt")}
    wrong = sorted(name for name in files.keys() | found.keys() if files.get(name) != found.get(name))
    print(f"{len(files)} requests; {len(wrong)} differ: {' '.join(wrong)}")
    sys.exit(bool(wrong))
for name, text in files.items():
    (HERE / f"{name}.txt").write_bytes(text.encode())
print(f"{len(files)} requests written")
