import { forget, post, warn } from '../chat.ts'
import { writeSaved } from '../saved.ts'
import { state } from '../state.ts'
import { view } from './view.ts'

/** Forgets all that is of one visitor, here and on the server: the next one may be somebody else. */
export function forgetAll(): void {
  if (state.token_) post({ type: 'forget' }).catch(warn)
  writeSaved(state.widget_.key_, { unsent: [] })
  Object.assign(view, { text_: '', editing_: undefined })
  // Of the style, the height that the draft took.
  Object.assign(view.area_, { value: '', style: '' })
  forget()
}
