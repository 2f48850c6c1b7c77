import { describe, expect, it } from 'vitest'
import { buildLexicalIndex, type IndexedDocument } from './lexical-index.ts'

function documentOf(...texts: string[]): IndexedDocument {
  return { title: 'Help', passages: texts.map(text => ({ headings: [], text })) }
}

const ENGLISH = documentOf(
  'You can send the shoes back to us within thirty days of the delivery. We refund the price.',
  'Delivery of a parcel takes five working days. It costs nine euros to all of Europe.',
  'The invoice is in your account. You can download it there as a PDF.',
  'Our universal adapter fits all of the sockets that there are in the world.',
)
const GERMAN = documentOf(
  'Die Rückgabefrist beträgt dreißig Tage. Wir erstatten den Preis, sobald die Ware bei uns ist.',
  'Der Versand der Pakete dauert fünf Tage und die Versandkosten betragen neun Euro.',
  'Die Häuser in unserem Katalog sind aus Holz, und wir bauen sie in einer Woche auf.',
)
const FRENCH = documentOf(
  'Vous pouvez demander le remboursement dans les trente jours, si le produit est dans son emballage.',
  "La livraison à l'étranger coûte neuf euros et prend cinq jours pour les pays de l'Union européenne.",
)
const SPANISH = documentOf('Las devoluciones son gratuitas durante los treinta días que siguen a la entrega.')
const CHINESE = documentOf(
  '您可以在收到商品后三十天内申请退货，我们会退还全部款项。',
  '国际配送需要五个工作日，运费为九欧元。',
)
const JAPANESE = documentOf(
  '商品到着後三十日以内であれば返品できます。',
  '海外への配送には五営業日かかります。',
)
const THAI = documentOf('คุณสามารถคืนสินค้าได้ภายในสามสิบวัน', 'การจัดส่งระหว่างประเทศใช้เวลาห้าวัน')
const KOREAN = documentOf(
  '상품을 받은 후 삼십일 이내에 반품할 수 있습니다.',
  '해외 배송은 영업일 기준 오일이 걸립니다.',
)
const RUSSIAN: IndexedDocument = {
  ...documentOf('Возврат товаров возможен в течение тридцати дней.', 'Доставка посылок занимает пять дней.'),
  language: 'ru-RU',
}

async function firstFor(documents: IndexedDocument[], query: string): Promise<string | undefined> {
  const index = await buildLexicalIndex(documents)
  const all = documents.flatMap(({ passages }) => passages.map(({ text }) => text))
  const [hit] = index.search(query)
  return hit && all[hit.place]
}

describe('words are found in the language of the text', () => {
  it.each([
    ['an ending', [ENGLISH], 'deliveries of parcels', /takes five/],
    ['a typing error', [ENGLISH], 'downlaod', /PDF/],
    ['a small word between', [ENGLISH], 'How can I get my invoice please?', /PDF/],
    ['a compound by its end', [GERMAN], 'Welche Frist gilt?', /dreißig Tage/],
    ['a compound by its beginning', [GERMAN], 'Rückgabe', /dreißig Tage/],
    ['a compound by its parts', [GERMAN], 'Paketversand', /neun Euro/],
    ['an umlaut', [GERMAN], 'Habt ihr ein Haus aus Holz?', /Katalog/],
    ['an umlaut that is spelled out', [GERMAN], 'rueckgabe', /dreißig Tage/],
    ['ß', [GERMAN], 'dreissig', /dreißig Tage/],
    ['an accent that is missing', [FRENCH], 'livraison a l etranger', /neuf euros/],
    ['an elision', [FRENCH], "l'emballage", /remboursement/],
    ['a verb for its noun', [FRENCH], 'Comment me faire rembourser ?', /remboursement/],
    ['a plural with an accent', [SPANISH], '¿Cómo hago una devolución?', /devoluciones/],
    ['the same without', [SPANISH], 'devolucion', /devoluciones/],
    ['Chinese', [CHINESE], '怎么退货？', /退货/],
    ['Chinese, another', [CHINESE], '运费多少', /运费/],
    ['Japanese', [JAPANESE], '返品したいです', /返品/],
    ['Thai', [THAI], 'จัดส่งกี่วัน', /จัดส่ง/],
    ['Korean with another particle', [KOREAN], '배송이 얼마나 걸려요', /배송/],
    ['a language that the document names', [RUSSIAN], 'возврат товара', /Возврат/],
    [
      'one of several languages',
      [ENGLISH, GERMAN, FRENCH, CHINESE],
      'Wie hoch sind die Versandkosten?',
      /neun Euro/,
    ],
  ])('%s', async (_, documents, query, expected) => {
    expect(await firstFor(documents, query)).toMatch(expected)
  })

  it('believes the words more than what a page says of itself', async () => {
    expect(await firstFor([{ ...GERMAN, language: 'en' }], 'Welche Frist gilt?')).toMatch(/dreißig Tage/)
  })
})

describe('relevance', () => {
  it.each([
    'hello',
    'Thanks!',
    'What is that?',
    '',
    '   ',
    '?!…',
    'Who won the football championship in 2022?',
  ])('finds nothing for %j', async query =>
    expect(await firstFor([ENGLISH, GERMAN, FRENCH], query)).toBeUndefined(),
  )

  it('is 1 for what has every word, and less for what has some', async () => {
    const index = await buildLexicalIndex([ENGLISH])
    const [all, ...others] = index.search('refund of shoes after delivery')
    expect(all).toEqual({ place: 0, score: 1 })
    expect(others).toEqual([{ place: 1, score: expect.any(Number) }])
    expect(others[0]?.score).toBeLessThan(0.6)
    expect(index.search('refund of violins and pianos')[0]?.score ?? 0).toBeLessThan(0.5)
  })

  it('counts headings and titles', async () => {
    const passages = [{ headings: ['Payment', 'Invoices'], text: 'It is in your account.' }]
    const index = await buildLexicalIndex([ENGLISH, { title: 'Orders', passages }])
    expect(index.search('invoice of an order')[0]?.place).toBe(4)
  })

  it('is not spoiled by a long story around the question', async () => {
    const story = `Hello, my sister bought a pair of shoes in your nice shop yesterday because her birthday was coming up and
      she loves red, but now they turn out too small for her feet, so we would like to send them back`
    expect(await firstFor([ENGLISH, GERMAN], story)).toMatch(/send the shoes back/)
  })
})

describe('hostile texts', () => {
  it.each([
    ['one endless word', 'a'.repeat(200_000)],
    ['endless Chinese', '退'.repeat(50_000)],
    ['nothing but accents', '\u0301'.repeat(100_000)],
    ['half characters', '\ud83d'.repeat(50_000)],
    ['names of members', '__proto__ constructor toString hasOwnProperty valueOf'],
    ['all kinds of signs', `${'({[*+?^$|\\/.'.repeat(5000)}`],
    ['control characters', '\u0000\u0001\u202e word \uffff'],
    ['many different words', Array.from({ length: 20_000 }, (_, n) => `w${n.toString(36)}`).join(' ')],
  ])('are indexed and asked for: %s', async (_, text) => {
    const index = await buildLexicalIndex([documentOf(text, 'A refund takes three days.'), ENGLISH])
    for (const { place, score } of index.search(text)) {
      expect(place).toBeLessThan(6)
      expect(score).toBeLessThanOrEqual(1)
    }
    expect(index.search('refund in three days')[0]?.place).toBe(1)
  })
})
