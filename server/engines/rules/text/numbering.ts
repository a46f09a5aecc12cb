/** Gives every line an id: the document's own, or one derived from its place. */
export class Numbering {
  private used = new Set<string>()
  private counter = 0
  group = 0
  private groupId = ''
  private inGroup = 1
  startGroup(id: string) {
    this.group++
    this.groupId = id ? this.free(id) : ''
    this.inGroup = 0
  }
  next(own: string): string {
    if (own && this.inGroup > 0) return this.take(this.free(own))
    this.inGroup++
    if (!this.groupId) {
      do this.counter++
      while (this.used.has(`S${this.counter}`))
      return this.take(`S${this.counter}`)
    }
    return this.take(this.inGroup === 1 ? this.groupId : this.free(`${this.groupId}.${this.inGroup}`))
  }
  private free(wanted: string): string {
    const base = wanted.replace(/[^\w.-]+/g, '-').slice(0, 30)
    for (let n = 1; ; n++) {
      const id = n === 1 ? base : `${base}_${n}`
      if (!this.used.has(id)) return id
    }
  }
  private take(id: string): string {
    this.used.add(id)
    return id
  }
}
