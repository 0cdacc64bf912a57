import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { unescapePercent } from './percent.ts';

/** A first pair, and nothing behind it that pairs have not: a pattern of every pair would try all ways to part them. */
const PAIRS = /^\??[^\s=&/?"'<>{}]{1,200}=[^\s"<>]*$/;
/** Values without a pair between them, as quoted-printable has its bytes: read as pairs, each would hold the rest. */
const MANY = /^[^&=]{0,8}(?:=[^&=]{0,8}){7}=[^&]*$/;
/**
 * Pairs in which all is escaped that needs it, so that each of them was parted from the next where its writer meant it. A plus
 * that stands for itself is none of these.
 */
const ESCAPED = /^[\w.%*~[\]-]{1,200}=[\w.%*~!'():@,/-]*={0,2}$/;
/** Names are chosen by who wrote the program; longer ones could carry something. */
const SHORTEST_NAME = 16;
/** Text that is longer is no form unless it says so. */
const UNANNOUNCED = 1 << 20;

/** `application/x-www-form-urlencoded`: values by name, percent-decoded once, `+` as a space. */
export const form: Codec = {
  name: 'form',
  kind: 'structure',
  reads: 'text',
  needs: { each: '=' },
  staysInMessage: true,
  givesNoValues: true,
  open({ content, mimeType }) {
    if (!content.isText) return NOTHING;
    const announced = mimeType === 'application/x-www-form-urlencoded' && content.text.includes('=');
    if (!announced && (content.length > UNANNOUNCED || !PAIRS.test(content.text) || MANY.test(content.text)))
      return NOTHING;

    const layers = pairsOf(content.text, 'form', SHORTEST_NAME);
    const pairs = content.text.replace(/&$/, '').split('&');

    return { layers, covers: pairs.every((pair) => ESCAPED.test(pair)) };
  },
};

/**
 * The pairs of a form or a query, each a layer named after its field. A field without a value stands by its name; other names
 * come out where they have as many characters as `shortestName`.
 */
export function pairsOf(text: string, name: string, shortestName = Infinity): Layer[] {
  const layers: Layer[] = [];
  let at = text.startsWith('?') ? 1 : 0;
  for (const pair of text.slice(at).split('&')) {
    const equals = pair.indexOf('=');
    const key = decodeField(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeField(pair.slice(equals + 1));
    if (value !== '')
      layers.push({
        step: `${name}:${key}`,
        content: Content.ofText(value),
        offset: at + equals + 1,
        sure: true,
      });
    if (key.length >= (value === '' ? 8 : shortestName))
      layers.push({ step: `${name}-name`, content: Content.ofText(key), offset: at, sure: true });
    at += pair.length + 1;
  }

  return layers;
}

/** The pairs as a map, for envelopes that are told by their fields. */
export function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals > 0) fields.set(decodeField(pair.slice(0, equals)), decodeField(pair.slice(equals + 1)));
  }

  return fields;
}

function decodeField(raw: string): string {
  return unescapePercent(raw.replaceAll('+', ' ')) ?? raw.replaceAll('+', ' ');
}
