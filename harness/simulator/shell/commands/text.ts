import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { AndroidError } from '../../device.ts';
import { FileError } from '../../files/file-error.ts';
import { NotModelled, type Command, type Shell } from '../command.ts';
import { parseOptions } from '../options.ts';

export const textCommands: readonly Command[] = [
  { names: ['echo'], run: echo },
  { names: ['printf'], run: printf },
  { names: ['cat'], run: cat },
  { names: ['grep'], run: grep },
  { names: ['head'], run: head },
  { names: ['wc'], run: wc },
  { names: ['true'], run: () => 0 },
  { names: ['false'], run: () => 1 },
];

/** The shell's own `echo`, which expands backslashes unless `-E` is given. Source: mksh(1). */
function echo(args: readonly string[], shell: Shell): number {
  const flags = /^-[neE]+$/.exec(args[0] ?? '')?.[0] ?? '';
  const text = args.slice(flags === '' ? 0 : 1).join(' ');
  shell.out(flags.includes('E') ? text : unescape(text, ECHO_ESCAPE));
  if (!flags.includes('n')) shell.out('\n');

  return 0;
}

/** The format is reused while there are arguments. */
function printf(args: readonly string[], shell: Shell): number {
  const [format = '', ...values] = args;
  let at = 0;
  do {
    const text = format.replace(/\\(?:[0-7]{1,3}|.)|%([%sbdxc])|%/g, (found, kind: string | undefined) => {
      if (found.startsWith('\\')) return unescape(found, FORMAT_ESCAPE);
      if (kind === undefined) throw new NotModelled(`printf ${format}`);
      if (kind === '%') return '%';
      const value = values[at++] ?? '';
      if (kind === 'd') return String(Number(value) || 0);
      if (kind === 'b') return unescape(value, ECHO_ESCAPE);
      if (kind === 'x') return (Number(value) || 0).toString(16);

      return kind === 'c' ? value.slice(0, 1) : value;
    });
    shell.out(text);
  } while (at > 0 && at < values.length);

  return 0;
}

/** Octal numbers begin with 0 in the text of `echo` and of `%b`, and not in the format of `printf`. */
const ECHO_ESCAPE = /\\(?:0([0-7]{1,3})|(.))/g;
const FORMAT_ESCAPE = /\\(?:([0-7]{1,3})|(.))/g;
const LETTERS: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b' };

function unescape(text: string, escape: RegExp): string {
  return text.replace(escape, (found, octal: string | undefined, letter: string | undefined) => {
    if (letter === 'c') throw new NotModelled(`the escape ${found}`);

    return octal === undefined
      ? (LETTERS[letter ?? ''] ?? found)
      : String.fromCharCode(Number.parseInt(octal, 8));
  });
}

async function cat(args: readonly string[], shell: Shell): Promise<number> {
  const { rest } = parseOptions('cat', args, 'u');
  let status = 0;
  for (const path of rest.length === 0 ? ['-'] : rest) {
    if (path === '-') {
      for await (const chunk of shell.stdin) shell.out(chunk as Buffer);
      continue;
    }
    try {
      await sendFile(path, shell);
    } catch (error) {
      if (!(error instanceof AndroidError)) throw error;
      shell.err(`cat: ${path}: ${error.message}\n`);
      status = 1;
    }
  }

  return status;
}

/** Reads in chunks, as large files are not in memory. */
async function sendFile(path: string, shell: Shell): Promise<void> {
  const absolute = shell.path(path);
  // A folder that may not be read is refused first.
  if (shell.files.stat(absolute)?.kind === 'directory' && shell.files.list(absolute))
    throw new FileError('EISDIR', path);
  const small = (shell.files.stat(absolute)?.size ?? 0) < 1_000_000 ? shell.files.read(absolute) : undefined;
  if (small !== undefined) return shell.out(small);
  const file = shell.files.machineFile(absolute);
  if (file === undefined) throw new FileError('ENOENT', path);
  for await (const chunk of createReadStream(file)) {
    if (shell.hangup.aborted) return;
    // Rejects when the reader has disconnected, which ends the command.
    if (!shell.stdout.write(chunk)) await once(shell.stdout, 'drain', { signal: shell.hangup });
  }
}

