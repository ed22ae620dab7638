//! BitCV (币威) open platform.

use std::borrow::Cow::Borrowed;

use crate::algorithm::Algorithm;
use crate::answer::{Out, Read, always, maybe};
use crate::call::{Base, Call, Envelope, Form, Gateway, KeySetting, Notice, Paid, Repeat, Reply, Setting, Shape, Sign};
use crate::doc::{Doc, doc};
use crate::field::{Field, Fill, Rule, default, only, optional, required};
use crate::http::Method;
use crate::scheme::{Scheme, SchemeRow};

/// All non-empty parameters, then the app secret directly, without a separator, MD5. Source: the platform's page
/// `sign.md` (后端签名机制). The example printed there contradicts itself and is no test vector.
pub const API: Scheme = SchemeRow {
    exclude: &[Borrowed("sign_type"), Borrowed("sign_version")],
    secret: Some("{}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// BitCV's rows. Sources: the page "个人用户支付相关", and the platform's pages `sign.md`, `tran.md` and `auth.md`.
pub static GATEWAY: Gateway = Gateway {
    class: "BitCV",
    name: "bitcv",
    doc: CLASS_DOC,
    further: doc(""),
    ids: &[Setting {
        name: "appId",
        secret: false,
        doc: doc("The application's id (`appid`).").zh("应用 id（`appid`）"),
    }],
    keys: &[KeySetting {
        name: "appSecret",
        role: "app",
        scheme: &API,
        signs: true,
        required: true,
        doc: doc("The application's secret.").zh("应用的密钥"),
    }],
    bases: &[Base {
        name: "base",
        production: Some("https://open.bitcv.com"),
        test: None,
        doc: doc("The platform's address.").zh("平台地址"),
    }],
    choices: &[],
    calls: &[
        Call {
            name: "createOrder",
            path: "/api/createOrder",
            fields: &[
                ACCESS_TOKEN,
                required("outTradeNo", Rule::TEXT, doc("Your own number, unique for each order.")),
                required(
                    "totalAmount",
                    Rule::Decimal,
                    doc("The amount in coins, a decimal number above 0: `'10.36'`."),
                ),
                required("productName", Rule::TEXT, doc("What the order is for.")),
                required(
                    "currency",
                    Rule::TEXT,
                    doc("The coin, one that the wallet has, like `BCV`."),
                ),
                required(
                    "payerIp",
                    Rule::Ipv4,
                    doc("The paying user's IPv4 address; one written as IPv6, `::ffff:192.0.2.1`, is sent as IPv4."),
                ),
                REQUEST_TIME,
                optional(
                    "memo",
                    Rule::TEXT,
                    doc("Your own text; comes back in the notification."),
                ),
            ],
            repeat: Repeat::Money(
                "the query needs the tradeNo that did not arrive, and nobody can pay an order whose tradeNo nobody has: make a new one with another outTradeNo, and watch for a notification about this one",
            ),
            answer: Shape::One(&[TRADE_NO]),
            bundle: Some((
                "requestPayment",
                &["accessToken", "tradeNo", "requestTime"],
                doc("What the page hands to the wallet's bridge, as it is: `requestPayment(…)`."),
            )),
            doc: doc(
                "Makes an order for a user (`/api/createOrder`). In the wallet's web view, the page then calls the bridge with `answer.requestPayment`.",
            ),
            ..SIGNED
        },
        Call {
            name: "queryOrder",
            path: "/api/order",
            fields: &[
                only("appid", Fill::Setting("appId")),
                only("secret", Fill::Secret("appSecret")),
                required(
                    "tradeNo",
                    Rule::TEXT,
                    doc("The platform's number of the order, of the answer to `createOrder`."),
                ),
            ],
            answer: Shape::One(&[
                TRADE_NO,
                always("outTradeNo", Read::Text, doc("Your number of the order.")),
                always("totalAmount", Read::Text, doc("The amount in coins, a decimal number.")),
                maybe("productName", Read::Text, doc("As it was sent.")),
                always("currency", Read::Text, doc("The coin.")),
                always("tradeStatus", Read::Codes(STATUS), STATUS_DOC),
                maybe("openid", Read::Text, doc("The paying user.")),
                maybe(
                    "orderTime",
                    Read::Text,
                    doc("When the order was made: `YYYY-MM-DD HH:MM:SS`, UTC+8."),
                ),
                maybe(
                    "tradeTime",
                    Read::Text,
                    doc("When it was paid: `YYYY-MM-DD HH:MM:SS`, UTC+8."),
                ),
                maybe("payerIp", Read::Text, doc("As it was sent.")),
            ]),
            paid: Some(PAID),
            echo: &[("tradeNo", "tradeNo")],
            doc: doc(
                "The state of an order (`/api/order`). The platform does not sign its answers: they are as trustworthy as the connection.",
            ),
            ..SIGNED
        },
        Call {
            name: "transfer",
            path: "/api/transfer",
            fields: &[
                only("appid", Fill::Setting("appId")),
                only("secret", Fill::Secret("appSecret")),
                required("transNo", Rule::TEXT, doc("Your own number, unique for each transfer.")),
                required(
                    "tradeList",
                    Rule::Joined {
                        max: 10,
                        parts: &[
                            required("payee", Rule::TEXT, doc("The user's `openid` or mobile number.")),
                            required("currency", Rule::TEXT, doc("The coin, like `BCV`.")),
                            required(
                                "amount",
                                Rule::Decimal,
                                doc("The amount in coins, a decimal number above 0."),
                            ),
                        ],
                    },
                    doc("1 to 10 payments; none of their parts may hold `^` or `~`."),
                ),
                REQUEST_TIME,
            ],
            repeat: Repeat::Money(
                "the platform has no query for transfers: look into its console before you send it again, with the same transNo",
            ),
            answer: Shape::Nothing,
            doc: doc("Pays users of the wallet out of the application's account (`/api/transfer`)."),
            ..SIGNED
        },
        Call {
            name: "authorizeUrl",
            method: Method::Get,
            path: "/oauth2/authorize",
            form: Form::Page(""),
            fields: &[
                required(
                    "redirectUri",
                    Rule::ADDRESS,
                    doc("Where the user comes back to, with `code` and `state`."),
                ),
                only("appid", Fill::Setting("appId")),
                only("responseType", Fill::Text("code")),
                only("scope", Fill::Text("userinfo")),
                optional(
                    "state",
                    Rule::Text { max: 128 },
                    doc("Comes back as it was sent: a random value of yours that ties the answer to this visitor."),
                ),
            ],
            answer: Shape::Nothing,
            doc: doc("The page on which a user authorizes the application."),
            ..OAUTH
        },
        Call {
            name: "exchangeCode",
            path: "/oauth2/accessToken",
            fields: &[
                required(
                    "code",
                    Rule::Token,
                    doc("The `code` that the user came back with; it works once."),
                ),
                only("appid", Fill::Setting("appId")),
                only("secret", Fill::Secret("appSecret")),
                only("grantType", Fill::Text("authorizationCode")),
            ],
            doc: doc("A user's token for the `code` that the user came back with."),
            ..OAUTH
        },
        Call {
            name: "refreshToken",
            path: "/oauth2/refreshToken",
            fields: &[
                only("appid", Fill::Setting("appId")),
                only("secret", Fill::Secret("appSecret")),
                only("grantType", Fill::Text("refreshToken")),
                required(
                    "refreshToken",
                    Rule::Token,
                    doc("The `refreshToken` of the answer before; valid for 30 days."),
                ),
            ],
            doc: doc("A new token for a user whose token ends."),
            ..OAUTH
        },
        Call {
            name: "userInfo",
            path: "/api/userinfo",
            fields: &[ACCESS_TOKEN],
            repeat: Repeat::Safe,
            answer: Shape::One(&[
                maybe("openId", Read::Text, doc("The user.")).or("openid"),
                maybe("nickname", Read::Text, doc("The user's name in the wallet.")),
                maybe("avatarUrl", Read::Text, doc("The address of the user's picture.")),
                maybe("inviteCode", Read::Text, doc("The user's invitation code.")),
            ]),
            doc: doc("Who a user is (`/api/userinfo`)."),
            ..OAUTH
        },
    ],
    notices: &[Notice {
        key: "app",
        // It names no application, and no window is stated: what an old one can do, `replay` protection prevents.
        identity: &[],
        window: None,
        fields: &[
            always("outTradeNo", Read::Text, doc("Your number of the order.")),
            maybe("memo", Read::Text, doc("Your own text, as it was sent with the order.")),
            always("tradeStatus", Read::Codes(STATUS), STATUS_DOC),
            maybe(
                "timeStamp",
                Read::Text,
                doc("When the notification was sent, as the platform writes it."),
            ),
            maybe(
                "tradeTime",
                Read::Text,
                doc("When the order was paid: `YYYY-MM-DD HH:MM:SS`, UTC+8."),
            ),
        ],
        foreign: &[],
        paid: PAID,
        ask: "queryOrder({ tradeNo }) tells",
        once: &["outTradeNo", "tradeStatus"],
        success: Reply::json(r#"{"errcode":0,"errmsg":"ok","data":{}}"#),
        failure: Reply::json(r#"{"errcode":1,"errmsg":"try again","data":{}}"#),
        doc: doc(
            "An order changed its state. It says no amount: `queryOrder` does. The platform takes `errcode` 0 as received.",
        ),
        ..Notice::BASE
    }],
};

const ACCESS_TOKEN: Field = required("accessToken", Rule::Token, doc("The user's token, of `exchangeCode`."));
const REQUEST_TIME: Field = default(
    "requestTime",
    Rule::DateTime,
    Fill::Beijing,
    doc("`YYYY-MM-DD HH:MM:SS`, UTC+8; now unless given."),
);
const TRADE_NO: Out = always(
    "tradeNo",
    Read::Text,
    doc("The platform's number of the order; `queryOrder` takes it."),
);

const STATUS: &[(&str, &str)] = &[
    ("WAIT_PAY", "WAIT_PAY"),
    ("PAY_FINISHED", "PAY_FINISHED"),
    ("TRADE_FAILED", "TRADE_FAILED"),
    ("TRADE_FINISHED", "TRADE_FINISHED"),
    ("TRADE_CLOSED", "TRADE_CLOSED"),
];
const STATUS_DOC: crate::doc::Doc =
    doc("`WAIT_PAY` waiting, `PAY_FINISHED` paid, `TRADE_FINISHED` paid and final, `TRADE_FAILED`, `TRADE_CLOSED`.");
const PAID: Paid = Paid::When("tradeStatus", &["PAY_FINISHED", "TRADE_FINISHED"]);

/// 100 bad parameter, 105 bad sign, 302 not logged in, 40014 illegal accessToken, 40029 invalid code: the platform's pages
/// `sign.md`, `tran.md` and `auth.md` name these and no more.
const REFUSED: &[&str] = &["100", "105", "302", "40014", "40029"];
static ENVELOPE: Envelope = Envelope {
    code: &["errcode"],
    ok: &["0"],
    message: &["errmsg"],
    refused: REFUSED,
    ..Envelope::BASE
};
/// OAuth answers come bare or inside `data`.
static OAUTH_ENVELOPE: Envelope = Envelope {
    code: &["errcode"],
    ok: &["0"],
    message: &["errmsg"],
    bare: true,
    refused: REFUSED,
    ..Envelope::BASE
};

const SIGNED: Call = Call {
    sign: Some(Sign::in_body("app")),
    repeat: Repeat::Safe,
    envelope: &ENVELOPE,
    ..Call::BASE
};

const OAUTH: Call = Call {
    method: Method::Get,
    form: Form::Query,
    sign: None,
    repeat: Repeat::Once,
    envelope: &OAUTH_ENVELOPE,
    answer: Shape::One(&[
        always("accessToken", Read::Text, doc("The user's token.")),
        always(
            "expiresIn",
            Read::Number,
            doc("For how many seconds it is valid: 7200."),
        ),
        maybe(
            "refreshToken",
            Read::Text,
            doc("For `refreshToken`; valid for 30 days."),
        ),
        maybe("openId", Read::Text, doc("The user.")).or("openid"),
    ]),
    ..SIGNED
};

const CLASS_DOC: Doc = doc(
    r#"BitCV (币威) open platform: payment inside the wallet, transfers, OAuth. Holds secrets: for servers.

@example An order, for the wallet's bridge
```js
import { BitCV } from 'paysign'

const bitcv = new BitCV({ appId, appSecret })
const { tradeNo, requestPayment } = await bitcv.createOrder({
  accessToken, // the user's, of exchangeCode
  outTradeNo: 'A20261121001',
  totalAmount: '10.36',
  productName: '月卡',
  currency: 'BCV',
  payerIp: '114.114.114.114',
})
// in the wallet's web view: bridge.requestPayment(requestPayment)
```"#,
);
