import type { VisitorUpdate } from '@pocketping/core/protocol'
import type { Transport } from './transport.ts'

/** Both ways over one WebSocket. */
export const socketTransport: Transport = feed => {
  // An http address, also without its origin, is one for WebSocket as well; a browser that does not know that yet throws.
  const socket = new WebSocket(`${feed.base_}socket`, 'pocketping.v1')
  const say = (frame: object): void => socket.send(JSON.stringify(frame))
  socket.onopen = () => say({ type: 'hello', token: feed.token_, after: feed.cursor_() })
  socket.onmessage = ({ data }) => feed.update_(JSON.parse(data) as VisitorUpdate)
  socket.onclose = ({ code }) => feed.lost_(code === 4401)
  return {
    send_: say,
    close_() {
      socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}
