import { constants, gunzipSync } from 'node:zlib';
import type { Codec } from '../codec.ts';
import { Content } from '../content.ts';
import { ODD } from '../shape.ts';
import { inflate, isGzip } from './inflate.ts';

const FLUSH = { finish: constants.Z_FINISH, sync: constants.Z_SYNC_FLUSH };

/** gzip, told by its first bytes, whether a header announces it or not. */
export const gzip: Codec = {
  name: 'gzip',
  kind: 'whole',
  needs: { any: ODD },
  open({ content }, ledger) {
    if (content.length < 8 || !isGzip(content.bytes)) return [];
    const opened = inflate(content.bytes, gunzipSync, FLUSH, ledger.bytesLeft);
    if (opened?.cut) ledger.cutShort();

    return opened ? [{ step: 'gzip', content: Content.ofBytes(opened.bytes), offset: 0, sure: true }] : [];
  },
};
