import assert from 'node:assert/strict';
import { androidPrograms } from '../linux/android-programs.ts';
import { type NamespacePhone, startNamespace } from '../linux/namespace.ts';
import { skipWithoutNamespace } from '../linux/testing/skip.ts';
import { createBareShell } from '../testing/bare-shell.ts';
import { argumentPrinter, printsArguments } from './argument-printer.ts';
import {
  asAndroidLists,
  asAndroidSays,
  compareShells,
  faultsOf,
  type Comparison,
  type JudgedShell,
} from './compare.ts';
import { readKnownDifferences, readSentLines, readTriedLines } from './lines.ts';

const SHELL = 2000;

describe('the simulated shell, compared with a phone in a namespace', function () {
  this.timeout(240_000);
  const comparisons: Comparison[] = [];
  let phone: NamespacePhone | undefined;

  before(function () {
    skipWithoutNamespace(this);
  });
  afterEach(async () => {
    await phone?.stop();
    phone = undefined;
  });

  for (const [su, list] of [
    ['aosp', 'aosp'],
    ['magisk', 'managed'],
    ['kernelsu', 'managed'],
  ] as const)
    it(`runs the lines of a run with the su of ${su}`, async () => {
      const own = createBareShell({
        su,
        standIn: (name) => (androidPrograms.includes(name) ? printsArguments(name) : undefined),
      });
      const programs = new Map(androidPrograms.map((name) => [name, argumentPrinter('/system/bin/sh')]));
      phone = await startNamespace({ su, image: own.device.files, programs, apexStore: false });
      const sent = readSentLines()[list];
      const tried = readTriedLines();
      // The bare shell has no network: counters.e2e.test.ts sends as each UID.
      const lines = [...sent, ...(su === 'aosp' ? [...tried.anywhere, ...tried.withUsers] : [])].filter(
        (line) => !/\bnc\b/.test(line),
      );
      comparisons.push(...(await compareShells(lines, own, judged(phone))));
      own.stop();
      assert.ok(comparisons.length > 50);
    });

  it('has the same exit code and output for each line, except for the known differences', () => {
    const known = readKnownDifferences().filter(({ judge }) => judge !== 'scratch');
    assert.equal(faultsOf(comparisons, known).join('\n'), '');
  });
});

function judged(phone: NamespacePhone): JudgedShell {
  return {
    async run(line) {
      const { code, stdout, stderr } = await phone.run(SHELL, line);

      return { code, stdout: asAndroidLists(stdout), stderr: asAndroidSays(stderr) };
    },
  };
}
