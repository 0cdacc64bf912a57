import type { Codec, CodecKind } from './codec.ts';

/** How one content was produced from the one before it. */
export type Step =
  /** A codec decoded it. The label names the encoding or the place: `base64`, `gzip`, `json:$[0].properties.url`. */
  | { kind: 'layer'; codec: Codec; label: string }
  /**
   * It was decrypted with a key from the same exchange. The initialization vector is a value of the exchange or a plain
   * one.
   */
  | { kind: 'decrypted'; algorithm: string; key: Source; vector?: PlainVector | Source }
  /** Adjacent values of one message were joined with a separator. */
  | { kind: 'joined-values'; separator: Separator; names: readonly string[] }
  /** Pieces of one or several messages were joined. Only the first step of a chain can be this. */
  | { kind: 'joined-messages'; pieces: readonly Piece[]; separator?: '' | ',' };

/** The steps from a part of an exchange to the content that holds a canary. */
export type Chain = readonly Step[];

/**
 * A value of the exchange, and how it becomes a key or an initialization vector (`text`, `hex`, `md5`;
 * `keys/forms.ts`).
 */
export interface Source {
  form: string;
  /** Part and steps: `request.body > json:$.key`. */
  place: string;
}

/** Zeros, the key itself, or the first bytes of the data. */
export type PlainVector = 'zero' | 'key' | 'front';

export type Separator = '' | '.' | '/';

/** A value that is a piece of a canary, with the index of its exchange. */
export interface Piece {
  exchange: number;
  /** Part, steps and name: `websocket[2] > json:$.d`. */
  place: string;
  /** The characters of the value that are the piece; absent if all are. */
  range?: { from: number; to: number };
}

export const SEPARATORS: readonly Separator[] = ['', '.', '/'];

/** A step as written in evidence. Contract: the texts of `chain` in a finding. */
export function printStep(step: Step): string {
  switch (step.kind) {
    case 'layer':
      return step.label;
    case 'decrypted':
      return `${step.algorithm}:key=${printSource(step.key)}${printVector(step.vector)}`;
    case 'joined-values':
      return `${JOINED}${step.names.join(printSeparator(step.separator))}`;
    case 'joined-messages':
      return `${JOINED}${step.pieces.map(printPiece).join(step.separator === ',' ? ' , ' : ' + ')}`;
  }
}

export function printChain(chain: Chain): string[] {
  return chain.map(printStep);
}

/** The place of a content in an exchange: its part and the steps to it. */
export function printPlace(part: string, chain: Chain): string {
  return [part, ...printChain(chain)].join(' > ');
}

/** The separator between names in a step that joins values. */
export function printSeparator(separator: Separator): string {
  return separator === '' ? ' + ' : ` ${separator} `;
}

/** The codec kind of a step. A decryption reads one whole value; a join guesses inside other text. */
export function kindOf(step: Step): CodecKind {
  if (step.kind === 'layer') return step.codec.kind;

  return step.kind === 'decrypted' ? 'whole' : 'inside';
}

const JOINED = 'joined:';
const DECRYPTED = /^(xor|aes-\d+-\w+):key=([\w-]+)\((.*?)\)(?:,iv=(?:(zero|key|front)|([\w-]+)\((.*)\)))?$/s;

/** Parses a printed step that needs more than one content to replay. Undefined for a codec's step. */
export function parseStep(
  text: string,
):
  | Extract<Step, { kind: 'decrypted' | 'joined-messages' }>
  | { kind: 'joined-values'; names: string }
  | undefined {
  if (/^joined:#\d+ /.test(text)) return parsePieces(text.slice(JOINED.length));
  /** Names can contain a separator, so only the message shows where each name ends. */
  if (text.startsWith(JOINED)) return { kind: 'joined-values', names: text.slice(JOINED.length) };
  const [, algorithm, form = '', place = '', plain, vectorForm, vectorPlace = ''] =
    DECRYPTED.exec(text) ?? [];
  if (algorithm === undefined) return undefined;
  const key = { form, place };
  if (isPlainVector(plain)) return { kind: 'decrypted', algorithm, key, vector: plain };
  if (vectorForm === undefined) return { kind: 'decrypted', algorithm, key };

  return { kind: 'decrypted', algorithm, key, vector: { form: vectorForm, place: vectorPlace } };
}

/** The first character of a range is 1. */
function printPiece({ exchange, place, range }: Piece): string {
  return `#${exchange} ${place}${range ? ` chars ${range.from + 1}-${range.to}` : ''}`;
}

function parsePieces(text: string): Extract<Step, { kind: 'joined-messages' }> {
  const pieces = text.split(/ [+,] (?=#\d+ )/).map((each): Piece => {
    const [, exchange = '', place = '', first, last] =
      /^#(\d+) (.*?)(?: chars (\d+)-(\d+))?$/s.exec(each) ?? [];
    const range = first === undefined ? undefined : { from: Number(first) - 1, to: Number(last) };

    return { exchange: Number(exchange), place, ...(range && { range }) };
  });

  return { kind: 'joined-messages', pieces, ...(/ , #\d+ /.test(text) && { separator: ',' }) };
}

function printSource({ form, place }: Source): string {
  return `${form}(${place})`;
}

function printVector(vector: PlainVector | Source | undefined): string {
  if (vector === undefined) return '';

  return `,iv=${typeof vector === 'string' ? vector : printSource(vector)}`;
}

function isPlainVector(text: string | undefined): text is PlainVector {
  return text !== undefined;
}
