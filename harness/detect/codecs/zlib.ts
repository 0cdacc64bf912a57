import { constants, inflateSync } from 'node:zlib';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { beginsLikeDeflate } from './deflate-head.ts';
import { inflate, isZlib } from './inflate.ts';

const FLUSH = { finish: constants.Z_FINISH, sync: constants.Z_SYNC_FLUSH };

/** zlib, told by its first bytes, whether a header announces it or not. */
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
    /** Two bytes of header are soon met by chance: what broke off early was hardly zlib. */
    const sure = opened.complete || (!content.isText && opened.bytes.length >= content.length / 2);
    const layers = [{ step: 'zlib', content: Content.ofBytes(opened.bytes), offset: 0, sure }];

    return sure ? { layers, end: opened.consumed } : { layers };
  },
};
