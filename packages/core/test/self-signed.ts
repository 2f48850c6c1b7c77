import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

// OIDs, encoded: ecdsa-with-SHA256, commonName, subjectAltName.
const ECDSA_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const ALTERNATIVE_NAME = '551d11'

/** A certificate for one DNS name, made without openssl, and its key; both as PEM. */
export function selfSigned(dnsName: string): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = der(0x30, oid(ECDSA_SHA256))
  const content = toBeSigned(dnsName, publicKey, algorithm)
  const signature = sign('sha256', content, privateKey)
  const certificate = der(0x30, content, algorithm, der(0x03, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

// RFC 5280, 4.1: TBSCertificate.
function toBeSigned(dnsName: string, publicKey: KeyObject, algorithm: Buffer): Buffer {
  const name = der(0x30, der(0x31, der(0x30, oid(COMMON_NAME), der(0x0c, Buffer.from(dnsName)))))
  const validity = der(0x30, der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('491231235959Z')))
  const names = der(0x04, der(0x30, der(0x82, Buffer.from(dnsName))))
  return der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, der(0x30, oid(ALTERNATIVE_NAME), names))),
  )
}

function oid(encoded: string): Buffer {
  return der(0x06, Buffer.from(encoded, 'hex'))
}

/** One value of DER, of up to 65,535 bytes. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 255]
  if (length >= 128 && length < 256) size.splice(0, 3, 0x81, length)
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
