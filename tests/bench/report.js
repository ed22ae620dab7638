/** Tables on the terminal. They are Markdown, to be pasted where they are wanted. */

const write = (line = '') => process.stdout.write(`${line}\n`)

/** @param {string} title @param {string[]} head @param {string[][]} rows */
export function print(title, head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column].length)))
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`
  write(`\n### ${title}\n`)
  write(line(head))
  write(`| ${widths.map((width, i) => (i ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`)
  for (const cells of rows) write(line(cells))
}

const digits = (value) => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)

/** The rows of a race. */
export function table(title, rows) {
  print(
    `${title}`,
    ['', 'µs', 'p10–p90', `ratio to ${rows[0].name}`, 'p10–p90'],
    rows.map(({ name, micros, ratio }, i) => [
      name,
      digits(micros.median),
      `${digits(micros.p10)}–${digits(micros.p90)}`,
      i ? digits(ratio.median) : '1',
      i ? `${digits(ratio.p10)}–${digits(ratio.p90)}` : '',
    ]),
  )
}

export function verdicts(judged) {
  const limit = ({ atMost, unit }, value) => (value === undefined ? '' : `${atMost ? '≤ ' : '≥ '}${value}${unit}`)
  print(
    'Goals',
    ['', 'measured', 'goal', 'beyond', ''],
    judged.map((goal) => [
      goal.what,
      goal.value === undefined ? '–' : `${digits(goal.value)}${goal.unit}`,
      limit(goal, goal.goal),
      limit(goal, goal.beyond),
      goal.verdict,
    ]),
  )
}

export const note = (text) => write(`\n${text}`)
