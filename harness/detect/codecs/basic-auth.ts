import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { decodeBase64 } from './base64.ts';

/** The value of a header `Authorization: Basic`: user name and password. Source: RFC 7617. */
export const basicAuth: Codec = {
  name: 'basic-auth',
  kind: 'structure',
  reads: 'text',
  needs: { first: 'bB' },
  open({ content }) {
    if (content.length > 65_536 || content.length < 8) return NOTHING;
    const credentials = /^\s*basic\s+([\w+/-]+={0,2})\s*$/i.exec(content.text)?.[1];
    const bytes = credentials === undefined ? undefined : decodeBase64(credentials);
    if (!bytes) return NOTHING;
    const text = Content.ofBytes(bytes).text;
    const colon = text.indexOf(':');
    if (colon < 0) return NOTHING;

    return {
      layers: [
        { step: 'basic-auth:name', content: Content.ofText(text.slice(0, colon)), offset: 0, sure: true },
        {
          step: 'basic-auth:password',
          content: Content.ofText(text.slice(colon + 1)),
          offset: colon,
          sure: true,
        },
      ].filter((layer) => layer.content.length > 0),
    };
  },
};
