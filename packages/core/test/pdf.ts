/** A PDF of pages of lines, of Latin characters only. */
export function pdfOf(
  pages: readonly (readonly string[])[],
  info: { title?: string } = {},
): Uint8Array<ArrayBuffer> {
  const kids = pages.map((_, at) => `${5 + 2 * at} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Title (${escapeString(info.title ?? '')}) >>`,
    ...pages.flatMap((lines, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${6 + 2 * at} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      streamOf(
        `BT /F1 12 Tf 14 TL 50 800 Td ${lines.map(line => `(${escapeString(line)}) Tj T*`).join(' ')} ET`,
      ),
    ]),
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = pdf.length
    pdf += `${at + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`
  return new Uint8Array(Buffer.from(pdf + table + trailer, 'latin1'))
}

function streamOf(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`
}

function escapeString(text: string): string {
  return text.replace(/[\\()]/g, '\\$&')
}
