//! BHOP (BlueHelix) broker payment.

use crate::algorithm::Algorithm;
use crate::answer::{Out, Read, always, maybe};
use crate::call::{
    Base, Call, Choice, Envelope, Form, Gateway, KeySetting, Need, Paid, Repeat, Sets, Setting, Shape, Sign,
};
use crate::doc::{Doc, doc};
use crate::field::{Field, Fill, Rule, only, optional, required};
use crate::scheme::{DropEmpty, Scheme, SchemeRow};

/// The org API: all other parameters, raw, HMAC-SHA256 with the secret key alone; empty strings stay. Two of the three
/// public samples sign raw values; for brokers that follow the PHP one, set `encode` to `form`.
pub const ORG: Scheme = SchemeRow {
    signature_field: "signature",
    drop_empty: DropEmpty::No,
    algorithm: Algorithm::HmacSha256,
    ..SchemeRow::BASE
}
.scheme();

/// The user API's rows: called from the user's page, with the user's session. Source: the page "支付接口".
pub static USER: Gateway = Gateway {
    class: "BhopUser",
    name: "bhop-user",
    doc: USER_CLASS_DOC,
    further: USER_FURTHER,
    ids: &[],
    keys: &[],
    bases: BASES,
    choices: &[Choice {
        name: "credentials",
        sets: Sets::Credentials,
        doc: doc(
            "Whether cookies go with a request, as for `fetch`: the user's session authenticates. Default `include`.",
        )
        .zh("请求是否带 cookie，同 `fetch`：靠用户的登录会话认证；默认 `include`"),
    }],
    calls: &[
        Call {
            name: "listOrders",
            path: "/api/payment/orders",
            fields: &[STATUS_FILTER, FROM_ID, TO_ID, START_TIME, END_TIME, LIMIT],
            answer: Shape::Many(ORDER),
            paid: Some(PAID),
            doc: doc("The user's orders, newest first, as an async iterator over all pages (`/orders`)."),
            ..UNSIGNED
        },
        Call {
            name: "loadPayData",
            path: "/api/payment/order/load_pay_data",
            fields: &[ORDER_ID],
            answer: Shape::One(&[
                always("orderInfo", Read::Object(ORDER), doc("The order.")),
                maybe(
                    "userInfo",
                    Read::Object(&[
                        maybe("userId", Read::Text, doc("The user.")),
                        maybe(
                            "registerType",
                            Read::Number,
                            doc("The broker's number for how the user signed up."),
                        ),
                        maybe("mobile", Read::Text, doc("Masked.")),
                        maybe("nationalCode", Read::Text, doc("Of the mobile number.")),
                        maybe("email", Read::Text, doc("Masked.")),
                        maybe("bindGA", Read::Flag, doc("Whether the user has an authenticator.")),
                        maybe(
                            "bindTradePwd",
                            Read::Flag,
                            doc("Whether the user has a trade password."),
                        ),
                        maybe(
                            "userType",
                            Read::Number,
                            doc("The broker's number for the sort of user."),
                        ),
                        maybe(
                            "verifyStatus",
                            Read::Number,
                            doc("The broker's number for how far the user is verified."),
                        ),
                        maybe("source", Read::Text, doc("Where the user came from.")),
                    ]),
                    doc("Who pays."),
                ),
                always("need2FA", Read::Flag, doc("Whether a code is needed to pay.")),
                maybe(
                    "authType",
                    Read::Codes(&[("GA", "GA"), ("MOBILE", "MOBILE"), ("EMAIL", "EMAIL")]),
                    doc(
                        "Where the code comes from: `GA` the user's authenticator, `MOBILE` and `EMAIL` after `sendVerifyCode`.",
                    ),
                ),
            ]),
            doc: doc("What a page needs to let the user pay an order (`/order/load_pay_data`)."),
            ..UNSIGNED
        },
        Call {
            name: "sendVerifyCode",
            path: "/api/payment/order/send_payment_verify_code",
            fields: &[ORDER_ID],
            repeat: Repeat::Once,
            answer: Shape::One(&[always(
                "orderId",
                Read::Text,
                doc("The `verify_code_order_id` of `pay`."),
            )]),
            doc: doc("Sends the user a code by message or mail (`/order/send_payment_verify_code`)."),
            ..UNSIGNED
        },
        Call {
            name: "pay",
            path: "/api/payment/order/pay",
            fields: &[
                ORDER_ID,
                VERIFY_ID,
                required(
                    "verify_code",
                    Rule::Token,
                    doc("The code that the user typed. After three wrong ones the order fails."),
                ),
            ],
            repeat: Repeat::Money(FIND_OUT),
            answer: Shape::One(ORDER),
            paid: Some(PAID),
            echo: &[("order_id", "orderId")],
            doc: doc("Pays an order with the user's code (`/order/pay`)."),
            ..UNSIGNED
        },
        Call {
            name: "quickPay",
            path: "/api/payment/order/quick_pay",
            fields: &[
                ORDER_ID,
                VERIFY_ID,
                optional(
                    "verify_code",
                    Rule::Token,
                    doc("The code that the user typed, where one is needed."),
                ),
            ],
            repeat: Repeat::Money(FIND_OUT),
            answer: Shape::One(&[
                always("processIsEnd", Read::Flag, doc("Whether the payment is done.")),
                maybe(
                    "need2FA",
                    Read::Flag,
                    doc("Whether it has to be sent again with a code."),
                ),
            ]),
            doc: doc("Pays an order without a code where the broker allows it (`/order/quick_pay`)."),
            ..UNSIGNED
        },
    ],
    notices: &[],
};

