//! `pkg/gateways.d.ts`, made from the rows. `UPDATE=1 cargo test --test rust types::` writes it anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use paysign::gateway::GATEWAYS;
use paysign::{Call, ChoiceOf, Field, Fill, Form, Gateway, Need, Notice, Origin, Out, Paid, Read, Repeat, Rule, Shape};

/// Answers that several calls share, by the name that their first would have.
const SHARED: &[(&str, &str)] = &[
    ("HiCoinExchangeCodeAnswer", "HiCoinTokens"),
    ("YinqiantongCreateOrderAnswer", "YinqiantongOrder"),
    ("YinqiantongQueryOrderAnswer", "YinqiantongOrderState"),
    ("BitCVExchangeCodeAnswer", "BitCVTokens"),
    ("BhopUserListOrdersAnswer", "BhopOrder"),
    ("BhopOrderPayInfo", "BhopItem"),
    ("BhopUserLoadPayDataAnswer", "BhopPayData"),
    ("BhopPayDataUserInfo", "BhopUserInfo"),
];

/// What a class is, before its members.
const CLASSES: &[(&str, &str)] = &[
    (
        "HiCoin",
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
    ),
    (
        "Yinqiantong",
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
    ),
    (
        "BitCV",
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
    ),
    (
        "SixDu",
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
    ),
    (
        "BhopUser",
        r#"BHOP (BlueHelix) broker payment, the user's side: for pages, where the user's session authenticates. Holds no secret.

@example The whole walk: load, send a code where one is needed, ask for it, pay
```js
import init, { BhopUser } from 'paysign'

await init()
const bhop = new BhopUser({ base: 'https://broker.example' })
const { paid } = await bhop.payOrder({ order_id, askCode: async ({ authType }) => prompt(`Code (${authType})`) })
```"#,
    ),
    (
        "BhopOrg",
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
    ),
];

