/** An error with the message that Android prints. */
export class AndroidError extends Error {
  override readonly name = 'AndroidError';
}
