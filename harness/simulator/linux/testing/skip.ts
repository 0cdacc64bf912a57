import { mustHaveNamespace, missingForNamespace } from '../requirements.ts';

/** Skips a test where no phone in a namespace can run, with one line that says why. As root on Debian this is a failure. */
export function skipWithoutNamespace(test: { skip(): void }): void {
  const missing = missingForNamespace();
  if (missing === undefined) return;
  if (mustHaveNamespace()) throw new Error(missing);
  process.stdout.write(`    skipped: ${missing}\n`);
  test.skip();
}
