import { createHighlighterCore, type HighlighterCore, type ThemedToken } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import dark from 'shiki/themes/github-dark-default.mjs'
import light from 'shiki/themes/github-light-default.mjs'
import { type Language, loadGrammar } from './language.ts'

let made: Promise<HighlighterCore> | undefined
const highlighter = () => (made ??= createHighlighterCore({ themes: [light, dark], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) }))

/** Above this a grammar takes longer than a reader waits; the text is shown plain. */
const maximal = 200_000

export async function highlight(text: string, language: Language): Promise<ThemedToken[][] | null> {
  if (text.length > maximal) return null
  const [core, grammar] = await Promise.all([highlighter(), loadGrammar(language)])
  if (!core.getLoadedLanguages().includes(language)) await core.loadLanguage(grammar.default)
  return core.codeToTokens(text, {
    lang: language,
    themes: { light: 'github-light-default', dark: 'github-dark-default' },
    defaultColor: false,
    tokenizeTimeLimit: 200,
  }).tokens
}
