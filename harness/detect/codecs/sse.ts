import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { hasLongWord } from './lines.ts';

const FIELD = /^(data|id|event):/m;

/**
 * Server-sent events: the data lines of each event, joined; also other fields and comments that have long
 * words. Source: HTML, server-sent events.
 */
export const sse: Codec = {
  name: 'sse',
  kind: 'structure',
  reads: 'text',
  needs: { each: ':', first: ':deir' },
  open({ content, mimeType }) {
    if (!content.isText || content.length < 10) return NOTHING;
    if (mimeType !== 'text/event-stream' && !/^(?:data|id|event|retry|):/.test(content.text.slice(0, 16)))
      return NOTHING;
    if (!FIELD.test(content.text)) return NOTHING;
    const layers: Layer[] = [];
    let at = 0;
    for (const event of content.text.split(/\r?\n\r?\n|\r\r/)) {
      const fields = event.split(/\r\n|[\r\n]/);
      const data = fields
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(line[5] === ' ' ? 6 : 5));
      const otherFields = fields.filter((line) => !line.startsWith('data:') && hasLongWord(line));
      if (data.length > 0)
        layers.push({
          step: `sse[${layers.length}]`,
          content: Content.ofText(data.join('\n')),
          offset: at,
          sure: true,
        });
      for (const line of otherFields)
        layers.push({
          step: `sse[${layers.length}]`,
          content: Content.ofText(line.replace(/^\w*: ?/, '')),
          offset: at,
          sure: true,
        });
      at += event.length + 2;
    }

    return { layers };
  },
};
