// The pages that a person clicks through: one sheet, in Chinese and English, that works without a script.

import { getCookie, setCookie } from 'hono/cookie'
import { html } from 'hono/html'

const WORDS = {
  en: {
    sandbox: 'Sandbox: nothing here is real money',
    switch: '中文',
    amount: 'Amount',
    pay: 'Pay now',
    cancel: 'Cancel',
    order: 'Order',
    trade: 'Trade no.',
    product: 'Product',
    details: 'Details',
    payer: 'Paid by',
    payee: 'Paid to',
    merchant: 'Merchant',
    method: 'Method',
    quantity: 'You receive',
    fee: 'Fee',
    until: 'Pay before (UTC+8)',
    created: 'Waiting for payment',
    paid: 'Payment complete',
    finished: 'Trade finished',
    processing: 'In progress',
    expired: 'This order has expired',
    closed: 'This order is closed',
    failed: 'Payment failed',
    refunding: 'Refund under way',
    refunded: 'Refunded',
    cancelled: 'You have not paid',
    'cancelled-note': 'The order is still open: you can pay it until it expires.',
    back: 'Back to the merchant',
    again: 'Pay after all',
    wrong: 'This page cannot be opened',
    'wrong-sign': 'The signature is wrong: something in the address was changed, or another key signed it.',
    'signed-here': 'What the gateway verified (before the key joins it)',
    missing: 'There is no such order.',
    authorize: 'Allow this application to know who you are?',
    'authorize-as': 'Continue as',
    decline: 'Decline',
    application: 'Application',
    'no-wallet-redirect': 'The address must end in #wallet_redirect.',
    login: 'Log in',
    'login-as': 'Log in as',
    'logged-in': 'You are logged in',
    code: 'Verification code',
    'send-code': 'Send me a code',
    'code-sent': 'The code arrived (in the sandbox, here):',
    'code-app': 'Your authenticator shows (in the sandbox, here):',
    'code-wrong': 'The code is wrong.',
    balance: 'The balance is too low.',
    'i-paid': 'I have paid',
    transfer: 'Pay the seller this amount, then confirm.',
    gateways: 'Gateways',
    orders: 'Latest orders',
    none: 'None yet',
  },
  zh: {
    sandbox: '沙箱环境：不涉及真实资金',
    switch: 'English',
    amount: '金额',
    pay: '立即支付',
    cancel: '取消',
    order: '商户订单号',
    trade: '平台订单号',
    product: '商品',
    details: '说明',
    payer: '付款人',
    payee: '收款人',
    merchant: '商户',
    method: '支付方式',
    quantity: '到账数量',
    fee: '手续费',
    until: '支付截止（UTC+8）',
    created: '等待支付',
    paid: '支付成功',
    finished: '交易完成',
    processing: '处理中',
    expired: '订单已过期',
    closed: '订单已关闭',
    failed: '支付失败',
    refunding: '退款中',
    refunded: '已退款',
    cancelled: '尚未支付',
    'cancelled-note': '订单仍然有效，过期之前都可以支付。',
    back: '返回商户',
    again: '继续支付',
    wrong: '无法打开此页面',
    'wrong-sign': '签名错误：地址中的内容被改动过，或者签名用的是另一个密钥。',
    'signed-here': '网关验签所用的字符串（拼接密钥之前）',
    missing: '订单不存在。',
    authorize: '允许该应用获取你的身份吗？',
    'authorize-as': '以此身份继续',
    decline: '拒绝',
    application: '应用',
    'no-wallet-redirect': '地址必须以 #wallet_redirect 结尾。',
    login: '登录',
    'login-as': '以此身份登录',
    'logged-in': '已登录',
    code: '验证码',
    'send-code': '发送验证码',
    'code-sent': '收到验证码（沙箱中直接显示）：',
    'code-app': '身份验证器显示（沙箱中直接显示）：',
    'code-wrong': '验证码错误。',
    balance: '余额不足。',
    'i-paid': '我已付款',
    transfer: '请按此金额向卖家付款，然后确认。',
    gateways: '网关',
    orders: '最近订单',
    none: '暂无',
  },
}

export function languageOf(c) {
  const chosen = getCookie(c, 'sandbox-language')
  if (chosen && Object.hasOwn(WORDS, chosen)) return chosen
  return /^zh\b/i.test(c.req.header('accept-language') ?? '') ? 'zh' : 'en'
}

export const wordsOf = (c) => {
  const words = WORDS[languageOf(c)]
  return (key) => words[key] ?? key
}

/** The fields of a form; none where what came is no form. */
export const formOf = (c) => c.req.parseBody().catch(() => ({}))

/** Changes the language and goes back to the page; only to a path of this server. */
export async function chooseLanguage(c) {
  const { language, back } = await formOf(c)
  if (Object.hasOwn(WORDS, language))
    setCookie(c, 'sandbox-language', language, { path: '/', sameSite: 'Lax', maxAge: 31536000 })
  return c.redirect(/^\/(?![/\\])/.test(back ?? '') ? back : '/', 303)
}

