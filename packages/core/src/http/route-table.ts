import { type Route, routes } from './routes.ts'

// Most paths are as they are written: they are found without trying pattern after pattern.
const byPath = new Map<string, Route[]>()
const patterns: { pattern: RegExp; route: Route }[] = []

for (const route of routes) {
  if (route.path.includes(':')) patterns.push({ pattern: toPattern(route.path), route })
  else byPath.set(route.path, [...(byPath.get(route.path) ?? []), route])
}

/** The routes of a path, of whatever method, and what stands in place of its `:name`. */
export function matchRoutes(path: string): { matching: readonly Route[]; parameter: string } {
  const exact = byPath.get(path)
  if (exact) return { matching: exact, parameter: '' }
  const found = patterns.filter(({ pattern }) => pattern.test(path))
  const parameter = found[0]?.pattern.exec(path)?.[1] ?? ''
  return { matching: found.map(({ route }) => route), parameter }
}

function toPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/, '([\\w.-]+)')}$`)
}
