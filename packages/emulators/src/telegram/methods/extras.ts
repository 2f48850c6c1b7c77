import type { Arguments } from '../arguments.ts'
import { badRequest } from '../errors.ts'
import type { Json } from '../wire.ts'

/** Reads `link_preview_options`, or its older form. */
export function readLinkPreview(args: Arguments): Json | undefined {
  const value = args.json('link_preview_options', 'link preview options')
  if (value === undefined) return args.flag('disable_web_page_preview') ? { is_disabled: true } : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('Object expected as link preview options')
  }
  const fields = value as Json
  for (const name of ['is_disabled', 'prefer_small_media', 'prefer_large_media', 'show_above_text']) {
    if (fields[name] !== undefined && typeof fields[name] !== 'boolean') {
      throw badRequest(`Field "${name}" must be of type Boolean`)
    }
  }
  return Object.keys(fields).length === 0 ? undefined : fields
}

// callback_data is 1–64 bytes.
const maxButtonBytes = 64

/** Reads `reply_markup`; only inline keyboards are kept, the other kinds are accepted and have no effect. */
export function readReplyMarkup(args: Arguments): Json | undefined {
  const value = args.json('reply_markup', 'reply keyboard markup')
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('Object expected as reply markup')
  }
  const rows = (value as Json).inline_keyboard
  if (rows === undefined) return undefined
  if (!Array.isArray(rows) || !rows.every(row => Array.isArray(row))) {
    throw badRequest('Field "inline_keyboard" must be an Array of Arrays')
  }
  const buttons = (rows as unknown[][]).flat()
  for (const button of buttons) checkButton(button)
  return buttons.length === 0 ? undefined : (value as Json)
}

function checkButton(button: unknown): void {
  if (typeof button !== 'object' || button === null) {
    throw badRequest("Can't parse inline keyboard button: InlineKeyboardButton must be an Object")
  }
  const { text, callback_data: data, url } = button as Json
  if (typeof text !== 'string')
    throw badRequest('Can\'t parse inline keyboard button: Can\'t find field "text"')
  if (data === undefined && url === undefined) {
    throw badRequest("Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
  }
  if (typeof data === 'string' && (data === '' || Buffer.byteLength(data) > maxButtonBytes)) {
    throw badRequest('BUTTON_DATA_INVALID')
  }
}