/** The lines of the named files, or of stdin as they arrive. */
async function* linesOf(paths: readonly string[], shell: Shell): AsyncGenerator<string> {
  const chunks = paths.length === 0 ? (shell.stdin as AsyncIterable<Buffer>) : contentsOf(paths, shell);
  let pending = '';
  for await (const chunk of chunks) {
    const lines = (pending + Buffer.from(chunk).toString('utf8')).split('\n');
    pending = lines.pop() ?? '';
    yield* lines;
  }
  if (pending !== '') yield pending;
}

function* contentsOf(paths: readonly string[], shell: Shell): Generator<Uint8Array> {
  for (const path of paths) {
    const bytes = shell.files.read(shell.path(path));
    if (bytes === undefined) throw new FileError('ENOENT', path);
    yield bytes;
  }
}

/** Toybox 0.8.9: with several files, each line begins with its file; 2 if a file cannot be read. */
async function grep(args: readonly string[], shell: Shell): Promise<number> {
  const { flags, rest } = parseOptions('grep', args, 'acEeFhHioqvnm:');
  const [pattern = '', ...paths] = rest;
  const expression = expressionOf(pattern, flags);
  const isNamed = !flags.has('h') && (flags.has('H') || paths.length > 1);
  let found = 0;
  let unreadable = 0;
  for (const path of paths.length === 0 ? [undefined] : paths) {
    const prefix = isNamed ? `${path ?? '-'}:` : '';
    try {
      found += await grepFile(path, expression, { flags, prefix }, shell);
    } catch (error) {
      if (!(error instanceof AndroidError)) throw error;
      shell.err(`grep: ${path}: ${error.message}\n`);
      unreadable++;
    }
    if (found > 0 && flags.has('q')) return 0;
  }
  if (unreadable > 0) return 2;

  return found > 0 ? 0 : 1;
}

/** Resolves to the number of lines that match. */
async function grepFile(
  path: string | undefined,
  expression: RegExp,
  { flags, prefix }: { flags: ReadonlyMap<string, string>; prefix: string },
  shell: Shell,
): Promise<number> {
  const maxMatches = Number(flags.get('m') ?? Infinity);
  const isQuiet = flags.has('q') || flags.has('c');
  let found = 0;
  let number = 0;
  for await (const line of linesOf(path === undefined ? [] : [path], shell)) {
    number++;
    if (line.search(expression) >= 0 === flags.has('v')) continue;
    found++;
    const shown = flags.has('o') ? [...line.matchAll(expression)].map(([match]) => match) : [line];
    const numbered = `${prefix}${flags.has('n') ? `${number}:` : ''}`;
    if (!isQuiet) for (const text of shown) shell.out(`${numbered}${text}\n`);
    if (found >= maxMatches || flags.has('q')) break;
  }
  if (flags.has('c')) shell.out(`${prefix}${found}\n`);

  return found;
}

function expressionOf(pattern: string, flags: ReadonlyMap<string, string>): RegExp {
  const how = flags.has('i') ? 'gi' : 'g';
  if (flags.has('F')) return new RegExp(pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), how);

  return new RegExp(flags.has('E') ? pattern : basicToExtended(pattern), how);
}

/** In a basic expression `\(`, `\|`, `\+` are special and `(`, `|`, `+` are not. */
function basicToExtended(source: string): string {
  return source.replace(/\\?[(){}|+?]/g, (found) => (found.length === 2 ? found.slice(1) : `\\${found}`));
}

async function head(args: readonly string[], shell: Shell): Promise<number> {
  const old = /^-(\d+)$/.exec(args[0] ?? '');
  const { flags, rest } = parseOptions('head', old === null ? args : args.slice(1), 'n:');
  let left = Number(old?.[1] ?? flags.get('n') ?? 10);
  if (left > 0)
    for await (const line of linesOf(rest, shell)) {
      shell.out(`${line}\n`);
      if (--left === 0) break;
    }

  return 0;
}

async function wc(args: readonly string[], shell: Shell): Promise<number> {
  const { flags, rest } = parseOptions('wc', args, 'lcw');
  const counts = { l: 0, w: 0, c: 0 };
  const chunks = rest.length === 0 ? (shell.stdin as AsyncIterable<Buffer>) : contentsOf(rest, shell);
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString('latin1');
  counts.l = text.split('\n').length - 1;
  counts.w = text.split(/\s+/).filter(Boolean).length;
  counts.c = text.length;
  const shown = (['l', 'w', 'c'] as const).filter((flag) => flags.size === 0 || flags.has(flag));
  shell.out(`${[...shown.map((flag) => counts[flag]), ...rest].join(' ')}\n`);

  return 0;
}
