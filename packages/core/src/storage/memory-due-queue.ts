/** One entry of a queue: something, and when it falls due. */
export interface Due<T> {
  at: number
  item: T
}

/** A queue that has its earliest entry at hand, whatever their number. */
export interface DueQueue<T> {
  peek(): Due<T> | undefined
  push(entry: Due<T>): void
  pop(): Due<T> | undefined
}

export function dueQueue<T>(): DueQueue<T> {
  // A binary heap: the children of `i` stand at `2i + 1` and `2i + 2`, neither due earlier than `i`.
  const heap: Due<T>[] = []
  const at = (index: number): number => heap[index]?.at ?? Number.POSITIVE_INFINITY

  function rise(entry: Due<T>): void {
    let index = heap.length
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (at(parent) <= entry.at) break
      heap[index] = heap[parent] as Due<T>
      index = parent
    }
    heap[index] = entry
  }

  function sink(entry: Due<T>): void {
    let index = 0
    while (2 * index + 1 < heap.length) {
      const left = 2 * index + 1
      const child = at(left + 1) < at(left) ? left + 1 : left
      if (entry.at <= at(child)) break
      heap[index] = heap[child] as Due<T>
      index = child
    }
    heap[index] = entry
  }

  return {
    peek: () => heap[0],
    push: rise,
    pop() {
      const first = heap[0]
      const last = heap.pop()
      if (last !== undefined && last !== first) sink(last)
      return first
    },
  }
}
