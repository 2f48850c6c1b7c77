import { accountJson, memberJson } from './account-json.ts'
import { channelJson, threadMemberJson } from './channel-json.ts'
import { ApiError, lockedThread } from './errors.ts'
import type { Account, Channel, ThreadState } from './guild.ts'
import type { Json } from './wire.ts'
import { notify, type World } from './world.ts'

/** Minutes of silence after which a thread may be archived. */
export const archiveMinutes: readonly number[] = [60, 1440, 4320, 10080]

export interface NewThread {
  id: string
  type: number
  name: string
  owner: Account
  isPrivate: boolean
  isInvitable?: boolean
  autoArchiveMinutes?: number
  slowmodeSeconds?: number
  appliedTags?: string[]
}

/** A channel that is a thread. */
export type Thread = Channel & { thread: ThreadState }

export function isThread(channel: Channel): channel is Thread {
  return channel.thread !== undefined
}

/** Opens a thread and puts its owner into it. */
export function openThread(world: World, parent: Channel, options: NewThread): Thread {
  demandRoomForThread(world)
  const now = world.clock.now()
  const thread: Thread = {
    id: options.id,
    type: options.type,
    name: options.name,
    topic: undefined,
    position: 0,
    parentId: parent.id,
    overwrites: [],
    messages: new Map(),
    lastMessageId: undefined,
    thread: {
      ownerId: options.owner.id,
      isPrivate: options.isPrivate,
      isInvitable: options.isInvitable ?? true,
      isArchived: false,
      isLocked: false,
      autoArchiveMinutes: options.autoArchiveMinutes ?? 4320,
      archiveTimestamp: now,
      createdAt: now,
      members: new Map([[options.owner.id, now]]),
      totalMessageSent: 0,
      slowmodeSeconds: options.slowmodeSeconds ?? 0,
      appliedTags: options.appliedTags ?? [],
      timer: undefined,
    },
    botTypesUntil: 0,
    isDeleted: false,
  }
  world.channels.set(thread.id, thread)
  restartTimer(world, thread)
  notify(world, { kind: 'channel', channel: thread })
  world.dispatch({
    name: 'THREAD_CREATE',
    channel: thread,
    data: () => ({ ...channelJson(world, thread), newly_created: true }),
  })
  announceMembers(world, thread, [options.owner.id])
  return thread
}

/** Something was said: silence begins anew, and who spoke is in the thread from now on. */
export function joinBySpeaking(world: World, thread: Thread, account: Account): void {
  restartTimer(world, thread)
  if (world.guild.members.has(account.id)) addThreadMember(world, thread, account.id)
}

export function addThreadMember(world: World, thread: Thread, userId: string): void {
  if (thread.thread.members.has(userId)) return
  thread.thread.members.set(userId, world.clock.now())
  announceMembers(world, thread, [userId])
}

export function removeThreadMember(world: World, thread: Thread, userId: string): void {
  if (!thread.thread.members.delete(userId)) return
  world.dispatch({
    name: 'THREAD_MEMBERS_UPDATE',
    channel: thread,
    data: viewer =>
      viewer.seesMembers || userId === world.bot.id
        ? { ...membership(world, thread), added_members: [], removed_member_ids: [userId] }
        : undefined,
  })
}

/** What may change about a thread. */
export interface ThreadChanges {
  name?: string | undefined
  isArchived?: boolean | undefined
  isLocked?: boolean | undefined
  isInvitable?: boolean | undefined
  autoArchiveMinutes?: number | undefined
  slowmodeSeconds?: number | undefined
  appliedTags?: string[] | undefined
}

export function changeThread(world: World, thread: Thread, changes: ThreadChanges): void {
  const state = thread.thread
  const wasArchived = state.isArchived
  if (wasArchived && changes.isArchived === false) demandRoomForThread(world)
  thread.name = changes.name ?? thread.name
  state.isArchived = changes.isArchived ?? state.isArchived
  state.isLocked = changes.isLocked ?? state.isLocked
  state.isInvitable = changes.isInvitable ?? state.isInvitable
  state.slowmodeSeconds = changes.slowmodeSeconds ?? state.slowmodeSeconds
  state.appliedTags = changes.appliedTags ?? state.appliedTags
  const minutes = changes.autoArchiveMinutes ?? state.autoArchiveMinutes
  if (state.isArchived !== wasArchived || minutes !== state.autoArchiveMinutes)
    state.archiveTimestamp = world.clock.now()
  state.autoArchiveMinutes = minutes
  restartTimer(world, thread)
  notify(world, { kind: 'channel', channel: thread })
  world.dispatch({ name: 'THREAD_UPDATE', channel: thread, data: () => channelJson(world, thread) })
  if (!wasArchived || state.isArchived) return
  // Clients hold only active threads in memory, so members are told that they are in one again.
  const joinedAt = state.members.get(world.bot.id)
  if (joinedAt === undefined) return
  world.dispatch({
    name: 'THREAD_MEMBER_UPDATE',
    channel: thread,
    data: () => ({ ...threadMemberJson(thread, world.bot.id, joinedAt), guild_id: world.guild.id }),
  })
}

export function deleteThread(world: World, thread: Thread): void {
  thread.isDeleted = true
  world.clock.clearTimeout(thread.thread.timer)
  notify(world, { kind: 'channel', channel: thread })
  world.dispatch({
    name: 'THREAD_DELETE',
    channel: thread,
    data: () => ({
      id: thread.id,
      guild_id: world.guild.id,
      parent_id: thread.parentId,
      type: thread.type,
    }),
  })
}

/** Writing wakes a thread, unless it is locked and the writer does not manage threads. */
export function wakeForMessage(world: World, thread: Thread, managesThreads: boolean): void {
  if (thread.thread.isLocked && !managesThreads) throw lockedThread()
  if (thread.thread.isArchived) changeThread(world, thread, { isArchived: false })
}

export function activeThreads(world: World): Thread[] {
  return [...world.channels.values()]
    .filter(isThread)
    .filter(channel => !channel.isDeleted && !channel.thread.isArchived)
}

function demandRoomForThread(world: World): void {
  if (activeThreads(world).length >= world.maxActiveThreads)
    throw new ApiError(400, 160006, 'Maximum number of active threads reached')
}

function restartTimer(world: World, channel: Thread): void {
  const { thread } = channel
  world.clock.clearTimeout(thread.timer)
  thread.timer = undefined
  if (thread.isArchived || channel.isDeleted) return
  thread.timer = world.clock.setTimeout(
    () => changeThread(world, channel, { isArchived: true }),
    thread.autoArchiveMinutes * 60_000,
  )
}

function announceMembers(world: World, thread: Thread, added: readonly string[]): void {
  world.dispatch({
    name: 'THREAD_MEMBERS_UPDATE',
    channel: thread,
    data: viewer => {
      const shown = added.filter(id => viewer.seesMembers || id === world.bot.id)
      if (shown.length === 0) return undefined
      return {
        ...membership(world, thread),
        added_members: shown.map(id => addedMember(world, thread, id)),
        removed_member_ids: [],
      }
    },
  })
}

function membership(world: World, thread: Thread): Json {
  return {
    id: thread.id,
    guild_id: world.guild.id,
    member_count: Math.min(50, thread.thread.members.size),
  }
}

function addedMember(world: World, thread: Thread, id: string): Json {
  const member = world.guild.members.get(id)
  return {
    ...threadMemberJson(thread, id, thread.thread.members.get(id) ?? world.clock.now()),
    presence: null,
    ...(member !== undefined && { member: { ...memberJson(member), user: accountJson(member.account) } }),
  }
}