/// Methods that are no rows.
const FURTHER: &[(&str, &str)] = &[
    (
        "HiCoin",
        r"
  /**
   * The address of the H5 pay page, to be reached by a redirect (302) or `location`; signed with the `mchKey`.
   *
   * @throws {PayError} `params`, naming every field outside its limits
   * @example
   * ```js
   * const url = hicoin.h5PayUrl({ prepay_id: '1048157710522051678581' })
   * ```
   */
  h5PayUrl(page: HiCoinH5Page): string
",
    ),
    (
        "Yinqiantong",
        r"
  /**
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
  ): PayAction
",
    ),
    (
        "BhopUser",
        r"
  /**
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
  ): Promise<Paid & { order: BhopOrder }>
",
    ),
];

const HEAD: &str = r"// Made from the rows of src/gateway; see tests/rust/types.rs.
import type {
  Answered,
  CallOptions,
  ClientOptions,
  Disposing,
  KeyInput,
  NotificationInput,
  Paid,
  SecretInput,
  Unknown,
} from './client.js'
import type { HandlerResult, NotificationOptions } from './notification.js'
import type { PayAction } from './pay-action.js'
";

const H5_PAGE: &str = r"
/** What the H5 pay page is told. */
export interface HiCoinH5Page {
  /** `trade_no` of the answer to `createOrder`. */
  prepay_id: string
  /** 1 to 32 characters, new for each address. Default: 32 random ones. */
  nonceStr?: string
  /** Unix time in seconds: 10 digits. Default: now. */
  timeStamp?: number | string
}
";

#[test]
fn the_types_are_those_of_the_rows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/gateways.d.ts");
    let made = Types::default().render();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap();
    assert!(
        made == written,
        "pkg/gateways.d.ts is out of date: UPDATE=1 cargo test --test rust types::"
    );
}

#[derive(Default)]
struct Types {
    text: String,
    /// The bodies of the answers so far, with their names.
    answers: Vec<(String, String)>,
}

impl Types {
    fn render(mut self) -> String {
        self.text.push_str(HEAD);
        let mut classes: Vec<&str> = Vec::new();
        for gateway in GATEWAYS {
            if !classes.contains(&gateway.class) {
                classes.push(gateway.class);
            }
        }
        for class in classes {
            let of: Vec<&Gateway> = GATEWAYS
                .iter()
                .copied()
                .filter(|gateway| gateway.class == class)
                .collect();
            self.options(class, &of);
            self.class(class, &of);
        }
        self.text
    }

    fn options(&mut self, class: &str, of: &[&'static Gateway]) {
        let first = of[0];
        let notified = if first.notices.is_empty() {
            ""
        } else {
            ", NotificationOptions"
        };
        let body = |gateway: &Gateway| {
            let mut members = String::new();
            for id in gateway.ids {
                member(&mut members, id.doc.text(), id.name, false, "string");
            }
            for key in gateway.keys.iter().filter(|key| !key.doc.text().is_empty()) {
                member(
                    &mut members,
                    key.doc.text(),
                    key.name,
                    !key.required,
                    if key.scheme.algorithm.is_rsa() {
                        "KeyInput"
                    } else {
                        "SecretInput"
                    },
                );
            }
            for base in gateway.bases {
                let doc = match (base.production, base.test) {
                    (Some(production), Some(test)) => {
                        format!(
                            "{} Default `{production}`; in the test environment `{test}`.",
                            base.doc.text()
                        )
                    }
                    (Some(production), None) => format!("{} Default `{production}`.", base.doc.text()),
                    _ => base.doc.text().to_owned(),
                };
                member(&mut members, &doc, base.name, base.production.is_some(), "string");
            }
            for choice in gateway.choices.iter().filter(|choice| choice.name != "version") {
                let (of, optional) = match choice.of {
                    ChoiceOf::Flag => ("boolean".to_owned(), true),
                    ChoiceOf::Texts => ("string[]".to_owned(), true),
                    ChoiceOf::Words(words, required) => (union(words.iter()), !required),
                };
                member(&mut members, choice.doc.text(), choice.name, optional, &of);
            }
            members
        };
        if of.len() == 1 {
            write!(
                self.text,
                "\n/** What {{@link {class}}} needs to know. */\nexport interface {class}Options extends ClientOptions{notified} {{\n{}}}\n",
                body(first)
            )
            .unwrap();
        } else {
            let version = first.choices.iter().find(|choice| choice.name == "version").unwrap();
            let mut names = Vec::new();
            for (gateway, word) in of.iter().zip(["v1", "v2"]) {
                let name = format!("{class}{}Options", pascal(word));
                let mut members = String::new();
                member(&mut members, version.doc.text(), "version", false, &format!("'{word}'"));
                // One set of options does for both: what v2 has no use for may be there.
                if word == "v2" {
                    member(&mut members, "Of v1; not used.", "appKey", true, "string");
                }
                write!(
                    self.text,
                    "\n/** What {{@link {class}}} needs to know for {word}. */\nexport interface {name} extends ClientOptions{notified} {{\n{members}{}}}\n",
                    body(gateway)
                )
                .unwrap();
                names.push(name);
            }
            write!(
                self.text,
                "\n/** What {{@link {class}}} needs to know. */\nexport type {class}Options = {}\n",
                names.join(" | ")
            )
            .unwrap();
        }
    }

    fn class(&mut self, class: &str, of: &[&'static Gateway]) {
        let first = of[0];
        let mut methods = String::new();
        for call in first.calls {
            let others: Vec<&Call> = of
                .iter()
                .skip(1)
                .map(|gateway| gateway.call(call.name).unwrap())
                .collect();
            methods.push_str(&self.method(class, call, &others));
        }
        for notice in first.notices {
            methods.push_str(&self.notification(class, notice));
        }
        if class == "HiCoin" {
            self.text.push_str(H5_PAGE);
        }
        let doc = CLASSES.iter().find(|(name, _)| *name == class).unwrap().1;
        let further = FURTHER
            .iter()
            .find(|(name, _)| *name == class)
            .map_or("", |(_, text)| text);
        write!(
            self.text,
            "\n{}export class {class} implements Disposing {{\n  /** @throws {{PayError}} `config`, naming the option that is missing or wrong */\n  constructor(options: {class}Options)\n{methods}{further}\n  /** Wipes the keys from memory; afterwards the object is of no use. */\n  free(): void\n  /** As `free`, for `using`. */\n  [Symbol.dispose](): void\n}}\n",
            comment(doc, "")
        )
        .unwrap();
    }

    fn method(&mut self, class: &str, call: &'static Call, others: &[&'static Call]) -> String {
        let request = self.request(class, call, others);
        let mut doc = call.doc.text().to_owned();
        let mut throws = vec!["`params`"];
        if matches!(call.form, Form::Page(_)) {
            write!(doc, "\n\n@throws {{PayError}} `params`, naming every field at fault").unwrap();
            return format!("\n{}  {}(page: {request}): string\n", comment(&doc, "  "), call.name);
        }
        throws.extend([
            "`config`",
            "`network`",
            "`timeout`",
            "`aborted`",
            "`http`",
            "`body`",
            "`gateway`",
        ]);
        if call.verify.is_some() {
            throws.push("`signature`");
        }
        if !call.echo.is_empty() {
            throws.push("`identity`");
        }
        doc.push_str(match call.repeat {
            Repeat::Safe => "\n\nRetried on network failure, timeout, HTTP 429 and 5xx.",
            Repeat::Keyed => {
                "\n\nRetried on network failure, timeout, HTTP 429 and 5xx: your number makes it one order."
            }
            Repeat::Once => "\n\nSent once, unless the connection was never made.",
            Repeat::Money(_) => {
                "\n\nSent once, unless the connection was never made. An error with `outcomeUnknown` says what to do."
            }
        });
        write!(doc, "\n\n@throws {{PayError}} {}", throws.join(", ")).unwrap();
        let argument = if request.is_empty() {
            "input?: undefined".to_owned()
        } else if call.name == "listOrders" && call.needs.is_empty() {
            format!("filter?: {request}")
        } else {
            let optional = call.rows().any(|row| matches!(row.origin, Origin::Required)) || !call.needs.is_empty();
            format!("{}{}: {request}", argument_name(call), if optional { "" } else { "?" })
        };
        let mut answers: Vec<String> = Vec::new();
        for call in [call].iter().chain(others) {
            let answer = self.answer(class, call);
            if !answers.contains(&answer) {
                answers.push(answer);
            }
        }
        let answer = answers.join(" | ");
        let result = if call.name == "listOrders" {
            format!("AsyncGenerator<{answer}, void, undefined>")
        } else {
            format!("Promise<{answer}>")
        };
        format!(
            "\n{}  {}({argument}, options?: CallOptions): {result}\n",
            comment(&doc, "  "),
            call.name
        )
    }

    fn notification(&mut self, class: &str, notice: &Notice) -> String {
        let middle = notice.name.trim_start_matches("parse");
        let name = format!("{class}{middle}");
        let rows = self.fields(&name, notice.fields);
        write!(
            self.text,
            "\n{}export interface {name} extends Answered, Paid {{\n{rows}}}\n",
            comment(notice.doc.text(), "")
        )
        .unwrap();
        let parse = format!(
            "{}\n\n@throws {{PayError}} `body`, `signature`{}{}",
            "The verified event of a notification, from its raw body.",
            if notice.identity.is_empty() { "" } else { ", `identity`" },
            if notice.window.is_none() { "" } else { ", `expired`" },
        );
        let handle = "Verifies a notification, has it handled once, and gives the response that the gateway expects: success only after\n`onEvent` has ended well, now or for an earlier try: see {@link HandlerResult}. For what has the web's `Request` and `Response`;\n`toRequest` of `paysign/node` makes the one of Node's.";
        format!(
            "\n{}  {}(input: NotificationInput): {name}\n\n{}  {}(request: Request, onEvent: (event: {name}) => HandlerResult | Promise<HandlerResult>): Promise<Response>\n",
            comment(&parse, "  "),
            notice.name,
            comment(handle, "  "),
            notice.handler
        )
    }

    /// The name of a call's request; `''` where it takes nothing.
    fn request(&mut self, class: &str, call: &'static Call, others: &[&'static Call]) -> String {
        let rows: Vec<&Field> = call.rows().filter(|row| row.is_given()).collect();
        if rows.is_empty() {
            return String::new();
        }
        let name = format!("{class}{}Request", pascal(call.name));
        let mut members = String::new();
        let mut variants = Vec::new();
        let mut apart: Vec<&str> = Vec::new();
        for need in call.needs {
            match need {
                Need::One(names) => {
                    apart.extend(*names);
                    for chosen in *names {
                        let parts = names.iter().map(|name| {
                            let row = rows.iter().find(|row| row.name == *name).unwrap();
                            one_member(row, if name == chosen { Some(false) } else { None })
                        });
                        variants.push(format!("{{\n{}    }}", parts.collect::<String>()));
                    }
                }
                Need::Variants { field, of } => {
                    apart.push(field);
                    apart.extend(of.iter().map(|(_, name)| *name));
                    for (word, chosen) in *of {
                        let by = rows.iter().find(|row| row.name == *field).unwrap();
                        let mut part = String::new();
                        member(&mut part, by.doc.text(), field, false, &format!("'{word}'"));
                        let mut part = part.replace("\n  ", "\n      ").replacen("  ", "      ", 1);
                        for (_, name) in *of {
                            let row = rows.iter().find(|row| row.name == *name).unwrap();
                            part.push_str(&one_member(row, if name == chosen { Some(false) } else { None }));
                        }
                        variants.push(format!("{{\n{part}    }}"));
                    }
                }
                Need::Any(_) | Need::With { .. } => {}
            }
        }
        for row in rows.iter().filter(|row| !apart.contains(&row.name)) {
            let others = others
                .iter()
                .filter_map(|call| call.rows().find(|other| other.name == row.name));
            let optional = !matches!(row.origin, Origin::Required);
            let of = [*row]
                .into_iter()
                .chain(others)
                .map(|row| type_of(row.rule))
                .reduce(wider)
                .unwrap();
            member(&mut members, row.doc.text(), row.name, optional, &of);
        }
        let doc = format!("/** What {{@link {class}.{}}} takes. */", call.name);
        if variants.is_empty() {
            write!(self.text, "\n{doc}\nexport interface {name} {{\n{members}}}\n").unwrap();
        } else {
            let base = if members.is_empty() {
                String::new()
            } else {
                format!("{{\n{members}}} & ")
            };
            write!(
                self.text,
                "\n{doc}\nexport type {name} = {base}(\n  | {}\n)\n",
                variants.join("\n  | ")
            )
            .unwrap();
        }
        name
    }

    fn answer(&mut self, class: &str, call: &'static Call) -> String {
        let rows = match call.answer {
            Shape::Nothing => return "Answered".to_owned(),
            Shape::One(rows) | Shape::Many(rows) => rows,
        };
        let base = self.shape(
            &format!("{class}{}Answer", pascal(call.name)),
            rows,
            &format!("What {{@link {class}.{}}} answers.", call.name),
        );
        let paid = match call.paid {
            Some(Paid::Always | Paid::When(..)) => " & Paid",
            None => "",
        };
        let bundle = call.bundle.map_or(String::new(), |(name, of, doc)| {
            let parts: Vec<String> = of.iter().map(|part| format!("{part}: string")).collect();
            format!(" & {{ /** {} */ {name}: {{ {} }} }}", doc.text(), parts.join("; "))
        });
        format!("{base}{paid} & Answered{bundle}")
    }

    fn shape(&mut self, name: &str, rows: &'static [Out], doc: &str) -> String {
        let name = SHARED
            .iter()
            .find(|(first, _)| *first == name)
            .map_or(name, |(_, shared)| shared);
        let before = self.text.len();
        let body = self.fields(name, rows);
        if let Some((known, _)) = self.answers.iter().find(|(_, known)| *known == body) {
            let known = known.clone();
            self.text.truncate(before);
            return known;
        }
        self.answers.push((name.to_owned(), body.clone()));
        write!(
            self.text,
            "\n{}export interface {name} {{\n{body}}}\n",
            comment(doc, "")
        )
        .unwrap();
        name.to_owned()
    }

    fn fields(&mut self, name: &str, rows: &'static [Out]) -> String {
        let mut body = String::new();
        for row in rows {
            let nested =
                |types: &mut Self, rows| types.shape(&format!("{name}{}", pascal(row.name)), rows, row.doc.text());
            let of = match row.read {
                Read::Text => "string".to_owned(),
                Read::Units => "bigint".to_owned(),
                Read::Number => "number".to_owned(),
                Read::Flag => "boolean".to_owned(),
                Read::Codes(codes) => {
                    let mut words: Vec<&str> = codes.iter().map(|(word, _)| *word).collect();
                    let mut seen = Vec::new();
                    words.retain(|word| {
                        !seen.contains(word) && {
                            seen.push(*word);
                            true
                        }
                    });
                    format!("{} | Unknown", union(words.iter()))
                }
                Read::Object(rows) => nested(self, rows),
                Read::List(rows) => format!("{}[]", nested(self, rows)),
            };
            body.push_str(&comment(row.doc.text(), "  "));
            writeln!(body, "  {}{}: {of}", row.name, if row.required { "" } else { "?" }).unwrap();
        }
        body
    }
}

fn argument_name(call: &Call) -> &'static str {
    match call.name {
        "createOrder" => "order",
        name if name.starts_with("query") => "id",
        "listOrders" => "filter",
        _ => "input",
    }
}

