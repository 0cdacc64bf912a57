import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { trackedReleases } from '../simulator/pack/testing/releases.ts';
import { browserJsonSchema } from './schema.ts';

const SIMULATED = resolve(import.meta.dirname, '../../apks/simulated');

describe('the JSON Schema of browser.json', () => {
  const validate = new Ajv2020({ strict: false }).compile(browserJsonSchema() as object);
  const mint = (): Record<string, unknown> => read('mint-3.4.0/browser.json');

  it('equals the tracked browser.schema.json', () => {
    assert.deepEqual(read('browser.schema.json'), browserJsonSchema());
  });

  for (const release of trackedReleases())
    it(`accepts ${release}`, () => {
      assert.ok(validate(read(`${release}/browser.json`)), JSON.stringify(validate.errors));
    });

  it('accepts a file with only the required keys, and refuses unknown keys', () => {
    const { family, versionName, versionCode, activity } = mint();
    const least = { family, package: mint()['package'], versionName, versionCode, activity };
    assert.ok(validate(least), JSON.stringify(validate.errors));
    assert.equal(validate({ ...least, colour: 'red' }), false);
    assert.equal(validate({ ...least, ui: { 'en-US': { door: {} } } }), false);
  });
});

function read(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(SIMULATED, file), 'utf8')) as Record<string, unknown>;
}
