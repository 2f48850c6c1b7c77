/** A document of many passages. */
export interface Book {
  name: string
  markdown: string
  /** Of each passage, in their order. */
  texts: string[]
}

const PASSAGES_OF_BOOK = 500
const WORDS_OF_PASSAGE = 150
const VOCABULARY = 30_000

// About as often as in English.
const SMALL = [
  'the',
  'of',
  'and',
  'to',
  'in',
  'is',
  'that',
  'for',
  'it',
  'with',
  'as',
  'you',
  'are',
  'on',
  'be',
  'this',
]
const SYLLABLES = [
  'ba',
  'co',
  'di',
  'fer',
  'gan',
  'hol',
  'ip',
  'jor',
  'ket',
  'lum',
  'mis',
  'nar',
  'op',
  'pel',
  'rin',
  'sto',
  'tev',
  'ul',
  'var',
  'wen',
]

/** Books of so many passages, the same each time, whose words are as rare and as common as those of a language. */
export function writeBooks(passages: number): Book[] {
  const random = seeded(1)
  return Array.from({ length: Math.ceil(passages / PASSAGES_OF_BOOK) }, (_, book) => {
    const length = Math.min(PASSAGES_OF_BOOK, passages - book * PASSAGES_OF_BOOK)
    const texts = Array.from({ length }, () =>
      Array.from({ length: WORDS_OF_PASSAGE }, () => randomWord(random))
        .join(' ')
        .concat('.'),
    )
    const markdown = texts
      .map((text, at) => `# ${randomWord(random)} ${randomWord(random)} ${at}\n\n${text}`)
      .join('\n\n')
    return { name: `book-${book}.md`, markdown, texts }
  })
}

/** Asks for some words of a passage, rare ones and common ones, as a visitor would. */
export function question(place: number, texts: readonly string[]): string {
  const words = texts[place]?.replace('.', '').split(' ') ?? []
  const told = [...new Set(words)].filter(word => !SMALL.includes(word))
  const rare = told.toSorted((a, b) => b.length - a.length).slice(0, 3)
  return `How do I get the ${[...told.slice(0, 3), ...rare].join(' ')} please?`
}

function randomWord(random: () => number): string {
  if (random() < 0.4) return SMALL[Math.floor(random() * SMALL.length)] as string
  // By Zipf's law, the tenth word is a tenth as common as the first.
  return wordNumber(Math.floor(VOCABULARY ** random()))
}

function wordNumber(number: number): string {
  let word = ''
  for (let rest = number + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    word += SYLLABLES[rest % SYLLABLES.length]
  return word
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
