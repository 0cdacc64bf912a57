/**
 * One line for a POSIX shell that runs exactly these arguments, for the phone's `sh`. Refuses NUL, which no argument can
 * contain.
 *
 * @example quote(['echo', "it's $HOME"]) // echo 'it'\''s $HOME'
 */
export function quote(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

function quoteWord(word: string): string {
  if (word.includes('\0')) throw new RangeError('an argument of a shell command contains a NUL byte');
  if (SAFE.test(word)) return word;

  return `'${word.replaceAll("'", "'\\''")}'`;
}
