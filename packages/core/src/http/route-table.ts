import { type Route, routes } from './routes.ts'

// Most paths are as they are written: they are found without trying pattern after pattern.
const byPath = new Map<string, Route[]>()
const patterns: { pattern: RegExp; route: Route }[] = []

for (const route of routes) {
  if (route.path.includes(':')) patterns.push({ pattern: toPattern(route.path), route })
  else byPath.set(route.path, [...(byPath.get(route.path) ?? []), route])
}

/** The routes of a path, of whatever method, and what stands in the place of each `:name`. */
export function matchRoutes(path: string): { matching: readonly Route[]; parameters: readonly string[] } {
  const exact = byPath.get(path)
  if (exact) return { matching: exact, parameters: [] }
  const found = patterns.filter(({ pattern }) => pattern.test(path))
  const [, ...parameters] = found[0]?.pattern.exec(path) ?? []
  return { matching: found.map(({ route }) => route), parameters }
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '([^/]+)')}$`)
}
