// Measures the engine against bare loops: `npm run bench -- [name …] [--quick] [--json]`.
import { parseArgs } from 'node:util'
import { benches } from './benches/index.ts'
import { type Figure, hasPassed, toTable } from './figure.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
})
const names = positionals.length > 0 ? positionals : Object.keys(benches)
const unknown = names.filter(name => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}

const size = { isQuick: values.quick, rounds: values.quick ? 1 : 5 }
const figures: Figure[] = []
for (const name of names) {
  // A run in which something was lost or doubled throws, and counts for nothing.
  console.error(`${name} …`)
  figures.push(...((await benches[name]?.(size)) ?? []))
}
if (values.json)
  console.log(
    JSON.stringify(
      figures.map(one => ({ ...one, hasPassed: hasPassed(one) })),
      null,
      2,
    ),
  )
else console.log(`\n${toTable(figures)}`)
// The quick run measures too little to judge.
if (!size.isQuick && figures.some(figure => hasPassed(figure) === false)) process.exitCode = 1
