/** What commands begin with, where we name one. */
export const PREFIX = '!'
