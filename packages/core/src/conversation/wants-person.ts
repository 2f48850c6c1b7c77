import { normalizeForMatching } from './wants-person-text.ts'
import { WESTERN_ASKS } from './wants-person-words.ts'
import { EASTERN_ASKS } from './wants-person-words-eastern.ts'
import { SOUTHERN_ASKS } from './wants-person-words-southern.ts'

/** How one language asks for a person: sources of regular expressions, tried on one part of a sentence at a time. */
export interface PersonAsks {
  /** Written without spaces between words: patterns stand anywhere. */
  isUnspaced?: true
  /** All that is said, but for greetings and "please". */
  alone: readonly string[]
  /** Somewhere in what is said, at the borders of words. */
  within: readonly string[]
  /** What makes it something else: a question about others, or a wish for the opposite. */
  unless: readonly string[]
}

// Longer messages ask for a person at their beginning, or a model finds it.
const MAX_LENGTH = 500

// What is said around an ask and changes nothing, in the languages that we know.
const POLITE = new Set(
  normalizeForMatching(
    `hi hello hey yo hiya please pls plz thanks thank you thx now asap ok okay sorry um uh well just so but and then right
    no yes immediately urgently urgent today still really help good morning evening day afternoon there
    hallo guten tag morgen bitte danke jetzt sofort mal doch moin servus grüezi aber und nein ja
    bonjour salut bonsoir svp stp sil vous te plaît plait merci maintenant alors mais et non oui urgent
    hola buenas buenos días tardes por favor gracias ahora ya pero y sí porfavor porfa
    ciao buongiorno salve per favore piacere grazie adesso subito ora ma e sì
    olá oi bom dia boa tarde obrigado obrigada agora mas
    hoi goedemorgen goedendag alstublieft alsjeblieft aub graag bedankt dank nu maar en nee
    cześć dzień dobry witam proszę dziękuję teraz ale i nie tak
    merhaba selam lütfen teşekkürler şimdi hemen ama hayır evet
    здравствуйте привет добрый день пожалуйста плиз спасибо сейчас срочно но и нет да
    добрий вітаю привіт будь ласка дякую зараз терміново але і ні так
    안녕하세요 감사합니다 지금 좀 مرحبا السلام عليكم من فضلك رجاء لو سمحت شكرا الآن
    hej tack snälla nu men och nej ja`,
  ).split(' '),
)

const CLAUSE_END = /[.!?;:,\n…()。！？；：，、؟؛،¿¡|]+|\s[-–—]+\s/

interface Compiled {
  isUnspaced: boolean
  alone: RegExp
  within: RegExp
  unless: RegExp
}

const LANGUAGES: readonly Compiled[] = [...WESTERN_ASKS, ...SOUTHERN_ASKS, ...EASTERN_ASKS].map(compile)

/**
 * True where a visitor asks for a human, in whatever language that we know. Says no in doubt, e.g. to "does a real
 * person read this?" and "is anyone there?": the model, who reads the whole conversation, may still hand over.
 */
export function wantsPerson(text: string): boolean {
  const start = normalizeForMatching(text.slice(0, MAX_LENGTH)).slice(0, MAX_LENGTH)
  // What is quoted is talked about, not said, unless it is all there is.
  const said = start.replace(/(?<=\S\s*)["“«„「][^"”»“」]*["”»“」]/g, ' ')
  return said.split(CLAUSE_END).some(isAsk)
}

function isAsk(part: string): boolean {
  const clause = toWords(part)
  if (clause === '') return false
  const core = withoutPoliteness(clause)
  const unspaced = clause.replaceAll(' ', '')
  const unspacedCore = core.replaceAll(' ', '')
  return LANGUAGES.some(({ isUnspaced, alone, within, unless }) => {
    const whole = isUnspaced ? unspaced : ` ${clause} `
    const isAsking = alone.test(isUnspaced ? unspacedCore : core) || within.test(whole)
    return isAsking && !unless.test(whole)
  })
}

/** Letters, digits and single spaces. */
function toWords(part: string): string {
  return part.replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ').trim()
}

function withoutPoliteness(clause: string): string {
  const words = clause.split(' ')
  let from = 0
  let to = words.length
  while (from < to && POLITE.has(words[from] ?? '')) from += 1
  while (to > from && POLITE.has(words[to - 1] ?? '')) to -= 1
  return words.slice(from, to).join(' ')
}

function compile({ isUnspaced, alone, within, unless }: PersonAsks): Compiled {
  const border = isUnspaced ? '' : ' '
  const any = (patterns: readonly string[]) =>
    patterns.map(pattern => normalizeForMatching(pattern)).join('|')
  const either = (patterns: readonly string[]) => (patterns.length === 0 ? '(?!)' : any(patterns))
  return {
    isUnspaced: isUnspaced === true,
    alone: new RegExp(`^(?:${either(alone)})$`),
    within: new RegExp(`${border}(?:${either(within)})${border}`),
    unless: new RegExp(`${border}(?:${either(unless)})${border}`),
  }
}
