import { setDesk } from './desk.js'
import { discordPhone } from './discord/discord-phone.js'
import { slackPhone } from './slack/slack-phone.js'
import { telegramPhone } from './telegram/telegram-phone.js'

const makers = { telegram: telegramPhone, discord: discordPhone, slack: slackPhone }

const desk = /** @type {HTMLElement} */ (document.getElementById('desk'))
const names = /** @type {(keyof typeof makers)[]} */ ((desk.dataset.phones ?? '').split(' ').filter(Boolean))
setDesk(
  desk,
  names.map(name => makers[name]()),
)
