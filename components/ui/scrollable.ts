/** A region that scrolls must be reachable by keyboard, also where nothing in it takes the focus: spread this on it, and give it a name. */
export const scrollable = { tabIndex: 0 } as const
