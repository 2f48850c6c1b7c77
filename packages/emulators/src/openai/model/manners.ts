import { plainWords } from './words.ts'

/** What is said beside all questions, and what is said to that. */
type Courtesy = readonly [words: string, reply: string]

interface Language {
  /** The last that is meant decides: "thanks, bye" is a goodbye. Each word of a message is of one of these. */
  courtesies: readonly Courtesy[]
  /** Words that go with them, and mean nothing alone. */
  fillers: string
  /** What a visitor says who wants a person. */
  person: RegExp
}

// The few languages in which this model has manners.
const LANGUAGES: readonly Language[] = [
  {
    courtesies: [
      ['hi hello hey morning afternoon evening', 'Hello! Ask me whatever you would like to know.'],
      ['thanks thank thx cheers great perfect', 'You are welcome.'],
      ['bye goodbye night', 'Goodbye!'],
    ],
    fillers: 'good there you very so much a lot for your the help answer again ok okay now and',
    person:
      /\b(human|real (person|one)|(any|some)(body|one) (real|there|here)|are you (a |an )?(ro)?bot|(speak|talk|chat|connect\w*) (to|with) (a |an |the )?(person|someone|somebody|human|agent|colleague|operator|representative))\b/,
  },
  {
    courtesies: [
      ['hallo guten tag morgen abend moin servus', 'Hallo! Fragen Sie, was Sie möchten.'],
      ['danke dank', 'Gern geschehen.'],
      ['tschuss wiedersehen', 'Auf Wiedersehen!'],
    ],
    fillers: 'vielen schon sehr schonen auf noch und fur die hilfe',
    person: /\b(mensch\w*|echte\w* person|mitarbeiter\w*|mit jemandem (sprechen|reden))\b/,
  },
  {
    courtesies: [
      ['bonjour bonsoir salut', 'Bonjour ! Posez-moi votre question.'],
      ['merci', 'Je vous en prie.'],
      ['revoir', 'Au revoir !'],
    ],
    fillers: 'beaucoup bien au et',
    person: /\b(humain\w*|vraie personne|parler a (quelquun|une personne|un conseiller)|conseiller\w*)\b/,
  },
  {
    courtesies: [
      ['hola buenos buenas dias tardes noches', '¡Hola! Pregunte lo que quiera.'],
      ['gracias', 'De nada.'],
      ['adios luego', '¡Adiós!'],
    ],
    fillers: 'muchas hasta muy y',
    person: /\b(humano|persona real|hablar con (una persona|alguien|un agente))\b/,
  },
  {
    courtesies: [
      ['ciao buongiorno buonasera salve', 'Buongiorno! Chieda pure.'],
      ['grazie', 'Prego.'],
      ['arrivederci', 'Arrivederci!'],
    ],
    fillers: 'mille tante e',
    person: /\b(umano|persona vera|parlare con (una persona|qualcuno|un operatore)|operatore)\b/,
  },
]

const LONGEST = 8

/** What to say where nothing is asked, but somebody greets, thanks or says goodbye. */
export function answerCourtesy(text: string): string | undefined {
  const words = plainWords(text)
  if (words.length === 0 || words.length > LONGEST || text.includes('?')) return undefined
  for (const { courtesies, fillers } of LANGUAGES) {
    const meant = courtesies.filter(([own]) => own.split(' ').some(word => words.includes(word)))
    const known = [fillers, ...meant.map(([own]) => own)].join(' ').split(' ')
    if (meant.length > 0 && words.every(word => known.includes(word))) return meant.at(-1)?.[1]
  }
  return undefined
}

/** Asked back where not one word says what it is about. */
export const ASK_BACK = 'What would you like to know?'

/** Whether somebody wants a person, as far as this model understands them. */
export function wantsPerson(text: string): boolean {
  const plain = plainWords(text).join(' ')
  return LANGUAGES.some(({ person }) => person.test(plain))
}
