import type { Codec, Needs } from './codec.ts';
import type { Content } from './content.ts';
import { BEYOND_ASCII, eitherOf, type Shape } from './shape.ts';

type Test = (shape: Shape) => boolean;

/** The tests of a text fit into the bits of one number. */
const MAX_TESTS = 31;

/**
 * Selects the codecs that can decode a text by its characters, which one pass collects. Needs that codecs share are
 * tested once. Texts with the same test results share one list.
 */
export class CodecChoice {
  readonly #codecs: readonly { codec: Codec; mask: number }[];
  readonly #tests: readonly Test[];
  readonly #lists = new Map<number, readonly Codec[]>();

  constructor(codecs: readonly Codec[]) {
    const tests = new Map<string, Test>();
    this.#codecs = codecs
      .filter(({ needs }) => needs !== 'announced')
      .map((codec) => ({
        codec,
        mask: maskOf(codec.needs === 'announced' ? {} : (codec.needs ?? {}), tests),
      }));
    this.#tests = [...tests.values()];
    if (this.#tests.length > MAX_TESTS)
      throw new RangeError(`the codecs have more than ${MAX_TESTS} different tests of their needs`);
  }

  /**
   * Codecs in their original order.
   * @param content text that no header announces
   */
  of({ shape }: Content): readonly Codec[] {
    let traits = 0;
    for (let at = 0; at < this.#tests.length; at++) if (this.#tests[at]?.(shape)) traits |= 1 << at;
    let list = this.#lists.get(traits);
    if (!list) {
      list = this.#codecs.filter(({ mask }) => (mask & traits) === mask).map(({ codec }) => codec);
      this.#lists.set(traits, list);
    }

    return list;
  }
}

/** One bit for each condition that content must meet before a codec is tried. Adds a test for each new condition. */
function maskOf(needs: Needs, tests: Map<string, Test>): number {
  let mask = 0;
  for (const [name, test] of testsOf(needs)) {
    if (!tests.has(name)) tests.set(name, test);
    mask |= 1 << [...tests.keys()].indexOf(name);
  }

  return mask;
}

/** The tests of a codec's needs. A name identifies a test, so equal names mean equal tests. */
function testsOf({ each = '', any, only, first, word }: Needs): [name: string, test: Test][] {
  const tests: [name: string, test: Test][] = [];
  for (const character of each) {
    const code = character.charCodeAt(0);
    tests.push([`each ${code}`, (shape) => shape.has(code)]);
  }
  if (any) tests.push([`any ${any.join()}`, (shape) => shape.hasAny(any)]);
  if (only) {
    const wider = eitherOf(only, BEYOND_ASCII);
    tests.push([`only ${only.join()}`, (shape) => shape.hasOnly(wider)]);
  }
  if (first !== undefined) {
    const codes = new Set(Buffer.from(first));
    tests.push([`first ${first}`, (shape) => shape.first > 127 || codes.has(shape.first)]);
  }
  if (word !== undefined) tests.push([`word ${word}`, (shape) => shape.longestWord >= word]);

  return tests;
}
