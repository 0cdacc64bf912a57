import { constants, inflateRawSync } from 'node:zlib';
import { type Codec, NOTHING } from '../codec.ts';
import { Content } from '../content.ts';
import { acceptHeaderless } from './headerless.ts';
import { inflate, inflateUnannounced } from './inflate.ts';
import { mayInflate } from './deflate-head.ts';

const FLUSH = { finish: constants.Z_FINISH, sync: constants.Z_SYNC_FLUSH };

/**
 * Raw deflate, if a header announces it or its output is valid: it has no magic number.
 */
export const deflate: Codec = {
  name: 'deflate',
  kind: 'whole',
  needs: 'announced',
  isContentCoding: true,
  open({ content, codings }, budget) {
    const announced = codings.at(-1) === 'deflate';
    if (content.length < 5 || (!announced && (content.isText || !mayInflate(content.bytes)))) return NOTHING;
    const open = announced ? inflate : inflateUnannounced;
    const opened = open(content.bytes, inflateRawSync, FLUSH, budget.bytesLeft);
    if (!opened || !acceptHeaderless(opened, announced)) return NOTHING;
    if (opened.cut) budget.cutShort();

    const sure = announced || opened.complete;
    const layers = [{ step: 'deflate', content: Content.ofBytes(opened.bytes), offset: 0, sure }];

    return announced ? { layers, end: opened.consumed } : { layers };
  },
};
