import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeEntities } from './html-entities.ts';

const ATTRIBUTE = /(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const SHORTEST = 4;

/** XML and HTML: texts, CDATA sections and attributes by the name of their element, with entities taken off. */
export const xml: Codec = {
  name: 'xml',
  kind: 'structure',
  reads: 'text',
  needs: { each: '>', first: '<' },
  open({ content, mimeType }) {
    if (!content.isText || content.length < 8) return [];
    const { text } = content;
    if (!mimeType.includes('xml') && !/^\s*<[?!a-z]/i.test(text.slice(0, 256))) return [];
    if (!text.includes('>')) return [];

    return piecesOf(text);
  },
};

function piecesOf(text: string): Layer[] {
  const layers: Layer[] = [];
  const add = (name: string, value: string, offset: number) => {
    const plain = value.trim();
    if (plain.length >= SHORTEST)
      layers.push({ step: `xml:${name}`, content: Content.ofText(plain), offset, sure: true });
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
    add(element, decodeEntities(text.slice(from, at)), from);
    from = tag.end;
    if (tag.kind === 'cdata') add(element, tag.inner, at);
    else if (tag.kind === 'comment') add('comment', tag.inner, at);
    else if (!tag.inner.startsWith('/')) {
      element = /^[^\s/]*/.exec(tag.inner)?.[0] ?? '';
      for (const [, name, double, single] of tag.inner.matchAll(ATTRIBUTE))
        add(`${element}@${name}`, decodeEntities(double ?? single ?? ''), at);
    }
    at = text.indexOf('<', from);
  }
  add(element, decodeEntities(text.slice(from)), from);

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

/** Reads the tag that begins at a `<`, if one does. An end that is not there is looked for but once in a text. */
function createTags(text: string): (at: number) => Tag | undefined {
  const endless = new Set<string>();

  return (at) => {
    for (const { kind, opening, closing } of LONG_TAGS) {
      if (endless.has(kind) || !text.startsWith(opening, at)) continue;
      const end = text.indexOf(closing, at + opening.length);
      if (end < 0) endless.add(kind);
      else return { kind, inner: text.slice(at + opening.length, end), end: end + closing.length };
    }
    let end = at + 1;
    while (end < text.length && text[end] !== '<' && text[end] !== '>') end++;

    return text[end] === '>' ? { kind: 'tag', inner: text.slice(at + 1, end), end: end + 1 } : undefined;
  };
}
