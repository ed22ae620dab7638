// Made from the rows of src: cargo run --example rows

export const HiCoinMethods = {
  calls: ['createOrder', 'queryOrder', 'transfer', 'queryTransfer', 'exchangeCode', 'refreshToken', 'baseToken', 'userInfo'],
  lists: [],
  pages: ['authorizeUrl', 'h5PayUrl'],
  notifications: [['parseNotification', 'handleNotification']],
}

export const YinqiantongMethods = {
  calls: ['createOrder', 'queryOrder'],
  lists: [],
  pages: [],
  notifications: [['parseNotification', 'handleNotification']],
}

export const BitCVMethods = {
  calls: ['createOrder', 'queryOrder', 'transfer', 'exchangeCode', 'refreshToken', 'userInfo'],
  lists: [],
  pages: ['authorizeUrl'],
  notifications: [['parseNotification', 'handleNotification']],
}

export const SixDuMethods = {
  calls: ['createOrder', 'queryOrder', 'cancelOrder', 'quoteSale', 'sell', 'confirmAndRelease'],
  lists: [],
  pages: [],
  notifications: [['parseNotification', 'handleNotification'], ['parseSaleNotification', 'handleSaleNotification']],
}

export const BhopUserMethods = {
  calls: ['loadPayData', 'sendVerifyCode', 'pay', 'quickPay'],
  lists: ['listOrders'],
  pages: [],
  notifications: [],
}

export const BhopOrgMethods = {
  calls: ['createOrder', 'queryOrder', 'settle', 'refund', 'unlock', 'cancelOrder'],
  lists: ['listOrders'],
  pages: [],
  notifications: [],
}
