import type { Arguments } from './arguments.ts'
import { MethodError, missingScope } from './errors.ts'
import { pictureUrl } from './profiles.ts'
import { keepPosted } from './text/posted.ts'
import type { Json } from './wire.ts'
import type { World } from './world.ts'

/** Longer texts of `chat.postMessage` are cut, without an error. */
const mostPosted = 40_000
/** Longer texts of `chat.update` are refused. */
const mostUpdated = 4000
const mostBlocks = 50
const mostAttachments = 100

/** What a bot wants to post. */
export interface Content {
  text: string
  blocks: Json[] | undefined
  attachments: Json[] | undefined
}

/** Reads text, blocks and attachments, as `chat.postMessage` and `chat.update` do. */
export function readContent(args: Arguments, kind: 'post' | 'update'): Content {
  const blocks = args.list('blocks', 'invalid_blocks_format')
  const attachments = args.list('attachments', 'invalid_attachments')
  const markdown = args.text('markdown_text')
  if (markdown !== '' && (args.has('text') || blocks !== undefined))
    throw new MethodError('markdown_text_conflict')
  const given = markdown === '' ? args.text('text') : markdown
  const hasBlocks = blocks !== undefined && blocks.length > 0
  const hasAttachments = attachments !== undefined && attachments.length > 0
  if (given.trim() === '' && !hasBlocks && !hasAttachments) throw new MethodError('no_text')
  if ((blocks?.length ?? 0) > mostBlocks) throw new MethodError('invalid_blocks')
  if (blocks?.some(block => typeof block.type !== 'string')) throw new MethodError('invalid_blocks')
  if (blocks?.some(isTooLong)) throw invalidBlocks(blocks)
  if ((attachments?.length ?? 0) > mostAttachments) throw new MethodError('too_many_attachments')
  if (kind === 'update' && given.length > mostUpdated) throw new MethodError('msg_too_long')
  return {
    text: keepPosted(given.length > mostPosted ? given.slice(0, mostPosted) : given),
    blocks: hasBlocks ? withIds(blocks) : undefined,
    attachments: hasAttachments ? attachments : undefined,
  }
}

// A text object takes 3,000 characters, a header 150, a markdown block 12,000.
function isTooLong(block: Json): boolean {
  const text =
    typeof block.text === 'string' ? block.text : String((block.text as Json | undefined)?.text ?? '')
  const most = block.type === 'header' ? 150 : block.type === 'markdown' ? 12_000 : 3000
  return text.length > most
}

function invalidBlocks(blocks: Json[]): MethodError {
  const index = blocks.findIndex(isTooLong)
  const message = `[ERROR] must be less than 3001 characters [json-pointer:/blocks/${index}/text/text]`
  return new MethodError('invalid_blocks', {
    errors: [message.replace('[ERROR] ', '')],
    response_metadata: { messages: [message] },
  })
}

function withIds(blocks: Json[]): Json[] {
  return blocks.map((block, index) => ({ ...block, block_id: block.block_id ?? `b${index + 1}` }))
}

/** The name and picture that a post asks for instead of the bot's. */
export function readIdentity(world: World, args: Arguments): { username?: string; icons?: Json } {
  const wants = ['username', 'icon_url', 'icon_emoji'].some(name => args.has(name))
  if (!wants) return {}
  const scope = 'chat:write.customize'
  if (!world.app.scopes.has(scope)) throw missingScope(scope, world.app.scopes)
  const icons: Json = args.has('icon_emoji')
    ? { emoji: args.text('icon_emoji') }
    : { image_48: args.text('icon_url') || pictureUrl(world, world.bot, 48) }
  return { username: args.text('username') || world.bot.realName, icons }
}

/** Metadata is `{ event_type, event_payload }`. */
export function readMetadata(args: Arguments): Json | undefined {
  const metadata = args.object('metadata', 'invalid_metadata_format')
  if (metadata === undefined || Object.keys(metadata).length === 0) return metadata
  if (typeof metadata.event_type !== 'string' || typeof metadata.event_payload !== 'object')
    throw new MethodError('invalid_metadata_schema')
  return metadata
}
