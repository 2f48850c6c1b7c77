import type { UploadedFile } from '../shared/read-body.ts'
import { readEmbeds } from './embeds.ts'
import { ApiError, tooLarge } from './errors.ts'
import { type Form, isObject } from './form.ts'
import { type AllowedMentions, readAllowedMentions } from './mentions.ts'
import { type Json, messageFlag, settableFlags } from './wire.ts'

const maxContent = 2000
const maxNonce = 25
const maxFiles = 10
const maxFileBytes = 10 * 1024 * 1024

/** What a body says about a message; what is `undefined` was not sent. */
export interface MessageForm {
  content: string | undefined
  embeds: Json[] | undefined
  components: Json[] | undefined
  flags: number | undefined
  isTts: boolean
  nonce: string | number | undefined
  isNonceEnforced: boolean
  allowed: AllowedMentions | undefined
  files: (UploadedFile & { description: string | undefined })[]
  /** Ids of attachments that an edit keeps, or `undefined` for all. */
  kept: ReadonlySet<string> | undefined
}

/** Reads the fields of a message. Complaints stay in the form until its `check`. */
export function readMessageForm(form: Form, files: ReadonlyMap<string, UploadedFile>): MessageForm {
  const content = form.has('content') ? form.text('content', { max: maxContent }) : emptied(form, 'content')
  const attachments = readAttachments(form)
  const flags = maskFlags(form.integer('flags', { min: 0, max: 2 ** 31 - 1 }))
  if (((flags ?? 0) & messageFlag.isComponentsV2) !== 0) refuseLegacyFields(form)
  return {
    content,
    embeds: form.source.embeds === null ? [] : readEmbeds(form),
    components: (form.list('components', { max: 40 }) ?? undefined)?.filter(isObject),
    flags,
    isTts: form.boolean('tts') ?? false,
    nonce: readNonce(form),
    isNonceEnforced: form.boolean('enforce_nonce') ?? false,
    allowed: readAllowedMentions(form),
    files: readFiles(files, attachments),
    kept:
      attachments === undefined
        ? undefined
        : new Set(attachments.map(({ id }) => id).filter(id => !files.has(id))),
  }
}

/** Whether there is nothing to show. */
export function isNothing(form: MessageForm): boolean {
  return (
    (form.content ?? '') === '' &&
    (form.embeds ?? []).length === 0 &&
    (form.components ?? []).length === 0 &&
    form.files.length === 0
  )
}

interface AttachmentForm {
  id: string
  name: string | undefined
  description: string | undefined
}

function readAttachments(form: Form): AttachmentForm[] | undefined {
  return form.list('attachments', { max: 100 })?.map((source, index) => {
    const part = form.part(`attachments.${index}`, source)
    return {
      id: part.snowflake('id') ?? '',
      name: part.text('filename', { max: 1024 }),
      description: part.text('description', { max: 1024 }),
    }
  })
}

function readFiles(
  files: ReadonlyMap<string, UploadedFile>,
  attachments: AttachmentForm[] | undefined,
): MessageForm['files'] {
  if (files.size > maxFiles)
    throw new ApiError(400, 30015, `Maximum number of attachments in a message reached (${maxFiles})`)
  return [...files].map(([index, file]) => {
    if (file.bytes.length > maxFileBytes) throw tooLarge()
    const form = attachments?.find(({ id }) => id === index)
    return { ...file, name: form?.name ?? file.name, description: form?.description }
  })
}

// A number stays a number in the answer.
function readNonce(form: Form): string | number | undefined {
  const text = form.text('nonce', { max: maxNonce })
  return typeof form.source.nonce === 'number' ? form.source.nonce : text
}

// Bits that an app cannot set are ignored without an error.
function maskFlags(flags: number | undefined): number | undefined {
  return flags === undefined ? undefined : flags & settableFlags
}

// Where components say everything, nothing else may.
function refuseLegacyFields(form: Form): void {
  for (const name of ['content', 'embeds'])
    if (form.has(name) && String(form.source[name]) !== '')
      form.complain(
        name,
        'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
        `The '${name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      )
}

function emptied(form: Form, name: string): string | undefined {
  return form.source[name] === null ? '' : undefined
}
