import { urlBytesOf } from '../../../sizes/testing/recorded-blocks.ts';
import { caseWithBlocks, pageCounter } from '../blocks.ts';
import type { Provocation } from './provocation.ts';

/** Upload sizes in a case that compares blocks. */
export const differentialProvocations: Provocation[] = [
  [
    'size-follows-address',
    'encrypted uploads that grow with the addresses',
    () => caseWithBlocks((block) => 700 + urlBytesOf(block)),
    'suspect',
  ],
  ['size-not-decided', 'uploads of one size', () => caseWithBlocks(() => 300), 'inconclusive'],
  ['count-follows-visits', 'a page counter', () => caseWithBlocks(pageCounter), 'inconclusive'],
];
