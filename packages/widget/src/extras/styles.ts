/** Of what is loaded later. */
export const extraStyles = `
.n { color: #fff; top: -3px; background: #d92d20; font: 600 12px/20px system-ui; inset-inline-end: -3px; padding: 0 7px; border-radius: 10px; position: absolute }
.n:empty { display: none }
.text, .pill, .menu button { cursor: pointer }
img { height: 100%; width: 100%; object-fit: cover; position: absolute }
.icon:hover { opacity: .8 }
.bubble a { color: inherit; text-underline-offset: 2px }
.bubble:has(em) { color: var(--m) !important; background: none !important; box-shadow: inset 0 0 0 1px #8885 }
q { display: block; max-height: 3em; border-inline-start: 2px solid; quotes: none; overflow: hidden; font-size: 13px; padding-inline-start: 8px }
.bubble small { color: inherit; opacity: .8 }
.system { max-width: 100%; align-self: center; margin: 8px 0 }
.system .bubble { color: var(--m); background: none; font-size: 13px; padding: 0 }
.system small { display: none }
.text { text-decoration: underline; font-size: 13px; padding: 3px }
.note .text { color: var(--t) }
.failed.failed { color: light-dark(#b91c1c, #ff9a92) }
.more { color: var(--m); height: 30px; position: absolute; inset-inline-end: 100%; width: 30px; opacity: 0; top: 3px }
.row:hover .more, .row:focus-within .more, .more[aria-expanded=true] { opacity: 1 }
.menu { color: var(--t); border-radius: 14px; padding: 6px; position: absolute; inset-inline-end: 0; top: 100%; z-index: 1; box-shadow: 0 0 0 1px #8883, 0 8px 32px #0003; background: var(--b) }
.menu button { display: block; min-width: 130px; border-radius: 9px; padding: 7px 12px }
.menu button:hover, .menu button:focus-visible { background: var(--s) }
.dots { animation: up 1s infinite alternate; letter-spacing: 2px }
.pill { color: var(--o); align-self: center; margin: -40px 0 8px; z-index: 1; box-shadow: 0 4px 16px #0003; background: var(--p); border-radius: 16px; font-size: 13px; padding: 6px 14px }`
