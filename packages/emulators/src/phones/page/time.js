const clockFormat = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const weekdayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'short' })
const dayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long' })
const shortDayFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayMs = 24 * 60 * 60 * 1000

/**
 * The time of day of a message.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function clockTime(seconds) {
  return clockFormat.format(seconds * 1000)
}

/**
 * When something happened, as short as a list needs it: a time today, a weekday this week, else a date.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function shortTime(seconds) {
  const age = startOfDay(Date.now()) - startOfDay(seconds * 1000)
  if (age <= 0) return clockTime(seconds)
  return (age < 7 * dayMs ? weekdayFormat : shortDayFormat).format(seconds * 1000)
}

/**
 * The line between two days.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function dayName(seconds) {
  const age = startOfDay(Date.now()) - startOfDay(seconds * 1000)
  if (age <= 0) return 'Today'
  return age <= dayMs ? 'Yesterday' : dayFormat.format(seconds * 1000)
}

/**
 * @param {number} ms
 * @returns {number}
 */
export function startOfDay(ms) {
  return new Date(ms).setHours(0, 0, 0, 0)
}
