import { randomBytes } from 'node:crypto';
import type { Budget } from '../model/evidence.ts';
import type { Redaction } from '../model/redaction.ts';
import { formsOf, type OwnValue } from './forms.ts';
import { encodingOfValue } from './find-value.ts';
import { createPseudonyms } from './pseudonym.ts';
import { createReplacer } from './replacer.ts';
import { createRewriter } from './rewrite.ts';
import type { Rewriter } from './rewriter.ts';
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
  replacements(): Redaction['replaced'];
}

/** @param key of the pseudonyms; by default random, and never written to disk, so that they cannot be reversed */
export function createRedactor(values: readonly OwnValue[], budget: Budget, key = randomBytes(32)): Redactor {
  const pseudonyms = createPseudonyms(key);
  const replacer = createReplacer(values.flatMap((value) => formsOf(value, pseudonyms)));
  const files = new Map<string, Set<string>>();

  return {
    rewriter: createRewriter((text) => replacer.replace(text)),
    leftovers: createLeftovers(values, budget),
    countFor(file, action) {
      const before = new Map(replacer.counts);
      const result = action();
      for (const [name, times] of replacer.counts)
        if (times !== before.get(name)) files.set(name, (files.get(name) ?? new Set()).add(file));

      return result;
    },
    findValueIn: (bytes) => values.find((value) => encodingOfValue(bytes, value) !== undefined)?.name,
    replacements: () =>
      [...replacer.counts]
        .map(([name, times]) => ({ name, times, files: [...(files.get(name) ?? [])].sort() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
