import { type ComponentChildren, h, type VNode } from 'preact'
import { linkify } from '../links.ts'
import type { Row } from '../panel/rows.ts'
import { bubbleClass, face, listUnsent, state, tick, timeOf } from './kit.ts'
import { below } from './menu.tsx'
import { texts } from './texts.ts'

/** One message with all that the plain one lacks: days, links, quotes, pictures, and what became of it. */
export function bubble(plain: Row, isFirst: boolean, isLast: boolean, before?: Row): VNode[] {
  const row = changed(plain)
  const isOwn = row.type === 'visitor'
  const date = new Date(row.createdAt)
  return [
    ...(row.id && isNewDay(date, before)
      ? [
          <p class="note" key={`day ${row.id}`}>
            {date.toLocaleDateString(state.widget_.options_.language, { dateStyle: 'medium' })}
          </p>,
        ]
      : []),
    <div key={row.id} class={bubbleClass(row, isFirst, isLast)}>
      {isFirst && row.author && <small>{row.label_ ?? row.author.name}</small>}
      <div class="bubble" key={row.live_} aria-live={row.live_} dir="auto" title={timeOf(row)} tabIndex={-1}>
        {content(row)}
      </div>
      {isLast && !row.code && (
        <small>
          {timeOf(row)} {isOwn && !row.failed && tick(row)}
        </small>
      )}
      {isOwn && below(row)}
    </div>,
  ]
}

/** Whether a day begins that is worth telling: a first one that is today is not. */
function isNewDay(date: Date, before: Row | undefined): boolean {
  return new Date(before?.id ? before.createdAt : Date.now()).toDateString() !== date.toDateString()
}

/** The face in the header. */
export function picture(name: string): VNode {
  const address = state.session_?.operator?.avatarUrl ?? state.widget_.options_.operatorAvatar
  return face(
    name,
    !!address && (
      <img
        src={address}
        alt=""
        onError={(event: Event) => {
          // The letter beneath shows again.
          ;(event.target as HTMLElement).hidden = true
        }}
      />
    ),
  )
}

/** What the visitor changed is shown at once. */
function changed(row: Row): Row {
  const { order: _, ...rest } = row
  const { command, at: editedAt } =
    listUnsent(state.widget_.key_).findLast(
      ({ command }) => command.type !== 'send' && 'id' in command && command.id === row.id,
    ) ?? {}
  return command?.type === 'edit'
    ? { ...rest, content: command.content, editedAt }
    : command?.type === 'delete'
      ? { ...rest, deletedAt: editedAt }
      : row
}

function content(row: Row): ComponentChildren[] {
  const words = texts()
  if (row.deletedAt) return [<em>{words.deleted}</em>]
  if (row.code) return [row.code === 'session.closed' ? words.closed : words.reopened]
  const quoted = row.replyTo && state.messages_.find(({ id }) => id === row.replyTo)?.content
  return [
    !!quoted && <q>{quoted}</q>,
    linkify(row.content).map(piece => link(...piece)),
    row.more_,
    !!row.editedAt && <small>{words.edited}</small>,
  ]
}

/** A text, which may lead somewhere. */
export function link(text: string, href: string | false | undefined): VNode | string {
  return href ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  ) : (
    text
  )
}
