import { httpContract } from '@pocketping/core/testing'
import { EXPRESSES, listen, MOUNTS } from './hosts.ts'

for (const [version, create] of EXPRESSES)
  for (const [where, path, mount, isParsed] of MOUNTS)
    httpContract({
      name: `${version} ${where}`,
      create: pp => listen(create, path, (app, server) => mount(app, pp, { create, server })),
      ...(isParsed ? { without: { rawBodies: 'express.json() reads bodies before' } } : {}),
    })
