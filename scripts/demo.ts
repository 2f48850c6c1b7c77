// `npm run demo`: the example with phones beside it, so that it can be tried without an account anywhere. A platform
// whose tokens are set is the real one; each of the others is emulated, and has a phone to answer on.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { phonesHandler } from '@pocketping/emulators'
import { aiOf } from '../examples/express/ai.ts'
import { createApp, platformsOf } from '../examples/express/app.ts'
import { describeAi, startModel } from './demo-model.ts'
import { demandWholeSets, emulateMissing } from './demo-platforms.ts'
import { root } from './paths.js'
import { buildWidgetIfStale } from './widget.js'

const { env } = process
const HOST = '127.0.0.1'

buildWidgetIfStale()
demandWholeSets(env)
const { platforms, emulators } = await emulateMissing(platformsOf(env))

const model = await startModel(env)
const ai = aiOf({ ...env, ...model?.env })

const databaseFile = env.DATABASE_FILE ?? join(root, 'examples/express/.data/demo.sqlite')
const secretKey = env.POCKETPING_SECRET_KEY ?? `sk_demo_${randomBytes(24).toString('base64url')}`
const access = { secretKey, allowPrivateAddresses: env.ALLOW_PRIVATE_ADDRESSES === '1' }
const { app, pp } = createApp(databaseFile, platforms, access, ai)
const names = Object.keys(emulators)
if (names.length > 0) {
  const phones = phonesHandler(emulators)
  app.use((request, response, next) => {
    phones(request, response).then(isAnswered => isAnswered || next(), next)
  })
}

const wanted = env.PORT ?? '3000'
const server = app.listen(Number(wanted), HOST)
try {
  await once(server, 'listening')
  await pp.start()
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(
    isTaken ? `Port ${wanted} is taken. Set PORT to another one, e.g. PORT=3001 npm run demo` : error,
  )
  process.exit(1)
}

const address = server.address()
const port = typeof address === 'object' && address ? address.port : wanted
console.log(`\n  Shop with the widget   http://localhost:${port}/`)
if (names.length > 0) console.log(`  The team's phones      http://localhost:${port}/phones`)
for (const real of Object.keys(platforms).filter(name => !names.includes(name)))
  console.log(`  Answer from your real  ${real.charAt(0).toUpperCase()}${real.slice(1)}`)
console.log(`  The API                http://localhost:${port}/pocketping/sessions`)
if (env.POCKETPING_SECRET_KEY) console.log('    with the key in POCKETPING_SECRET_KEY')
else console.log(`    with this run's key  Authorization: Bearer ${secretKey}`)
if (ai) for (const line of describeAi(ai, model !== undefined)) console.log(line)
console.log('\nready')

const stop = async (): Promise<void> => {
  server.close()
  await pp.stop()
  await Promise.all([...Object.values(emulators), ...(model ? [model] : [])].map(emulator => emulator.stop()))
  process.exit(0)
}
process.once('SIGINT', () => void stop())
process.once('SIGTERM', () => void stop())
