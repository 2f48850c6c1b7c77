interface Hit {
  place: number
  score: number
}

// As in the paper of Cormack, Clarke and Büttcher on reciprocal rank fusion.
const K = 60

/** What several searches found, best first: what stands high in many lists comes first; its score is the best of them. */
export function fuse(lists: readonly (readonly Hit[])[]): Hit[] {
  const found = new Map<number, { hit: Hit; rank: number }>()
  for (const list of lists)
    for (const [index, { place, score }] of list.entries()) {
      const before = found.get(place) ?? { hit: { place, score: 0 }, rank: 0 }
      const hit = { place, score: Math.max(score, before.hit.score) }
      found.set(place, { hit, rank: before.rank + 1 / (K + index + 1) })
    }
  return [...found.values()].sort((a, b) => b.rank - a.rank).map(({ hit }) => hit)
}
