import type { Extras } from './index.ts'
import { state, view } from './kit.ts'

/** For which extras it was loaded, or is on its way. */
let asker: Extras | undefined

/** Loads what is of the AI alone, where something of it is to be shown. */
export function needAi(shown: string): void {
  const { extras_: extras, kit_: kit } = view
  if (asker === extras || !/"ai["A]/.test(shown)) return
  asker = extras
  state.widget_.load_('ai').then(
    ({ start }) => {
      start(kit, extras!)
      state.changed_()
    },
    () => {
      // The network is away: the next need asks again.
      asker = undefined
    },
  )
}
