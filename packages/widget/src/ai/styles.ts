/** Of what the AI says. */
export const aiStyles = `
.ai b { color: var(--o); background: var(--p); padding: 1px 5px; border-radius: 5px }
.ai .bubble small { max-width: min(60vw, 260px); margin-top: 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
[aria-live]::after { content: " ●"; animation: up 1s infinite alternate }`
