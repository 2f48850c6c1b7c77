export { systemClock as realClock } from '../contracts/system-clock.ts'
