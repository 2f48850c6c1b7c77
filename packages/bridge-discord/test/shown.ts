export { shownOf } from '../../../test/support/discord-shown.ts'
