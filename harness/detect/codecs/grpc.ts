import { type Codec, type Layer, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { ODD } from '../shape.ts';
import { Cursor, NOT_OF_FORMAT, readOrNot } from './cursor.ts';

/** gRPC: messages, each after a flag and its length, compressed or not. Source: grpc/doc/PROTOCOL-HTTP2.md. */
export const grpc: Codec = {
  name: 'grpc',
  kind: 'structure',
  needs: { any: ODD },
  open({ content, mimeType }) {
    if (content.length < 7) return NOTHING;
    const announced = mimeType.startsWith('application/grpc');
    const { bytes } = content;
    if (!announced && ((bytes[0] ?? 2) > 1 || bytes[1] !== 0)) return NOTHING;
    const layers: Layer[] = [];
    const complete = readOrNot(() => {
      const cursor = new Cursor(bytes);
      while (!cursor.ended) {
        const flag = cursor.u8();
        const size = cursor.uint(4);
        const offset = cursor.at;
        const message = cursor.take(size);
        /** 0x80 marks gRPC-Web trailers. */
        if (flag > 1 && flag !== 0x80) throw NOT_OF_FORMAT;
        if (size >= 4)
          layers.push({
            step: `grpc[${layers.length}]`,
            content: Content.ofBytes(message),
            offset,
            sure: true,
          });
      }

      return true;
    });

    return { layers: complete || announced ? layers : [] };
  },
};
