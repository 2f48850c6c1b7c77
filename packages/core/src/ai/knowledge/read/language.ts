/** A language tag in its usual form, or undefined where it is none. */
export function languageOf(tag: string | undefined): string | undefined {
  if (tag === undefined || tag.length > 35) return undefined
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'))[0]
  } catch (error) {
    // What it throws for anything that is not a tag.
    if (error instanceof RangeError) return undefined
    throw error
  }
}
