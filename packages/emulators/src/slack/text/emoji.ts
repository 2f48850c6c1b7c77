/** Emoji that people use most, by Slack's names: what clients write as `:name:`. Others stay as they are. */
export const emojiNames: ReadonlyMap<string, string> = new Map([
  ['👍', '+1'],
  ['👎', '-1'],
  ['🎉', 'tada'],
  ['👀', 'eyes'],
  ['✅', 'white_check_mark'],
  ['❌', 'x'],
  ['❤', 'heart'],
  ['💔', 'broken_heart'],
  ['🔥', 'fire'],
  ['🙏', 'pray'],
  ['🚀', 'rocket'],
  ['💯', '100'],
  ['👋', 'wave'],
  ['👏', 'clap'],
  ['👌', 'ok_hand'],
  ['✍', 'writing_hand'],
  ['🙂', 'slightly_smiling_face'],
  ['😀', 'grinning'],
  ['😄', 'smile'],
  ['😂', 'joy'],
  ['😉', 'wink'],
  ['😊', 'blush'],
  ['😍', 'heart_eyes'],
  ['😎', 'sunglasses'],
  ['😕', 'confused'],
  ['😢', 'cry'],
  ['😭', 'sob'],
  ['😡', 'rage'],
  ['🤔', 'thinking_face'],
  ['🤷', 'shrug'],
  ['⏳', 'hourglass_flowing_sand'],
  ['⚠', 'warning'],
  ['⭐', 'star'],
  ['🔒', 'lock'],
  ['🔴', 'red_circle'],
  ['🟢', 'large_green_circle'],
  ['🎫', 'ticket'],
  ['📎', 'paperclip'],
])

const unicodeByName: ReadonlyMap<string, string> = new Map(
  [...emojiNames].map(([unicode, name]) => [name, unicode]),
)

const aliases: ReadonlyMap<string, string> = new Map([
  ['thumbsup', '+1'],
  ['thumbsdown', '-1'],
])

/** The name Slack keeps for a reaction given by name, alias, `:name:` or emoji. */
export function reactionName(given: string): string {
  const bare = given.replace(/^:|:$/g, '').replace('\uFE0F', '')
  const name = emojiNames.get(bare) ?? bare
  return aliases.get(name) ?? name
}

/** The emoji behind a name, where it is among the usual ones. */
export function emojiNamed(name: string): string | undefined {
  return unicodeByName.get(name)
}

/** Whether Slack would know it: a name of the usual form, with or without a skin tone. Which names exist is not checked. */
export function isEmojiName(name: string): boolean {
  return /^[a-z0-9_+'-]+(?:::skin-tone-[2-6])?$/.test(name)
}
