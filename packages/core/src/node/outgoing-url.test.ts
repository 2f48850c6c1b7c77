import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OutgoingError } from '../contracts/outgoing.ts'
import { assertPublicUrl } from './outgoing-url.ts'

function isRefused(url: string): boolean {
  try {
    assertPublicUrl(url)
    return false
  } catch (error) {
    return error instanceof OutgoingError && error.kind === 'refused'
  }
}

const OWN_NETWORK = [
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0x7f000001/',
  'http://017700000001/',
  'http://0177.0.0.01/',
  'http://127.1/',
  'http://127.0.0.1./',
  'http://①②⑦.0.0.1/',
  'http://127。0。0。1/',
  'http://%31%32%37.0.0.1/',
  'http:127.0.0.1',
  'http:\\\\127.0.0.1\\',
  ' http://127.0.0.1',
  'ht\ntp://127.0.\t0.1',
  'http://0/',
  'http://[::1]/',
  'http://[::]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fd00:ec2::254]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://localhost/',
  'http://LocalHost:8080/',
  'http://localhost./',
  'http://localhost../',
  'http://ⓛocalhost/',
  'http://foo.localhost/',
  'http://foo.localhost./',
]

describe('assertPublicUrl', () => {
  it.each(OWN_NETWORK)('refuses %j', url => {
    expect(isRefused(url)).toBe(true)
  })

  it.each(OWN_NETWORK)('lets %j through where private addresses are allowed', url => {
    expect(() => assertPublicUrl(url, { allowPrivateAddresses: true })).not.toThrow()
  })

  it.each([
    ['another scheme', 'ftp://example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['text as a URL', 'data:text/plain,a'],
    ['a scheme that hides another', 'blob:https://example.com/1'],
    ['a user', 'https://someone@example.com/'],
    ['a password', 'https://:word@example.com/'],
    ['a user that looks like the host', 'https://example.com@10.0.0.1/'],
    ['a user that is escaped', 'https://example.com%2f@example.org/'],
    ['a zone', 'http://[fe80::1%25eth0]/'],
    ['no host', 'https://'],
    ['a relative address', '/hook'],
    ['five numbers', 'http://1.2.3.4.5/'],
    ['2,049 characters', `https://example.com/${'a'.repeat(2029)}`],
    ['what grows beyond that', `https://example.com/${'ü'.repeat(1000)}`],
  ])('refuses %s', (_, url) => {
    expect(isRefused(url)).toBe(true)
    expect(() => assertPublicUrl(url, { allowPrivateAddresses: true })).toThrow(OutgoingError)
  })

  it.each([
    'https://example.com/hook?key=1',
    'http://example.com:8080/',
    'https://8.8.8.8/',
    'https://[2606:4700:4700::1111]/',
    'https://localhost.example.com/',
    'https://notlocalhost/',
    'https://127.0.0.1.example.com/',
    `https://example.com/${'a'.repeat(2028)}`,
  ])('lets %s through', url => {
    expect(assertPublicUrl(url).href).toBe(url)
  })

  it('leaves the fragment out', () => {
    expect(assertPublicUrl('https://example.com/a#b').href).toBe('https://example.com/a')
  })

  it('repeats neither password nor query', () => {
    for (const url of ['https://u:hunter2@example.com/?q=hunter2', 'http://10.0.0.1/?q=hunter2'])
      expect(() => assertPublicUrl(url)).toThrow(/^(?!.*hunter2)/)
    expect(() => assertPublicUrl('http://10.0.0.1/a?b')).toThrow('10.0.0.1 is not on the public Internet.')
  })
})

// The blocks by first address and size in bits.
const BLOCKS = [
  [0x00000000, 24],
  [0x0a000000, 24],
  [0x64400000, 22],
  [0x7f000000, 24],
  [0xa9fe0000, 16],
  [0xac100000, 20],
  [0xc0000000, 8],
  [0xc0a80000, 16],
  [0xc6120000, 17],
  [0xe0000000, 29],
] as const

const FULL_WIDTH_ZERO = '０'.charCodeAt(0)

const address = fc
  .constantFrom(...BLOCKS)
  .chain(([first, bits]) => fc.integer({ min: 0, max: 2 ** bits - 1 }).map(offset => first + offset))

/** One part of an address, as inet_aton takes it. */
function writePart(value: number, notation: string): string {
  if (notation === 'octal') return `0${value.toString(8)}`
  if (notation === 'hex') return `0x${value.toString(16)}`
  if (notation === 'HEX') return `0X000${value.toString(16).toUpperCase()}`
  if (notation === 'decimal') return String(value)
  return String(value).replace(/\d/g, digit => String.fromCharCode(FULL_WIDTH_ZERO + Number(digit)))
}

const notations = fc.array(fc.constantFrom('decimal', 'octal', 'hex', 'HEX', 'full width'), {
  minLength: 1,
  maxLength: 4,
})

/** Any way of writing an IPv4 address: of one to four parts, of which the last takes what is left. */
const anyNotation = fc
  .tuple(address, notations, fc.constantFrom('.', '。', '．'), fc.boolean())
  .map(([value, ways, dot, endsWithDot]) => {
    const parts = ways.map((way, index) => {
      const isLast = index === ways.length - 1
      const rest = value % 2 ** (8 * (4 - index))
      return writePart(isLast ? rest : Math.floor(rest / 2 ** (8 * (3 - index))), way)
    })
    return parts.join(dot) + (endsWithDot ? dot : '')
  })

const embedded = fc
  .tuple(address, fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::', '64:ff9b:1::'), fc.boolean())
  .map(([value, prefix, isDotted]) => {
    const groups = [value >>> 16, value & 0xffff].map(group => group.toString(16)).join(':')
    const dotted = [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.')
    return `[${prefix}${isDotted ? dotted : groups}]`
  })

const sixToFour = address.map(
  value => `[2002:${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}::1]`,
)

describe('no private address, however it is written, is let through', () => {
  it('as IPv4', () => {
    fc.assert(fc.property(anyNotation, host => isRefused(`http://${host}/`)))
  })

  it('within IPv6', () => {
    fc.assert(fc.property(fc.oneof(embedded, sixToFour), host => isRefused(`https://${host}:8443/`)))
  })
})
