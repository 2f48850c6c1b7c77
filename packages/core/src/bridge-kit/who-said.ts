import type { Post, PostItem } from '../contracts/bridge.ts'
import { cleanLine } from './clean.ts'

const MAX_NAME_LENGTH = 64

/** What somebody other than the visitor is called, with the platform they write on. What the AI only suggests says so. */
export function speakerName(item: PostItem): string {
  if (item.isDraft) return item.deleted ? 'AI draft' : 'AI draft · not sent'
  const name = cleanLine(item.author?.name ?? '', MAX_NAME_LENGTH)
  if (item.from === 'operator') return withPlace(name || 'Team', item.via)
  if (item.from === 'ai') return aiName(name)
  return name && withPlace(name, item.via)
}

/**
 * Who is speaking, to stand above the words; undefined where they stand alone. A visitor's do, unless somebody else
 * spoke before them in the same message.
 */
export function speakerLabel(items: readonly PostItem[], index: number): string | undefined {
  const item = items[index]
  switch (item?.from) {
    case 'visitor': {
      const before = items[index - 1]
      return before && before.from !== 'visitor' ? 'Visitor' : undefined
    }
    case 'operator':
    case 'ai':
      return speakerName(item)
    case 'note':
      return ['📝 Note', speakerName(item)].filter(Boolean).join(' · ')
    default:
      return undefined
  }
}

/**
 * How operators send a draft of the AI's, to stand below it; undefined on everything else, and where it shares its place
 * with others: there, a reaction would mean none of them.
 */
export function draftHint({ items }: Post, prefix: string): string | undefined {
  const [item] = items
  if (items.length !== 1 || !item?.isDraft || item.deleted) return undefined
  return `👍 or ${prefix}send sends it`
}

/** What stands in the place of a message that was deleted. */
export function deletedText({ from, isDraft }: PostItem): string {
  if (isDraft) return '(sent, or no longer needed)'
  return from === 'visitor' ? '(deleted by the visitor)' : '(deleted)'
}

/** An event of the page: its name as one line, and its data as JSON, empty where it has none. */
export function eventWords({ event, text }: PostItem): { name: string; data: string } {
  const hasData = Object.keys(event?.data ?? {}).length > 0
  return {
    name: cleanLine(event?.name ?? text, 200) || 'event',
    data: hasData ? JSON.stringify(event?.data) : '',
  }
}

// A host may have called it "Shop AI".
function aiName(name: string): string {
  if (name === '') return 'AI'
  return /\bAI\b/.test(name) ? name : `${name} (AI)`
}

function withPlace(name: string, via: string | undefined): string {
  return via ? `${name} (${via.charAt(0).toUpperCase()}${via.slice(1)})` : name
}
