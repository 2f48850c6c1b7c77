// Headings of one document that are told apart.
const MAX_SLUGS = 10_000

/** Gives headings the anchors that GitHub gives them; the second of the same name ends in `-1`. One per document. */
export function headingSlugs(): (heading: string) => string {
  const used = new Map<string, number>()
  return heading => {
    const slug = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-')
    let unique = slug
    for (let count = used.get(slug) ?? 0; used.has(unique); ) {
      count += 1
      unique = `${slug}-${count}`
      used.set(slug, count)
    }
    if (used.size < MAX_SLUGS) used.set(unique, 0)
    return unique
  }
}
