import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

const LABEL = /xn--([a-z0-9-]{1,59})/gi;
/** Source: RFC 3492, section 5. */
const [BASE, MIN_THRESHOLD, MAX_THRESHOLD, SKEW, DAMP, BIAS, FIRST] = [36, 1, 26, 38, 700, 72, 128];

const DASH = 0x2d;

/** Decodes the `xn--` labels of host names. */
export const punycode: Codec = {
  name: 'punycode',
  kind: 'rewrite',
  reads: 'text',
  needs: { each: '-' },
  open({ content }) {
    if (!content.shape.has(DASH) || !/xn--/i.test(content.text)) return NOTHING;
    const plain = toUnicodeHost(content.text);
    if (plain === content.text) return NOTHING;

    return { layers: [{ step: 'punycode', content: Content.ofText(plain), offset: 0, sure: true }] };
  },
};

/** A host, or a text with hosts, with its `xn--` labels in Unicode. Labels that are no Punycode stay as they are. */
export function toUnicodeHost(text: string): string {
  return text.replace(LABEL, (all, label: string) => decodeLabel(label.toLowerCase()) ?? all);
}

function decodeLabel(label: string): string | undefined {
  const dash = label.lastIndexOf('-');
  const codes = Array.from(label.slice(0, Math.max(0, dash)), (character) => character.charCodeAt(0));
  let code = FIRST;
  let bias = BIAS;
  let index = 0;
  for (let at = dash + 1; at < label.length; ) {
    const before = index;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const digit = Number.parseInt(label[at++] ?? '-', 36);
      if (Number.isNaN(digit)) return undefined;
      /** Punycode digits are letters first, then 0 to 9. */
      const value = digit < 10 ? digit + 26 : digit - 10;
      index += value * weight;
      const threshold = Math.min(MAX_THRESHOLD, Math.max(MIN_THRESHOLD, k - bias));
      if (value < threshold) break;
      weight *= BASE - threshold;
    }
    const count = codes.length + 1;
    bias = adaptBias(index - before, count, before === 0);
    code += Math.floor(index / count);
    index %= count;
    if (code > 0x10ffff) return undefined;
    codes.splice(index++, 0, code);
  }

  return String.fromCodePoint(...codes);
}

function adaptBias(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? DAMP : 2));
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > ((BASE - MIN_THRESHOLD) * MAX_THRESHOLD) / 2; k += BASE)
    rest = Math.floor(rest / (BASE - MIN_THRESHOLD));

  return k + Math.floor(((BASE - MIN_THRESHOLD + 1) * rest) / (rest + SKEW));
}
