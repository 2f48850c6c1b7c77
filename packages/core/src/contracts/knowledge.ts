/** Something the AI may answer from. */
export interface KnowledgeSource {
  /**
   * `url`: a whole site (`https://docs.example`), one page (`https://example.com/faq`), a sitemap (its address ends in
   * `.xml`), or with `crawl` the pages of the same site below it.
   * `file`: a path, of Markdown, text, HTML or PDF. `text`: the words themselves.
   */
  type: 'url' | 'file' | 'text'
  value: string
  /** What it is called where it is cited. Default: its own title, or the name of the file. */
  title?: string
  /**
   * Follow the links of the page, on the same site and below its folder. Default: where the address has no path. `url` only.
   */
  crawl?: boolean
}

/** One page or file as it was read. */
export interface ReadDocument {
  /** What it is found again by: its address without fragment, the path of the file, or a hash of the text. */
  id: string
  title: string
  /** Where a person can read it; absent for files and plain text. */
  url?: string
  /** BCP 47, where the document says so. */
  language?: string
  /** SHA-256 in hex of what was read, to know whether it changed. */
  hash: string
  etag?: string
  lastModified?: string
  passages: readonly ReadPassage[]
}

/** A stretch of a document under one heading. */
export interface ReadPassage {
  /** Outermost first. */
  headings: readonly string[]
  /** What leads to it within the page, without `#`. */
  anchor?: string
  /** Plain text, at most 1,500 characters or so. */
  text: string
}

/** Reads a file that the host named. Rejects where there is none. */
export type ReadFile = (
  path: string,
  options: { maxBytes: number; signal?: AbortSignal },
) => Promise<Uint8Array>

/** What a PDF says. */
export interface PdfText {
  title?: string
  /** BCP 47, where the document says so. */
  language?: string
  /** Text of each page. */
  pages: readonly string[]
  /** Whether there are more than these. */
  isCut: boolean
}

/** Reads a PDF. Rejects where that cannot be; the message is shown to the host. */
export type ReadPdf = (bytes: Uint8Array, options: { signal?: AbortSignal }) => Promise<PdfText>
