import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { unescapePercent } from './percent.ts';

/**
 * Checks the first pair, then only that no later character is invalid. A pattern for every pair backtracks on
 * long input.
 */
const PAIRS = /^\??[^\s=&/?"'<>{}]{1,200}=[^\s"<>]*$/;
/**
 * Many short values with `=` and no `&`, as in quoted-printable. As a form, one value would contain all the
 * others.
 */
const MANY = /^[^&=]{0,8}(?:=[^&=]{0,8}){7}=[^&]*$/;
/**
 * Pairs that escape everything that needs it, so that `&` and `=` are real separators. A literal plus does
 * not match.
 */
const ESCAPED = /^[\w.%*~[\]-]{1,200}=[\w.%*~!'():@,/-]*={0,2}$/;
/** Characters. The app's developer chooses the names; longer ones can carry data. */
const SHORTEST_NAME = 16;
/** Characters. Longer text is a form only if a header announces it. */
const UNANNOUNCED = 1 << 20;

/**
 * `application/x-www-form-urlencoded`: each value, labelled with its field name; percent escapes decoded
 * once, `+` decoded as a space.
 */
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
 * The pairs of a form or query, one layer per value, named after its field. A name without a value gives a
 * layer from 8 characters on, any other name from `shortestName` characters on.
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

/** The pairs as a map, for envelopes that are recognized by their fields. */
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
