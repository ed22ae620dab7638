//! 6du OTC payment (pay.6du.io).

use crate::algorithm::Algorithm;
use crate::answer::{Out, Read, always, maybe};
use crate::call::{
    Base, Call, Choice, Envelope, Gateway, KeySetting, Need, Notice, Paid, Repeat, Reply, Sets, Setting, Shape, Sign,
};
use crate::doc::{Doc, doc};
use crate::field::{Field, Fill, Rule, default, only, required};
use crate::scheme::{DropEmpty, Output, Scheme, SchemeRow};

/// All body fields, joined with `,`, SHA256withRSA, base64. Empty strings stay (`k=`): the document leaves only
/// `merchantSign` out. The line break in its example is typesetting. Source: the document's chapter 1, 注意.
pub const API: Scheme = SchemeRow {
    signature_field: "merchantSign",
    drop_empty: DropEmpty::No,
    separator: ",",
    algorithm: Algorithm::RsaSha256,
    output: Output::Base64,
    ..SchemeRow::BASE
}
.scheme();

/// 6du's rows. Source: the document's chapters 1 to 8.
pub static GATEWAY: Gateway = Gateway {
    class: "SixDu",
    name: "sixdu",
    doc: CLASS_DOC,
    further: doc(""),
    ids: &[Setting {
        name: "merchantId",
        secret: false,
        doc: doc("The merchant's id.").zh("商户号"),
    }],
    keys: &[
        KeySetting {
            name: "privateKey",
            role: "merchant",
            scheme: &API,
            signs: true,
            required: true,
            doc: doc("The merchant's RSA private key: signs requests.").zh("商户的 RSA 私钥：签请求"),
        },
        KeySetting {
            name: "platformPublicKey",
            role: "platform",
            scheme: &API,
            signs: false,
            required: false,
            doc: doc("The RSA public key that answers and pushes are verified with. Without it, calls whose answers are signed and pushes are refused: nothing is returned unverified.")
                .zh("对方的 RSA 公钥：验证应答和通知。没有它，应答带签名的调用和通知都会被拒绝：未经验证的内容绝不返回"),
        },
    ],
    bases: &[Base {
        name: "base",
        production: Some("https://pay.6du.io"),
        test: None,
        doc: doc("The gateway's address.").zh("网关地址"),
    }],
    choices: &[Choice {
        name: "allowWeakKeys",
        sets: Sets::WeakKeys,
        doc: doc("Takes RSA keys of 1024 to 2047 bits, which can be broken.")
            .zh("接受 1024 至 2047 位的 RSA 密钥，这种密钥可能被破解"),
    }],
    calls: &[
        Call {
            name: "createOrder",
            path: "/pay/v3.0/createPrePaymentBill",
            fields: &[
                MERCHANT_ID,
                required("subject", Rule::TEXT, doc("What is bought.")),
                COIN_NAME,
                CURRENCY_NAME,
                required(
                    "by",
                    Rule::Codes {
                        codes: &[("quantity", "1"), ("amount", "2")],
                        number: true,
                    },
                    doc("What is given: a `quantity` of coins, or the `orderPrice` to spend."),
                )
                .sent_as("tradeType"),
                default(
                    "orderPrice",
                    Rule::Decimal,
                    Fill::Text("0"),
                    doc("What to spend, in `currencyName`: a decimal number above 0."),
                ),
                default(
                    "quantity",
                    Rule::Decimal,
                    Fill::Text("0"),
                    doc("How many coins: a decimal number above 0."),
                ),
                PRODUCT_CODE,
                TIMESTAMP,
                MERCHANT_ORDER_CODE,
            ],
            needs: &[Need::Variants {
                field: "by",
                of: &[("quantity", "quantity"), ("amount", "orderPrice")],
            }],
            verify: Some("platform"),
            repeat: Repeat::Money("queryOrder({ merchantOrderCode }) tells"),
            answer: Shape::One(&[
                BILL_CODE,
                maybe("unitPrice", Read::Text, doc("The price of a coin, a decimal number.")),
                maybe("totalPrice", Read::Text, doc("What the user pays, a decimal number.")),
                maybe("coinName", Read::Text, doc("The coin.")),
                maybe("orderAmount", Read::Text, doc("How many coins, a decimal number.")),
                maybe("acceptanceName", Read::Text, doc("Who sells the coins.")),
                maybe("paymentMethodCode", Read::Codes(METHODS), doc("How the user pays.")),
                maybe("acceptPageUrl", Read::Text, doc("The page that the user is sent to.")),
                maybe("showFeeAmount", Read::Text, doc("The fee that is shown, in coins.")),
                maybe(
                    "afterDiscountFeeAmount",
                    Read::Text,
                    doc("The fee after discount, in coins."),
                ),
            ]),
            doc: doc(
                "Makes an order to buy coins (`/pay/v3.0/createPrePaymentBill`); send the user to `acceptPageUrl`. The older page's answer has no more than `billCode`.",
            ),
            ..SIGNED
        },
        Call {
            name: "queryOrder",
            path: "/pay/v2.0/queryPayPreOrderStatus",
            fields: &[MERCHANT_ID, MERCHANT_ORDER_CODE],
            verify: Some("platform"),
            answer: Shape::One(&[
                always("orderAmount", Read::Text, doc("How many coins, a decimal number.")),
                always("coinName", Read::Text, doc("The coin.")),
                BILL_CODE,
                always(
                    "orderStatus",
                    Read::Codes(&[("created", "0"), ("paid", "1"), ("failed", "2")]),
                    doc("The state: `created`, `paid`, `failed`."),
                ),
            ]),
            paid: Some(Paid::When("orderStatus", &["paid"])),
            doc: doc(
                "The state of an order (`/pay/v2.0/queryPayPreOrderStatus`). The answer names the order by `billCode` alone: keep the one of `createOrder`, and compare.",
            ),
            ..SIGNED
        },
        Call {
            name: "cancelOrder",
            path: "/pay/v3.0/merchantCancelTakeOrder",
            fields: &[MERCHANT_ID, MERCHANT_ORDER_CODE],
            repeat: Repeat::Money("queryOrder({ merchantOrderCode }) tells"),
            doc: doc("Cancels an order (`/pay/v3.0/merchantCancelTakeOrder`)."),
            ..SIGNED
        },
        Call {
            name: "quoteSale",
            path: "/pay/v3.0/queryMatchingTotalPrice",
            fields: &[
                MERCHANT_ID,
                COIN_NAME,
                CURRENCY_NAME,
                required(
                    "matchAmount",
                    Rule::Decimal,
                    doc("How many coins: a decimal number above 0."),
                ),
                PRODUCT_CODE,
                TIMESTAMP,
            ],
            answer: Shape::One(&[
                always("unitPrice", Read::Text, doc("The price of a coin, a decimal number.")),
                always(
                    "totalPrice",
                    Read::Text,
                    doc("What the user would get, a decimal number."),
                ),
                maybe(
                    "methodCode",
                    Read::Codes(METHODS),
                    doc("How the user would be paid: `alipay` or `bank_card`."),
                ),
            ]),
            doc: doc(
                "What a sale of coins would bring (`/pay/v3.0/queryMatchingTotalPrice`); not signed by the gateway, and not binding.",
            ),
            ..SIGNED
        },
        Call {
            name: "sell",
            path: "/pay/v3.0/initialToSellCoin",
            fields: &[
                MERCHANT_ID,
                MERCHANT_ORDER_CODE,
                COIN_NAME,
                CURRENCY_NAME,
                required(
                    "sellAmount",
                    Rule::Decimal,
                    doc("How many coins: a decimal number above 0."),
                ),
                PRODUCT_CODE,
                TIMESTAMP,
                required(
                    "mobile",
                    Rule::TEXT,
                    doc("The user's mobile number."),
                ),
                required(
                    "reallyName",
                    Rule::TEXT,
                    doc("The user's real name (spelled so on the wire)."),
                ),
                required(
                    "account",
                    Rule::TEXT,
                    doc("The account that is paid to."),
                ),
                required(
                    "bankBranch",
                    Rule::TEXT,
                    doc("The bank and its branch; `0001` for Alipay."),
                ),
            ],
            repeat: Repeat::Money(
                "wait for the notification about the sale, or ask the gateway; do not send it again with another merchantOrderCode",
            ),
            doc: doc(
                "Sells coins for a user (`/pay/v3.0/initialToSellCoin`). What becomes of it is pushed: `parseSaleNotification`.",
            ),
            ..SIGNED
        },
        Call {
            name: "confirmAndRelease",
            path: "/pay/v3.0/confirmedReceiptAndCoinRelease",
            fields: &[MERCHANT_ID, MERCHANT_ORDER_CODE, TIMESTAMP],
            repeat: Repeat::Money("wait for the notification about the sale, or ask the gateway"),
            doc: doc(
                "The user has the money: releases the coins (`/pay/v3.0/confirmedReceiptAndCoinRelease`). It cannot be undone.",
            ),
            ..SIGNED
        },
    ],
    notices: &[
        Notice {
            fields: &[
                always("merchantOrderCode", Read::Text, doc("Your number of the order.")),
                always("orderAmount", Read::Text, doc("How many coins, a decimal number.")),
                always("coinName", Read::Text, doc("The coin.")),
                BILL_CODE,
            ],
            // The same key signs answers, also about orders that are not paid, and the pushes about sales.
            foreign: &[
                "orderStatus",
                "acceptPageUrl",
                "acceptanceName",
                "showFeeAmount",
                "afterDiscountFeeAmount",
                "sellAmount",
                "orderCurrentStatus",
            ],
            paid: Paid::Always,
            ask: "queryOrder({ merchantOrderCode }) tells",
            once: &["merchantOrderCode", "billCode", "orderAmount"],
            doc: doc("An order was paid. The gateway takes `{\"code\":200}` as received, and tries three more times."),
            ..PUSH
        },
        Notice {
            name: "parseSaleNotification",
            handler: "handleSaleNotification",
            fields: &[
                always("merchantOrderCode", Read::Text, doc("Your number of the sale.")),
                BILL_CODE,
                always("sellAmount", Read::Text, doc("How many coins, a decimal number.")),
                always("coinName", Read::Text, doc("The coin.")),
                maybe(
                    "unitPrice",
                    Read::Text,
                    doc("The price of a coin in CNY, a decimal number."),
                ),
                maybe(
                    "orderPrice",
                    Read::Text,
                    doc("What the user got, in CNY, a decimal number."),
                ),
                always(
                    "orderCurrentStatus",
                    Read::Codes(&[("success", "1"), ("failed", "2")]),
                    doc("`success` or `failed`."),
                ),
            ],
            // Those of orders.
            foreign: &[
                "orderStatus",
                "acceptPageUrl",
                "acceptanceName",
                "showFeeAmount",
                "afterDiscountFeeAmount",
                "orderAmount",
            ],
            paid: Paid::When("orderCurrentStatus", &["success"]),
            ask: "there is no query for sales: ask the gateway",
            once: &["merchantOrderCode", "billCode", "orderCurrentStatus", "sellAmount"],
            doc: doc(
                "A sale changed its state; `paid`: the user has the money. The gateway takes `{\"code\":200}` as received, and tries three more times, five minutes apart.",
            ),
            ..PUSH
        },
    ],
};

