import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'

const largest = 5 * 2 ** 20
const remembered = 40

/** What a deployed service prints: in a file of bounded size (and one before it), the last lines in memory for messages. */
export class InstanceLog {
  readonly file: string
  #stream: WriteStream
  #size: number
  #last: string[] = []

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.file = join(folder, `${name}.log`)
    this.#size = existsSync(this.file) ? statSync(this.file).size : 0
    this.#stream = this.#open()
  }

  write(line: string): void {
    const entry = `${new Date().toISOString()} ${line}\n`
    this.#last.push(line)
    if (this.#last.length > remembered) this.#last.shift()
    this.#size += Buffer.byteLength(entry)
    if (this.#size > largest) {
      this.#stream.end()
      renameSync(this.file, `${this.file}.1`)
      this.#stream = this.#open()
      this.#size = 0
    }
    this.#stream.write(entry)
  }

  /** The last lines, at most 2,000 characters. */
  tail(lines = 12): string {
    return this.#last.slice(-lines).join('\n').slice(-2000)
  }

  end(): void {
    this.#stream.end()
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.file, { flags: 'a', mode: 0o600 })
    stream.on('error', () => {}) // a full disk must not end the edge
    return stream
  }
}
