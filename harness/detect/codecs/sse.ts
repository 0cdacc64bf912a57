import type { Codec, Layer } from '../codec.ts';
import { Content } from '../content.ts';

const FIELD = /^(data|id|event):/m;

/** Server-sent events: the data of each event, its lines put together. Source: HTML, server-sent events. */
export const sse: Codec = {
  name: 'sse',
  kind: 'structure',
  reads: 'text',
  needs: { each: ':', first: ':deir' },
  open({ content, mimeType }) {
    if (!content.isText || content.length < 10) return [];
    if (mimeType !== 'text/event-stream' && !/^(?:data|id|event|retry|):/.test(content.text.slice(0, 16)))
      return [];
    if (!FIELD.test(content.text)) return [];
    const layers: Layer[] = [];
    let at = 0;
    for (const event of content.text.split(/\r?\n\r?\n|\r\r/)) {
      const data = event
        .split(/\r\n|[\r\n]/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(line[5] === ' ' ? 6 : 5));
      if (data.length > 0)
        layers.push({
          step: `sse[${layers.length}]`,
          content: Content.ofText(data.join('\n')),
          offset: at,
          sure: true,
        });
      at += event.length + 2;
    }

    return layers;
  },
};
