//! Yinqiantong (银钱通) aggregate payment: the interfaces v1 (September 2018) and v2 (October 2018 on).

mod pay_body;

use std::borrow::Cow::Borrowed;

use crate::algorithm::Algorithm;
use crate::answer::{Out, Read, always, maybe};
use crate::call::{
    Base, Call, Choice, Envelope, Form, Gateway, Headers, KeySetting, Need, Notice, Paid, Repeat, Reply, Sets, Setting,
    Shape, Sign,
};
use crate::doc::{Doc, doc};
use crate::field::{Field, Fill, Rule, only, optional, required};
use crate::http::Method;
use crate::scheme::{Scheme, SchemeRow};

pub use pay_body::{FormMethod, MAX_PAY_BODY, PayAction, check_pay_hosts, parse_pay_body};

/// v1: the body's parameters, then `ts` last, `&app_secret=SECRET`, MD5. `appid` and `appkey` travel in headers and
/// take no part. Source: the gateway's page `doc/sign.md`, September 2018.
pub const V1: Scheme = SchemeRow {
    last: &[Borrowed("ts")],
    secret: Some("&app_secret={}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// v2: `appid` and `ts` are body parameters like the others. Source: the same page, November 2018.
pub const V2: Scheme = SchemeRow {
    secret: Some("&app_secret={}"),
    algorithm: Algorithm::Md5,
    ..SchemeRow::BASE
}
.scheme();

/// v1's rows: the authentication is in the headers. Sources: the API page of September 2018, and the later v1 pages for
/// the query and the notification, which that one leaves empty.
pub static GATEWAY_V1: Gateway = Gateway {
    class: "Yinqiantong",
    name: "yinqiantong",
    doc: CLASS_DOC,
    further: FURTHER,
    ids: &[
        APP_ID,
        Setting {
            name: "appKey",
            secret: true,
            doc: doc("v1: the application's key (`appkey`), which travels in a header.")
                .zh("v1：应用的 key（`appkey`），放在请求头里"),
        },
    ],
    keys: &[KeySetting {
        scheme: &V1,
        ..APP_SECRET
    }],
    bases: &[Base {
        name: "base",
        production: Some("https://yinqiantong.com"),
        test: None,
        doc: BASE_DOC,
    }],
    choices: &[version("v1", "is the interface of September 2018"), PAY_HOSTS],
    calls: &[
        Call {
            headers: AUTHENTICATION,
            fields: &[
                CLIENT_OUT_TRADE_NO,
                required(
                    "channel",
                    Rule::Codes {
                        codes: &[("wechat", "wx"), ("alipay", "alipay")],
                        number: false,
                    },
                    CHANNEL_DOC,
                ),
                required(
                    "platform",
                    Rule::Codes {
                        codes: &[
                            ("app", "app"),
                            ("mp", "mp"),
                            ("mini_app", "mini_app"),
                            ("h5", "h5"),
                            ("pc", "pc"),
                            ("scan", "scan"),
                        ],
                        number: false,
                    },
                    PLATFORM_DOC,
                ),
                MONEY,
                CLIENT_IP,
                NOTIFY_URL,
                OPEN_ID,
                RETURN_URL,
                SUBJECT,
                DESCRIPTION,
                EXTRA,
            ],
            sign: Some(Sign::in_header("app")),
            answer: Shape::One(ORDER),
            paid: Some(PAID),
            echo: &[("client_out_trade_no", "client_out_trade_no"), ("money", "money")],
            ..CREATE
        },
        Call {
            headers: AUTHENTICATION,
            fields: QUERY_FIELDS,
            sign: Some(Sign::in_header("app")),
            envelope: &ENVELOPE_V1,
            answer: Shape::One(ORDER),
            echo: &[
                ("client_out_trade_no", "client_out_trade_no"),
                ("out_trade_no", "out_trade_no"),
            ],
            ..QUERY
        },
    ],
    notices: &[Notice {
        headers: Some(Headers {
            fields: &["appid", "appkey", "ts"],
            signed: &["ts"],
            signature: "sign",
        }),
        identity: &[("appid", "appId"), ("appkey", "appKey")],
        success: Reply::json(r#"{"code":200}"#),
        failure: Reply::json(r#"{"code":500}"#),
        ..NOTICE
    }],
};

/// v2's rows: the authentication is in the body. Sources: the API pages from October 2018 on.
pub static GATEWAY_V2: Gateway = Gateway {
    class: "Yinqiantong",
    name: "yinqiantong",
    doc: CLASS_DOC,
    further: FURTHER,
    ids: &[APP_ID],
    keys: &[KeySetting {
        scheme: &V2,
        ..APP_SECRET
    }],
    bases: &[Base {
        name: "base",
        production: Some("https://api.yqtapi.com"),
        test: None,
        doc: BASE_DOC,
    }],
    choices: &[version("v2", "that of October 2018 on"), PAY_HOSTS],
    calls: &[
        Call {
            common: &[only("appid", Fill::Setting("appId")), TS],
            fields: &[
                CLIENT_OUT_TRADE_NO,
                // Another page of the gateway gives 1 to WeChat and 2 to Alipay; this is the newer one.
                required(
                    "channel",
                    Rule::Codes {
                        codes: &[("alipay", "1"), ("wechat", "2"), ("qq", "3"), ("jd", "4")],
                        number: true,
                    },
                    CHANNEL_DOC,
                ),
                required(
                    "platform",
                    Rule::Codes {
                        codes: &[
                            ("pc", "1"),
                            ("app", "2"),
                            ("h5", "3"),
                            ("mp", "4"),
                            ("mini_app", "5"),
                            ("scan", "6"),
                        ],
                        number: true,
                    },
                    PLATFORM_DOC,
                ),
                MONEY,
                CLIENT_IP,
                NOTIFY_URL,
                OPEN_ID,
                RETURN_URL,
                SUBJECT,
                DESCRIPTION,
                EXTRA,
            ],
            sign: Some(Sign::in_body("app")),
            envelope: &ENVELOPE_V2,
            answer: Shape::One(ORDER),
            paid: Some(PAID),
            echo: &[("client_out_trade_no", "client_out_trade_no"), ("money", "money")],
            ..CREATE
        },
        Call {
            fields: QUERY_FIELDS,
            envelope: &ENVELOPE_V2_QUERY,
            answer: Shape::One(STATE),
            ..QUERY
        },
    ],
    notices: &[Notice {
        identity: &[("appid", "appId")],
        success: Reply::text("SUCCESS"),
        failure: Reply::text("FAIL"),
        ..NOTICE
    }],
};

/// The choice of this row among the two.
const fn version(word: &'static str, means: &'static str) -> Choice {
    Choice {
        name: "version",
        sets: Sets::Version { word, means },
        doc: doc("The gateway's interface: `v1` of September 2018, or `v2` from October 2018 on.")
            .zh("网关的接口版本：`v1` 是 2018 年 9 月的，`v2` 是 2018 年 10 月起的"),
    }
}
const PAY_HOSTS: Choice = Choice {
    name: "payHosts",
    sets: Sets::PayHosts,
    doc: doc("Hosts that `parsePayBody` lets a payment go to, beside `openapi.alipay.com`, `*.alipay.com` and `wx.tenpay.com`.")
        .zh("除 `openapi.alipay.com`、`*.alipay.com` 和 `wx.tenpay.com` 之外，`parsePayBody` 允许付款前往的主机"),
};

const APP_ID: Setting = Setting {
    name: "appId",
    secret: false,
    doc: doc("The application's id (`appid`).").zh("应用 id（`appid`）"),
};
const APP_SECRET: KeySetting = KeySetting {
    name: "appSecret",
    role: "app",
    scheme: &V2,
    signs: true,
    required: true,
    doc: doc("The application's secret (`app_secret`).").zh("应用的密钥（`app_secret`），用于签名"),
};
const BASE_DOC: Doc = doc("The gateway's address.").zh("网关地址");

const TS: Field = only("ts", Fill::Seconds);
/// `ts` alone is signed of these.
const AUTHENTICATION: &[(Field, bool)] = &[
    (only("appid", Fill::Setting("appId")), false),
    (only("appkey", Fill::Setting("appKey")), false),
    (TS, true),
];

const CLIENT_OUT_TRADE_NO: Field = required(
    "client_out_trade_no",
    Rule::Alnum { max: 32 },
    doc("Your own number, unique for each order: 1 to 32 of `[0-9A-Za-z]`."),
);
const CHANNEL_DOC: Doc = doc("Who is paid with; `qq` and `jd` in v2 only.");
const PLATFORM_DOC: Doc = doc(
    "Where the user pays: `h5` a phone's browser, `pc` a desk's, `mp` a WeChat official account, `mini_app`, `app`, `scan` a QR code.",
);
const MONEY: Field = required(
    "money",
    Rule::Fen,
    doc("The amount in fen (分), above 0: 100 is 1 yuan."),
);
const CLIENT_IP: Field = required(
    "client_ip",
    Rule::Ipv4,
    doc(
        "The paying user's IPv4 address; one written as IPv6, `::ffff:192.0.2.1`, is sent as IPv4. Of a user who has IPv6 alone: your server's own public IPv4 address.",
    ),
);
const NOTIFY_URL: Field = required(
    "notify_url",
    Rule::Address { max: 128, query: true },
    doc("Where the gateway sends the notification: an absolute address, at most 128 characters."),
);
const OPEN_ID: Field = optional(
    "open_id",
    Rule::TEXT,
    doc("The WeChat user's open id; needed for `mp` and `mini_app`."),
);
const RETURN_URL: Field = optional(
    "return_url",
    Rule::Address { max: 128, query: false },
    doc("Where the user goes after paying: an absolute address without a query, at most 128 characters."),
);
const SUBJECT: Field = optional(
    "subject",
    Rule::Text { max: 32 },
    doc("The order's title, at most 32 characters."),
);
const DESCRIPTION: Field = optional(
    "description",
    Rule::Text { max: 128 },
    doc("What the order is for, at most 128 characters."),
);
const EXTRA: Field = optional(
    "extra",
    Rule::Text { max: 512 },
    doc("Your own text, at most 512 characters; comes back in the notification."),
);

const QUERY_FIELDS: &[Field] = &[
    only("appid", Fill::Setting("appId")),
    optional(
        "client_out_trade_no",
        Rule::Alnum { max: 32 },
        doc("Your number of the order."),
    ),
    optional("out_trade_no", Rule::TEXT, doc("The gateway's number of the order.")),
];

/// Answers spell codes in either way, whatever the version: the document's own v1 example has numbers.
const CHANNELS: Read = Read::Codes(&[
    ("wechat", "wx"),
    ("alipay", "1"),
    ("wechat", "2"),
    ("qq", "3"),
    ("jd", "4"),
]);
const PLATFORMS: Read = Read::Codes(&[
    ("pc", "1"),
    ("app", "2"),
    ("h5", "3"),
    ("mp", "4"),
    ("mini_app", "5"),
    ("scan", "6"),
]);
const STATUSES: Read = Read::Codes(&[
    ("unpaid", "0"),
    ("paid", "1"),
    ("failed", "2"),
    ("expired", "3"),
    ("refunding", "refunding"),
    ("refunded", "refunded"),
]);
const STATUS_DOC: Doc = doc("The state: `unpaid`, `paid`, `failed`, `expired`; v1 also `refunding` and `refunded`.");
const PAID: Paid = Paid::When("status", &["paid"]);

/// An order; v2 answers with less of it.
const ORDER: &[Out] = &[
    always("out_trade_no", Read::Text, doc("The gateway's number of the order.")),
    maybe("client_out_trade_no", Read::Text, doc("Your number of the order.")).or("cient_out_trade_no"),
    maybe(
        "pay_body",
        Read::Text,
        doc("What the page pays with: `parsePayBody(channel, platform, pay_body)` reads it."),
    ),
    maybe("status", STATUSES, STATUS_DOC),
    maybe("channel", CHANNELS, doc("Who is paid with.")),
    maybe("platform", PLATFORMS, doc("Where the user pays.")),
    maybe("money", Read::Units, doc("The amount in fen (分).")),
    maybe("client_ip", Read::Text, doc("As it was sent.")),
    maybe("open_id", Read::Text, doc("The WeChat user's open id.")),
    maybe("subject", Read::Text, doc("As it was sent.")),
    maybe("description", Read::Text, doc("As it was sent.")),
    maybe("notify_url", Read::Text, doc("As it was sent.")),
    maybe("return_url", Read::Text, doc("As it was sent.")).or("success_url"),
    maybe("extra", Read::Text, doc("As it was sent.")),
    maybe(
        "pay_time",
        Read::Text,
        doc("When it was paid: Unix time in seconds, `0` before."),
    ),
    maybe(
        "create_time",
        Read::Text,
        doc("When it was made: Unix time in seconds."),
    ),
    maybe("expire_time", Read::Text, doc("When it expires: Unix time in seconds.")),
];

/// v2 tells the state of an order by the answer's code, and nothing else of it.
const STATE: &[Out] = &[always("status", STATUSES, STATUS_DOC)];

/// v1's codes that say "not done": bad parameter, bad sign, sign expired, header missing, no such app, no data, openid
/// failed, not online, no such user, no such order, wrong password, payment failed, session expired. Left out: 4008, the
/// order exists, perhaps by an earlier try; 4014, a failure without a reason; 4013, which is about refunds; and the two of
/// [`ENVELOPE_V1`] that pass. Source: the gateway's table of codes, September 2018.
const REFUSED_V1: &[&str] = &[
    "4000", "4001", "4002", "4003", "4004", "4005", "4006", "4007", "4009", "4010", "4011", "4012", "4015",
];
/// The same of v2: bad sign, not found, bad parameter, payment failed. Left out: 4409, the order exists; 4201 and 4408,
/// which are states of an order that is there. Source: the table of codes from October 2018 on.
const REFUSED_V2: &[&str] = &["4400", "4403", "4404", "4414"];

/// 4016 timed out, 5000 server error.
static ENVELOPE_V1: Envelope = Envelope {
    code: &["code"],
    ok: &["200"],
    message: &["msg"],
    refused: REFUSED_V1,
    busy: &["4016", "5000"],
    ..Envelope::BASE
};
/// 4500 server error.
static ENVELOPE_V2: Envelope = Envelope {
    code: &["code"],
    ok: &["200"],
    message: &["msg"],
    refused: REFUSED_V2,
    busy: &["4500"],
    ..Envelope::BASE
};
static ENVELOPE_V2_QUERY: Envelope = Envelope {
    code: &["code"],
    ok: &[],
    message: &["msg"],
    answers: Some((
        "status",
        &[
            ("paid", "200"),
            ("unpaid", "4201"),
            ("failed", "4400"),
            ("expired", "4408"),
        ],
    )),
    refused: REFUSED_V2,
    busy: &["4500"],
    ..Envelope::BASE
};

const CREATE: Call = Call {
    name: "createOrder",
    path: "/order",
    needs: &[Need::With {
        field: "platform",
        words: &["mp", "mini_app"],
        need: "open_id",
    }],
    repeat: Repeat::Money("queryOrder({ client_out_trade_no }) tells"),
    envelope: &ENVELOPE_V1,
    doc: doc(
        "Makes an order (`POST /order`). Hand `parsePayBody(channel, platform, answer.pay_body)` to the page, which calls `launch` with it.",
    ),
    ..Call::BASE
};

const QUERY: Call = Call {
    name: "queryOrder",
    method: Method::Get,
    form: Form::Query,
    needs: &[Need::One(&["client_out_trade_no", "out_trade_no"])],
    repeat: Repeat::Safe,
    paid: Some(PAID),
    doc: doc(
        "The state of an order (`GET /order`). The gateway does not sign its answers: they are as trustworthy as the connection. v2 tells the state and nothing else.",
    ),
    ..CREATE
};

const NOTICE: Notice = Notice {
    key: "app",
    window: Some(("ts", 86400)),
    fields: &[
        always("out_trade_no", Read::Text, doc("The gateway's number of the order.")),
        // Every order of this package has one; without it, nobody could tell whose payment this is.
        always("client_out_trade_no", Read::Text, doc("Your number of the order.")).or("cient_out_trade_no"),
        always("status", STATUSES, STATUS_DOC),
        always("money", Read::Units, doc("The amount in fen (分).")),
        maybe("channel", CHANNELS, doc("Who was paid with.")),
        maybe("platform", PLATFORMS, doc("Where the user paid.")),
        maybe("client_ip", Read::Text, doc("As it was sent with the order.")),
        maybe("open_id", Read::Text, doc("The WeChat user's open id.")),
        maybe("subject", Read::Text, doc("As it was sent with the order.")),
        maybe("description", Read::Text, doc("As it was sent with the order.")),
        maybe(
            "extra",
            Read::Text,
            doc("Your own text, as it was sent with the order."),
        ),
        maybe("pay_time", Read::Text, doc("When it was paid: Unix time in seconds.")),
    ],
    // It signs nothing else that it sends.
    foreign: &[],
    paid: PAID,
    ask: "queryOrder({ client_out_trade_no }) tells",
    once: &["out_trade_no", "status", "money"],
    success: Reply::text("SUCCESS"),
    failure: Reply::text("FAIL"),
    doc: doc(
        "An order was paid. Compare `money` with your order before you deliver. v1 takes `{\"code\":200}` as received, v2 HTTP 200; otherwise it is sent again, v2 every minute, three times.",
    ),
    ..Notice::BASE
};

const CLASS_DOC: Doc = doc(
    r#"Yinqiantong (银钱通): Alipay, WeChat, QQ and JD behind one interface, in its versions v1 and v2. Holds secrets: for
servers.

@example An order, and what its page pays with
```js
import { Yinqiantong } from 'paysign'

const yinqiantong = new Yinqiantong({ version: 'v2', appId, appSecret })
const { pay_body } = await yinqiantong.createOrder({
  client_out_trade_no: 'A20261121001',
  channel: 'alipay',
  platform: 'h5',
  money: 100, // 1 yuan
  client_ip: '114.114.114.114',
  notify_url: 'https://shop.example/notify/yinqiantong',
})
const action = yinqiantong.parsePayBody('alipay', 'h5', pay_body) // for `launch(action)` in the page
```"#,
);

const FURTHER: Doc = doc(r#"  /**
   * What a page pays with, out of an order's `pay_body`: for `launch` in the page, or to show as a QR code. Refuses a form
   * or an address that does not go to https and to a known host; see the option `payHosts`.
   *
   * @throws {PayError} `body`: not what this channel and platform pay with, or a host that is not allowed
   * @example
   * ```js
   * const action = yinqiantong.parsePayBody('alipay', 'h5', pay_body)
   * ```
   */
  parsePayBody(
    channel: 'wechat' | 'alipay' | 'qq' | 'jd',
    platform: 'app' | 'mp' | 'mini_app' | 'h5' | 'pc' | 'scan',
    text: string,
  ): PayAction"#);
