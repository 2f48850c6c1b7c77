/** Knows which projects a secret key opens. */
export interface SecretKeys {
  /** Their ids; none where the key opens nothing. Takes as long for every key. */
  projectsOf(key: string): Promise<ReadonlySet<string>>
}

interface KnownKey {
  projectId: string
  hash: Uint8Array
}

/** Compares by hashes, in constant time: how far a guess was right must not show. */
export function createSecretKeys(
  projects: readonly { id: string; secretKeys: readonly string[] }[],
): SecretKeys {
  let known: Promise<KnownKey[]> | undefined

  const hashAll = (): Promise<KnownKey[]> =>
    Promise.all(
      projects.flatMap(({ id: projectId, secretKeys }) =>
        secretKeys.map(async key => ({ projectId, hash: await hashOf(key) })),
      ),
    )

  return {
    async projectsOf(key) {
      known ??= hashAll()
      const [all, asked] = await Promise.all([known, hashOf(key)])
      // Each of them is compared, to the end.
      const matching = all.map(({ projectId, hash }) => (isEqual(hash, asked) ? [projectId] : []))
      return new Set(matching.flat())
    },
  }
}

async function hashOf(key: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  let difference = one.length ^ other.length
  for (const [index, byte] of one.entries()) difference |= byte ^ (other[index] ?? 0)
  return difference === 0
}
