/** Every string that a visitor reads or a screen reader says. `{name}`, `{n}` and `{time}` are filled in. */
export interface Texts extends PanelTexts, ExtraTexts, AiTexts {
  open: string
}

/** Those of a text conversation. */
export interface PanelTexts {
  title: string
  subtitle: string
  welcome: string
  placeholder: string
  send: string
  close: string
  messages: string
  offline: string
  sending: string
  sent: string
  delivered: string
  seen: string
}

/** Those of what is loaded later. */
export interface ExtraTexts {
  failed: string
  typing: string
  edited: string
  deleted: string
  closed: string
  reopened: string
  ended: string
  options: string
  edit: string
  remove: string
  cancel: string
  editing: string
  left: string
  over: string
  full: string
  older: string
  newer: string
  away: string
  back: string
}

/** Those of an AI that answers. */
export interface AiTexts {
  ai: string
  answers: string
  person: string
}

export const panelTexts: PanelTexts = {
  title: 'Chat with us',
  subtitle: 'We reply as soon as we can',
  welcome: 'Hi 👋 How can we help?',
  placeholder: 'Write a message…',
  send: 'Send',
  close: 'Close chat',
  messages: 'Messages',
  offline: 'Waiting for network…',
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  seen: 'Seen',
}
