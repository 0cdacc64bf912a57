import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';

const ENTITY = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,8}));/gi;
const [AMPERSAND, SEMICOLON] = [0x26, 0x3b];
/** Entities for characters of URLs, hosts and searches. Source: HTML, named character references. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  sol: '/',
  bsol: '\\',
  colon: ':',
  semi: ';',
  comma: ',',
  period: '.',
  quest: '?',
  equals: '=',
  num: '#',
  percnt: '%',
  plus: '+',
  lowbar: '_',
  hyphen: '\u2010',
  excl: '!',
  dollar: '$',
  ast: '*',
  commat: '@',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  lbrack: '[',
  rsqb: ']',
  rbrack: ']',
  lcub: '{',
  rcub: '}',
  verbar: '|',
  vert: '|',
  Tab: '\t',
  NewLine: '\n',
  hat: '^',
  grave: '`',
  tilde: '~',
  dash: '\u2010',
  ndash: '\u2013',
  mdash: '\u2014',
  agrave: 'à',
  aacute: 'á',
  acirc: 'â',
  atilde: 'ã',
  auml: 'ä',
  aring: 'å',
  aelig: 'æ',
  ccedil: 'ç',
  egrave: 'è',
  eacute: 'é',
  ecirc: 'ê',
  euml: 'ë',
  igrave: 'ì',
  iacute: 'í',
  icirc: 'î',
  iuml: 'ï',
  ntilde: 'ñ',
  ograve: 'ò',
  oacute: 'ó',
  ocirc: 'ô',
  otilde: 'õ',
  ouml: 'ö',
  oslash: 'ø',
  szlig: 'ß',
  ugrave: 'ù',
  uacute: 'ú',
  ucirc: 'û',
  uuml: 'ü',
  yacute: 'ý',
};

/** Decodes all HTML entities of a text once, such as `&amp;`, `&#47;` and `&#x2f;`. */
export const htmlEntities: Codec = {
  name: 'html-entities',
  kind: 'rewrite',
  reads: 'text',
  needs: { each: '&;' },
  open({ content }) {
    if (!content.shape.has(AMPERSAND) || !content.shape.has(SEMICOLON)) return NOTHING;
    const plain = decodeEntities(content.text);

    if (plain === content.text) return NOTHING;

    return { layers: [{ step: 'html-entities', content: Content.ofText(plain), offset: 0, sure: true }] };
  },
};

/** The text with its entities decoded; unknown entities stay unchanged. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;

  return text.replace(ENTITY, (all, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? NAMED[name.toLowerCase()] ?? all;
    const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);

    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}
