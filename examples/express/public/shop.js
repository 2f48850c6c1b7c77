// What a page does with the widget's API: open the chat, and tell the backend what happened.
for (const button of document.querySelectorAll('[data-chat]')) {
  button.addEventListener('click', () => window.PocketPing?.open())
}
for (const button of document.querySelectorAll('[data-event]')) {
  button.addEventListener('click', () => {
    window.PocketPing?.trigger(button.dataset.event, { plan: button.dataset.plan })
    window.PocketPing?.open()
  })
}
