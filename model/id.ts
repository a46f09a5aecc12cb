/** Ids are short, copyable and say what they are of: run_4k7m2xq9tz. 10 symbols of base 30 = 49 bits; a unique index catches the rest. */
const alphabet = '23456789abcdefghjkmnpqrstvwxyz'
export type Noun =
  | 'usr'
  | 'sys'
  | 'svc'
  | 'req'
  | 'rev'
  | 'run'
  | 'stg'
  | 'att'
  | 'apr'
  | 'dec'
  | 'rel'
  | 'rol'
  | 'dep'
  | 'env'
  | 'gate'
  | 'art'
  | 'aud'
  | 'doc'
  | 'flow'
  | 'chg'
  | 'adr'
  | 'rbk'
  | 'view'
  | 'dgm'
  | 'emb'
  | 'pln'
  | 'cmt'
  | 'exe'
  | 'repo'
  | 'tsk'
export function newId<N extends Noun>(noun: N): `${N}_${string}` {
  const bytes = crypto.getRandomValues(new Uint8Array(10))
  return `${noun}_${Array.from(bytes, (b) => alphabet[b % alphabet.length]).join('')}`
}
export const slug = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
