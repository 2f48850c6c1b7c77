// Where a page must have named its encoding, by the HTML standard.
const META_BYTES = 1_024
const META_CHARSET = /<meta[^>]{1,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w:.-]{1,40})/i

/**
 * Bytes as text: by their mark of order, the encoding that the server named, the one that a page names itself, and UTF-8
 * otherwise. What is no text in it becomes U+FFFD.
 */
export function decodeText(
  bytes: Uint8Array,
  options: { charset?: string | undefined; isHtml?: boolean } = {},
): string {
  const named = options.charset ?? (options.isHtml ? charsetOfMeta(bytes) : undefined)
  return (charsetOfMark(bytes) ?? decoderFor(named) ?? new TextDecoder()).decode(bytes)
}

/** The encoding that a `content-type` names. */
export function charsetOf(contentType: string): string | undefined {
  const [, ...parameters] = contentType.split(';')
  const charset = parameters.map(each => each.trim()).find(each => /^charset=/i.test(each))
  return charset?.slice('charset='.length).replace(/^["']|["']$/g, '')
}

function charsetOfMark([first, second]: Uint8Array): TextDecoder | undefined {
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be')
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le')
  if (first === 0xef && second === 0xbb) return new TextDecoder()
  return undefined
}

function charsetOfMeta(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, META_BYTES))
  const charset = META_CHARSET.exec(head)?.[1]
  // It could not have been read if it were true.
  return charset !== undefined && /^utf-?16/i.test(charset) ? 'utf-8' : charset
}

function decoderFor(charset: string | undefined): TextDecoder | undefined {
  if (charset === undefined) return undefined
  try {
    return new TextDecoder(charset)
  } catch (error) {
    // What it throws for a name that it does not know.
    if (error instanceof RangeError) return undefined
    throw error
  }
}
