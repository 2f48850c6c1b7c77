import { connect, type Socket } from 'node:net'

/**
 * A WebSocket client that costs next to nothing, so that the server is what is measured: it sends text frames whose
 * mask is zero and expects whole, unmasked text frames.
 */
export interface RawSocket {
  send(frame: Buffer): void
  close(): void
}

/** What a client hears. */
export interface Ears {
  /** One text, as bytes that are valid during the call only. */
  onFrame(buffer: Buffer, start: number, end: number): void
  /** The server closed the connection. */
  onLost(error: Error): void
}

export function openRawSocket(port: number, path: string, ears: Ears): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let rest: Buffer | undefined
  let isOpen = false
  let isDone = false

  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', () => {
      const error = new Error('The server closed a connection.')
      reject(error)
      if (!isDone) ears.onLost(error)
    })
    socket.on('data', chunk => {
      let data = rest ? Buffer.concat([rest, chunk]) : chunk
      rest = undefined
      if (!isOpen) {
        const end = data.indexOf('\r\n\r\n')
        if (end < 0) {
          rest = data
          return
        }
        if (!data.toString('latin1', 0, 12).endsWith('101'))
          return reject(new Error(data.toString('latin1', 0, end)))
        isOpen = true
        data = data.subarray(end + 4)
        const close = (): void => {
          isDone = true
          socket.end()
        }
        resolve({ send: frame => void socket.write(frame), close })
      }
      rest = readFrames(socket, data, ears)
    })
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        'Sec-WebSocket-Protocol: pocketping.v1\r\n\r\n',
    )
  })
}

/** Answers with what is left: the beginning of a frame. */
function readFrames(socket: Socket, data: Buffer, ears: Ears): Buffer | undefined {
  let at = 0
  while (data.length - at >= 2) {
    const short = (data[at + 1] as number) & 0x7f
    const header = short === 126 ? 4 : short === 127 ? 10 : 2
    if (data.length - at < header) break
    const length =
      short === 126 ? data.readUInt16BE(at + 2) : short === 127 ? data.readUInt32BE(at + 6) : short
    const end = at + header + length
    if (data.length < end) break
    const opcode = (data[at] as number) & 0x0f
    if (opcode === 1) ears.onFrame(data, at + header, end)
    else if (opcode === 9) socket.write(Buffer.from([0x8a, 0x80, 0, 0, 0, 0]))
    at = end
  }
  return at === data.length ? undefined : data.subarray(at)
}

/** A client's text frame with a mask of zeros. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const header =
    length < 126 ? Buffer.from([0x81, 0x80 | length]) : Buffer.from([0x81, 0xfe, length >> 8, length & 0xff])
  return Buffer.concat([header, Buffer.alloc(4), Buffer.from(text)])
}
