import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeBase64 } from './base64.ts';
import { unescapePercent } from './percent.ts';

const DATA =
  /^\s*data:([\w.+-]{1,40}\/[\w.+-]{1,80})?((?:;[\w-]{1,40}=[^;,\s"']{1,80}){0,4})(;base64)?,(\S+)\s*$/i;

/** A text that is one `data:` URL: its content. Source: RFC 2397. */
export const dataUrl: Codec = {
  name: 'data-url',
  kind: 'structure',
  reads: 'text',
  needs: { each: ':,', first: 'dD' },
  open({ content }) {
    if (!content.isText || content.length < 10 || !/^\s*data:/i.test(content.text.slice(0, 64)))
      return NOTHING;
    const match = DATA.exec(content.text);
    if (!match) return NOTHING;
    const [, type = '', parameters = '', isBase64, body = ''] = match;
    if (type === '' && parameters === '' && !isBase64) return NOTHING;
    const plain = unescapePercent(body) ?? body;
    const bytes = isBase64 ? decodeBase64(plain.replaceAll(/[^\w+/=-]/g, '')) : Buffer.from(plain);
    if (!bytes || bytes.length === 0) return NOTHING;

    return {
      layers: [
        {
          step: 'data-url',
          content: Content.ofBytes(bytes),
          offset: 0,
          sure: true,
          contentType: type + parameters,
        },
      ],
    };
  },
};
