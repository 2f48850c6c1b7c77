// Loaded on the first need of one of these: whatever is more than plain text going to and fro.
import type { ComponentChildren } from 'preact'
import type { Kit } from '../panel/kit.ts'
import { absence } from './absence.ts'
import { announce } from './announce.ts'
import { bubble, link, picture } from './bubble.tsx'
import { introduce, resume } from './identity.ts'
import { useKit } from './kit.ts'
import { cancel, edit } from './menu.tsx'
import { above, choice, typing } from './notes.tsx'
import { scrolled } from './older.ts'
import { fit } from './screen.ts'
import { extraStyles } from './styles.ts'

export { pollTransport as poll } from '../transports/poll.ts'
export { streamTransport as stream } from '../transports/stream.ts'

/** What the panel calls of the extras. */
export interface Extras {
  styles_: string
  absence_: typeof absence
  announce_: typeof announce
  bubble_: typeof bubble
  link_: typeof link
  choice_: typeof choice
  picture_: typeof picture
  cancel_: typeof cancel
  edit_: typeof edit
  above_: () => ComponentChildren
  typing_: (...given: Parameters<typeof typing>) => ComponentChildren
  scrolled_: typeof scrolled
  fit_: typeof fit
  introduce_: typeof introduce
  resume_: typeof resume
}

/** Takes what the panel hands over, and gives it what it lacks. */
export function start(kit: Kit): Extras {
  useKit(kit)
  return {
    styles_: extraStyles,
    absence_: absence,
    announce_: announce,
    bubble_: bubble,
    link_: link,
    choice_: choice,
    picture_: picture,
    cancel_: cancel,
    edit_: edit,
    above_: above,
    typing_: typing,
    scrolled_: scrolled,
    fit_: fit,
    introduce_: introduce,
    resume_: resume,
  }
}
