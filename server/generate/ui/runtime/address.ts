import { useSearchParams } from 'react-router'

export type Change = (changes: Record<string, string>) => void

/** What a page shows is in its address: shared, reloaded and gone back to. '' takes a parameter out. */
export function useAddress(): [URLSearchParams, Change, () => void] {
  const [address, setAddress] = useSearchParams()
  const change: Change = (changes) =>
    setAddress(
      (before) => {
        const after = new URLSearchParams(before)
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') after.delete(name)
          else after.set(name, value)
        }
        return after
      },
      { replace: true },
    )
  return [address, change, () => setAddress({}, { replace: true })]
}

/** The parameters of a list's request: its page, and of the address what the service knows. */
export function requestOf(address: URLSearchParams, pageSize: number, known: string[]): URLSearchParams {
  const parameters = new URLSearchParams({ pageSize: String(pageSize), page: address.get('page') ?? '1' })
  for (const name of known) {
    const value = address.get(name)
    if (value) parameters.set(name, value)
  }
  return parameters
}
