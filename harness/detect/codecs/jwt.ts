import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeBase64 } from './base64.ts';

const TOKEN = /^\s*(?:bearer\s+)?(eyJ[\w-]{8,})\.([\w-]{4,})\.[\w-]*\s*$/i;

/**
 * A text that is one JSON Web Token, with or without `Bearer`: the token's header and claims. Inside other
 * text, the base64 codec finds its parts. Source: RFC 7519.
 */
export const jwt: Codec = {
  name: 'jwt',
  kind: 'structure',
  reads: 'text',
  needs: { each: '.', first: 'bBeE' },
  signedLabel: 'jwt:claims',
  open({ content }) {
    if (content.length < 20 || content.length > 1 << 20 || !content.text.includes('eyJ')) return NOTHING;
    const match = TOKEN.exec(content.text);
    const layers: Layer[] = [];
    for (const [at, step] of ['jwt:header', 'jwt:claims'].entries()) {
      const bytes = decodeBase64(match?.[at + 1] ?? '');
      const part = bytes && Content.ofBytes(bytes);
      if (part?.isText) layers.push({ step, content: part, offset: at, sure: true });
    }

    return { layers };
  },
};
