import type { Placed } from './placed.ts'

/** Layouts by what was laid out: for this tab in memory, for the next visit in the browser's own database. */
const kept = 60
const memory = new Map<string, Placed>()
const store = 'layouts'

/** 53 bits of the text (cyrb53): enough to tell layouts apart, and a hundred times faster than a cryptographic digest. */
export function contentKey(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57]
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n)
    a = Math.imul(a ^ code, 2654435761)
    b = Math.imul(b ^ code, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return `${text.length.toString(36)}-${(4294967296 * (2097151 & b) + (a >>> 0)).toString(36)}`
}

let opening: Promise<IDBDatabase | null> | undefined
/** Null where the browser keeps nothing (private windows, no room): the cache is then the memory alone. */
function database(): Promise<IDBDatabase | null> {
  opening ??= new Promise((resolve) => {
    if (typeof indexedDB === 'undefined') return resolve(null)
    const request = indexedDB.open('gantry-network', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'key' }).createIndex('at', 'at')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve(null)
    request.onblocked = () => resolve(null)
  })
  return opening
}

export async function readLayout(key: string): Promise<Placed | null> {
  const known = memory.get(key)
  if (known) return known
  const db = await database()
  if (!db) return null
  return new Promise((resolve) => {
    const request = db.transaction(store).objectStore(store).get(key)
    request.onsuccess = () => {
      const placed = (request.result as { placed: Placed } | undefined)?.placed ?? null
      if (placed) remember(key, placed)
      resolve(placed)
    }
    request.onerror = () => resolve(null)
  })
}

export async function writeLayout(key: string, placed: Placed): Promise<void> {
  remember(key, placed)
  const db = await database()
  if (!db) return
  try {
    const objects = db.transaction(store, 'readwrite').objectStore(store)
    objects.put({ key, at: Date.now(), placed })
    const counting = objects.count()
    counting.onsuccess = () => {
      let surplus = counting.result - kept
      if (surplus <= 0) return
      const cursor = objects.index('at').openCursor()
      cursor.onsuccess = () => {
        if (!cursor.result || surplus-- <= 0) return
        cursor.result.delete()
        cursor.result.continue()
      }
    }
  } catch {
    // The browser closed its database or has no room: the picture is there all the same.
  }
}

function remember(key: string, placed: Placed): void {
  memory.delete(key)
  memory.set(key, placed)
  const [oldest] = memory.keys()
  if (memory.size > kept && oldest) memory.delete(oldest)
}