/// The org API's rows: called by the broker's server. Source: the page "OrgAPI/pay".
pub static ORG_GATEWAY: Gateway = Gateway {
    class: "BhopOrg",
    name: "bhop-org",
    doc: ORG_CLASS_DOC,
    further: doc(""),
    ids: &[Setting {
        name: "accessKey",
        secret: true,
        doc: doc("The organisation's access key, which travels in a header.").zh("机构的 access key，放在请求头里"),
    }],
    keys: &[KeySetting {
        name: "secretKey",
        role: "org",
        scheme: &ORG,
        signs: true,
        required: true,
        doc: doc("The organisation's secret key.").zh("机构的密钥"),
    }],
    bases: BASES,
    choices: &[Choice {
        name: "encode",
        sets: Sets::Encoding,
        doc: doc("How values are signed: two of the three public samples sign them `raw`, the PHP one form-urlencoded. Default `raw`.")
            .zh("值怎样签名：三份公开示例中两份按原值签（`raw`），PHP 那份对编码后的值签（`form`）；默认 `raw`"),
    }],
    calls: &[
        Call {
            name: "createOrder",
            path: "/api/v2/org/payment/order/create",
            path_with: Some(("payee_user_id", "/api/v2/org/payment/order/createv2")),
            fields: &[
                required(
                    "client_order_id",
                    Rule::Key,
                    doc(
                        "Your own number, and the idempotency key: sent twice, it is one order. 1 to 32 of `[0-9A-Za-z_|*-]`.",
                    ),
                ),
                required("payer_user_id", USER_ID, doc("The user who pays.")),
                optional(
                    "payee_user_id",
                    USER_ID,
                    doc("The user who is paid; with it, the call is `createv2`."),
                ),
                required(
                    "pay_info",
                    Rule::Items(ITEM_FIELDS),
                    doc("What is paid: an item or a list of them."),
                ),
                optional(
                    "product_info",
                    Rule::Items(ITEM_FIELDS),
                    doc("What the payer gets for it: an item or a list of them."),
                ),
                required(
                    "effective_time",
                    Rule::Whole {
                        min: 1,
                        max: 4_294_967_295,
                    },
                    doc("For how many seconds the order can be paid; ten minutes at most."),
                ),
                optional(
                    "desc",
                    Rule::Text { max: 200 },
                    doc("What the order is for, at most 200 characters."),
                ),
                optional(
                    "extend_info",
                    Rule::Text { max: 500 },
                    doc("Your own text, at most 500 characters."),
                ),
            ],
            repeat: Repeat::Keyed,
            echo: &[("client_order_id", "clientOrderId")],
            doc: doc("Makes an order (`/order/create`, or `/order/createv2` with `payee_user_id`)."),
            ..SIGNED
        },
        Call {
            name: "listOrders",
            path: "/api/v2/org/payment/orders",
            fields: &[
                optional("payer_user_id", USER_ID, doc("Orders that this user pays.")),
                optional("payee_user_id", USER_ID, doc("Orders that this user is paid by.")),
                STATUS_FILTER,
                FROM_ID,
                TO_ID,
                START_TIME,
                END_TIME,
                LIMIT,
            ],
            needs: &[Need::Any(&["payer_user_id", "payee_user_id"])],
            answer: Shape::Many(ORDER),
            doc: doc("A user's orders, newest first, as an async iterator over all pages (`/orders`)."),
            ..SIGNED
        },
        Call {
            name: "queryOrder",
            path: "/api/v2/org/payment/order/detail",
            fields: &[ID, CLIENT_ID],
            doc: doc(
                "The state of an order (`/order/detail`). The broker does not sign its answers: they are as trustworthy as the connection.",
            ),
            ..ABOUT_ORDER
        },
        Call {
            name: "settle",
            path: "/api/v2/org/payment/order/settle",
            fields: &[
                ID,
                CLIENT_ID,
                TOKEN,
                AMOUNT,
                required(
                    "settle_client_order_id",
                    Rule::Key,
                    doc("Your own number of this step."),
                ),
            ],
            repeat: Repeat::Money(DETAIL),
            doc: doc("Gives the payee what a `PREPAY` holds (`/order/settle`)."),
            ..ABOUT_ORDER
        },
        Call {
            name: "refund",
            path: "/api/v2/org/payment/order/refund",
            fields: &[
                ID,
                CLIENT_ID,
                required("item_id", USER_ID, doc("`itemId` of the `PAY` item.")),
                TOKEN,
                AMOUNT,
                required(
                    "refund_client_order_id",
                    Rule::Key,
                    doc("Your own number of this step."),
                ),
            ],
            repeat: Repeat::Money(DETAIL),
            doc: doc("Gives the payer back what a `PAY` item paid (`/order/refund`)."),
            ..ABOUT_ORDER
        },
        Call {
            name: "unlock",
            path: "/api/v2/org/payment/order/unlock",
            fields: &[
                ID,
                CLIENT_ID,
                TOKEN,
                AMOUNT,
                required(
                    "unlock_client_order_id",
                    Rule::Key,
                    doc("Your own number of this step."),
                ),
            ],
            repeat: Repeat::Money(DETAIL),
            doc: doc("Gives the payer back what a `PREPAY` holds (`/order/unlock`)."),
            ..ABOUT_ORDER
        },
        Call {
            name: "cancelOrder",
            path: "/api/v2/org/payment/order/cancel",
            fields: &[ID, CLIENT_ID],
            repeat: Repeat::Money(DETAIL),
            doc: doc("Cancels an order that is not paid (`/order/cancel`)."),
            ..ABOUT_ORDER
        },
    ],
    notices: &[],
};

