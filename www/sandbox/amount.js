// Money is decimal text outside and BigInt units inside; a floating-point number never holds an amount.

/** Digits after the point that the books keep: enough for every coin the gateways name. */
export const PLACES = 18

const DECIMAL = /^(?:0|[1-9][0-9]*)(?:\.([0-9]+))?$/

/** '1.5', 8 → 150000000n. Throws RangeError for anything but a plain decimal that fits the places. */
export function toUnits(text, places = PLACES) {
  const match = DECIMAL.exec(text)
  const fraction = match?.[1] ?? ''
  if (!match || fraction.length > places) throw new RangeError(`not a decimal with at most ${places} places`)
  return BigInt(text.replace('.', '')) * 10n ** BigInt(places - fraction.length)
}

/** 150000000n, 8 → '1.5' */
export function fromUnits(units, places = PLACES) {
  const sign = units < 0n ? '-' : ''
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0')
  const fraction = digits.slice(digits.length - places).replace(/0+$/, '')
  return sign + digits.slice(0, digits.length - places) + (fraction && `.${fraction}`)
}

/** '12.5', 2 → '12.50': at least this many places, as prices are written. */
export function withPlaces(text, places) {
  const [whole, fraction = ''] = text.split('.')
  return places ? `${whole}.${fraction.padEnd(places, '0')}` : text
}

/** Product of two decimals, rounded half up to `places`. */
export function multiply(a, b, places) {
  const product = toUnits(a) * toUnits(b)
  const unit = 10n ** BigInt(2 * PLACES - places)
  return fromUnits((product + unit / 2n) / unit, places)
}

/** Quotient of two decimals, rounded down to `places`: a gateway never hands out a coin it was not paid for. */
export function divide(a, b, places) {
  return fromUnits((toUnits(a) * 10n ** BigInt(places)) / toUnits(b), places)
}
