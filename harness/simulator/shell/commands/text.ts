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

function echo(args: readonly string[], shell: Shell): number {
  const flags = /^-[neE]+$/.exec(args[0] ?? '')?.[0] ?? '';
  const text = args.slice(flags === '' ? 0 : 1).join(' ');
  shell.out(flags.includes('e') ? unescaped(text) : text);
  if (!flags.includes('n')) shell.out('\n');

  return 0;
}

/** The format is used again for as long as there are arguments. */
function printf(args: readonly string[], shell: Shell): number {
  const [format = '', ...values] = args;
  let at = 0;
  do {
    const text = format.replace(/\\(?:[0-7]{1,3}|.)|%([%sdxc])|%/g, (found, kind: string | undefined) => {
      if (found.startsWith('\\')) return unescaped(found);
      if (kind === undefined) throw new NotModelled(`printf ${format}`);
      if (kind === '%') return '%';
      const value = values[at++] ?? '';
      if (kind === 'd') return String(Number(value) || 0);
      if (kind === 'x') return (Number(value) || 0).toString(16);

      return kind === 'c' ? value.slice(0, 1) : value;
    });
    shell.out(text);
  } while (at > 0 && at < values.length);

  return 0;
}

function unescaped(text: string): string {
  const letters: Record<string, string> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', b: '\b' };

  return text.replace(
    /\\(?:([0-7]{1,3})|(.))/g,
    (found, octal: string | undefined, letter: string | undefined) =>
      octal === undefined ? (letters[letter ?? ''] ?? found) : String.fromCharCode(Number.parseInt(octal, 8)),
  );
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

/** In pieces, as large files do not lie in memory. */
async function sendFile(path: string, shell: Shell): Promise<void> {
  const wanted = shell.path(path);
  if (shell.files.stat(wanted)?.kind === 'directory') throw new FileError('EISDIR', path);
  const small = (shell.files.stat(wanted)?.size ?? 0) < 1_000_000 ? shell.files.read(wanted) : undefined;
  if (small !== undefined) return shell.out(small);
  const file = shell.files.machineFile(wanted);
  if (file === undefined) throw new FileError('ENOENT', path);
  for await (const chunk of createReadStream(file)) {
    if (shell.hangup.aborted) return;
    if (!shell.stdout.write(chunk))
      await Promise.race([once(shell.stdout, 'drain'), once(shell.hangup, 'abort')]);
  }
}

/** The text of the named files, or of stdin. */
async function textOf(paths: readonly string[], shell: Shell): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (paths.length === 0) for await (const chunk of shell.stdin) chunks.push(chunk as Buffer);
  for (const path of paths) {
    const bytes = shell.files.read(shell.path(path));
    if (bytes === undefined) throw new FileError('ENOENT', path);
    chunks.push(bytes);
  }

  return Buffer.concat(chunks).toString('utf8');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

async function grep(args: readonly string[], shell: Shell): Promise<number> {
  const { flags, rest } = parseOptions('grep', args, 'acEeFhioqvnm:');
  const [pattern = '', ...paths] = rest;
  const source = flags.has('F') ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern;
  const expression = new RegExp(
    flags.has('E') || flags.has('F') ? source : basicToExtended(source),
    flags.has('i') ? 'gi' : 'g',
  );
  const wanted = (line: string) => line.search(expression) >= 0 !== flags.has('v');
  const lines = linesOf(await textOf(paths, shell));
  let found = 0;
  for (const [index, line] of lines.entries()) {
    if (!wanted(line) || found >= Number(flags.get('m') ?? Infinity)) continue;
    found++;
    if (flags.has('q') || flags.has('c')) continue;
    const shown = flags.has('o') ? [...line.matchAll(expression)].map(([match]) => match) : [line];
    for (const text of shown) shell.out(`${flags.has('n') ? `${index + 1}:` : ''}${text}\n`);
  }
  if (flags.has('c')) shell.out(`${found}\n`);

  return found > 0 ? 0 : 1;
}

/** In a basic expression `\(`, `\|`, `\+` are special and `(`, `|`, `+` are not. */
function basicToExtended(source: string): string {
  return source.replace(/\\?[(){}|+?]/g, (found) => (found.length === 2 ? found.slice(1) : `\\${found}`));
}

async function head(args: readonly string[], shell: Shell): Promise<number> {
  const old = /^-(\d+)$/.exec(args[0] ?? '');
  const { flags, rest } = parseOptions('head', old === null ? args : args.slice(1), 'n:c:');
  const text = await textOf(rest, shell);
  const bytes = flags.get('c');
  if (bytes !== undefined) shell.out(text.slice(0, Number(bytes)));
  else
    for (const line of linesOf(text).slice(0, Number(old?.[1] ?? flags.get('n') ?? 10)))
      shell.out(`${line}\n`);

  return 0;
}

async function wc(args: readonly string[], shell: Shell): Promise<number> {
  const { flags, rest } = parseOptions('wc', args, 'lcw');
  const text = await textOf(rest, shell);
  const counts: [string, number][] = [
    ['l', text.split('\n').length - 1],
    ['w', text.split(/\s+/).filter(Boolean).length],
    ['c', Buffer.byteLength(text)],
  ];
  const shown = counts
    .filter(([flag]) => flags.size === 0 || flags.has(flag))
    .map(([, count]) => String(count));
  shell.out(`${[...shown, ...rest].join(' ')}\n`);

  return 0;
}
