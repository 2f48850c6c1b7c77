import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../test/support/chromium.ts'

/** Draws random trees one after the other with both, and gives the first difference. */
const PROGRAM = `
import * as preact from 'preact'
import * as cut from 'cut'
let seed = 1
const random = limit => (seed = (seed * 48271) % 2147483647) % limit
function plan(depth) {
  const kind = random(depth > 3 ? 3 : 8)
  if (kind === 0) return 'text ' + random(4)
  if (kind === 1) return [null, undefined, false, 0][random(4)]
  const keyed = random(2)
  const count = random(6)
  const keys = [...Array(8).keys()].sort(() => random(3) - 1)
  return {
    type: ['div', 'p', 'button'][random(3)],
    props: random(2) ? { title: 't' + random(3), 'aria-label': 'l' + random(2), disabled: !random(2) } : { class: 'c' + random(3) },
    children: Array.from({ length: count }, (_, index) => {
      const child = plan(depth + 1)
      if (child && typeof child === 'object' && keyed) child.key = 'k' + keys[index]
      return child
    }),
    isList: random(2),
  }
}
function tree(h, node) {
  if (!node || typeof node !== 'object') return node
  const children = node.children.map(child => tree(h, child))
  const { type, key, props } = node
  return h(type, { ...props, key }, ...(node.isList ? [children] : children))
}
window.compare = rounds => {
  const left = document.createElement('main')
  const right = document.createElement('main')
  for (let round = 0; round < rounds; round++) {
    const root = { type: 'div', props: {}, children: [plan(0), plan(0), plan(0)] }
    preact.render(tree(preact.h, root), left)
    cut.render(tree(cut.h, root), right)
    // An element that had a title once has an empty one, and which element is taken up again is nobody's promise.
    const html = place => place.innerHTML.replaceAll(' title=""', '')
    if (html(left) !== html(right)) return { round, preact: left.innerHTML, cut: right.innerHTML }
  }
}
window.keep = () => {
  const kept = [preact, cut].map(({ h, render }) => {
    const place = document.createElement('main')
    const draw = keys => render(h('ul', null, keys.map(key => h('li', { key }, key))), place)
    draw(['a', 'b', 'c', 'd'])
    const before = [...place.querySelectorAll('li')]
    draw(['d', 'x', 'b', 'a'])
    return [...place.querySelectorAll('li')].map(item => before.indexOf(item))
  })
  return kept
}
window.listen = () => [preact, cut].map(({ h, render }) => {
  const heard = []
  const place = document.createElement('main')
  const draw = handler => render(h('button', { onClick: handler }), place)
  for (const handler of [() => heard.push(1), () => heard.push(2), undefined]) {
    draw(handler)
    place.firstChild.click()
  }
  return heard
})
`

describe('what stands in for Preact', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
      alias: { cut: fileURLToPath(new URL('../src/preact/index.ts', import.meta.url)) },
      bundle: true,
      write: false,
      format: 'iife',
    })
    browser = await launchChromium()
    page = await browser.newPage()
    await page.addScriptTag({ content: outputFiles[0]?.text ?? '' })
  })
  afterAll(() => browser.close())

  it('draws every tree as Preact does, over every other', async () => {
    expect(await page.evaluate('compare(1000)')).toBeUndefined()
  })

  it('keeps the elements that Preact keeps', async () => {
    const [preact, cut] = (await page.evaluate('keep()')) as number[][]
    expect(cut).toEqual(preact)
  })

  it('calls the handlers that Preact calls', async () => {
    const [preact, cut] = (await page.evaluate('listen()')) as number[][]
    expect(cut).toEqual(preact)
  })
})
