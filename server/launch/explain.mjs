/** An error whose message is all a person needs: printed without a stack. */
export function explain(message) {
  return Object.assign(new Error(message), { expected: true })
}
