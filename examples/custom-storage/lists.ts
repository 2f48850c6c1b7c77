/** Whether a record has these members: the `WHERE` of a query. */
export function matching(members: object): (record: object) => boolean {
  const wanted = Object.entries(members)
  return record => wanted.every(([name, value]) => Reflect.get(record, name) === value)
}

export function isNot(members: object): (record: object) => boolean {
  return record => !matching(members)(record)
}

/** Replaces the record with the same key, or adds it. */
export function put<Kept extends object>(list: Kept[], record: Kept, ...key: (keyof Kept)[]): void {
  const index = list.findIndex(each => key.every(name => each[name] === record[name]))
  list.splice(index < 0 ? list.length : index, 1, record)
}
