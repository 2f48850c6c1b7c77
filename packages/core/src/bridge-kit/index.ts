// What every bridge needs and no platform demands otherwise. For those who write a bridge of their own too.

export { systemClock } from '../contracts/system-clock.ts'
export { type CardField, type CardLine, cardLines } from './card-lines.ts'
export { cleanLine, cleanText, isBlank } from './clean.ts'
export { findBreak } from './find-break.ts'
export { createLanes, type Lanes } from './lanes.ts'
export { pause } from './pause.ts'
export { type Recent, recent } from './recent.ts'
export {
  type MarkedId,
  markTitle,
  readCardId,
  reviewNotice,
  toCardId,
  unmarkedTitle,
} from './review-mark.ts'
export { shorten } from './shorten.ts'
export { type Reach, splitStyled, splitText } from './split-text.ts'
export {
  concatStyled,
  type Entity,
  isSameStyled,
  joinStyled,
  plain,
  type StyledText,
  sliceStyled,
  styled,
} from './styled-text.ts'
export { TITLE_SEPARATOR, threadTitle, visitorName, visitorSender } from './visitor-name.ts'
export { deletedText, draftHint, eventWords, speakerLabel, speakerName } from './who-said.ts'
