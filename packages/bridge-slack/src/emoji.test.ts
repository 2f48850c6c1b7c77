import { expect, it } from 'vitest'
import { showEmoji } from './emoji.ts'

function picked(...emoji: { name: string; unicode?: string }[]): unknown {
  const elements = emoji.map(one => ({ type: 'emoji', ...one }))
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }]
}

it('shows the emoji that were picked as characters', () => {
  const blocks = picked({ name: 'smile', unicode: '1f604' }, { name: 'wave', unicode: '1f44b-1f3fc' })
  expect(showEmoji('hi :smile: :wave::skin-tone-3:!', blocks)).toBe('hi 😄 👋🏼!')
})

it('leaves what was typed, and what is the workspace’s own', () => {
  const blocks = picked({ name: 'shop_logo' })
  expect(showEmoji('at 10:30:15 :smile: :shop_logo:', blocks)).toBe('at 10:30:15 :smile: :shop_logo:')
})

it('takes any blocks', () => {
  for (const blocks of [undefined, null, 'x', [1], [{ elements: 'x' }], picked({ name: 'x', unicode: 'zz' })])
    expect(showEmoji(':x:', blocks)).toBe(':x:')
})
