import { BlockList, isIPv4, isIPv6 } from 'node:net'

// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast.
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Of the link; here clouds tell a machine its credentials.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  // These four are anycast: any network may answer for them itself.
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Not in the registry: where each machine of Azure finds the platform itself.
  '168.63.129.16/32',
]

// All that is given out so far. What lies outside is of the machine, of the network, or holds an IPv4 address that
// somebody on the way unwraps: ::/96, ::ffff:0:0/96, 64:ff9b::/96.
const GLOBAL_IPV6 = ['2000::/3']

// https://www.iana.org/assignments/iana-ipv6-special-registry, as far as it lies in the above.
const SPECIAL_IPV6 = [
  // Of protocols: Teredo, benchmarks, ORCHID and others.
  '2001::/23',
  '2001:db8::/32',
  // 6to4, which holds an IPv4 address.
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
]

// A list of its own for each family, as a BlockList compares IPv4 addresses with IPv6 blocks too.
const specialIpv4 = blocks(SPECIAL_IPV4, 'ipv4')
const globalIpv6 = blocks(GLOBAL_IPV6, 'ipv6')
const specialIpv6 = blocks(SPECIAL_IPV6, 'ipv6')

/**
 * Whether an IP address is one of the public Internet. What is no IP address is not, nor is one with a zone, nor an
 * IPv6 address that holds an IPv4 one, whichever that is.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialIpv4.check(address)
  if (!isIPv6(address) || address.includes('%')) return false
  return globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6')
}

function blocks(list: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const made = new BlockList()
  for (const block of list) {
    const [network = '', prefix] = block.split('/')
    made.addSubnet(network, Number(prefix), family)
  }
  return made
}
