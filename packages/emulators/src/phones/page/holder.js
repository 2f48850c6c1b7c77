import { avatar, fill, h, icon } from './dom.js'
import { openMenu } from './overlays.js'

/** @typedef {import('./overlays.js').MenuItem} MenuItem */

/**
 * The button that says who holds the phone, and hands it over.
 *
 * @param {import('./store.js').Store} store
 * @param {MenuItem[]} [more] What else its menu offers.
 * @returns {{ element: HTMLElement, render: () => void }}
 */
export function makeHolder(store, more = []) {
  const element = h('button', { class: 'me', type: 'button', 'aria-haspopup': 'menu' })
  element.addEventListener('click', () => {
    const items = store.world.operators.map(operator => ({
      label: operator.name,
      isChecked: operator.id === store.me().id,
      run: () => store.takeOver(operator.id),
    }))
    openMenu(element, { label: 'Who holds the phone', title: 'Answer as', items: [...items, ...more] })
  })
  return {
    element,
    render() {
      const { name, firstName, id } = store.me()
      fill(
        element,
        avatar(name, id),
        h('span', { class: 'visually-hidden' }, 'Answering as '),
        h('span', {}, firstName),
        icon('down'),
      )
    },
  }
}
