//! HiCoin open platform: H5 payment.

use crate::algorithm::Algorithm;
use crate::answer::{Out, Read, always, maybe};
use crate::call::{
    Base, Call, Choice, Envelope, Form, Gateway, KeySetting, Notice, Paid, Repeat, Reply, Sets, Setting, Shape, Sign,
};
use crate::doc::{Doc, doc};
use crate::field::{Field, Fill, Rule, default, only, optional, required};
use crate::http::Method;
use crate::scheme::{Encoding, Output, Scheme, SchemeRow};

/// Requests, answers and notifications: raw values (the document says of `biz_content` "no urlencode here"),
/// `&key=KEY` appended, HMAC-SHA256 with the same key, upper hex. Source: appendix 2 of the platform's documentation.
pub const API: Scheme = SchemeRow {
    secret: Some("&key={}"),
    algorithm: Algorithm::HmacSha256,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// The H5 page: the same with every value form-urlencoded first. The documentation's prose and its PHP sample
/// contradict each other; the address printed in its H5 chapter comes out by this rule and not by the raw one.
pub const H5_PAGE: Scheme = SchemeRow {
    signature_field: "paySign",
    encode: Encoding::Form,
    secret: Some("&key={}"),
    algorithm: Algorithm::HmacSha256,
    output: Output::UpperHex,
    ..SchemeRow::BASE
}
.scheme();

/// HiCoin's rows. Sources: the H5 payment page, and the platform's pages "appendix 1", "appendix 2", "OAuth" and
/// "merchant payout".
pub static GATEWAY: Gateway = Gateway {
    class: "HiCoin",
    name: "hicoin",
    doc: CLASS_DOC,
    further: doc(""),
    ids: &[Setting {
        name: "appId",
        secret: false,
        doc: doc("The application's id (`app_id`).").zh("应用 id（`app_id`）"),
    }],
    keys: &[
        KeySetting {
            name: "mchKey",
            role: "payment",
            scheme: &API,
            signs: true,
            required: true,
            doc: doc("The payment key (`mch_key`): signs `/pay/*` requests, their answers, notifications and the H5 pay page.")
                .zh("**支付密钥**（`mch_key`）：签 `/pay/*` 的请求、其应答、通知和 H5 支付页"),
        },
        KeySetting {
            name: "mchKey",
            role: "h5",
            scheme: &H5_PAGE,
            signs: true,
            required: true,
            doc: doc(""),
        },
        KeySetting {
            name: "secret",
            role: "payout",
            scheme: &API,
            signs: true,
            required: false,
            doc: doc("The application's key (`secret`): fetches tokens and signs payouts. Needed by `queryOrder` without a token of your own, `exchangeCode`, `baseToken`, `transfer` and `queryTransfer`.")
                .zh("**应用密钥**（`secret`）：取令牌，签付款到用户的请求。`exchangeCode`、`baseToken`、`transfer`、`queryTransfer` 以及不带自己令牌的 `queryOrder` 需要它"),
        },
    ],
    bases: &[
        Base {
            name: "apiBase",
            production: Some("https://oauth.hicoin.vip/api"),
            test: Some("http://oauth.hicoin.one/api"),
            doc: doc("The address of the calls with a user's token.").zh("用户令牌接口的地址"),
        },
        Base {
            name: "merchantBase",
            production: Some("https://avenger.hicoin.vip/api"),
            test: Some("http://avenger.hicoin.one/api"),
            doc: doc("The address of the calls with the base token.").zh("基础令牌接口的地址"),
        },
        Base {
            name: "payPage",
            production: Some("https://api.hicoin.vip/hicoinfe/payment/"),
            test: Some("http://testweb.hicoin.one/hicoinfe/payment/"),
            doc: doc("The address of the H5 pay page.").zh("H5 支付页的地址"),
        },
        Base {
            name: "authorizePage",
            production: Some("https://oauth.hicoin.vip/api/connect/oauth/authorize"),
            test: Some("http://oauth.hicoin.one/api/connect/oauth/authorize"),
            doc: doc("The address of the page on which a user authorizes the application.").zh("用户授权页的地址"),
        },
    ],
    choices: &[Choice {
        name: "environment",
        sets: Sets::Environment,
        doc: doc("`test` takes the addresses of the test environment, which are http. Default `production`.")
            .zh("`test` 使用测试环境的地址（http）；默认 `production`"),
    }],
    calls: &[
        Call {
            name: "createOrder",
            path: "/pay/preOrder",
            common: USER,
            fields: &[
                OPENID,
                BODY,
                SUBJECT,
                OUT_TRADE_NO,
                TOTAL_AMOUNT,
                SETTLE_CURRENCY,
                optional(
                    "passback_params",
                    Rule::TEXT,
                    doc("Your own text; comes back in the notification as it was sent."),
                ),
                required(
                    "trade_type",
                    Rule::Words(&["JSAPI", "H5"]),
                    doc("Where the user pays: `H5` in a browser, `JSAPI` inside the wallet."),
                ),
                default(
                    "trade_timeout_express",
                    Rule::Whole { min: 600, max: 600 },
                    Fill::Text("600"),
                    doc("How long the order can be paid, in seconds: the gateway takes 600 only."),
                ),
                required(
                    "return_url",
                    Rule::ADDRESS,
                    doc(
                        "Where the user goes after paying: an absolute address, not url-encoded. Coming back there proves nothing: wait for the notification or query.",
                    ),
                ),
            ],
            repeat: Repeat::Money("queryOrder({ out_trade_no }) tells"),
            answer: Shape::One(&[
                ECHO_OUT_TRADE_NO,
                TRADE_NO,
                maybe("trade_type", Read::Text, doc("As it was sent.")),
            ]),
            doc: doc(
                "Makes an order (`/pay/preOrder`). Then send the user to `h5PayUrl({ prepay_id: answer.trade_no })` by a redirect.",
            ),
            ..PAYMENT
        },
        Call {
            name: "queryOrder",
            path: "/pay/queryOrder",
            common: BASE_OR_GIVEN,
            fields: &[OUT_TRADE_NO],
            repeat: Repeat::Safe,
            answer: Shape::One(&[
                ECHO_OUT_TRADE_NO,
                TRADE_NO,
                maybe("trade_type", Read::Text, doc("`H5` or `JSAPI`.")),
                always(
                    "trade_status",
                    Read::Codes(TRADE_STATUS),
                    doc(
                        "`NOTPAY` waiting, `SUCCESS` paid, `CLOSED` expired or closed, `UNKNOW` (spelled so) unknown to the gateway.",
                    ),
                ),
                ALWAYS_TOTAL,
                always("settle_currency", Read::Text, doc("The coin of the amounts, `USDT`.")),
                maybe(
                    "settle_trans_amount",
                    Read::Units,
                    doc("What the gateway received, in units of 10^-8 coin."),
                ),
                maybe("subject", Read::Text, doc("As it was sent.")),
                maybe("body", Read::Text, doc("As it was sent.")),
                maybe(
                    "trade_time",
                    Read::Text,
                    doc("When the order was made, as the gateway writes it."),
                ),
                maybe(
                    "timeout_express",
                    Read::Text,
                    doc("When the order expires, as the gateway writes it."),
                ),
                maybe("openid", Read::Text, doc("The paying user.")),
            ]),
            paid: Some(Paid::When("trade_status", &["SUCCESS"])),
            doc: doc(
                "The state of an order (`/pay/queryOrder`). Without a token of yours, the base token is fetched and kept.",
            ),
            ..PAYMENT
        },
        Call {
            name: "transfer",
            base: "merchantBase",
            path: "/mmpaymkttransfers/promotion/transfers",
            common: BASE,
            fields: &[OPENID, BODY, SUBJECT, OUT_TRADE_NO, TOTAL_AMOUNT, SETTLE_CURRENCY],
            sign: Some(Sign::in_body("payout")),
            verify: Some("payout"),
            repeat: Repeat::Money("queryTransfer({ out_trade_no }) tells"),
            answer: Shape::One(&[
                ECHO_OUT_TRADE_NO,
                TRADE_NO,
                maybe("trade_type", Read::Text, doc("The gateway's word for a payout.")),
            ]),
            doc: doc(
                "Pays out to a user of the wallet (`/mmpaymkttransfers/promotion/transfers`). The answer says that the payout was taken; `queryTransfer` says what became of it.",
            ),
            ..PAYMENT
        },
        Call {
            name: "queryTransfer",
            base: "merchantBase",
            path: "/mmpaymkttransfers/gettransferinfo",
            common: BASE,
            fields: &[OUT_TRADE_NO],
            sign: Some(Sign::in_body("payout")),
            verify: Some("payout"),
            repeat: Repeat::Safe,
            answer: Shape::One(&[
                ECHO_OUT_TRADE_NO,
                TRADE_NO,
                maybe("trade_type", Read::Text, doc("The gateway's word for a payout.")),
                always(
                    "trade_status",
                    Read::Codes(TRANSFER_STATUS),
                    doc("`SUCCESS` or `FAILED`."),
                ),
                maybe("reason", Read::Text, doc("Why it failed.")),
                ALWAYS_TOTAL,
                maybe("settle_currency", Read::Text, doc("The coin of the amounts.")),
                maybe(
                    "settle_trans_amount",
                    Read::Units,
                    doc("What was paid out, in units of 10^-8 coin."),
                ),
                maybe("subject", Read::Text, doc("As it was sent.")),
                maybe("body", Read::Text, doc("As it was sent.")),
                maybe(
                    "trade_time",
                    Read::Text,
                    doc("When the payout was made, as the gateway writes it."),
                ),
                maybe("openid", Read::Text, doc("The user who was paid.")),
            ]),
            paid: Some(Paid::When("trade_status", &["SUCCESS"])),
            doc: doc("The state of a payout (`/mmpaymkttransfers/gettransferinfo`). `paid`: the user has the money."),
            ..PAYMENT
        },
        Call {
            name: "authorizeUrl",
            method: Method::Get,
            base: "authorizePage",
            path: "",
            form: Form::Page("#wallet_redirect"),
            common: &[
                only("app_id", Fill::Setting("appId")),
                required(
                    "redirect_uri",
                    Rule::ADDRESS,
                    doc("Where the user comes back to, with `code` and `state`."),
                ),
                only("response_type", Fill::Text("code")),
                only("scope", Fill::Text("snsapi_base")),
                optional(
                    "state",
                    Rule::Alnum { max: 128 },
                    doc(
                        "Comes back as it was sent: a random value of yours that ties the answer to this visitor. At most 128 of `[0-9A-Za-z]`.",
                    ),
                ),
            ],
            answer: Shape::Nothing,
            doc: doc(
                "The page on which a user authorizes the application; it ends in `#wallet_redirect`, which the wallet needs.",
            ),
            ..TOKEN
        },
        Call {
            name: "h5PayUrl",
            method: Method::Get,
            base: "payPage",
            path: "",
            form: Form::Page(""),
            // In the order of the address that the documentation prints.
            common: &[
                only("appId", Fill::Setting("appId")),
                default(
                    "nonceStr",
                    Rule::Nonce,
                    Fill::Nonce,
                    doc("1 to 32 characters, new for each address. Default: 32 random ones."),
                ),
                required(
                    "prepay_id",
                    Rule::Behind {
                        before: "prepay_id=",
                        source: "`trade_no` of the answer to createOrder",
                    },
                    doc("`trade_no` of the answer to `createOrder`."),
                )
                .sent_as("package"),
                only("signType", Fill::Text("HMAC-SHA256")),
                default(
                    "timeStamp",
                    Rule::Seconds,
                    Fill::Seconds,
                    doc("Unix time in seconds: 10 digits. Default: now."),
                ),
            ],
            sign: Some(Sign {
                key: "h5",
                header: false,
            }),
            answer: Shape::Nothing,
            doc: doc(
                "The address of the H5 pay page, to be reached by a redirect (302) or `location`; signed with the `mchKey`.",
            ),
            ..TOKEN
        },
        Call {
            name: "exchangeCode",
            path: "/sns/oauth/access_token",
            common: &[
                only("app_id", Fill::Setting("appId")),
                only("secret", Fill::Secret("secret")),
                required(
                    "code",
                    Rule::Token,
                    doc("The `code` that the user came back with; it works once."),
                ),
                only("grant_type", Fill::Text("authorization_code")),
            ],
            doc: doc("A user's token for the `code` that the user came back with."),
            ..TOKEN
        },
        Call {
            name: "refreshToken",
            path: "/sns/oauth/refresh_token",
            common: &[
                only("app_id", Fill::Setting("appId")),
                only("grant_type", Fill::Text("refresh_token")),
                required(
                    "refresh_token",
                    Rule::Token,
                    doc("The `refresh_token` of the answer before."),
                ),
            ],
            doc: doc("A new token for a user whose token ends."),
            ..TOKEN
        },
        Call {
            name: "baseToken",
            base: "merchantBase",
            path: "/cgi-bin/access_token",
            common: &[
                only("app_id", Fill::Setting("appId")),
                only("secret", Fill::Secret("secret")),
                only("grant_type", Fill::Text("client_credential")),
            ],
            repeat: Repeat::Safe,
            keeps: true,
            answer: Shape::One(&[
                always("access_token", Read::Text, doc("The base token.")),
                always("expires_in", Read::Number, doc("For how many seconds it is valid.")),
            ]),
            doc: doc(
                "The base token, which the client keeps: one fetch however many callers wait, a new one shortly before it ends or when the gateway refuses it.",
            ),
            ..TOKEN
        },
        Call {
            name: "userInfo",
            method: Method::Get,
            path: "/sns/user/info",
            form: Form::Query,
            common: &[
                only("app_id", Fill::Setting("appId")),
                USER_TOKEN,
                only("lang", Fill::Text("zh_CN")),
                only("version", Fill::Text("1.0")),
                only("charset", Fill::Text("utf8")),
                only("nonce_str", Fill::Nonce),
                OPENID,
            ],
            repeat: Repeat::Safe,
            answer: Shape::One(&[
                always("openid", Read::Text, doc("The user.")),
                maybe("nickname", Read::Text, doc("The user's name in the wallet.")),
                maybe("mobile_number", Read::Text, doc("Without the country code.")),
                maybe("country_code", Read::Text, doc("Of the mobile number, `86`.")),
                maybe("email", Read::Text, doc("The user's mail address.")),
                maybe("origin", Read::Text, doc("Where the user came from.")),
                maybe("role", Read::Text, doc("The gateway's number for the user's role.")),
            ]),
            doc: doc(
                "Who a user is (`/sns/user/info`); the gateway does not sign it. Fields of the user's `parent_*` are in `raw`.",
            ),
            ..TOKEN
        },
    ],
    notices: &[Notice {
        key: "payment",
        identity: &[("app_id", "appId")],
        fields: &[
            always("trade_status", Read::Codes(TRADE_STATUS), doc("`SUCCESS`: paid.")),
            always("trade_no", Read::Text, doc("The gateway's number of the order.")),
            always("out_trade_no", Read::Text, doc("Your number of the order.")),
            maybe("openid", Read::Text, doc("The paying user.")),
            maybe("trade_type", Read::Text, doc("`H5` or `JSAPI`.")),
            ALWAYS_TOTAL,
            always("settle_currency", Read::Text, doc("The coin of the amount, `USDT`.")),
            maybe(
                "passback_params",
                Read::Text,
                doc("Your own text, as it was sent with the order."),
            ),
            maybe("body", Read::Text, doc("As it was sent with the order.")),
            maybe("subject", Read::Text, doc("As it was sent with the order.")),
        ],
        // Of the answers about orders and payouts: a payout's SUCCESS is no order's.
        foreign: &["settle_trans_amount", "reason"],
        paid: Paid::When("trade_status", &["SUCCESS"]),
        ask: "queryOrder({ out_trade_no }) tells",
        once: &["out_trade_no", "trade_no", "trade_status", "total_amount"],
        success: Reply::text("SUCCESS"),
        failure: Reply::text("FAIL"),
        doc: doc(
            "An order was paid. Compare `total_amount` and `settle_currency` with your order before you deliver. The gateway takes the bare text `SUCCESS` as received.",
        ),
        ..Notice::BASE
    }],
};

const USER_TOKEN: Field = required("access_token", Rule::Token, doc("The user's token, of `exchangeCode`."));

const USER: &[Field] = &[
    only("app_id", Fill::Setting("appId")),
    USER_TOKEN,
    only("lang", Fill::Text("zh_CN")),
    only("version", Fill::Text("1.0")),
    only("charset", Fill::Text("utf8")),
    only("nonce_str", Fill::Nonce),
];

const BASE_OR_GIVEN: &[Field] = &[
    only("app_id", Fill::Setting("appId")),
    default(
        "access_token",
        Rule::Token,
        Fill::Token,
        doc("A base token of your own; without it, the client fetches one and keeps it."),
    ),
    only("lang", Fill::Text("zh_CN")),
    only("version", Fill::Text("1.0")),
    only("charset", Fill::Text("utf8")),
    only("nonce_str", Fill::Nonce),
];

const BASE: &[Field] = &[
    only("app_id", Fill::Setting("appId")),
    only("access_token", Fill::Token),
    only("lang", Fill::Text("zh_CN")),
    only("version", Fill::Text("1.0")),
    only("charset", Fill::Text("utf8")),
    only("nonce_str", Fill::Nonce),
];

const OPENID: Field = required(
    "openid",
    Rule::TEXT,
    doc("The user, as the gateway names him to this application."),
);
const BODY: Field = required(
    "body",
    Rule::Text { max: 64 },
    doc("What the order is for, at most 64 characters."),
);
const SUBJECT: Field = required(
    "subject",
    Rule::Text { max: 32 },
    doc("The order's title, at most 32 characters."),
);
const OUT_TRADE_NO: Field = required(
    "out_trade_no",
    Rule::Alnum { max: 32 },
    doc("Your own number, unique for each order: 1 to 32 of `[0-9A-Za-z]`."),
);
const TOTAL_AMOUNT: Field = required(
    "total_amount",
    Rule::Units,
    doc("The amount in units of 10^-8 coin, above 0: `toUnits('1.5', 8)` is 150000000n."),
);
const SETTLE_CURRENCY: Field = required("settle_currency", Rule::Words(&["USDT"]), doc("The coin: `USDT`."));

const ECHO_OUT_TRADE_NO: Out = always(
    "out_trade_no",
    Read::Text,
    doc("Your number of the order, as it was sent; an answer about another order is refused."),
);
const TRADE_NO: Out = always(
    "trade_no",
    Read::Text,
    doc("The gateway's number of the order: the `prepay_id` of `h5PayUrl`."),
);
const ALWAYS_TOTAL: Out = always("total_amount", Read::Units, doc("The amount in units of 10^-8 coin."));

const TRADE_STATUS: &[(&str, &str)] = &[
    ("NOTPAY", "NOTPAY"),
    ("SUCCESS", "SUCCESS"),
    ("CLOSED", "CLOSED"),
    ("UNKNOW", "UNKNOW"),
];
const TRANSFER_STATUS: &[(&str, &str)] = &[("SUCCESS", "SUCCESS"), ("FAILED", "FAILED")];

/// `code` is `"0"` or `0`; token answers may also come without an envelope.
///
/// 110043, "available balance too low" (the page of merchant payouts), is the one refusal that the platform documents.
static ENVELOPE: Envelope = Envelope {
    code: &["code"],
    ok: &["0"],
    message: &["msg", "message"],
    refused: &["110043"],
    ..Envelope::BASE
};
static TOKEN_ENVELOPE: Envelope = Envelope {
    code: &["code"],
    ok: &["0"],
    message: &["msg", "message"],
    bare: true,
    refused: &["110043"],
    ..Envelope::BASE
};

/// A call that is signed with the payment key and whose answer is.
const PAYMENT: Call = Call {
    base: "apiBase",
    form: Form::Form,
    wrap: Some("biz_content"),
    sign: Some(Sign::in_body("payment")),
    verify: Some("payment"),
    repeat: Repeat::Safe,
    envelope: &ENVELOPE,
    echo: &[("out_trade_no", "out_trade_no")],
    ..Call::BASE
};

/// A call for tokens: unsigned both ways.
const TOKEN: Call = Call {
    wrap: None,
    sign: None,
    verify: None,
    repeat: Repeat::Once,
    envelope: &TOKEN_ENVELOPE,
    answer: Shape::One(&[
        always("access_token", Read::Text, doc("The user's token.")),
        always("expires_in", Read::Number, doc("For how many seconds it is valid.")),
        maybe("refresh_token", Read::Text, doc("For `refreshToken`.")),
        maybe("openid", Read::Text, doc("The user.")),
        maybe("scope", Read::Text, doc("What the user allowed.")),
    ]),
    echo: &[],
    ..PAYMENT
};

const CLASS_DOC: Doc = doc(
    r#"HiCoin open platform: H5 payment in coins, payouts, OAuth. Holds secrets: for servers.

@example An order, the address to redirect the user to, and the query
```js
import { HiCoin, toUnits } from 'paysign'

const hicoin = new HiCoin({ appId, mchKey, secret })
const { trade_no } = await hicoin.createOrder({
  access_token, // the user's, of exchangeCode
  openid,
  out_trade_no: 'A20261121001',
  subject: '会员',
  body: '月卡',
  total_amount: toUnits('1.5', 8),
  settle_currency: 'USDT',
  trade_type: 'H5',
  return_url: 'https://shop.example/paid',
})
const address = hicoin.h5PayUrl({ prepay_id: trade_no })
const { paid } = await hicoin.queryOrder({ out_trade_no: 'A20261121001' })
```"#,
);
