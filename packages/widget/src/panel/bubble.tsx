import { h, type VNode } from 'preact'
import { state } from '../state.ts'
import type { Row } from './rows.ts'
import { view } from './view.ts'

/** One message, as first or last of a run. */
export function bubble(row: Row, isFirst: boolean, isLast: boolean): VNode {
  const isOwn = row.type === 'visitor'
  return (
    <div key={row.id} class={bubbleClass(row, isFirst, isLast)}>
      {isFirst && row.author && <small>{row.author.name}</small>}
      <div class="bubble" dir="auto">
        {row.content}
      </div>
      {isLast && (
        <small>
          {timeOf(row)} {isOwn && tick(row)}
        </small>
      )}
    </div>
  )
}

export function bubbleClass({ type }: Row, isFirst: boolean, isLast: boolean): string {
  return `row ${type} ${type === 'visitor' && 'own'} ${isFirst && 'first'} ${isLast && 'last'}`
}

/** When it was written; of the welcome, by whom. */
export function timeOf({ id, createdAt }: Row): string {
  const { language } = state.widget_.options_
  return id ? new Date(createdAt).toLocaleTimeString(language, { timeStyle: 'short' }) : teamName()
}

/** How far a message of the visitor's has come. */
export function tick({ order }: Row): VNode {
  const { delivered = 0, seen = 0 } = state.session_?.receipts ?? {}
  const name = !order ? 'sending' : order <= seen ? 'seen' : order <= delivered ? 'delivered' : 'sent'
  return (
    <bdi class={name} role="img" aria-label={view.texts_[name]}>
      {name === 'sending' ? '◷' : name === 'sent' ? '✓' : '✓✓'}
    </bdi>
  )
}

/** The first letter of a name, in a circle; a picture comes over it. */
export function face(name: string, picture?: VNode | false): VNode {
  return (
    <bdi class="face" aria-hidden="true">
      {[...name][0]}
      {picture}
    </bdi>
  )
}

/** The name that the operator goes by. */
export function operatorName(): string {
  return state.session_?.operator?.name ?? teamName()
}

function teamName(): string {
  return state.widget_.options_.operatorName ?? view.texts_.title
}
