import { ShellSyntaxError, type Word, type WordPart } from './syntax.ts';

export type Token =
  | { kind: 'word'; word: Word }
  /** `;`, `&&`, `||`, `|`, `&`, `(`, `)`, a line break, or `end`. */
  | { kind: 'operator'; text: string }
  | { kind: 'redirect'; descriptor: number | undefined; text: string };

const OPERATORS = ['&&', '||', ';;', ';', '|', '&', '(', ')', '\n'];
const REDIRECTS = ['&>>', '&>', '>>', '>&', '<<', '<&', '>|', '>', '<'];
const ENDS_WORD = /[\s;&|()<>]/;
const NAME = /^[A-Za-z_]\w*/;
const SPECIAL = /^[?$#@*!0-9-]/;

/** Splits a script into tokens; the last is the operator `end`. Throws {@link ShellSyntaxError}. */
export function tokenize(script: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  while (at < script.length) {
    const rest = script.slice(at);
    const blank = /^(?:[ \t\r]+|\\\n)/.exec(rest);
    if (blank !== null) {
      at += blank[0].length;
      continue;
    }
    if (rest.startsWith('#')) {
      at += /^[^\n]*/.exec(rest)?.[0].length ?? 0;
      continue;
    }
    const redirect = redirectAt(rest);
    if (redirect !== undefined) {
      tokens.push(redirect.token);
      at += redirect.length;
      continue;
    }
    const operator = OPERATORS.find((text) => rest.startsWith(text));
    if (operator !== undefined) {
      tokens.push({ kind: 'operator', text: operator });
      at += operator.length;
      continue;
    }
    const word = wordAt(rest);
    tokens.push({ kind: 'word', word: word.parts });
    at += word.length;
  }
  tokens.push({ kind: 'operator', text: 'end' });

  return tokens;
}

function redirectAt(rest: string): { token: Token; length: number } | undefined {
  const digits = /^\d(?=[<>])/.exec(rest)?.[0] ?? '';
  const text = REDIRECTS.find((candidate) => rest.startsWith(candidate, digits.length));
  if (text === undefined) return undefined;
  if (text === '<<' || text === '<&') throw new ShellSyntaxError(`syntax error: unexpected '${text}'`, false);
  const descriptor = digits === '' ? undefined : Number(digits);

  return { token: { kind: 'redirect', descriptor, text }, length: digits.length + text.length };
}

function wordAt(rest: string): { parts: WordPart[]; length: number } {
  const parts: WordPart[] = [];
  let at = 0;
  while (at < rest.length && !ENDS_WORD.test(rest[at] ?? '')) {
    const part = partAt(rest, at);
    parts.push(...part.parts);
    at += part.length;
  }

  return { parts, length: at };
}

function partAt(text: string, at: number): { parts: WordPart[]; length: number } {
  const character = text[at];
  if (character === "'") {
    const end = text.indexOf("'", at + 1);
    if (end < 0) throw new ShellSyntaxError('no closing quote');
    return { parts: [literal(text.slice(at + 1, end), true)], length: end + 1 - at };
  }
  if (character === '"') return doubleQuotedAt(text, at);
  if (character === '\\') {
    const next = text[at + 1];
    if (next === '\n') return { parts: [], length: 2 };
    return { parts: [literal(next ?? '\\', true)], length: 2 };
  }
  if (character === '$' || character === '`') return expansionAt(text, at, false);
  const plain = /^[^\s;&|()<>'"\\$`]+/.exec(text.slice(at))?.[0] ?? '';

  return { parts: [literal(plain, false)], length: plain.length };
}

function doubleQuotedAt(text: string, start: number): { parts: WordPart[]; length: number } {
  const parts: WordPart[] = [literal('', true)];
  let at = start + 1;
  for (;;) {
    const character = text[at];
    if (character === undefined) throw new ShellSyntaxError('no closing quote');
    if (character === '"') return { parts, length: at + 1 - start };
    if (character === '\\') {
      const next = text[at + 1] ?? '';
      if (next !== '\n') parts.push(literal('$`"\\'.includes(next) ? next : `\\${next}`, true));
      at += 2;
    } else if (character === '$' || character === '`') {
      const part = expansionAt(text, at, true);
      parts.push(...part.parts);
      at += part.length;
    } else {
      const plain = /^[^"\\$`]+/.exec(text.slice(at))?.[0] ?? '';
      parts.push(literal(plain, true));
      at += plain.length;
    }
  }
}

/** `$name`, `${name}`, `${name:-word}`, `$?`, `$(script)`, `` `script` ``; any other `$` is literal. */
function expansionAt(text: string, at: number, quoted: boolean): { parts: WordPart[]; length: number } {
  if (text[at] === '`') {
    const end = text.indexOf('`', at + 1);
    if (end < 0) throw new ShellSyntaxError('no closing quote');
    return { parts: [{ kind: 'command', script: text.slice(at + 1, end), quoted }], length: end + 1 - at };
  }
  const rest = text.slice(at + 1);
  if (rest.startsWith('((')) throw new ShellSyntaxError('syntax error: arithmetic', false);
  if (rest.startsWith('(')) {
    const length = findClosingParenthesis(rest);
    return { parts: [{ kind: 'command', script: rest.slice(1, length - 1), quoted }], length: length + 1 };
  }
  if (rest.startsWith('{')) {
    const match = /^\{([A-Za-z_]\w*|[?$#@*0-9])(?::-([^}]*))?\}/.exec(rest);
    if (match?.[1] === undefined) throw new ShellSyntaxError('bad substitution', false);
    return { parts: [variable(match[1], quoted, match[2])], length: match[0].length + 1 };
  }
  const name = (NAME.exec(rest) ?? SPECIAL.exec(rest))?.[0];
  if (name === undefined) return { parts: [literal('$', quoted)], length: 1 };

  return { parts: [variable(name, quoted, undefined)], length: name.length + 1 };
}

/** The length of the part of a text from its first `(` to the matching `)`, both included. */
function findClosingParenthesis(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === "'" || character === '"') at += partAt(text, at).length - 1;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  throw new ShellSyntaxError("syntax error: unexpected 'newline'");
}

function literal(text: string, quoted: boolean): WordPart {
  return { kind: 'text', text, quoted };
}

function variable(name: string, quoted: boolean, fallback: string | undefined): WordPart {
  return { kind: 'variable', name, quoted, fallback };
}
