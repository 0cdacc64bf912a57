/** An error whose message is what Android itself would print. */
export class AndroidError extends Error {
  override readonly name = 'AndroidError';
}
