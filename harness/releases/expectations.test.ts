import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { expectationsSchema } from '../model/expectations.ts';
import { catalogSchema, nameOfRelease } from '../model/release.ts';
import { truthSchema } from '../model/browser.ts';

const APKS = resolve(import.meta.dirname, '../../apks');
const SCENARIOS = readdirSync(resolve(APKS, '../specs'))
  .filter((file) => file.endsWith('.spec.ts'))
  .map((file) => basename(file, '.spec.ts'));

describe('apks/expectations.yaml', () => {
  const entries = expectationsSchema.parse(parse(readFileSync(join(APKS, 'expectations.yaml'), 'utf8')));
  const { releases } = catalogSchema.parse(JSON.parse(readFileSync(join(APKS, 'catalog.json'), 'utf8')));

  it('has a source for each entry, and names existing releases', () => {
    const names = new Set(releases.map(nameOfRelease));
    for (const { release, source } of entries) {
      assert.notEqual(source, '');
      if (!/[*<>]/.test(release)) assert.ok(names.has(release), release);
    }
  });

  // Releases of the proving ground are checked against their own truth in other tests and have no expectations.
  for (const release of releases.filter(({ simulated, proving }) => simulated && !proving)) {
    const name = nameOfRelease(release);
    it(`agrees with the truth of ${name}`, () => {
      const file = join(APKS, `simulated/${release.family}-${release.versionName}/browser.json`);
      const { truth } = JSON.parse(readFileSync(file, 'utf8')) as { truth: unknown };
      const parsed = truthSchema.parse(truth);
      for (const scenario of SCENARIOS)
        for (const [mode, { rooted }] of Object.entries(parsed[scenario] ?? parsed['*'] ?? {})) {
          const last = entries.findLast(
            (entry) =>
              'expect' in entry &&
              entry.on === 'simulated' &&
              [name, '*'].includes(entry.release) &&
              [scenario, '*'].includes(entry.scenario) &&
              [mode, '*'].includes(entry.mode),
          );
          const expected = last && 'expect' in last ? last.expect : 'clean';
          assert.equal(expected, rooted, `${scenario}, ${mode}`);
        }
    });
  }
});
