import type { FileSystem } from '../../device.ts';
import { absolutePath, type Environment } from '../environment.ts';
import type { Word, WordPart } from './syntax.ts';

/** Runs the script of a `$(...)` and resolves to its output. */
export type Substitute = (script: string) => Promise<string>;

interface Piece {
  text: string;
  quoted: boolean;
}

const GLOB = /[*?[]/;

/** Expands words to fields: substitutes variables and `$(...)`, splits at blanks, matches file names. */
export async function expandWords(
  words: readonly Word[],
  environment: Environment,
  substitute: Substitute,
): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words)
    for (const field of await fieldsOf(word, environment, substitute))
      fields.push(...expandGlob(field, environment));

  return fields;
}

/** Expands a word to one string, as in an assignment or a redirection. */
export async function expandText(
  word: Word,
  environment: Environment,
  substitute: Substitute,
): Promise<string> {
  let text = '';
  for (const part of word) text += await valueOf(part, environment, substitute);

  return text;
}

async function fieldsOf(word: Word, environment: Environment, substitute: Substitute): Promise<Piece[][]> {
  const fields: Piece[][] = [];
  let current: Piece[] | undefined;
  for (const part of word) {
    if (part.kind === 'variable' && part.name === '@' && part.quoted) {
      for (const [index, value] of environment.positional.entries()) {
        if (index > 0) current = push(fields, current);
        current = [...(current ?? []), { text: value, quoted: true }];
      }
      continue;
    }
    const text = await valueOf(part, environment, substitute);
    if (part.quoted || part.kind === 'text') {
      current = [...(current ?? []), { text, quoted: part.quoted }];
      continue;
    }
    const pieces = text.split(/[ \t\n]+/);
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) current = push(fields, current);
      if (piece !== '') current = [...(current ?? []), { text: piece, quoted: false }];
    }
  }
  push(fields, current);

  return fields;
}

function push(fields: Piece[][], field: Piece[] | undefined): undefined {
  if (field !== undefined) fields.push(field);
}

async function valueOf(part: WordPart, environment: Environment, substitute: Substitute): Promise<string> {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'command') return (await substitute(part.script)).replace(/\n+$/, '');
  const value = variableOf(part.name, environment);

  return value === undefined || value === '' ? (part.fallback ?? value ?? '') : value;
}

function variableOf(name: string, environment: Environment): string | undefined {
  if (name === '?') return String(environment.lastStatus);
  if (name === '$') return String(environment.pid);
  if (name === '!') return environment.lastJob === undefined ? '' : String(environment.lastJob);
  if (name === '#') return String(environment.positional.length);
  if (name === '@' || name === '*') return environment.positional.join(' ');
  if (name === '0') return environment.name;
  if (/^\d$/.test(name)) return environment.positional[Number(name) - 1];

  return environment.variables.get(name);
}

/** The files that match a field with unquoted `*`, `?` or `[...]`; the field itself if none match. */
function expandGlob(field: Piece[], environment: Environment): string[] {
  const text = field.map((piece) => piece.text).join('');
  if (!field.some((piece) => !piece.quoted && GLOB.test(piece.text))) return [text];
  const pattern = field
    .map((piece) => (piece.quoted ? piece.text.replace(/[*?[\]\\]/g, '\\$&') : piece.text))
    .join('');
  const segments = pattern.split('/');
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const segment of segments.filter(Boolean))
    found = found.flatMap((base) => matchesIn(base, segment, environment));

  return found.length > 0 ? found.toSorted() : [text];
}

function matchesIn(base: string, segment: string, environment: Environment): string[] {
  const joined = (name: string) => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`);
  const plain = segment.replace(/\\(.)/g, '$1');
  if (!GLOB.test(segment.replace(/\\./g, ''))) {
    return environment.files.stat(absolutePath(environment, joined(plain))) === undefined
      ? []
      : [joined(plain)];
  }
  const matcher = expressionOf(segment);
  const names = listFolder(environment.files, absolutePath(environment, base === '' ? '.' : base));

  return names
    .filter((name) => matcher.test(name) && (!name.startsWith('.') || segment.startsWith('.')))
    .map(joined);
}

function listFolder(files: FileSystem, path: string): string[] {
  try {
    return files.list(path) ?? [];
  } catch {
    return []; // a folder that cannot be listed matches nothing, as in any shell
  }
}

/** The regular expression of a path segment's pattern; it matches a whole name. */
export function expressionOf(segment: string): RegExp {
  const source = segment.replace(
    /\\(.)|\[!?[^\]]+\]|[*?]|[.+^${}()|[\]\\]/g,
    (found, escaped: string | undefined) => {
      if (escaped !== undefined) return escaped.replace(/[.+^${}()|[\]\\*?]/g, '\\$&');
      if (found === '*') return '.*';
      if (found === '?') return '.';
      if (found.length > 2) return found.replace('[!', '[^');

      return `\\${found}`;
    },
  );

  return new RegExp(`^${source}$`, 's');
}
