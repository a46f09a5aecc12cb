/** Progress for people, on stderr where stdout is an answer. One line a step: a mark, its name, its time, what came of it. */
const started = Date.now()
let out = process.stdout
const colour = (code, text) => (out.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text)

export const printToStderr = () => {
  out = process.stderr
}

export const print = (text = '') => out.write(`${text}\n`)
export const heading = (text) => print(colour('1', text))
export const note = (text) => print(`  ${colour('33', '!')} ${text}`)
export const dim = (text) => colour('2', text)
export const bold = (text) => colour('1', text)
export const sinceStart = () => `${((Date.now() - started) / 1000).toFixed(1)} s`

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`.padStart(8)

/**
 * Runs `work` and prints how long it took. `detail` is said while it runs, when it takes more than a second; what came of it afterwards: what
 * `work` answers, or what `explainResult` makes of that.
 */
export async function step(name, detail, work, explainResult = (result) => result) {
  const since = Date.now()
  const announce = setTimeout(() => print(`  ${colour('36', '·')} ${name.padEnd(12)} ${dim(`${' '.repeat(9)}${detail} …`)}`), 1000)
  try {
    const result = await work()
    print(`  ${colour('32', '✓')} ${name.padEnd(12)} ${seconds(since)} ${dim(` ${explainResult(result) ?? ''}`)}`.trimEnd())
    return result
  } catch (error) {
    print(`  ${colour('31', '✗')} ${name.padEnd(12)} ${seconds(since)}`)
    throw error
  } finally {
    clearTimeout(announce)
  }
}
