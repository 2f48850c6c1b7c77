import { healing } from '../sync/healing.ts'

healing({
  name: 'slack',
  deleteThread({ slack }, thread) {
    // The opening message last: below a deleted one, what was said keeps its place.
    for (const { ts } of slack.emulator.thread(thread).messages().reverse())
      slack.emulator.asOperator.delete(ts)
  },
  takesBack: true,
  elsewhere({ slack }, settings) {
    if (settings.name !== 'slack') return settings
    const channelId = slack.emulator.otherChannelId
    slack.emulator.asOperator.inviteBot(channelId)
    return { name: 'slack', options: { ...settings.options, channelId } }
  },
  threadsElsewhere: ({ slack }) => slack.emulator.threads(slack.emulator.otherChannelId).map(({ ts }) => ts),
  expel: ({ slack }) => slack.emulator.asOperator.removeBot(),
  advice: /\/invite @/,
  admit: ({ slack }) => slack.emulator.asOperator.inviteBot(),
})
