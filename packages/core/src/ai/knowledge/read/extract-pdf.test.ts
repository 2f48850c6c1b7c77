import { describe, expect, it } from 'vitest'
import { pdfOf } from '../../../../test/pdf.ts'
import { extractPdf, readPdf } from './extract-pdf.ts'

describe('the text of a PDF', () => {
  it('stands page by page', async () => {
    const pdf = pdfOf([['First page,', 'with an infor-', 'mation.'], [], ['Third (and last).']], {
      title: 'Terms & co',
    })
    const copy = pdf.slice()
    expect(await extractPdf(pdf)).toEqual({
      title: 'Terms & co',
      isCut: false,
      sections: [
        { headings: [], anchor: 'page=1', text: 'First page,\nwith an information.' },
        { headings: [], anchor: 'page=2', text: '' },
        { headings: [], anchor: 'page=3', text: 'Third (and last).' },
      ],
    })
    expect(pdf).toEqual(copy)
  })

  it('ends after 500 pages, and says so', async () => {
    const { sections, isCut } = await extractPdf(
      pdfOf(Array.from({ length: 501 }, (_, at) => [`Page ${at}`])),
    )
    expect({ pages: sections.length, isCut }).toEqual({ pages: 500, isCut: true })
  })

  it('is refused where it is no PDF', async () => {
    for (const words of ['', 'Not a PDF', '%PDF-1.4\n%%EOF', `%PDF-1.4\n${'[<<'.repeat(100_000)}`])
      await expect(extractPdf(new TextEncoder().encode(words))).rejects.toThrow(/^The PDF cannot be read: /)
  })

  it('needs unpdf', async () => {
    const load = () => Promise.reject(new Error("Cannot find package 'unpdf'"))
    await expect(extractPdf(pdfOf([['a']]), { read: bytes => readPdf(bytes, { load }) })).rejects.toThrow(
      'PDF files need the package unpdf: npm install unpdf',
    )
  })

  it('is not read any more once nobody wants it', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(extractPdf(pdfOf([['a']]), { signal })).rejects.toThrow('enough')
  })
})
