/** @typedef {import('./link.js').Id} Id */
/** @typedef {import('./link.js').PlatformName} PlatformName */

// What each phone shows stands in the address, `#telegram/12&discord/34`, so that the browser's back button leads back.

/**
 * What a phone is to show, if the address says so.
 *
 * @param {PlatformName} platform
 * @returns {string | undefined}
 */
export function placeOf(platform) {
  return places().get(platform)
}

/**
 * Lets a phone show something, or its list.
 *
 * @param {PlatformName} platform
 * @param {Id | undefined} id
 */
export function goTo(platform, id) {
  const next = places()
  if (id === undefined) next.delete(platform)
  else next.set(platform, String(id))
  location.hash = [...next].map(([name, place]) => `${name}/${place}`).join('&')
}

/** @returns {Map<string, string>} */
function places() {
  const parts = location.hash.slice(1).split('&')
  return new Map(
    parts.flatMap(part => {
      const [, name, id] = /^([a-z]+)\/([\d.]+)$/.exec(part) ?? []
      return name === undefined || id === undefined ? [] : [/** @type {[string, string]} */ ([name, id])]
    }),
  )
}
