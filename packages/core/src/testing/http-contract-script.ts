import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { widgetFiles } from '../http/widget-files.generated.ts'
import { expectError } from './http-contract-request.ts'
import type { SetHttpStage } from './http-contract-stage.ts'

/** The widget's files, as browsers and what stands between ask for them. */
export function scriptContract(setStage: SetHttpStage): void {
  const chunks = Object.keys(widgetFiles).filter(name => name !== 'widget.js')

  it('serves the script to pages of any origin', async () => {
    const { ask } = await setStage()
    const answer = await ask('GET', '/widget.js', { headers: { origin: 'https://any.example' } })
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(widgetFiles['widget.js'])
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    })
    expect(answer.headers).not.toHaveProperty('content-encoding')
  })

  it('serves each chunk for ever', async () => {
    const { ask } = await setStage()
    expect(chunks.length).toBeGreaterThan(0)
    for (const name of chunks) {
      const answer = await ask('GET', `/widget/${name}`)
      expect(answer.text).toBe(widgetFiles[name])
      expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    }
  })

  it('compresses for who takes it', async () => {
    const { ask } = await setStage()
    for (const accept of ['gzip', 'gzip, deflate, br', 'br;q=1.0, gzip;q=0.8', 'GZIP', '*']) {
      const { bytes, headers } = await ask('GET', '/widget.js', { headers: { 'accept-encoding': accept } })
      expect([accept, headers['content-encoding']]).toEqual([accept, 'gzip'])
      expect(gunzipSync(bytes).toString()).toBe(widgetFiles['widget.js'])
      expect(headers['content-length'] ?? String(bytes.length)).toBe(String(bytes.length))
    }
    for (const accept of ['', 'br', 'identity', 'gzip;q=0', 'gzip; q=0.000', 'br, gzip;q=0, deflate']) {
      const { headers } = await ask('GET', '/widget.js', { headers: { 'accept-encoding': accept } })
      expect([accept, headers['content-encoding']]).toEqual([accept, undefined])
    }
  })

  it('answers who has it already with 304', async () => {
    const { ask } = await setStage()
    const etag = String((await ask('GET', '/widget.js')).headers.etag)
    const known = [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']
    for (const value of known) {
      const answer = await ask('GET', '/widget.js', { headers: { 'if-none-match': value } })
      expect([value, answer.status, answer.text]).toEqual([value, 304, ''])
      expect(answer.headers).toMatchObject({ etag, vary: 'Accept-Encoding' })
    }
    const other = await ask('GET', '/widget.js', { headers: { 'if-none-match': '"other"' } })
    expect(other.status).toBe(200)
    // One tag for both encodings is a weak one.
    expect(etag).toMatch(/^W\/"[0-9a-f]{24}"$/)
  })

  it('answers HEAD like GET, without the file', async () => {
    const { ask } = await setStage()
    for (const path of ['/widget.js', `/widget/${chunks[0]}`]) {
      const [head, get] = [await ask('HEAD', path), await ask('GET', path)]
      expect([head.status, head.text]).toEqual([200, ''])
      // How long it is need not be said beforehand, and connections are the host's.
      for (const name of ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']) {
        delete head.headers[name]
        delete get.headers[name]
      }
      expect(head.headers).toEqual(get.headers)
    }
  })

  it('has no other files', async () => {
    const { ask } = await setStage()
    for (const name of ['constructor', '__proto__', 'toString', 'panel', '..%2fwidget', '%00'])
      expectError(await ask('GET', `/widget/${name}.js`), 404, 'NOT_FOUND')
  })
}
