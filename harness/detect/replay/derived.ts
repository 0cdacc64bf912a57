import type { Input } from '../codec.ts';
import { printSeparator, SEPARATORS, type Source, type Step } from '../chain.ts';
import { asBuffer, Content } from '../content.ts';
import { MAX_JOINED, type Value, valueListsOf } from '../joined/message-values.ts';
import { decrypt, type CipherMethod } from '../keys/ciphers.ts';
import { formOf } from '../keys/forms.ts';

/**
 * Decrypts content again with each value found at the places of key and vector.
 * @param at returns the contents at a place of the exchange, such as `request.body > json:$.key`
 */
export function replayDecryption(
  content: Content,
  { algorithm, key, vector }: Extract<Step, { kind: 'decrypted' }>,
  at: (place: string) => Iterable<Content>,
): Content[] {
  const bytesOf = ({ form, place }: Source) => [...at(place)].flatMap((value) => formOf(value, form) ?? []);
  const methods: CipherMethod[] =
    typeof vector === 'object'
      ? bytesOf(vector).map((bytes) => ({ algorithm, vector: { kind: 'beside', bytes, source: vector } }))
      : [{ algorithm, ...(vector !== undefined && { vector: { kind: vector } }) }];

  return bytesOf(key).flatMap((bytes) =>
    methods.flatMap((method) => {
      const plain = decrypt(asBuffer(content.bytes), bytes, method);

      return plain ? [Content.ofBytes(plain)] : [];
    }),
  );
}

/** Every join of adjacent values whose names, printed as in the chain of a finding, give `names`. */
export function replayJoin(input: Input, names: string): Content[] {
  return valueListsOf(input).flatMap((list) =>
    SEPARATORS.flatMap((separator) =>
      [...list.keys()].flatMap((from) => {
        const to = resolveEnd(list, from, names, printSeparator(separator));
        if (to === undefined) return [];
        const texts = list.slice(from, to).map(({ text }) => text);

        return [Content.ofText(texts.join(separator))];
      }),
    ),
  );
}

/** Joins pieces of messages again; empty if one is missing. */
export function replayPieces(
  { pieces, separator = '' }: Extract<Step, { kind: 'joined-messages' }>,
  at: (exchange: number, place: string) => Iterable<Content>,
): Content[] {
  /** One message often has many of the pieces. */
  const known = new Map<string, Content | undefined>();
  const contents = pieces.map(({ exchange, place, range }) => {
    const key = `${exchange} ${place}`;
    if (!known.has(key)) {
      const [first] = at(exchange, place);
      known.set(key, first);
    }
    const content = known.get(key);

    if (!content || !range) return content;

    return content.isText
      ? Content.ofText(content.text.slice(range.from, range.to))
      : Content.ofBytes(content.bytes.subarray(range.from, range.to));
  });
  if (contents.includes(undefined)) return [];
  if (contents.every((content) => content?.isText))
    return [Content.ofText(contents.map((content) => content?.text ?? '').join(separator))];

  return [Content.ofBytes(Buffer.concat(contents.flatMap((content) => content?.bytes ?? [])))];
}

/** The end of the values whose names a step prints, starting at `from`; undefined if the names differ. */
function resolveEnd(
  list: readonly Value[],
  from: number,
  names: string,
  separator: string,
): number | undefined {
  let rest = names;
  for (let at = from; at < Math.min(list.length, from + MAX_JOINED); at++) {
    const name = list[at]?.name ?? '';
    if (!rest.startsWith(name)) return undefined;
    rest = rest.slice(name.length);
    if (rest === '') return at > from ? at + 1 : undefined;
    if (!rest.startsWith(separator)) return undefined;
    rest = rest.slice(separator.length);
  }

  return undefined;
}
