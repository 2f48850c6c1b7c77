/** What is on every page: the button, and the colours that follow from `--pp-*`. */
export const launcherStyles = `
:host {
  all: initial !important;
  --p: var(--pp-primary, #4f46e5);
  --o: var(--pp-on-primary, lab(from var(--p) calc((49 - l)*999) 0 0));
  --x: var(--pp-offset, 20px);
  --z: var(--pp-z-index, 2147483000);
}
.b {
  all: unset;
  position: fixed;
  z-index: var(--z);
  right: var(--x);
  bottom: var(--x);
  width: 58px;
  height: 58px;
  display: grid;
  place-items: center;
  border-radius: 50%;
  background: var(--p);
  color: var(--o);
  cursor: pointer;
  box-shadow: 0 8px 28px #0004;
}
:host(.bottom-left) .b { right: auto; left: var(--x) }
.b.false { display: none }
:focus-visible { outline: 2px solid var(--f, var(--p)); outline-offset: 2px }
.b::before {
  content: "";
  width: 23px;
  height: 19px;
  border: 2px solid;
  border-radius: 11px 11px 11px 3px;
  transition: .3s;
  background: radial-gradient(currentColor 1.5px, #0000 2px) 0/33.4%;
}
@media (prefers-reduced-motion) { *, ::before { animation: none !important; transition: none !important } }`
