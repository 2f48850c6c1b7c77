import { AiError } from '../../contracts/ai-provider.ts'

// More numbers than any model gives; a text that long would burst a value of the storage.
const MAX_LENGTH = 8192

// Of what lies lower, hardly any model means that it has to do with each other.
const FLOOR = 0.25
const MOST = 50

/** A vector of length 1 in the same direction. @throws AiError where it is none */
export function unitVector(numbers: readonly number[]): Float32Array {
  if (numbers.length === 0 || numbers.length > MAX_LENGTH)
    throw new AiError('malformed', `A vector has ${numbers.length} numbers.`)
  const length = Math.hypot(...numbers)
  if (!Number.isFinite(length) || length === 0) throw new AiError('malformed', 'A vector points nowhere.')
  return Float32Array.from(numbers, number => number / length)
}

/** As it is kept. */
export function encodeVector(vector: Float32Array): string {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength)
  return btoa(String.fromCharCode(...bytes))
}

/** Reads one back. */
export function decodeVector(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0))
  return new Float32Array(bytes.buffer, 0, bytes.byteLength >> 2)
}

/** How many numbers a kept vector has. */
export function vectorLength(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return ((text.length / 4) * 3 - padding) / 4
}

/** Passages by their meaning. */
export interface VectorIndex {
  /** How many numbers each vector has. */
  length: number
  /** Best first, by the cosine of both. */
  search(query: Float32Array): { place: number; score: number }[]
}

/** `vectors` by the place of their passage; those of another length than most are left out. */
export function buildVectorIndex(vectors: ReadonlyMap<number, string>): VectorIndex | undefined {
  const length = usualLength(vectors.values())
  if (length === undefined) return undefined
  const kept = [...vectors].filter(([, text]) => vectorLength(text) === length)
  const places = kept.map(([place]) => place)
  const all = new Float32Array(kept.length * length)
  for (const [row, [, text]] of kept.entries()) all.set(decodeVector(text), row * length)
  return {
    length,
    search(query) {
      const hits: { place: number; score: number }[] = []
      for (let row = 0, at = 0; row < places.length; row += 1) {
        let score = 0
        for (let number = 0; number < length; number += 1, at += 1)
          score += (all[at] as number) * (query[number] as number)
        if (score >= FLOOR) hits.push({ place: places[row] as number, score: Math.min(1, score) })
      }
      return hits.sort((a, b) => b.score - a.score).slice(0, MOST)
    },
  }
}

function usualLength(vectors: Iterable<string>): number | undefined {
  const counts = new Map<number, number>()
  for (const text of vectors) counts.set(vectorLength(text), (counts.get(vectorLength(text)) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}
