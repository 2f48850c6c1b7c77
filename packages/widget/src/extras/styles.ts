/** Of what is loaded later. */
export const extraStyles = `
.n { position: absolute; top: -3px; inset-inline-end: -3px; padding: 0 7px; border-radius: 10px; background: #d92d20; color: #fff; font: 600 12px/20px system-ui }
.n:empty { display: none }
.text, .pill, .menu button { cursor: pointer }
img { position: absolute; width: 100%; height: 100%; object-fit: cover }
.icon:hover { opacity: .8 }
.bubble a { color: inherit; text-underline-offset: 2px }
.bubble:has(em) { background: none !important; color: var(--m) !important; box-shadow: inset 0 0 0 1px #8885 }
q { display: block; font-size: 13px; border-inline-start: 2px solid; padding-inline-start: 8px; max-height: 3em; overflow: hidden; quotes: none }
.bubble small { opacity: .8 }
.system { align-self: center; margin: 8px 0; max-width: 100% }
.system .bubble { background: none; padding: 0; font-size: 13px; color: var(--m) }
.system small, .system .face { display: none }
.text { text-decoration: underline; font-size: 13px; padding: 3px }
.failed.failed { color: light-dark(#b91c1c, #ff9a92) }
.more { position: absolute; inset-inline-end: 100%; top: 3px; width: 30px; height: 30px; opacity: 0; color: var(--m) }
.row:hover .more, .row:focus-within .more, .more[aria-expanded=true] { opacity: 1 }
.menu { position: absolute; z-index: 1; inset-inline-end: 0; top: 100%; padding: 6px; border-radius: 14px; text-align: start; background: var(--b); color: var(--t); box-shadow: 0 0 0 1px #8883, 0 8px 32px #0003 }
.menu button { display: block; min-width: 130px; padding: 7px 12px; border-radius: 9px }
.menu button:hover, .menu button:focus-visible { background: var(--s) }
.dots { letter-spacing: 2px; animation: up 1s infinite alternate }
.pill { align-self: center; margin: -40px 0 8px; padding: 6px 14px; border-radius: 16px; background: var(--p); color: var(--o); font-size: 13px; box-shadow: 0 4px 16px #0003; z-index: 1 }`