const MERCHANT_ID: Field = only("merchantId", Fill::Setting("merchantId"));
const MERCHANT_ORDER_CODE: Field = required(
    "merchantOrderCode",
    Rule::TEXT,
    doc("Your own number, unique for each order."),
);
const COIN_NAME: Field = required("coinName", Rule::TEXT, doc("The coin, like `USDT`."));
const CURRENCY_NAME: Field = default(
    "currencyName",
    Rule::Words(&["CNY"]),
    Fill::Text("CNY"),
    doc("The currency: `CNY`, which is also the default."),
);
const PRODUCT_CODE: Field = required(
    "paymentProductCode",
    Rule::TEXT,
    doc("The payment product that the gateway agreed with you."),
);
const TIMESTAMP: Field = default(
    "requestTimestamp",
    Rule::Millis { number: true },
    Fill::Millis,
    doc("Unix time in milliseconds (13 digits); now unless given."),
);
const BILL_CODE: Out = always("billCode", Read::Text, doc("The gateway's number of the order."));

const METHODS: &[(&str, &str)] = &[("alipay", "0001"), ("wechat", "0002"), ("bank_card", "0003")];

/// The document names 200 and no other code: what one means for an order or a sale is unknown.
static ENVELOPE: Envelope = Envelope {
    code: &["code"],
    ok: &["200"],
    message: &["message", "msg"],
    refused: &[],
    ..Envelope::BASE
};

const SIGNED: Call = Call {
    sign: Some(Sign::in_body("merchant")),
    repeat: Repeat::Safe,
    envelope: &ENVELOPE,
    ..Call::BASE
};

const PUSH: Notice = Notice {
    key: "platform",
    // A push names neither the merchant nor a time: the key alone says whom it is for.
    identity: &[],
    window: None,
    paid: Paid::Always,
    success: Reply::json(r#"{"code":200}"#),
    failure: Reply::json(r#"{"code":500}"#),
    ..Notice::BASE
};

const CLASS_DOC: Doc = doc(
    r#"6du OTC payment: buying and selling coins for CNY. Holds a private key: for servers.

@example An order by quantity; the user pays at `acceptPageUrl`
```js
import { SixDu } from 'paysign'

const sixdu = new SixDu({ merchantId, privateKey, platformPublicKey })
const { acceptPageUrl } = await sixdu.createOrder({
  by: 'quantity',
  quantity: '12.5',
  coinName: 'USDT',
  subject: 'USDT',
  paymentProductCode: '0001',
  merchantOrderCode: 'A20261121001',
})
```"#,
);
