import { buildWidgetIfStale } from './widget.js'

const demo = new URL('../examples/express/demo.ts', import.meta.url)

buildWidgetIfStale()
await import(demo.href)
