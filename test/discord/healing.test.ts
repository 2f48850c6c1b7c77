import { healing } from '../sync/healing.ts'

healing({
  name: 'discord',
  deleteThread: ({ discord }, thread) => discord.emulator.asOperator.deleteThread(thread),
  shut({ discord }, thread) {
    discord.emulator.asOperator.lock(thread)
    discord.emulator.asOperator.archive(thread)
  },
  elsewhere: ({ discord }, settings) =>
    settings.name === 'discord'
      ? { name: 'discord', options: { ...settings.options, channelId: discord.emulator.forumId } }
      : settings,
  threadsElsewhere: ({ discord }) =>
    discord.emulator
      .threads()
      .filter(({ parentId }) => parentId === discord.emulator.forumId)
      .map(({ id }) => id),
  expel: ({ discord }) =>
    discord.emulator.asOperator.setChannelPermissions(discord.emulator.channelId, { deny: ['VIEW_CHANNEL'] }),
  advice: /View Channels/,
  admit: ({ discord }) =>
    discord.emulator.asOperator.setChannelPermissions(discord.emulator.channelId, {
      allow: ['VIEW_CHANNEL'],
    }),
})
