// Loaded before an example that is run as it is printed: it stays on this machine, and its port is free.
import { Server } from 'node:net'

const { fetch } = globalThis
const { listen } = Server.prototype

globalThis.fetch = (url, init) =>
  fetch(String(url).replace('https://api.telegram.org', process.env.TELEGRAM_ROOT ?? ''), init)

Server.prototype.listen = function () {
  this.once('listening', () => process.send?.(this.address()))
  return Reflect.apply(listen, this, [0, '127.0.0.1'])
}
