/** Longest message content, in UTF-16 code units, from a visitor or an operator. */
export const MAX_CONTENT_LENGTH = 4000

/** Largest frame or request body that a visitor may send, in bytes. */
export const MAX_FRAME_BYTES = 65_536

/** Most messages in one `changes` update; the rest follows in further updates. */
export const MAX_PAGE_SIZE = 50

/** Most messages a widget may hold unsent; older ids than these are never sent again. */
export const MAX_UNSENT = 100

/** Largest request body of the server API, in bytes: room for the longest message in any script. */
export const MAX_API_BODY_BYTES = 262_144

/** Longest message an operator or the API may write, in UTF-16 code units: the longest that a platform lets operators write. */
export const MAX_OPERATOR_LENGTH = 40_000

/** Longest secret key, in characters. */
export const MAX_API_KEY_LENGTH = 200
