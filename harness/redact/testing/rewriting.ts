import type { Rewriter } from '../rewriter.ts';

/** Writes what matches in upper case, in place of a replacement. `seen` has each text that came. */
export function shouting(what = /.+/gs): { inner: () => Rewriter; seen: string[] } {
  const seen: string[] = [];
  const text = (each: string) => {
    seen.push(each);

    return each.replaceAll(what, (found) => found.toUpperCase());
  };
  const bytes = (each: Uint8Array) => Buffer.from(text(Buffer.from(each).toString('latin1')), 'latin1');

  return { inner: () => ({ text, bytes, openly: bytes }), seen };
}
