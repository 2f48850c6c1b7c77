import { state } from './kit.ts'

/** Says how many messages are unread: on the button, in the title of a hidden page, and by a sound if the page wants one. */
export function announce(unread: number, hasGrown: boolean): void {
  showBadge(`${unread || ''}`)
  const title = document.title.replace(/^\(\d+\) /, '')
  document.title = unread && document.hidden ? `(${unread}) ${title}` : title
  if (hasGrown && !state.isRestoring_ && `${state.widget_.options_.sound}` === 'true') beep()
  // Whoever comes back sees the page's own title.
  if (unread) document.addEventListener('visibilitychange', () => announce(0, false), { once: true })
}

function showBadge(text: string): void {
  const { button_: button } = state.widget_
  const badge = button.firstElementChild ?? document.createElement('span')
  badge.className = 'n'
  badge.textContent = text
  button.append(badge)
}

/** Two soft tones, made on the spot: no file to load, and no `media-src` to allow. */
function beep(): void {
  const audio = new AudioContext()
  const { currentTime: now } = audio
  const gain = audio.createGain()
  const tone = audio.createOscillator()
  gain.gain.setValueAtTime(0.06, now)
  gain.gain.exponentialRampToValueAtTime(0.001, now + 0.5)
  tone.frequency.setValueAtTime(660, now)
  tone.frequency.setValueAtTime(880, now + 0.12)
  tone.connect(gain).connect(audio.destination)
  tone.onended = () => void audio.close()
  tone.start()
  tone.stop(now + 0.5)
}
