// What the panel uses of Preact (preactjs.com): elements, texts, keyed lists, handlers and refs,
// drawn by one `render` per change. The build puts it in place of `preact`, whose types and meaning it keeps; a test
// holds it to what Preact draws.
export { render } from './render.ts'
export { h } from './vnode.ts'
