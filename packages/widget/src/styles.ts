/** The panel. The greys follow from text and background, so that a page sets two colours and not ten. */
export const panelStyles = `
[aria-expanded=true]::before {
  width: 13px;
  height: 13px;
  rotate: 45deg;
  background: none;
  border-width: 0 2px 2px 0;
  border-radius: 0;
  translate: 0 -4px;
}
.s {
  color: var(--t);
  --t: var(--pp-text, light-dark(#15181e, #eef0f4));
  --b: var(--pp-background, light-dark(#fff, #16181d));
  --m: color-mix(in srgb, var(--t) 66%, var(--b));
  --s: color-mix(in srgb, var(--t) 7%, var(--b));
  --f: light-dark(var(--p), #fff);
  font: 15px/1.45 var(--pp-font, system-ui);
  color-scheme: light dark;
}
button, textarea { all: unset }
small { display: block; font-size: 12px }
small, .note, ::placeholder { color: var(--m) }
svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; width: 22px }
p:empty { display: none }
.panel {
  inset: auto var(--x) calc(var(--x) + 72px) auto;
  border: 1px solid #8883;
  max-width: none;
  overflow: hidden;
  position: fixed;
  width: 390px;
  height: min(680px, 100dvh - 120px);
  background: var(--b);
  padding: 0;
  border-radius: var(--pp-radius, 20px);
  z-index: var(--z);
  color: inherit;
  max-height: none;
  box-shadow: 0 12px 56px #0004;
  animation: up .3s;
}
[name=bottom-left] ~ * .panel { inset-inline: var(--x) auto }
[open], .log, .scroll, .row { flex-direction: column; display: flex }
@media not (prefers-reduced-motion) {
  .b::before { transition: .3s }
  @keyframes up { 0% { opacity: 0; translate: 0 14px } }
}
.head, .own .bubble, .send { color: var(--o); background: var(--p) }
.head { gap: 12px; padding: 16px; display: flex; --f: var(--o); --m: var(--o); align-items: center }
.head div { flex: 1 }
.icon { cursor: pointer }
.icon, .face { border-radius: 50%; height: 38px; display: grid; width: 38px; place-items: center }
.face { background: #8884; font-weight: 600; overflow: hidden; position: relative }
.scroll { flex: 1; outline-offset: -3px; flex-direction: column-reverse; overscroll-behavior: contain; overflow: hidden auto }
.log { gap: 3px; padding: 16px; margin-bottom: auto }
.row { align-self: start; max-width: 82%; animation: up .2s; position: relative; align-items: start; gap: 2px }
.own { align-self: end; align-items: end }
.first { margin-top: 9px }
.bubble { border-radius: 18px; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--s); padding: 9px 14px }
.last .bubble { border-end-start-radius: 5px }
.own.last .bubble { border-radius: 18px; border-end-end-radius: 5px }
.seen { color: var(--f) }
.note { margin: 6px; text-align: center; font-size: 13px }
.write { margin: 6px 12px max(12px, env(safe-area-inset-bottom)); align-items: end; background: var(--s); border-radius: 24px; padding: 4px; padding-inline-start: 16px; display: flex }
.write:focus-within { box-shadow: 0 0 0 2px var(--f) }
textarea { font-size: 16px; line-height: 24px; padding: 7px 0; box-sizing: border-box; overflow-wrap: anywhere; flex: 1; outline: 0 !important; max-height: 140px; white-space: pre-wrap; overflow: auto }
:disabled { opacity: .35 }
@media (max-width: 480px) { .panel { inset-block: var(--top, 0) auto; border: 0; border-radius: 0; width: 100%; height: var(--height, 100dvh); --x: 0px } }`
