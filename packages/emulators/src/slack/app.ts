import type { RequestUrl } from './delivery/request-url.ts'
import type { Sockets } from './delivery/sockets.ts'
import type { World } from './world.ts'

/** What one sets at api.slack.com. */
export interface AppSide {
  /**
   * Sets the request URL, as the page does: it must answer the challenge. Socket Mode is off from then on.
   * Throws what the page would say.
   */
  setRequestUrl(url: string): Promise<void>
  /** Turns Socket Mode on or off; off ends the sockets with `link_disabled`. */
  setSocketMode(isOn: boolean): void
  setScopes(...scopes: string[]): void
  /** Sets what the app is subscribed to. */
  setEvents(...events: string[]): void
}

export function makeAppSide(world: World, requestUrl: RequestUrl, sockets: Sockets): AppSide {
  const app: AppSide = {
    async setRequestUrl(url) {
      const { isVerified, reason } = await requestUrl.verify(url)
      if (!isVerified)
        throw new Error(`Your URL didn't respond with the value of the challenge parameter: ${reason}`)
      app.setSocketMode(false)
      world.app.requestUrl = url
    },
    setSocketMode(isOn) {
      if (world.app.isSocketMode && !isOn) sockets.disconnect('link_disabled')
      world.app.isSocketMode = isOn
    },
    setScopes(...scopes) {
      world.app.scopes = new Set(scopes)
    },
    setEvents(...events) {
      world.app.events = new Set(events)
    },
  }
  return app
}
