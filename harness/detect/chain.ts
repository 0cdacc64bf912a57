import type { Codec, CodecKind } from './codec.ts';

/** How content came out of the content before it. */
export type Step =
  /** A codec decoded it. The label names the codec's way or the place: `base64`, `gzip`, `json:$[0].properties.url`. */
  | { kind: 'layer'; codec: Codec; label: string }
  /** It was decrypted with a key that travelled in the same exchange. A vector is a source, or one that needs none. */
  | { kind: 'decrypted'; algorithm: string; key: Source; vector?: PlainVector | Source }
  /** Neighbouring values of one message were joined, with a separator between. */
  | { kind: 'joined-values'; separator: Separator; names: readonly string[] }
  /** Pieces of several messages were joined. Only the first step of a chain can be this. */
  | { kind: 'joined-messages'; pieces: readonly Piece[] };

/** The steps from a part of an exchange to the content that holds a canary. */
export type Chain = readonly Step[];

/** A value of the exchange, and the form in which it is a key or a vector (`text`, `hex`, `md5`; `keys/forms.ts`). */
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
}

export const SEPARATORS: readonly Separator[] = ['', '.', '/'];

/** A step as evidence holds it. Contract: the texts of `chain` in a finding. */
export function printStep(step: Step): string {
  switch (step.kind) {
    case 'layer':
      return step.label;
    case 'decrypted':
      return `${step.algorithm}:key=${printSource(step.key)}${printVector(step.vector)}`;
    case 'joined-values':
      return `${JOINED}${step.names.join(printSeparator(step.separator))}`;
    case 'joined-messages':
      return `${JOINED}${step.pieces.map(({ exchange, place }) => `#${exchange} ${place}`).join(' + ')}`;
  }
}

export function printChain(chain: Chain): string[] {
  return chain.map(printStep);
}

/** The place of a content in an exchange: its part and the steps to it. */
export function printPlace(part: string, chain: Chain): string {
  return [part, ...printChain(chain)].join(' > ');
}

/** What stands between the names in a step that joins values. */
export function printSeparator(separator: Separator): string {
  return separator === '' ? ' + ' : ` ${separator} `;
}

/** What a step does to its input, as codecs say it: a decryption reads one whole value, a join guesses amid other text. */
export function kindOf(step: Step): CodecKind {
  if (step.kind === 'layer') return step.codec.kind;

  return step.kind === 'decrypted' ? 'whole' : 'inside';
}

const JOINED = 'joined:';
const DECRYPTED = /^(xor|aes-\d+-\w+):key=([\w-]+)\((.*?)\)(?:,iv=(?:(zero|key|front)|([\w-]+)\((.*)\)))?$/s;

/** Reads a printed step that needs more than one content to replay; undefined for a codec's. */
export function parseStep(
  text: string,
):
  | Extract<Step, { kind: 'decrypted' | 'joined-messages' }>
  | { kind: 'joined-values'; names: string }
  | undefined {
  const pieces = /^joined:#\d+ /.test(text) ? parsePieces(text.slice(JOINED.length)) : undefined;
  if (pieces) return { kind: 'joined-messages', pieces };
  /** Names may hold a separator, so that only the message can tell them apart. */
  if (text.startsWith(JOINED)) return { kind: 'joined-values', names: text.slice(JOINED.length) };
  const [, algorithm, form = '', place = '', plain, vectorForm, vectorPlace = ''] =
    DECRYPTED.exec(text) ?? [];
  if (algorithm === undefined) return undefined;
  const key = { form, place };
  if (isPlainVector(plain)) return { kind: 'decrypted', algorithm, key, vector: plain };
  if (vectorForm === undefined) return { kind: 'decrypted', algorithm, key };

  return { kind: 'decrypted', algorithm, key, vector: { form: vectorForm, place: vectorPlace } };
}

function parsePieces(text: string): Piece[] {
  return text.split(' + ').map((each) => {
    const [, exchange = '', place = ''] = /^#(\d+) (.*)$/s.exec(each) ?? [];

    return { exchange: Number(exchange), place };
  });
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
