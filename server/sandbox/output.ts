import { StringDecoder } from 'node:string_decoder'

const kept = 1024 * 1024
const longestLine = 16 * 1024

/** The last MiB of a stream, and its lines as they come; what a program prints is data from outside and may be endless. */
export class Output {
  #decoder = new StringDecoder('utf8')
  #tail = ''
  #line = ''
  #dropped = false
  #onLine: ((line: string) => void) | undefined

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    const text = this.#decoder.write(chunk)
    this.#tail += text
    if (this.#tail.length > 2 * kept) this.#cut()
    if (!this.#onLine) return
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop() ?? ''
    for (const line of lines) this.#emit(line)
    // A line without an end must not grow without one either.
    if (this.#line.length > longestLine) {
      this.#emit(this.#line)
      this.#line = ''
    }
  }

  end(): string {
    const rest = this.#decoder.end()
    this.#tail += rest
    this.#line += rest
    if (this.#line) this.#emit(this.#line)
    this.#line = ''
    if (this.#tail.length > kept) this.#cut()
    return this.#dropped ? `[the beginning was dropped]\n${this.#tail}` : this.#tail
  }

  #cut(): void {
    this.#tail = this.#tail.slice(-kept)
    this.#dropped = true
  }

  #emit(line: string): void {
    const clean = line.endsWith('\r') ? line.slice(0, -1) : line
    this.#onLine?.(clean.length > longestLine ? `${clean.slice(0, longestLine)} …` : clean)
  }
}
