import { crc32, deflateSync, inflateSync } from 'node:zlib'

interface Picture {
  width: number
  height: number
  /** Bytes of a pixel: 3, or 4 with transparency. */
  depth: number
  /** Rows of pixels, without filters. */
  rows: Buffer[]
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

/** Packs a browser's screenshot as small as PNG allows without changing a pixel. */
export function compressPng(file: Buffer): Buffer {
  const picture = dropOpacity(decode(file))
  const { width, height, depth, rows } = picture
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, depth === 4 ? 6 : 2], 8)
  const empty = Buffer.alloc(width * depth)
  const filtered = rows.map((row, index) => smallest(row, rows[index - 1] ?? empty, depth))
  const packed = [Buffer.concat(filtered), Buffer.concat(rows.map(row => Buffer.concat([Buffer.of(0), row])))]
    .map(data => deflateSync(data, { level: 9, memLevel: 9 }))
    .sort((one, other) => one.length - other.length)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', packed[0] ?? Buffer.alloc(0)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function decode(file: Buffer): Picture {
  const parts: Buffer[] = []
  for (let at = SIGNATURE.length; at < file.length; at += file.readUInt32BE(at) + 12) {
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)))
  }
  const width = file.readUInt32BE(16)
  const height = file.readUInt32BE(20)
  const depth = file[25] === 6 ? 4 : 3
  const data = inflateSync(Buffer.concat(parts))
  const stride = width * depth
  const rows: Buffer[] = []
  for (let index = 0; index < height; index += 1) {
    const start = index * (stride + 1)
    const row = data.subarray(start + 1, start + 1 + stride)
    unfilter(data[start] ?? 0, row, rows[index - 1] ?? Buffer.alloc(stride), depth)
    rows.push(row)
  }
  return { width, height, depth, rows }
}

function dropOpacity(picture: Picture): Picture {
  const { depth, rows } = picture
  if (depth === 3 || rows.some(row => row.some((byte, index) => index % 4 === 3 && byte !== 255)))
    return picture
  return {
    ...picture,
    depth: 3,
    rows: rows.map(row => Buffer.from(row.filter((_, index) => index % 4 !== 3))),
  }
}

/** What PNG predicts a byte to be; filters 0 to 4. */
function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  if (filter !== 4) return 0
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)]
  const toCorner = Math.abs(left + above - 2 * corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

function unfilter(filter: number, row: Buffer, above: Buffer, depth: number): void {
  for (let at = 0; at < row.length; at += 1) {
    const guess = predict(filter, row[at - depth] ?? 0, above[at] ?? 0, above[at - depth] ?? 0)
    row[at] = ((row[at] ?? 0) + guess) & 255
  }
}

/** The row behind the filter that leaves the smallest numbers. */
function smallest(row: Buffer, above: Buffer, depth: number): Buffer {
  let best = Buffer.alloc(0)
  let bestSum = Number.POSITIVE_INFINITY
  for (let filter = 0; filter < 5; filter += 1) {
    const filtered = Buffer.alloc(row.length + 1, filter)
    let sum = 0
    for (let at = 0; at < row.length; at += 1) {
      const guess = predict(filter, row[at - depth] ?? 0, above[at] ?? 0, above[at - depth] ?? 0)
      const byte = ((row[at] ?? 0) - guess) & 255
      filtered[at + 1] = byte
      sum += byte < 128 ? byte : 256 - byte
    }
    if (sum < bestSum) [best, bestSum] = [filtered, sum]
  }
  return best
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([frame, body, sum])
}