const BASES: &[Base] = &[Base {
    name: "base",
    production: None,
    test: None,
    doc: doc("The broker's own address; there is no default.").zh("券商自己的地址，没有默认值"),
}];

const FIND_OUT: &str = "loadPayData({ order_id }) tells";
const DETAIL: &str = "queryOrder({ order_id }) tells";

const USER_ID: Rule = Rule::Digits { min: 1, max: 19 };
const MILLIS: Rule = Rule::Millis { number: false };
const CODES: &[(&str, &str)] = &[
    ("WAIT_FOR_PAYMENT", "0"),
    ("COMPLETED", "1"),
    ("PROCESSING", "2"),
    ("EXPIRED", "3"),
    ("CANCELLED", "4"),
];

const ORDER_ID: Field = required(
    "order_id",
    USER_ID,
    doc("The broker's number of the order: up to 19 digits, as a string."),
);
const VERIFY_ID: Field = optional(
    "verify_code_order_id",
    USER_ID,
    doc("`orderId` of the answer to `sendVerifyCode`; left out with an authenticator."),
);
const ID: Field = optional(
    "order_id",
    USER_ID,
    doc("The broker's number of the order: up to 19 digits, as a string."),
);
const CLIENT_ID: Field = optional("client_order_id", Rule::Key, doc("Your number of the order."));
const TOKEN: Field = required("token_id", Rule::TEXT, doc("The coin, like `USDT`."));
const AMOUNT: Field = required("amount", Rule::Decimal, doc("How much, a decimal number above 0."));

