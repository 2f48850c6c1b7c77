// Loaded on the first need of one of these: whatever is more than plain text going to and fro.
export { announce } from './announce.ts'
export { bubble, picture } from './bubble.tsx'
export { useKit } from './kit.ts'
export { cancel, edit } from './menu.tsx'
export { above, typing } from './notes.tsx'
export { scrolled } from './older.ts'
export { fit } from './screen.ts'
export { extraStyles } from './styles.ts'
