import { constants, gunzipSync } from 'node:zlib';
import { type Codec, NOTHING } from '../codec.ts';
import { asBuffer, Content } from '../content.ts';
import { ODD } from '../shape.ts';
import { inflate, type Inflated, isGzip } from './inflate.ts';

const FLUSH = { finish: constants.Z_FINISH, sync: constants.Z_SYNC_FLUSH };

/** gzip, recognized by its first bytes, even if no header announces it. */
export const gzip: Codec = {
  name: 'gzip',
  kind: 'whole',
  needs: { any: ODD },
  isContentCoding: true,
  open({ content }, budget) {
    if (content.length < 8 || !isGzip(content.bytes)) return NOTHING;
    const opened = inflate(content.bytes, gunzipSync, FLUSH, budget.bytesLeft);
    if (opened?.cut) budget.cutShort();
    if (!opened) return NOTHING;

    return {
      layers: [{ step: 'gzip', content: Content.ofBytes(opened.bytes), offset: 0, sure: true }],
      end: endOf(asBuffer(content.bytes), opened),
    };
  },
};

/**
 * After a member, Node reads ahead for another and counts those bytes. The size in the member's trailer
 * locates the real end.
 */
function endOf(bytes: Buffer, { consumed, bytes: { length } }: Inflated): number {
  const checked = [0, 1, 2].find(
    (more) => consumed - more >= 4 && bytes.readUInt32LE(consumed - more - 4) === length >>> 0,
  );

  return consumed - (checked ?? 0);
}
