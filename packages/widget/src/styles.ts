/** The panel. The greys follow from text and background, so that a page sets two colours and not ten. */
export const panelStyles = `
[aria-expanded=true]::before {
  width: 13px;
  height: 13px;
  border-width: 0 2px 2px 0;
  border-radius: 0;
  rotate: 45deg;
  translate: 0 -4px;
  background: none;
}
.s {
  --b: var(--pp-background, light-dark(#fff, #16181d));
  --t: var(--pp-text, light-dark(#15181e, #eef0f4));
  --f: light-dark(var(--p), #fff);
  --s: color-mix(in srgb, var(--t) 7%, var(--b));
  --m: color-mix(in srgb, var(--t) 66%, var(--b));
  font: 15px/1.45 var(--pp-font, system-ui);
  color: var(--t);
  color-scheme: light dark;
}
button, textarea { all: unset }
small { display: block; font-size: 12px }
small, .note, ::placeholder { color: var(--m) }
svg { width: 22px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round }
p:empty { display: none }
.panel {
  position: fixed;
  z-index: var(--z);
  inset: auto var(--x) calc(var(--x) + 72px) auto;
  padding: 0;
  border: 1px solid #8883;
  width: 390px;
  height: min(680px, 100dvh - 120px);
  max-width: none;
  max-height: none;
  background: var(--b);
  color: inherit;
  border-radius: var(--pp-radius, 20px);
  overflow: hidden;
  box-shadow: 0 12px 56px #0004;
  animation: up .3s;
}
:host(.bottom-left) .panel { inset-inline: var(--x) auto }
[open], .log, .scroll, .row { display: flex; flex-direction: column }
@keyframes up { 0% { opacity: 0; translate: 0 14px } }
.head, .own .bubble, .send { background: var(--p); color: var(--o) }
.head { --m: var(--o); --f: var(--o); display: flex; align-items: center; gap: 12px; padding: 16px }
.head div { flex: 1 }
.icon { cursor: pointer }
.icon, .face { display: grid; place-items: center; width: 38px; height: 38px; border-radius: 50% }
.face { position: relative; overflow: hidden; font-weight: 600; background: #8884 }
.scroll { flex: 1; flex-direction: column-reverse; overflow: hidden auto; overscroll-behavior: contain; outline-offset: -3px }
.log { margin-bottom: auto; padding: 16px; gap: 3px }
.row { position: relative; max-width: 82%; align-self: start; align-items: start; gap: 2px; animation: up .2s }
.own { align-self: end; align-items: end }
.first { margin-top: 9px }
.bubble { padding: 9px 14px; border-radius: 18px; background: var(--s); white-space: pre-wrap; overflow-wrap: anywhere }
.last .bubble { border-end-start-radius: 5px }
.own.last .bubble { border-radius: 18px; border-end-end-radius: 5px }
.seen { color: var(--f) }
.note { margin: 6px; text-align: center }
.write { display: flex; align-items: end; margin: 6px 12px max(12px, env(safe-area-inset-bottom)); padding: 4px; padding-inline-start: 16px; border-radius: 24px; background: var(--s) }
.write:focus-within { box-shadow: 0 0 0 2px var(--f) }
textarea { box-sizing: border-box; flex: 1; max-height: 140px; padding: 7px 0; font-size: 16px; line-height: 24px; overflow-wrap: anywhere; white-space: pre-wrap; overflow: auto; outline: 0 !important }
.send:disabled { opacity: .35 }
@media (max-width: 480px) { .panel { --x: 0px; inset-block: var(--top, 0) auto; width: 100%; height: var(--height, 100dvh); border: 0; border-radius: 0 } }`
