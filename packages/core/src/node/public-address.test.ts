import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './public-address.ts'

// Written down anew, with names, and compared by arithmetic: an oracle apart from BlockList.
const NOT_PUBLIC_IPV4: Record<string, string> = {
  'this network': '0.0.0.0/8',
  'private, large': '10.0.0.0/8',
  'carrier NAT': '100.64.0.0/10',
  loopback: '127.0.0.0/8',
  'link-local': '169.254.0.0/16',
  'private, middle': '172.16.0.0/12',
  protocols: '192.0.0.0/24',
  'documentation 1': '192.0.2.0/24',
  '6to4 relays': '192.88.99.0/24',
  'private, small': '192.168.0.0/16',
  benchmarks: '198.18.0.0/15',
  'documentation 2': '198.51.100.0/24',
  'documentation 3': '203.0.113.0/24',
  multicast: '224.0.0.0/4',
  'reserved and broadcast': '240.0.0.0/4',
}
const NOT_PUBLIC_IPV6: Record<string, string> = {
  unspecified: '0:0:0:0:0:0:0:0/128',
  loopback: '0:0:0:0:0:0:0:1/128',
  'IPv4-compatible': '0:0:0:0:0:0:0:0/96',
  'IPv4-mapped': '0:0:0:0:0:ffff:0:0/96',
  'IPv4-translated': '0:0:0:0:ffff:0:0:0/96',
  NAT64: '64:ff9b:0:0:0:0:0:0/96',
  'NAT64, local': '64:ff9b:1:0:0:0:0:0/48',
  discard: '100:0:0:0:0:0:0:0/64',
  dummy: '100:0:0:1:0:0:0:0/64',
  protocols: '2001:0:0:0:0:0:0:0/23',
  Teredo: '2001:0:0:0:0:0:0:0/32',
  benchmarks: '2001:2:0:0:0:0:0:0/48',
  ORCHID: '2001:10:0:0:0:0:0:0/28',
  ORCHIDv2: '2001:20:0:0:0:0:0:0/28',
  documentation: '2001:db8:0:0:0:0:0:0/32',
  '6to4': '2002:0:0:0:0:0:0:0/16',
  'documentation, large': '3fff:0:0:0:0:0:0:0/20',
  'segment routing': '5f00:0:0:0:0:0:0:0/16',
  'unique local': 'fc00:0:0:0:0:0:0:0/7',
  'link-local': 'fe80:0:0:0:0:0:0:0/10',
  'site-local': 'fec0:0:0:0:0:0:0:0/10',
  multicast: 'ff00:0:0:0:0:0:0:0/8',
  'not given out, low': '0:0:0:0:0:0:0:0/3',
  'not given out, high': '4000:0:0:0:0:0:0:0/2',
  'not given out, highest': '8000:0:0:0:0:0:0:0/1',
}

function ipv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 255n).join('.')
}

function ipv6(value: bigint): string {
  return Array.from({ length: 8 }, (_, group) =>
    ((value >> BigInt(16 * (7 - group))) & 0xffffn).toString(16),
  ).join(':')
}

/** The first and the last number of a block. */
function edges(block: string): { first: bigint; last: bigint } {
  const [network = '', prefix] = block.split('/')
  const [separator, radix, bits, all] = network.includes('.') ? ['.', '', 8n, 32] : [':', '0x', 16n, 128]
  const first = network
    .split(String(separator))
    .reduce((sum, part) => (sum << BigInt(bits)) | BigInt(`${radix}${part}`), 0n)
  return { first, last: first + (1n << BigInt(Number(all) - Number(prefix))) - 1n }
}

describe.each([
  ['IPv4', 32n, Object.entries(NOT_PUBLIC_IPV4), ipv4] as const,
  ['IPv6', 128n, Object.entries(NOT_PUBLIC_IPV6), ipv6] as const,
])('isPublicAddress of %s', (_, bits, list, write) => {
  it.each(list)('refuses every address of %s: %s', (_name, block) => {
    const { first, last } = edges(block)
    expect([write(first), write(last)].filter(isPublicAddress)).toEqual([])
    fc.assert(fc.property(fc.bigInt(first, last), value => !isPublicAddress(write(value))))
  })

  it('lets through what lies right beside, unless that is of another block', () => {
    const blocks = list.map(([, block]) => edges(block))
    const beside = blocks.flatMap(({ first, last }) => [first - 1n, last + 1n])
    const free = beside.filter(value => !blocks.some(({ first, last }) => first <= value && value <= last))
    const possible = free.filter(value => value >= 0n && value < 1n << bits)
    expect(possible.map(write).filter(address => !isPublicAddress(address))).toEqual([])
  })
})

describe('isPublicAddress', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '2C0F::1',
  ])('lets %s through', address => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    ['the metadata of most clouds', '169.254.169.254'],
    ['the metadata of AWS over IPv6', 'fd00:ec2::254'],
    ['the metadata of Alibaba', '100.100.100.200'],
    ['the metadata of Oracle', '192.0.0.192'],
    ['the platform of Azure', '168.63.129.16'],
    ['AS112', '192.175.48.1'],
    ['AS112 over IPv6', '2620:4f:8000::1'],
    ['broadcast', '255.255.255.255'],
    ['a mapped public address', '::ffff:8.8.8.8'],
    ['a zone', 'fe80::1%eth0'],
    ['a zone at a public address', '2606:4700:4700::1111%1'],
    ['octal notation', '0177.0.0.1'],
    ['a name', 'example.com'],
    ['nothing', ''],
  ])('refuses %s: %s', (_name, address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it('refuses whatever is no address', () => {
    fc.assert(fc.property(fc.string(), text => !isPublicAddress(text)))
  })
})
