import { badRequest } from '../errors.ts'
import { type Method, ok } from './method.ts'

export const answerCallbackQuery: Method = ({ args, world }) => {
  const id = args.text('callback_query_id')
  if (!world.pressed.delete(id)) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid')
  }
  return ok
}