/**
 * A whole page. `formTo`: further origins that a form of the page may lead to (a redirect counts).
 */
export function page(c, { brand, title, body, status = 200, formTo = [], script }) {
  const language = languageOf(c)
  const t = wordsOf(c)
  const url = new URL(c.req.url)
  c.header(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; script-src ${script ? "'self'" : "'none'"}; img-src data:; form-action 'self' ${formTo.join(' ')}; base-uri 'none'; frame-ancestors 'none'`,
  )
  c.header('referrer-policy', 'no-referrer')
  c.header('cache-control', 'no-store')
  return c.html(
    html`<!doctype html>
      <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/page.css" />
          ${script ? html`<script src="${script}" defer></script>` : ''}
        </head>
        <body class="brand-${brand}">
          <header>
            <h1 class="name">${title}</h1>
            <form method="post" action="/page-language">
              <input type="hidden" name="language" value="${language === 'zh' ? 'en' : 'zh'}" />
              <input type="hidden" name="back" value="${url.pathname + url.search}" />
              <button class="plain" lang="${language === 'zh' ? 'en' : 'zh-CN'}">${t('switch')}</button>
            </form>
          </header>
          <main>${body}</main>
          <footer>${t('sandbox')}</footer>
        </body>
      </html>`,
    status,
  )
}

/** What is wrong with a request for a page; `canonical` helps whoever looks for a signing mistake. */
export function refusedPage(c, { brand, title, why, canonical, status = 400 }) {
  const t = wordsOf(c)
  return page(c, {
    brand,
    title,
    status,
    body: html`<section class="sheet">
      <p class="state bad" role="alert">${t('wrong')}</p>
      <p>${t(why)}</p>
      ${
        canonical
          ? html`<details>
              <summary>${t('signed-here')}</summary>
              <code>${canonical}</code>
            </details>`
          : ''
      }
    </section>`,
  })
}

const GOOD = new Set(['paid', 'finished'])
const OPEN = new Set(['created', 'processing', 'cancelled'])

/**
 * The sheet of one order. rows: [key of a word, text][]; back: where the merchant wants the user afterwards;
 * above: extra content between the rows and the buttons; buttons: [value, key of a word][].
 */
export function orderPage(
  c,
  {
    brand,
    title,
    state,
    amount,
    currency,
    rows,
    back,
    above = '',
    buttons = [
      ['pay', 'pay'],
      ['cancel', 'cancel'],
    ],
    status,
    formTo,
    note,
  },
) {
  const t = wordsOf(c)
  const mood = GOOD.has(state) ? 'good' : OPEN.has(state) ? 'open' : 'bad'
  return page(c, {
    brand,
    title,
    status,
    formTo,
    body: html`<section class="sheet" data-state="${state}">
      <p class="state ${mood}" role="status">${t(state)}</p>
      <p class="amount"><span class="figure">${amount}</span> <span class="currency">${currency}</span></p>
      <dl>
        ${rows
          .filter(([, text]) => text)
          .map(
            ([key, text]) =>
              html`<div>
                <dt>${t(key)}</dt>
                <dd>${text}</dd>
              </div>`,
          )}
      </dl>
      ${note ? html`<p class="note" role="alert">${t(note)}</p>` : ''}
      ${state === 'cancelled' ? html`<p>${t('cancelled-note')}</p>` : ''}
      ${state === 'created' ? html`<form method="post" class="actions">${above}${buttons.map(([value, key], index) => html`<button name="do" value="${value}" class="${index ? 'second' : 'first'}">${t(key)}</button>`)}</form>` : ''}
      ${state === 'cancelled' ? html`<p class="actions"><a class="button first" href="">${t('again')}</a></p>` : ''}
      ${back && state !== 'created' ? html`<p class="actions"><a class="button ${state === 'cancelled' ? 'second' : 'first'}" id="back" href="${back}">${t('back')}</a></p>` : ''}
    </section>`,
  })
}

/** A choice among the sandbox's users: who is the person at this page? */
export function userPage(c, { brand, title, heading, rows = [], users, choose, decline, formTo, script, warning }) {
  const t = wordsOf(c)
  return page(c, {
    brand,
    title,
    formTo,
    script,
    body: html`<section class="sheet">
      <h2>${t(heading)}</h2>
      <dl>
        ${rows.map(
          ([key, text]) =>
            html`<div>
              <dt>${t(key)}</dt>
              <dd>${text}</dd>
            </div>`,
        )}
      </dl>
      ${warning ? html`<p class="note" id="warning" role="alert" hidden>${t(warning)}</p>` : ''}
      <form method="post" class="actions" id="choice">
        ${users.map(([value, label]) => html`<button name="user" value="${value}" class="first">${t(choose)} ${label}</button>`)}
        ${decline ? html`<button name="user" value="" class="second">${t(decline)}</button>` : ''}
      </form>
    </section>`,
  })
}
