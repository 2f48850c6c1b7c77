import { randomBytes } from 'node:crypto'
import { demandMembership, findChannel } from '../access.ts'
import { announceMessage } from '../announce.ts'
import { MethodError, missingField } from '../errors.ts'
import { fileJson, type SlackFile, storeFile } from '../files.ts'
import { keepPosted } from '../text/posted.ts'
import { addMessage, makeId } from '../world.ts'
import { readThread } from './chat.ts'
import { type Call, formOnly, type Method, method } from './method.ts'

const write = ['files:write']

const getUploadURLExternal = method(
  'tier4',
  write,
  ({ world, args }) => {
    const name = args.required('filename')
    const length = args.integer('length', 0)
    if (length <= 0) throw new MethodError('missing_argument')
    const ticket = randomBytes(12).toString('hex')
    const fileId = makeId(world, 'F')
    world.tickets.set(ticket, { fileId, name, length, bytes: undefined })
    return { upload_url: `${world.origin}/upload/v1/${ticket}`, file_id: fileId }
  },
  formOnly,
)

const completeUploadExternal = method('tier4', write, call => {
  const { world, args } = call
  const wanted = args.list('files', 'invalid_arguments')
  if (wanted === undefined || wanted.length === 0) throw missingField('files')
  const channelArgument = args.has('channel_id')
    ? 'channel_id'
    : args.has('channels')
      ? 'channels'
      : undefined
  const channel = channelArgument === undefined ? undefined : findChannel(call, channelArgument)
  if (channel !== undefined) demandMembership(call, channel)
  if (channel?.isArchived === true) throw new MethodError('posting_to_channel_denied')
  const files = wanted.map(({ id, title }) =>
    completeFile(call, String(id), typeof title === 'string' ? title : undefined),
  )
  // Slack shares a moment later than it answers, so the answer never says where; `files.info` does.
  const answer = { files: files.map(file => fileJson(world, file)) }
  if (channel !== undefined) {
    const message = addMessage(world, {
      channel,
      userId: world.bot.id,
      botId: world.botId,
      text: keepPosted(args.text('initial_comment')),
      subtype: 'file_share',
      threadTs: readThread(world, channel, args.text('thread_ts')),
      blocks: args.list('blocks', 'invalid_blocks'),
      files,
    })
    for (const file of files) file.shares.push({ channel, ts: message.ts, threadTs: message.threadTs })
    announceMessage(world, message)
  }
  return answer
})

// A file is complete once its bytes are there; a ticket serves once.
function completeFile({ world }: Call, id: string, title: string | undefined): SlackFile {
  const found = [...world.tickets].find(([, { fileId }]) => fileId === id)
  const bytes = found?.[1].bytes
  if (found === undefined || bytes === undefined) throw new MethodError('file_not_found')
  world.tickets.delete(found[0])
  return storeFile(world, {
    id,
    name: found[1].name,
    bytes,
    userId: world.bot.id,
    ...(title !== undefined && { title }),
  })
}

function findFile({ world, args }: Call): SlackFile {
  const file = world.files.get(args.required('file'))
  if (file === undefined) throw new MethodError('file_not_found')
  if (file.isDeleted) throw new MethodError('file_deleted')
  return file
}

const info = method(
  'tier4',
  ['files:read'],
  call => ({ file: fileJson(call.world, findFile(call)) }),
  formOnly,
)

const remove = method('tier3', write, call => {
  const file = findFile(call)
  if (file.userId !== call.world.bot.id) throw new MethodError('cant_delete_file')
  file.isDeleted = true
  return {}
})

export const files: Record<string, Method> = {
  'files.completeUploadExternal': completeUploadExternal,
  'files.delete': remove,
  'files.getUploadURLExternal': getUploadURLExternal,
  'files.info': info,
}
