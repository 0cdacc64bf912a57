import type { Rewriter } from '../rewriter.ts';

/** A rewriter for tests that writes matches in upper case. `seen` has every text that it received. */
export function upperCaseRewriter(what = /.+/gs): { inner: () => Rewriter; seen: string[] } {
  const seen: string[] = [];
  const text = (original: string) => {
    seen.push(original);

    return original.replaceAll(what, (found) => found.toUpperCase());
  };
  const bytes = (original: Uint8Array) =>
    Buffer.from(text(Buffer.from(original).toString('latin1')), 'latin1');

  return { inner: () => ({ text, bytes, undecodedBytes: bytes }), seen };
}
