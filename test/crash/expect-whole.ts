import { expect } from 'vitest'
import type { Outcome } from './conversation.ts'

/** Says how it went, and expects that nothing was lost, stands out of order, or twice without a reason. */
export function expectWhole(outcome: Outcome, kills: number): void {
  const { said, answered, visitor, deaths, threads } = outcome
  const answers = [...answered.values()].flat()
  const doubled = threads.map(({ name, doubles }) => `${name} ${doubles.length}`).join(', ')
  console.log(
    `${kills} kills, ${said.length} messages and ${answers.length} answers: 0 lost; doubled: ${doubled}`,
  )
  console.log(Object.fromEntries([...deaths].sort()))

  expect(visitor.said()).toEqual(said)
  for (const [name, texts] of answered)
    expect(visitor.heard().filter(text => text.startsWith(`${name} `))).toEqual(texts)
  for (const { name, shown, doubles, unexplained } of threads) {
    const expected = visitor.talk().filter(text => !text.startsWith(`${name} `))
    expect([...new Set(shown)], `the thread on ${name}`).toEqual(expected)
    expect(unexplained, `doubles on ${name}`).toEqual([])
    expect(doubles.length).toBeLessThan(kills)
  }
  expect(deaths.get('not reached') ?? 0).toBeLessThan(kills / 4)
}
