/** What is on every page: the button, and the colours that follow from `--pp-*`. */
export const launcherStyles = `
:host {
  all: initial !important;
  --x: var(--pp-offset, 20px);
  --z: var(--pp-z-index, 2000000000);
  --o: var(--pp-on-primary, lab(from var(--p) calc((49 - l)*999) 0 0));
  --p: var(--pp-primary, #4f46e5);
}
.b {
  all: unset;
  cursor: pointer;
  right: var(--x);
  bottom: var(--x);
  color: var(--o);
  z-index: var(--z);
  box-shadow: 0 8px 28px #0004;
  position: fixed;
  display: grid;
  place-items: center;
  height: 58px;
  border-radius: 50%;
  width: 58px;
  background: var(--p);
}
[name=bottom-left] { right: auto; left: var(--x) }
.b.false { display: none }
:focus-visible { outline: 2px solid var(--f, var(--p)); outline-offset: 2px }
.b::before {
  border: 2px solid;
  height: 19px;
  border-radius: 11px 11px 11px 3px;
  background: radial-gradient(currentColor 1.5px, #0000 2px) 0/34%;
  width: 23px;
  content: "";
}`
