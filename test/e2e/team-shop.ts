import { once } from 'node:events'
import type { AiOptions } from '@pocketping/core'
import { phonesHandler } from '@pocketping/emulators'
import { createApp } from '../../examples/express/app.ts'
import { emulateMissing } from '../../scripts/demo-platforms.ts'

/** The example shop with all three platforms, and the phones at `/phones`, as the demo has it. */
export interface TeamShop {
  port: number
  stop(): Promise<void>
}

/** Starts it; a second one on the same file is the demo started again: the platforms remember nothing, the database all. */
export async function startTeamShop(databaseFile: string, wantedPort = 0, ai?: AiOptions): Promise<TeamShop> {
  const { platforms, emulators } = await emulateMissing({})
  const { app, pp } = createApp(databaseFile, platforms, {}, ai)
  const phones = phonesHandler(emulators)
  app.use((request, response, next) => {
    phones(request, response).then(isAnswered => isAnswered || next(), next)
  })
  const server = app.listen(wantedPort, '127.0.0.1')
  await once(server, 'listening')
  await pp.start()
  const { port } = server.address() as { port: number }
  return {
    port,
    async stop() {
      await pp.stop()
      server.closeAllConnections()
      server.close()
      await Promise.all(Object.values(emulators).map(emulator => emulator.stop()))
    },
  }
}
