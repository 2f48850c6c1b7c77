import type { TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { errorOf, get, onLoopback, serve } from '../../test/outgoing-stage.ts'
import { selfSigned } from '../../test/self-signed.ts'

const certificate = selfSigned('hooks.example')
const ask = onLoopback({ ca: certificate.cert })

describe('https', () => {
  it.each(['hooks.example', 'hooks.example.', 'HOOKS.example'])(
    'asks %s for its certificate by name',
    async host => {
      const { port } = await serve((request, response) => {
        response.end((request.socket as TLSSocket & { servername?: string }).servername)
      }, certificate)
      const answer = await ask(get(`https://${host}:${port}/`))
      expect(new TextDecoder().decode(answer.body)).toBe('hooks.example')
    },
  )

  it.each(['other.example', '127.0.0.1'])('says nothing to who is not %s', async host => {
    const { port, asked } = await serve((_, response) => response.end(), certificate)
    const error = await errorOf(ask(get(`https://${host}:${port}/`)))
    expect(error.kind).toBe('unreachable')
    expect(error.message).toBe(`There was no full answer from ${host} (ERR_TLS_CERT_ALTNAME_INVALID).`)
    expect(asked).toEqual([])
  })

  it('says nothing to who vouches for himself alone', async () => {
    const { port, asked } = await serve((_, response) => response.end(), certificate)
    const error = await errorOf(onLoopback()(get(`https://hooks.example:${port}/`)))
    expect(error.message).toBe('There was no full answer from hooks.example (DEPTH_ZERO_SELF_SIGNED_CERT).')
    expect(asked).toEqual([])
  })

  it('is not left for http', async () => {
    const plain = await serve((_, response) => response.end())
    const { port } = await serve((_, response) => {
      response.writeHead(307, { location: `http://hooks.example:${plain.port}/` }).end()
    }, certificate)
    const error = await errorOf(ask(get(`https://hooks.example:${port}/`)))
    expect(error.kind).toBe('refused')
    expect(error.message).toBe('hooks.example redirects to where we do not ask. It leads from https to http.')
    expect(plain.asked).toEqual([])
  })

  it('is come to from http', async () => {
    const secure = await serve((_, response) => response.end(), certificate)
    const { port } = await serve((_, response) => {
      response.writeHead(301, { location: `https://hooks.example:${secure.port}/` }).end()
    })
    const answer = await ask(get(`http://hooks.example:${port}/`))
    expect(answer.url).toBe(`https://hooks.example:${secure.port}/`)
  })
})
