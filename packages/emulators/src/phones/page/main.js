import { telegramPhone } from './telegram-phone.js'

// Each phone is an element of its own that fills whatever room the desk gives it, so that more can stand beside it.
const phones = [telegramPhone]

const desk = /** @type {HTMLElement} */ (document.getElementById('desk'))
desk.replaceChildren(...phones.map(makePhone => makePhone()))
