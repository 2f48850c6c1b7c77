/** The address a text link keeps, or `undefined` when Telegram would drop the link and keep the words. */
export function checkedLink(raw: string): string | undefined {
  const text = raw.trim()
  const hasScheme = /^[a-z][a-z0-9+.-]*:/i.test(text)
  if (hasScheme && !/^(?:https?|tg|ton):/i.test(text)) return undefined
  const candidate = hasScheme ? text : `http://${text}`
  if (!URL.canParse(candidate)) return undefined
  const url = new URL(candidate)
  if (url.protocol.startsWith('http') && !url.hostname.includes('.') && url.hostname !== 'localhost')
    return undefined
  return url.href
}
