/**
 * What a service message says.
 *
 * @param {import('./telegram-phone.js').MessageView} message
 * @returns {string}
 */
export function describeService(message) {
  const who = message.from.name
  const value = /** @type {{ name?: string } | undefined} */ (message.service?.value)
  switch (message.service?.name) {
    case 'forum_topic_created':
      return `${who} created the topic “${value?.name ?? ''}”`
    case 'forum_topic_edited':
      return value?.name === undefined
        ? `${who} changed the icon`
        : `${who} renamed the topic to “${value.name}”`
    case 'forum_topic_closed':
      return `${who} closed the topic`
    case 'forum_topic_reopened':
      return `${who} reopened the topic`
    case 'pinned_message':
      return `${who} pinned a message`
    case 'migrate_from_chat_id':
      return 'The group became a supergroup'
    default:
      return message.service?.name.replaceAll('_', ' ') ?? ''
  }
}
