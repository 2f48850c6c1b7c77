import { plainWords } from './words.ts'

interface Language {
  greetings: string
  /** What a visitor says who wants a person. */
  person: RegExp
  /** Asked back on a greeting. */
  welcome: string
}

// The few languages in which this model has manners.
const LANGUAGES: readonly Language[] = [
  {
    greetings: 'hi hello hey good morning evening afternoon thanks thank you there',
    person:
      /\b(human|real (person|one)|(speak|talk|chat|connect\w*) (to|with) (a |an |the )?(person|someone|somebody|human|agent|colleague|operator|representative))\b/,
    welcome: 'Hello! What would you like to know?',
  },
  {
    greetings: 'hallo guten tag morgen abend danke moin servus',
    person: /\b(mensch\w*|echte\w* person|mitarbeiter\w*|mit jemandem (sprechen|reden))\b/,
    welcome: 'Hallo! Was möchten Sie wissen?',
  },
  {
    greetings: 'bonjour bonsoir salut merci',
    person: /\b(humain\w*|vraie personne|parler a (quelquun|une personne|un conseiller)|conseiller\w*)\b/,
    welcome: 'Bonjour ! Que souhaitez-vous savoir ?',
  },
  {
    greetings: 'hola buenos buenas dias tardes noches gracias',
    person: /\b(humano|persona real|hablar con (una persona|alguien|un agente))\b/,
    welcome: '¡Hola! ¿Qué le gustaría saber?',
  },
  {
    greetings: 'ciao buongiorno buonasera salve grazie',
    person: /\b(umano|persona vera|parlare con (una persona|qualcuno|un operatore)|operatore)\b/,
    welcome: 'Ciao! Che cosa vorrebbe sapere?',
  },
]

const LONGEST_GREETING = 6

/** What to answer where nothing is asked, but somebody greets or thanks. */
export function answerGreeting(text: string): string | undefined {
  const words = plainWords(text)
  if (words.length === 0 || words.length > LONGEST_GREETING) return undefined
  return LANGUAGES.find(({ greetings }) => words.every(word => greetings.split(' ').includes(word)))?.welcome
}

/** Asks back where not one word says what it is about. */
export function askBack(): string {
  return LANGUAGES[0]?.welcome ?? ''
}

/** Whether somebody wants a person, as far as this model understands them. */
export function wantsPerson(text: string): boolean {
  const plain = plainWords(text).join(' ')
  return LANGUAGES.some(({ person }) => person.test(plain))
}
