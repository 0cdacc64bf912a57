import { type Codec, type Input, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeEntities } from './html-entities.ts';
import { hasLongWord } from './lines.ts';

const ATTRIBUTE = /(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const SHORTEST = 4;
const [LESS, GREATER, EXCLAMATION] = [0x3c, 0x3e, 0x21];

/**
 * XML and HTML: texts, CDATA sections and attributes, each labelled with its element; entities are decoded.
 * Also long words in tags.
 */
export const xml: Codec = {
  name: 'xml',
  kind: 'structure',
  reads: 'text',
  needs: { each: '>', first: '<' },
  passesOver: true,
  open({ content, mimeType, passOver }) {
    if (!content.isText || content.length < 8) return NOTHING;
    const { text } = content;
    if (!mimeType.includes('xml') && !/^\s*<[?!a-z]/i.test(text.slice(0, 256))) return NOTHING;
    if (!text.includes('>')) return NOTHING;

    return { layers: piecesOf(text, passOver) };
  },
};

function piecesOf(text: string, passOver: Input['passOver']): Layer[] {
  const layers: Layer[] = [];
  const add = (name: string, value: string, offset: number, decoded = decodeEntities(value)) => {
    const plain = decoded.trim();
    if (plain.length < SHORTEST) return;
    const isPiece = passOver !== undefined && decoded === value;
    /** Always emits the first value, because a layer shows that the text was decoded. */
    if (isPiece && layers.length > 0 && passOver(plain)) return;
    layers.push({
      step: `xml:${name}`,
      content: Content.ofText(plain),
      offset,
      sure: true,
      ...(isPiece && layers.length > 0 && { isPiece }),
    });
  };
  const tagAt = createTags(text);
  let element = '';
  let from = 0;
  for (let at = text.indexOf('<'); at >= 0; ) {
    const tag = tagAt(at);
    if (!tag) {
      at = text.indexOf('<', at + 1);
      continue;
    }
    if (at - from >= SHORTEST) add(element, text.slice(from, at), from);
    from = tag.end;
    if (tag.kind === 'cdata') add(element, tag.inner, at, tag.inner);
    else if (tag.kind === 'comment') add('comment', tag.inner, at, tag.inner);
    else {
      if (!tag.inner.startsWith('/')) {
        element = /^[^\s/]*/.exec(tag.inner)?.[0] ?? '';
        for (const [, name, double, single] of tag.inner.includes('=') ? tag.inner.matchAll(ATTRIBUTE) : [])
          add(`${element}@${name}`, double ?? single ?? '', at);
      }
      if (hasLongWord(tag.inner)) add('tag', tag.inner.replaceAll(ATTRIBUTE, ' '), at);
    }
    at = text.indexOf('<', from);
  }
  add(element, text.slice(from), from);

  return layers;
}

interface Tag {
  kind: 'cdata' | 'comment' | 'tag';
  inner: string;
  end: number;
}

const LONG_TAGS = [
  { kind: 'cdata', opening: '<![CDATA[', closing: ']]>' },
  { kind: 'comment', opening: '<!--', closing: '-->' },
] as const;
const NO_TAGS: readonly (typeof LONG_TAGS)[number][] = [];

/**
 * Reads the tag at a `<`, if there is one. Remembers a missing closing delimiter, so that each is searched
 * only once.
 */
function createTags(text: string): (at: number) => Tag | undefined {
  const endless = new Set<string>();

  return (at) => {
    for (const { kind, opening, closing } of text.charCodeAt(at + 1) === EXCLAMATION ? LONG_TAGS : NO_TAGS) {
      if (endless.has(kind) || !text.startsWith(opening, at)) continue;
      const end = text.indexOf(closing, at + opening.length);
      if (end < 0) endless.add(kind);
      else return { kind, inner: text.slice(at + opening.length, end), end: end + closing.length };
    }
    let end = at + 1;
    while (end < text.length && text.charCodeAt(end) !== LESS && text.charCodeAt(end) !== GREATER) end++;

    return text.charCodeAt(end) === GREATER
      ? { kind: 'tag', inner: text.slice(at + 1, end), end: end + 1 }
      : undefined;
  };
}
