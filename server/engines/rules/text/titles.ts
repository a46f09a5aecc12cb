import { isVerb } from '../language/vocabulary.ts'

const finite =
  /\b(?:shall|must|should|can|may|will|is|are|has|have|was|were|be|been|becomes?|belongs?|contains?|consists?|not|never|only|if|when|unless|until|that|which|who)\b/i
const fieldLike = /[(:=]|\b(?:required|mandatory|optional|unique)\b/i

/** "Repair orders", "1. General", "HELPDESK": a few words without a verb, as people write above what follows. */
export function isTitle(text: string): boolean {
  const plain = text.trim().replace(/^(?:\d+(?:\.\d+)*[.)]?|[A-Z][.)])\s+/, '')
  const words = plain.split(/\s+/)
  if (!plain || words.length > 7 || plain.length > 70 || /[.!?;,]$/.test(plain) || !/^["'“]?[A-Z0-9]/.test(plain)) return false
  if (/^[^a-z]{4,}$/.test(plain)) return true
  if (finite.test(plain) || fieldLike.test(plain)) return false
  // "Employees report problems" is a sentence, "Reports" and "Report leave" are none.
  return !words.slice(1).some((word, i) => isVerb(word) && /s$|staff$/i.test(words[i] ?? '') !== /s$/.test(word) && words.length > i + 2)
}

/** Lines that only structure a document: "Feature: …", "Scenario: …", "[TOC]". */
export const isStructure = (text: string): boolean =>
  /^(?:\[+toc\]+|(?:feature|scenario(?: outline)?|background|epic|examples?|ability|theme)(?: [A-Z\d]+)?\s*(?::|–|-).*)$/i.test(text.trim())
