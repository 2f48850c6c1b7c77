import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { missingOf, neededPermissions, type Overwrite, PERMISSIONS, permissionsIn } from './permissions.ts'

const holder = { guildId: '1', userId: '9', roles: ['2', '3'] }
const bits = (...names: (keyof typeof PERMISSIONS)[]): string =>
  String(names.reduce((sum, name) => sum | PERMISSIONS[name], 0n))

function granted(roles: Record<string, string>, overwrites: Overwrite[] = []): string[] {
  const list = Object.entries(roles).map(([id, permissions]) => ({ id, permissions }))
  const all = Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[]
  const missing = missingOf(permissionsIn(holder, list, overwrites), all)
  return all.filter(name => !missing.includes(name))
}

it('adds up what the roles give, and no other role', () => {
  const roles = { 1: bits('View Channels'), 2: bits('Send Messages'), 4: bits('Manage Threads') }
  expect(granted(roles)).toEqual(['View Channels', 'Send Messages'])
})

it('lets the channel take and give: everyone first, then the roles, then the bot itself', () => {
  const roles = { 1: bits('View Channels', 'Send Messages'), 2: bits('Manage Threads') }
  const deny = { id: '1', allow: '0', deny: bits('View Channels', 'Send Messages') }
  expect(granted(roles, [deny])).toEqual(['Manage Threads'])
  const allow = { id: '3', allow: bits('View Channels'), deny: '0' }
  expect(granted(roles, [deny, allow])).toEqual(['View Channels', 'Manage Threads'])
  const own = { id: '9', allow: bits('Send Messages'), deny: bits('View Channels') }
  expect(granted(roles, [own, deny, allow])).toEqual(['Send Messages', 'Manage Threads'])
  expect(granted(roles, [{ id: '8', allow: bits('Add Reactions'), deny: '0' }])).not.toContain(
    'Add Reactions',
  )
})

it('lets an administrator do everything', () => {
  const deny = { id: '9', allow: '0', deny: bits('View Channels') }
  expect(granted({ 1: '0', 3: '8' }, [deny])).toHaveLength(9)
})

it('asks for no more than is used', () => {
  expect(neededPermissions(true, false)).not.toContain('Create Public Threads')
  expect(neededPermissions(false, false)).not.toContain('Manage Webhooks')
  expect(neededPermissions(false, true)).toContain('Manage Webhooks')
})

it('is what the addresses in the README ask for', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const asked = Array.from(readme.matchAll(/permissions=(\d+)/g), match => match[1])
  const sum = (impersonate: boolean): string => bits(...neededPermissions(false, impersonate))
  expect(asked).toEqual([sum(false), sum(true)])
})
