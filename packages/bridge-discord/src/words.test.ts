import { expect, it } from 'vitest'
import { type Names, readWords } from './words.ts'

const names: Names = {
  botId: '500',
  botRoleId: '501',
  role: id => (id === '31' ? 'Billing' : undefined),
  channel: id => (id === '41' ? 'general' : undefined),
}
const mentions = [
  { id: '7', username: 'maya', global_name: 'Maya', member: { nick: 'Maya from Support' } },
  { id: '8', username: 'tomas' },
]

function textOf(content: string): string {
  return readWords(content, mentions, names).text
}

it('names people, roles and channels', () => {
  expect(textOf('ask <@7> or <@!8> of <@&31> in <#41>')).toBe(
    'ask @Maya from Support or @tomas of @Billing in #general',
  )
  expect(textOf('<@99> <@&99> <#99>')).toBe('@somebody @role #channel')
})

it('spells out emoji, times, commands and links without preview', () => {
  expect(textOf('<:party:12> <a:wave:13> 🎉')).toBe(':party: :wave: 🎉')
  expect(textOf('at <t:1790000000:F>, <t:1790000000>')).toBe('at 2026-09-21 14:13 UTC, 2026-09-21 14:13 UTC')
  expect(textOf('<t:99999999999999999:R>')).toBe('99999999999999999')
  expect(textOf('see </refund start:12> and <https://x.example/a>')).toBe(
    'see /refund start and https://x.example/a',
  )
})

it('leaves everything else as it was typed', () => {
  const typed = 'Hello\n  <b>*you*</b> a < b > c @everyone <3 `x` <!channel>'
  expect(textOf(typed)).toBe(typed)
})

it('says that our bot is addressed, and leaves its name out', () => {
  const addressed = (content: string) => readWords(content, mentions, names)
  expect(addressed('<@500> summarise this')).toEqual({ text: 'summarise this', isAddressed: true })
  expect(addressed('<@!500>, please')).toEqual({ text: 'please', isAddressed: true })
  expect(addressed('<@&501> help')).toEqual({ text: 'help', isAddressed: true })
  expect(addressed('can you <@500>?')).toEqual({ text: 'can you?', isAddressed: true })
  expect(addressed('ask <@500> why')).toEqual({ text: 'ask why', isAddressed: true })
  expect(addressed('<@500>')).toEqual({ text: '', isAddressed: true })
  expect(addressed('<@7> hello')).toEqual({ text: '@Maya from Support hello', isAddressed: false })
})