/// A member four spaces deeper; `None`: it must not be there.
fn one_member(row: &Field, optional: Option<bool>) -> String {
    match optional {
        None => format!("      {}?: never\n", row.name),
        Some(optional) => {
            let mut text = String::new();
            member(&mut text, row.doc.text(), row.name, optional, &type_of(row.rule));
            text.lines().map(|line| format!("    {line}\n")).collect()
        }
    }
}

fn type_of(rule: Rule) -> String {
    match rule {
        Rule::Whole { .. } | Rule::Fen | Rule::Millis { number: true } => "number | bigint | string".to_owned(),
        Rule::Units => "bigint | string".to_owned(),
        Rule::Words(words) => union(words.iter()),
        Rule::Codes { codes, .. } => union(codes.iter().map(|(word, _)| word)),
        Rule::Items(rows) => {
            let item = item(rows);
            format!("{item} | readonly {item}[]")
        }
        Rule::Joined { parts, .. } => format!("readonly {}[]", item(parts)),
        _ => "string".to_owned(),
    }
}

fn item(rows: &[Field]) -> String {
    let mut text = String::new();
    for row in rows {
        write!(text, "\n    {}", comment(row.doc.text(), "    ").trim_start()).unwrap();
        write!(text, "    {}: {}", row.name, type_of(row.rule)).unwrap();
    }
    format!("{{{text}\n  }}")
}

