import { connect } from 'node:net'

/** A keep-alive HTTP connection that costs next to nothing; one request at a time. */
export interface RawHttp {
  /** Sends a whole request; resolves with the body of the answer. */
  send(request: Buffer): Promise<Buffer>
  close(): void
}

export function openRawHttp(port: number): Promise<RawHttp> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let rest: Buffer | undefined
  let waiting: { resolve(body: Buffer): void; reject(error: Error): void } | undefined

  const fail = (error: Error): void => waiting?.reject(error)
  socket.on('data', chunk => {
    const data = rest ? Buffer.concat([rest, chunk]) : chunk
    const answer = readAnswer(data)
    rest = answer ? undefined : data
    if (!answer) return
    if (answer.status >= 300) fail(new Error(data.toString()))
    else waiting?.resolve(answer.body)
  })
  socket.on('close', () => fail(new Error('The server closed a connection.')))
  const send = (request: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      if (socket.destroyed) fail(new Error('The server closed a connection.'))
      socket.write(request)
    })
  return new Promise((resolve, reject) => {
    socket.on('error', error => {
      reject(error)
      fail(error)
    })
    socket.on('connect', () => resolve({ send, close: () => void socket.end() }))
  })
}

function readAnswer(data: Buffer): { status: number; body: Buffer } | undefined {
  const end = data.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = data.toString('latin1', 0, end)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
  if (data.length < end + 4 + length) return undefined
  return { status: Number(head.slice(9, 12)), body: data.subarray(end + 4, end + 4 + length) }
}

/** A JSON POST. */
export function postRequest(path: string, body: string, token?: string): Buffer {
  const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${authorization}Content-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
