/** A stretch of a text that is shown in a style. Offsets and lengths are UTF-16 code units. */
export interface Entity {
  type: 'bold' | 'italic' | 'code'
  offset: number
  length: number
}

/** A text with its styles: nothing in the text itself is markup. */
export interface StyledText {
  text: string
  entities: Entity[]
}

export function plain(text: string): StyledText {
  return { text, entities: [] }
}

export function styled(type: Entity['type'], text: string): StyledText {
  return { text, entities: text === '' ? [] : [{ type, offset: 0, length: text.length }] }
}

/** Puts texts one behind the other; their styles move along. */
export function concatStyled(...parts: readonly (StyledText | string)[]): StyledText {
  let text = ''
  const entities: Entity[] = []
  for (const part of parts) {
    const { text: added, entities: styles } = typeof part === 'string' ? plain(part) : part
    for (const entity of styles) entities.push({ ...entity, offset: entity.offset + text.length })
    text += added
  }
  return { text, entities }
}

export function joinStyled(parts: readonly StyledText[], separator: string): StyledText {
  return concatStyled(...parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])))
}

/** Takes out a stretch; a style that reaches beyond it is cut there. */
export function sliceStyled({ text, entities }: StyledText, start: number, end: number): StyledText {
  const cut = entities.flatMap(entity => {
    const from = Math.max(entity.offset, start)
    const to = Math.min(entity.offset + entity.length, end)
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : []
  })
  return { text: text.slice(start, end), entities: cut }
}

export function isSameStyled(left: StyledText, right: StyledText): boolean {
  return left.text === right.text && JSON.stringify(left.entities) === JSON.stringify(right.entities)
}
