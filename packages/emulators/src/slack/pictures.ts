/** Pictures of one pixel, one colour each: enough to tell people apart by the bytes. */
export const pictures: Readonly<Record<'maya' | 'tomas' | 'bot', Uint8Array>> = {
  maya: read('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mPYFNMDAANeAZv+Gn4WAAAAAElFTkSuQmCC'),
  tomas: read('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mPQq1gAAAIeAUcB0qD5AAAAAElFTkSuQmCC'),
  bot: read('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mPQ0LABAAEIAI1jT3wpAAAAAElFTkSuQmCC'),
}

function read(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