const STATUS_FILTER: Field = optional(
    "status",
    Rule::Codes {
        codes: CODES,
        number: true,
    },
    doc("Orders in this state only."),
);
const FROM_ID: Field = optional(
    "from_id",
    USER_ID,
    doc("Orders that are older than this one, which is left out."),
);
const TO_ID: Field = optional(
    "to_id",
    USER_ID,
    doc("Orders that are newer than this one, which is left out."),
);
const START_TIME: Field = optional(
    "start_time",
    MILLIS,
    doc("Orders from this time on: Unix time in milliseconds, 13 digits."),
);
const END_TIME: Field = optional(
    "end_time",
    MILLIS,
    doc("Orders up to this time: Unix time in milliseconds, 13 digits."),
);
const LIMIT: Field = optional(
    "limit",
    Rule::Whole { min: 1, max: 100 },
    doc("How many orders a page has: 20 unless given, at most 100."),
);

const ITEM_FIELDS: &[Field] = &[
    required(
        "pay_type",
        Rule::Words(&["PAY", "PREPAY"]),
        doc("`PAY` at once, `PREPAY` held until `settle` or `unlock`."),
    ),
    required("token_id", Rule::TEXT, doc("The coin, like `USDT`.")),
    required("amount", Rule::Decimal, doc("How much, a decimal number above 0.")),
];

const ITEM: &[Out] = &[
    always("itemId", Read::Text, doc("The item's number.")),
    maybe(
        "payType",
        Read::Codes(&[("PAY", "PAY"), ("PREPAY", "PREPAY")]),
        doc("`PAY` at once, `PREPAY` held until `settle` or `unlock`."),
    ),
    always("tokenId", Read::Text, doc("The coin.")),
    always("amount", Read::Text, doc("How much, a decimal number.")),
    maybe("paidAmount", Read::Text, doc("How much was paid, a decimal number.")),
    maybe(
        "refundedAmount",
        Read::Text,
        doc("How much was refunded, a decimal number."),
    ),
    maybe(
        "unlockedAmount",
        Read::Text,
        doc("How much was unlocked, a decimal number."),
    ),
];

const STATUS_DOC: Doc = doc("`WAIT_FOR_PAYMENT`, `COMPLETED` paid, `PROCESSING`, `EXPIRED`, `CANCELLED`.");
const PAID: Paid = Paid::When("status", &["COMPLETED"]);

