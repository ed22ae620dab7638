/** 'YYYY-MM-DD HH:MM:SS' in UTC+8, the clock these gateways write. */
export const beijing = (ms) => new Date(ms + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ')

/** The same moment as digits only: YYYYMMDDHHMMSS. */
export const stamp = (ms) => beijing(ms).replace(/[^0-9]/g, '')

/** The moment of such a text, or NaN where it is not a day of the calendar. */
export function fromBeijing(text) {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return NaN
  const ms = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  return beijing(ms || 0) === text ? ms : NaN
}

export const seconds = (ms) => Math.floor(ms / 1000)
