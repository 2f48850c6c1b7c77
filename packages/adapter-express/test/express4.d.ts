// Express 4 under a name of its own; what we use of it is typed like Express 5.
declare module 'express4' {
  import express from 'express'
  export default express
}
