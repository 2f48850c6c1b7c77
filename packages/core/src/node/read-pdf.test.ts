import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { pdfOf } from '../../test/pdf.ts'
import { extractPdf } from '../ai/knowledge/read/extract-pdf.ts'
import { createReadPdf } from './read-pdf.ts'

/** A PDF of one page whose content unpacks to so many bytes. */
function bombOf(bytes: number, words: string): Uint8Array {
  const packed = deflateSync(Buffer.alloc(bytes, words), { level: 9 })
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>',
    `<</Length ${packed.length}/Filter/FlateDecode>>stream\n`,
  ]
  const head = objects.map((object, at) => `${at + 1} 0 obj${object}`).join('endobj\n')
  const tail = '\nendstream endobj\ntrailer<</Root 1 0 R>>\n'
  return new Uint8Array(Buffer.concat([Buffer.from(`%PDF-1.4\n${head}`), packed, Buffer.from(tail)]))
}

describe('a PDF in a thread of its own', () => {
  it('says the same as here', async () => {
    const pdf = pdfOf([['First page,', 'with an infor-', 'mation.'], [], ['Third.']], { title: 'Terms' })
    const copy = pdf.slice()
    const found = await extractPdf(pdf, { read: createReadPdf() })
    expect(found).toEqual(await extractPdf(pdf))
    expect(found).toMatchObject({ title: 'Terms', sections: { length: 3 } })
    expect(pdf).toEqual(copy)
  })

  it('is refused where it is no PDF', async () => {
    const read = createReadPdf()
    for (const words of ['', 'Not a PDF', `%PDF-1.4\n${'[<<'.repeat(100_000)}`])
      await expect(extractPdf(new TextEncoder().encode(words), { read })).rejects.toThrow(
        /^The PDF cannot be read: /,
      )
  })

  it('may not take more memory than there is, on the heap or beside it', async () => {
    const read = createReadPdf({ maxMemory: 100_000_000 })
    for (const words of [' ', '(abc) Tj\n'])
      await expect(extractPdf(bombOf(400_000_000, words), { read })).rejects.toThrow(
        'The PDF needs too much memory to be read.',
      )
    expect(await extractPdf(pdfOf([['Next']]), { read })).toMatchObject({ sections: [{ text: 'Next' }] })
  })

  it('may not take longer than there is time', async () => {
    const read = createReadPdf({ timeoutMs: 1 })
    await expect(extractPdf(bombOf(50_000_000, '(abc) Tj\n'), { read })).rejects.toThrow(
      'The PDF takes too long to be read.',
    )
  })

  it('is not read any more once nobody wants it, and the next one is', async () => {
    const read = createReadPdf()
    const reader = new AbortController()
    const reading = extractPdf(bombOf(50_000_000, '(abc) Tj\n'), { read, signal: reader.signal })
    const waiting = extractPdf(pdfOf([['a']]), { read, signal: reader.signal })
    const next = extractPdf(pdfOf([['Next']]), { read })
    reader.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
    await expect(waiting).rejects.toThrow('enough')
    expect(await next).toMatchObject({ sections: [{ text: 'Next' }] })
  })
})
