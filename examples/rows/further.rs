//! Methods that no spec says: code beside a class.

/// Each class with them, as TypeScript declares them.
pub(crate) const FURTHER: &[(&str, &str)] = &[
    (
        "Yinqiantong",
        r#"  /**
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
  ): PayAction"#,
    ),
    (
        "BhopUser",
        r#"  /**
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
  ): Promise<Paid & { order: BhopOrder }>"#,
    ),
];
