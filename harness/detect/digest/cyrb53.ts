import { Word64 } from './word64.ts';

/** Cyrb53 with seed 0: a hash of 53 bits over UTF-16 units, in wide use in JavaScript (bryc, public domain). */
export function cyrb53(text: string): Word64 {
  let first = 0xdeadbeef | 0;
  let second = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    first = Math.imul(first ^ unit, 2654435761);
    second = Math.imul(second ^ unit, 1597334677);
  }
  first = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
  second = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);

  return new Word64(second & 0x1fffff, first);
}
