export { type Clock, type ManualClock, manualClock, systemClock } from '../shared/clock.ts'
