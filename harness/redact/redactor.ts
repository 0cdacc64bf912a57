import { randomBytes } from 'node:crypto';
import type { Budget } from '../model/evidence.ts';
import type { Redaction } from '../model/redaction.ts';
import { formsOf, type OwnValue } from './forms.ts';
import { encodingOfValue } from './find-value.ts';
import { createPseudonyms } from './pseudonym.ts';
import { createReplacer } from './replacer.ts';
import { createRewriter } from './rewrite.ts';
import type { Rewriter } from './rewriter.ts';
import { textsOf } from './texts.ts';
import { isText, wordPattern } from './words.ts';
import { createLeftovers, type Leftovers } from './leftovers.ts';

/** Replaces the tester's values in a whole run, each always by the same pseudonym, and counts the replacements. */
export interface Redactor {
  rewriter: Rewriter;
  leftovers: Leftovers;
  /** Runs an action, and counts its replacements for this file. */
  countFor<T>(file: string, action: () => T): T;
  /**
   * The name of a value that these bytes contain, in plain text or in an encoding that a search program would try; undefined
   * without one.
   */
  findValueIn(bytes: Uint8Array): string | undefined;
  /** The name of a short value that is a whole word of this text; undefined without one. */
  findWordIn(text: string): string | undefined;
  /** The same for a file of a bundle. @param path in the bundle, with `/` */
  findValueInFile(path: string, bytes: Uint8Array): string | undefined;
  replacements(): Redaction['replaced'];
}

/** @param key of the pseudonyms; by default random, and never written to disk, so that they cannot be reversed */
export function createRedactor(values: readonly OwnValue[], budget: Budget, key = randomBytes(32)): Redactor {
  const pseudonyms = createPseudonyms(key);
  const replacer = createReplacer(values.flatMap((value) => formsOf(value, pseudonyms)));
  const words = values
    .filter(({ isWord }) => isWord)
    .map(({ name, value }) => ({
      name,
      pattern: new RegExp(wordPattern([value, value.toLowerCase(), value.toUpperCase()]).source, 'u'),
    }));
  const files = new Map<string, Set<string>>();

  const findValueIn = (bytes: Uint8Array) =>
    values.find((value) => !value.isWord && encodingOfValue(bytes, value) !== undefined)?.name;
  const findWordIn = (text: string) =>
    isText(text) ? words.find(({ pattern }) => pattern.test(text))?.name : undefined;

  return {
    rewriter: createRewriter((text) => replacer.replace(text)),
    // The detector would find a short value inside other words.
    leftovers: createLeftovers(
      values.filter(({ isWord }) => !isWord),
      budget,
    ),
    countFor(file, action) {
      const before = new Map(replacer.counts);
      const result = action();
      for (const [name, times] of replacer.counts)
        if (times !== before.get(name)) files.set(name, (files.get(name) ?? new Set()).add(file));

      return result;
    },
    findValueIn,
    findWordIn,
    findValueInFile: (path, bytes) =>
      findValueIn(bytes) ??
      textsOf(path, bytes)
        .map(findWordIn)
        .find((name) => name !== undefined),
    replacements: () =>
      [...replacer.counts]
        .map(([name, times]) => ({ name, times, files: [...(files.get(name) ?? [])].sort() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