/// Of two unions, the one with more in it.
fn wider(a: String, b: String) -> String {
    if b.len() > a.len() { b } else { a }
}

fn union<'a>(words: impl Iterator<Item = &'a &'a str>) -> String {
    words.map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" | ")
}

fn member(text: &mut String, doc: &str, name: &str, optional: bool, of: &str) {
    text.push_str(&comment(doc, "  "));
    let (mark, or) = if optional { ("?", " | undefined") } else { ("", "") };
    writeln!(text, "  {name}{mark}: {of}{or}").unwrap();
}

fn comment(doc: &str, indent: &str) -> String {
    if !doc.contains('\n') && indent.len() + doc.len() < 112 {
        return format!("{indent}/** {doc} */\n");
    }
    let mut lines = String::new();
    let mut code = false;
    for line in doc.lines() {
        code ^= line.starts_with("```");
        let mut at = 0;
        write!(lines, "{indent} *").unwrap();
        for word in line.split(' ') {
            if !code && at > 0 && at + 1 + word.len() > 116 - indent.len() {
                write!(lines, "\n{indent} *").unwrap();
                at = 0;
            }
            lines.push(' ');
            lines.push_str(word);
            at += 1 + word.chars().count();
        }
        lines.truncate(lines.trim_end().len());
        lines.push('\n');
    }
    format!("{indent}/**\n{lines}{indent} */\n")
}

fn pascal(name: &str) -> String {
    name.split('_')
        .map(|part| part[..1].to_uppercase() + &part[1..])
        .collect()
}

/// Only so that the compiler says when a way of filling in is added that the types should know of.
#[allow(dead_code)]
fn all_fills(fill: Fill) {
    match fill {
        Fill::Text(_)
        | Fill::Setting(_)
        | Fill::Secret(_)
        | Fill::Token
        | Fill::Nonce
        | Fill::Seconds
        | Fill::Millis
        | Fill::Beijing => {}
    }
}
