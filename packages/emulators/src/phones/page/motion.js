const wantsLess = matchMedia('(prefers-reduced-motion: reduce)')

/**
 * How to scroll for somebody who watches.
 *
 * @returns {ScrollBehavior}
 */
export function gently() {
  return wantsLess.matches ? 'instant' : 'smooth'
}