/// An order. Ids and times are strings of up to 19 digits.
const ORDER: &[Out] = &[
    always("orderId", Read::Text, doc("The broker's number of the order.")),
    maybe("clientOrderId", Read::Text, doc("Your number of the order.")),
    maybe("payerUserId", Read::Text, doc("The user who pays.")),
    maybe("payeeUserId", Read::Text, doc("The user who is paid.")),
    maybe(
        "isMapping",
        Read::Flag,
        doc("Whether the payer gets something for it: `productInfo`."),
    ),
    maybe("payInfo", Read::List(ITEM), doc("What is paid.")),
    maybe("productInfo", Read::List(ITEM), doc("What the payer gets for it.")),
    always("status", Read::Codes(CODES), STATUS_DOC),
    maybe("statusDesc", Read::Text, doc("The state in the user's language.")),
    maybe(
        "expired",
        Read::Text,
        doc("When it expires: Unix time in milliseconds."),
    ),
    maybe("desc", Read::Text, doc("As it was sent.")),
    maybe("extendInfo", Read::Text, doc("As it was sent.")),
    maybe(
        "created",
        Read::Text,
        doc("When it was made: Unix time in milliseconds."),
    ),
    maybe(
        "updated",
        Read::Text,
        doc("When it last changed: Unix time in milliseconds."),
    ),
];

/// Bare, as the page prints them, or wrapped: brokers do both.
///
/// 30000 log in again, 30003 bad parameter, 33001 balance too low: the ones whose meaning the broker's pages tell.
static ENVELOPE: Envelope = Envelope {
    code: &["code", "status"],
    ok: &["0", "OK"],
    message: &["msg", "message"],
    bare: true,
    refused: &["30000", "30003", "33001"],
    ..Envelope::BASE
};

const UNSIGNED: Call = Call {
    form: Form::Form,
    repeat: Repeat::Safe,
    envelope: &ENVELOPE,
    ..Call::BASE
};

const SIGNED: Call = Call {
    headers: &[(only("X-ACCESS-KEY", Fill::Setting("accessKey")), false)],
    sign: Some(Sign::in_body("org")),
    answer: Shape::One(ORDER),
    paid: Some(PAID),
    ..UNSIGNED
};

const ABOUT_ORDER: Call = Call {
    needs: &[Need::One(&["order_id", "client_order_id"])],
    echo: &[("order_id", "orderId"), ("client_order_id", "clientOrderId")],
    ..SIGNED
};

const USER_CLASS_DOC: Doc = doc(
    r#"BHOP (BlueHelix) broker payment, the user's side: for pages, where the user's session authenticates. Holds no secret.

@example The whole walk: load, send a code where one is needed, ask for it, pay
```js
import init, { BhopUser } from 'paysign'

await init()
const bhop = new BhopUser({ base: 'https://broker.example' })
const { paid } = await bhop.payOrder({ order_id, askCode: async ({ authType }) => prompt(`Code (${authType})`) })
```"#,
);

const USER_FURTHER: Doc = doc(r#"  /**
   * Pays an order, the whole walk: loads it, sends a code where one is needed (`MOBILE`, `EMAIL`), asks for it, pays. An
   * order that is paid already is just given back. For another try after a wrong code call it again; after three wrong
   * codes the order fails.
   *
   * @throws {PayError} as `loadPayData`, `sendVerifyCode` and `pay`; what `askCode` throws is thrown
   * @example
   * ```js
   * const { paid } = await bhop.payOrder({ order_id, askCode: async () => prompt('Code') })
   * ```
   */
  payOrder(
    walk: {
      /** The broker's number of the order. */
      order_id: string
      /** Asks the user for the code. */
      askCode(data: Pick<BhopPayData, 'authType' | 'orderInfo' | 'userInfo'>): string | Promise<string>
    },
    options?: CallOptions,
  ): Promise<Paid & { order: BhopOrder }>"#);

const ORG_CLASS_DOC: Doc = doc(
    r#"BHOP (BlueHelix) broker payment, the organisation's side. Holds secrets: for servers.

@example
```js
import { BhopOrg } from 'paysign'

const bhop = new BhopOrg({ base: 'https://broker.example', accessKey, secretKey })
const { orderId } = await bhop.createOrder({
  client_order_id: 'A20261121001',
  payer_user_id: '83214971450163200',
  pay_info: { pay_type: 'PAY', token_id: 'USDT', amount: '100' },
  effective_time: 600,
})
```"#,
);
