import { fold } from './fold.ts'
import { pairsOf, type Word } from './split-words.ts'
import { STOP_WORDS, UNSPACED_STOP_WORDS } from './stop-words.ts'

/** How words of one language become what they are found by. */
export interface Language {
  /** Of ISO 639-1, or '' for one that we know nothing of. */
  code: string
  /** Its words are joined into longer ones: `Rückgabefrist`. */
  isCompounding: boolean
  /** What a word is found by; empty for one that says nothing. */
  termsOf(word: Word): readonly string[]
}

type Stem = (word: string) => string

// Loaded when a text of the language is there.
const STEMMERS: Readonly<Record<string, () => Promise<{ stemmer: Stem }>>> = {
  en: () => import('@orama/stemmers/english'),
  de: () => import('@orama/stemmers/german'),
  fr: () => import('@orama/stemmers/french'),
  es: () => import('@orama/stemmers/spanish'),
  it: () => import('@orama/stemmers/italian'),
  pt: () => import('@orama/stemmers/portuguese'),
  nl: () => import('@orama/stemmers/dutch'),
  sv: () => import('@orama/stemmers/swedish'),
  da: () => import('@orama/stemmers/danish'),
  no: () => import('@orama/stemmers/norwegian'),
  fi: () => import('@orama/stemmers/finnish'),
  hu: () => import('@orama/stemmers/hungarian'),
  ro: () => import('@orama/stemmers/romanian'),
  ru: () => import('@orama/stemmers/russian'),
}

const COMPOUNDING: ReadonlySet<string> = new Set(['de', 'nl', 'sv', 'da', 'no', 'fi', 'hu'])
// What is written where the keyboard has no "ü". It also changes words that are written so, which does no harm: it does
// that to the text and to the question.
const SPELLED_UMLAUT = /(?<!q)([aou])e/g

const ALSO_CALLED: Readonly<Record<string, string>> = { nb: 'no', nn: 'no' }

/** The language of a BCP 47 tag that we can stem, or ''. */
export function languageCode(tag: string | undefined): string {
  const code = tag?.toLowerCase().split(/[-_]/, 1)[0] ?? ''
  const known = ALSO_CALLED[code] ?? code
  return Object.hasOwn(STEMMERS, known) ? known : ''
}

/** `code` as `languageCode` answers it. */
export async function loadLanguage(code: string): Promise<Language> {
  const stem = (await STEMMERS[code]?.())?.stemmer
  const stopWords = STOP_WORDS.get(code)
  return {
    code,
    isCompounding: COMPOUNDING.has(code),
    termsOf({ text, isDense }) {
      const plain = fold(text)
      const spelled = code === 'de' ? plain.replace(SPELLED_UMLAUT, '$1') : plain
      if (plain === '' || stopWords?.has(plain) || stopWords?.has(spelled)) return []
      if (isDense) return UNSPACED_STOP_WORDS.has(plain) ? [] : [plain, ...pairsOf(plain)]
      if (!stem) return [plain]
      // A stemmer knows endings by their accents, and visitors leave those out: both ways lead to the word.
      const stems = text === plain || code === 'de' ? [stem(spelled)] : [stem(plain), fold(stem(text))]
      return [...new Set(stems)]
    },
  }
}
