import { constants, inflateSync } from 'node:zlib';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { beginsLikeDeflate } from './deflate-head.ts';
import { inflate, isZlib } from './inflate.ts';

const FLUSH = { finish: constants.Z_FINISH, sync: constants.Z_SYNC_FLUSH };

/** zlib, recognized by its first bytes, even if no header announces it. */
export const zlib: Codec = {
  name: 'zlib',
  kind: 'whole',
  needs: { first: '\b\x18(8HXhx' },
  isContentCoding: true,
  open({ content }, budget) {
    const { bytes } = content;
    if (content.length < 8 || !isZlib(bytes) || !beginsLikeDeflate(bytes.subarray(2))) return NOTHING;
    const opened = inflate(bytes, inflateSync, FLUSH, budget.bytesLeft);
    if (opened?.cut) budget.cutShort();

    if (!opened) return NOTHING;
    /** The 2-byte header matches by chance. Data that fails early is probably not zlib. */
    const sure = opened.complete || (!content.isText && opened.bytes.length >= content.length / 2);
    const layers = [{ step: 'zlib', content: Content.ofBytes(opened.bytes), offset: 0, sure }];

    return sure ? { layers, end: opened.consumed } : { layers };
  },
};
