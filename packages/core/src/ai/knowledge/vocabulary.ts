import type SearchableMap from 'minisearch/SearchableMap'

/** The terms of an index, and how many passages have each. */
export interface Vocabulary {
  add(term: string): void
  /** In how many passages the term is; 0 where nobody uses it. */
  count(term: string): number
  /** Terms that begin with `part` and are longer, the shortest first. */
  startingWith(part: string, most: number): string[]
  /** The same of those that end with it. */
  endingWith(part: string, most: number): string[]
  /** The longest term that a word begins with, where that is most of the word. */
  beginningOf(word: string): string | undefined
  /** Terms that two letters of a word in the wrong order were meant to be. */
  swapped(word: string): string[]
  /** Terms that so many typing errors lead to, with their number. */
  near(term: string, errors: number): [term: string, errors: number][]
  /** The two terms that a longer word is made of; empty where there are none. */
  partsOf(word: string): string[]
}

// What German and its relatives put between the parts.
const JOINTS = ['', 's', 'es', 'n', 'en', 'e', 'er']
const SHORTEST_PART = 4

// A part of three letters begins thousands of words: looking at more of them finds nothing better.
const MAX_LOOKED_AT = 400

/** `isCompounding`: words are looked up by their ends, too. */
export async function createVocabulary(isCompounding: boolean): Promise<Vocabulary> {
  const { default: Tree } = await import('minisearch/SearchableMap')
  const counts = new Tree<number>()
  const reversed = new Tree<true>()

  return {
    add(term) {
      const before = counts.get(term)
      counts.set(term, (before ?? 0) + 1)
      if (isCompounding && before === undefined && term.length > SHORTEST_PART)
        reversed.set(reverse(term), true)
    },
    count: term => counts.get(term) ?? 0,
    startingWith: (part, most) => longer(counts, part, most),
    endingWith: (part, most) => longer(reversed, reverse(part), most).map(reverse),
    beginningOf(word) {
      for (let end = word.length - 1; end >= Math.max(SHORTEST_PART, word.length * 0.6); end -= 1)
        if (counts.has(word.slice(0, end))) return word.slice(0, end)
      return undefined
    },
    swapped(word) {
      const found: string[] = []
      for (let at = 1; at < word.length - 1 && word.length >= SHORTEST_PART; at += 1) {
        const other = `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`
        if (other !== word && counts.has(other)) found.push(other)
      }
      return found
    },
    near(term, errors) {
      return [...counts.fuzzyGet(term, errors)]
        .map(([found, [, distance]]): [string, number] => [found, distance])
        .sort(([, a], [, b]) => a - b)
    },
    partsOf(word) {
      for (let end = word.length - SHORTEST_PART; end >= SHORTEST_PART; end -= 1) {
        const tail = word.slice(end)
        if (!counts.has(tail)) continue
        const joint = JOINTS.find(one => {
          const head = word.slice(0, end)
          return head.endsWith(one) && head.length - one.length >= SHORTEST_PART && isHead(head, one)
        })
        if (joint !== undefined) return [word.slice(0, end - joint.length), tail]
      }
      return []
    },
  }

  function isHead(head: string, joint: string): boolean {
    return counts.has(head.slice(0, head.length - joint.length))
  }
}

function longer(tree: SearchableMap<unknown>, part: string, most: number): string[] {
  const found: string[] = []
  for (const term of tree.atPrefix(part).keys()) {
    if (term.length > part.length) found.push(term)
    if (found.length >= MAX_LOOKED_AT) break
  }
  return found.sort((a, b) => a.length - b.length).slice(0, most)
}

function reverse(text: string): string {
  return [...text].reverse().join('')
}
