/** What people see of a text, and what in it is more than text. */
export interface Shown {
  text: string
  /** Names of what Discord found: `bold`, `mention`, `heading` and so on. */
  active: string[]
}

type Rule = [
  name: string,
  pattern: RegExp,
  show: (match: RegExpExecArray, inner: (text: string) => string) => string,
]

const plain: Rule[2] = ([all]) => all
const inside: Rule[2] = (match, inner) => inner(match[1] ?? '')

// As the client's own rules, in their order; an escaped character is no part of any of them.
const any = String.raw`((?:\\[\s\S]|[^\\])+?)`
const INLINE: readonly Rule[] = [
  ['', /\\([^0-9A-Za-z\s])/y, match => match[1] ?? ''],
  ['link', /https?:\/\/[^\s<]+[^<.,:;"'\]\s]/y, plain],
  ['link', /steam:\/\/\S+/y, plain],
  ['bare link', /<https?:\/\/[^\s>]+>/y, plain],
  ['mention', /<(?:@[!&]?|#)\d+>|@(?:everyone|here)/y, plain],
  ['command', /<\/[^>]+:\d+>/y, plain],
  ['emoji', /<a?:\w+:\d+>|:[^\s:]+:/y, plain],
  ['time', /<t:-?\d+(?::[a-zA-Z])?>/y, plain],
  ['code', /```[\s\S]+?```|`[^`]+`/y, plain],
  ['masked link', new RegExp(String.raw`\[${any}\]\(https?:[^\s)]+\)`, 'y'), inside],
  ['spoiler', new RegExp(String.raw`\|\|${any}\|\|`, 'y'), inside],
  ['bold', new RegExp(String.raw`\*\*${any}\*\*(?!\*)`, 'y'), inside],
  ['underline', new RegExp(`__${any}__(?!_)`, 'y'), inside],
  ['strike', new RegExp(`~~${any}~~`, 'y'), inside],
  ['italic', new RegExp(String.raw`\*(?=\S)${any}\*(?!\*)`, 'y'), inside],
  ['italic', new RegExp(`_${any}_(?!_)`, 'y'), inside],
]

const BLOCK: readonly [name: string, pattern: RegExp][] = [
  ['heading', /^#{1,3} +/],
  ['small', /^-# +/],
  ['quote', /^(?:>>>|>) /],
  ['list', /^ *(?:[-*]|\d+\.) /],
]

/** Shows a message as Discord's client does. */
export function shownOf(content: string): Shown {
  const active: string[] = []

  const inline = (text: string): string => {
    let shown = ''
    for (let at = 0; at < text.length; ) {
      const found = firstAt(text, at)
      if (!found) {
        shown += text[at]
        at += 1
        continue
      }
      const [[name, , show], match] = found
      if (name !== '') active.push(name)
      shown += show(match, inline)
      at += match[0].length
    }
    return shown
  }

  const line = (text: string): string => {
    const block = BLOCK.find(([, pattern]) => pattern.test(text))
    if (!block) return text
    active.push(block[0])
    return text.replace(block[1], '')
  }

  const text = inline(content.split('\n').map(line).join('\n'))
  return { text, active }
}

function firstAt(text: string, at: number): [Rule, RegExpExecArray] | undefined {
  for (const rule of INLINE) {
    rule[1].lastIndex = at
    const match = rule[1].exec(text)
    if (match) return [rule, match]
  }
  return undefined
}
