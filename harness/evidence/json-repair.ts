/** A string in double or single quotes, punctuation, white space, or a word such as a number. */
const TOKEN =
  /("[^"\\]*(?:\\[^][^"\\]*)*")|('[^'\\]*(?:\\[^][^'\\]*)*')|([{}[\],:])|(\s+)|([^\s"'{}[\],:]+)|[^]/g;
const NUMBER_OR_NAME = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
/** What JavaScript, Python and Go programs write for a value that JSON does not have. */
const NO_VALUE = /^(?:[+-]?(?:NaN|Inf(?:inity)?)|undefined|None|nil)$/i;
/** An escape, or a character that JSON forbids inside a string. */
// oxlint-disable-next-line no-control-regex -- JSON forbids control characters inside strings
const IN_STRING = /\\x([0-9a-fA-F]{2})|\\u[0-9a-fA-F]{4}|\\(\r\n|[^])|[\u0000-\u001f]|"/g;

/**
 * The value of a text that is JSON except for single tokens: `NaN`, `undefined`, control characters inside strings, unknown
 * escapes, single quotes, missing values, too many or missing commas. Undefined if the repaired text is not JSON either.
 */
export function parseRepaired(text: string): unknown {
  try {
    return JSON.parse(repair(text));
  } catch {
    return undefined; // Not a text with single faulty tokens.
  }
}

function repair(text: string): string {
  const repaired: string[] = [];
  let previous = '';
  for (const [token, double, single, mark, space, word] of text.matchAll(TOKEN)) {
    if (space !== undefined) continue;
    const written =
      double !== undefined || single !== undefined
        ? `"${repairString(token.slice(1, -1))}"`
        : word === undefined
          ? token
          : repairWord(word);
    const closes = mark === '}' || mark === ']';
    const isComma = mark === ',';
    if (previous === ',' && (isComma || closes)) repaired.pop();
    else if (previous === ':' && (isComma || closes)) repaired.push('null');
    else if (isComma && (previous === '{' || previous === '[')) continue;
    else if (previous !== '' && !'{[,:'.includes(previous) && !closes && !isComma && mark !== ':')
      repaired.push(',');
    repaired.push(written);
    previous = written;
  }

  return repaired.join('');
}

function repairWord(word: string): string {
  if (NUMBER_OR_NAME.test(word)) return word;

  return NO_VALUE.test(word) ? 'null' : JSON.stringify(word);
}

function repairString(content: string): string {
  return content.replaceAll(IN_STRING, (found: string, hex?: string, escaped?: string) => {
    if (hex !== undefined) return `\\u00${hex}`;
    if (escaped === undefined) return found.startsWith('\\u') ? found : JSON.stringify(found).slice(1, -1);
    if ('"\\/bfnrt'.includes(escaped)) return found;

    return JSON.stringify(escaped).slice(1, -1); // `\'`, `\q`, a line that goes on: the character itself.
  });
}
