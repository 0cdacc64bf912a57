import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import harValidator from 'har-validator';
import { parse } from 'yaml';
import { jsonSchemas, staleSchemas } from '../../.ci/schemas.ts';
import { readCase, readPlan, readRun } from '../evidence/folders.ts';
import { projectRoot } from '../runner/project.ts';
import { decide } from '../verdict/index.ts';
import { policy } from '../verdict/testing/evidence.ts';
import { captureStdout } from './testing/capture-stdout.ts';
import { writeRunFolder } from '../runner/testing/run-folder.ts';
import { scan } from './scan.ts';
import { tryScripts } from './try.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
const RULES = 'ab'.repeat(32);

describe('contracts', () => {
  let folder: Awaited<ReturnType<typeof writeRunFolder>>;
  const written = new Map<string, unknown>();

  before(async () => {
    folder = await writeRunFolder(RULES);
    const leaking = folder.caseDirs[1]!;
    for (const name of ['case', 'canaries', 'visibility', 'timeline'])
      written.set(name, JSON.parse(await readFile(join(leaking, `${name}.json`), 'utf8')));
    for (const name of ['run', 'plan'])
      written.set(name, JSON.parse(await readFile(join(folder.dir, `${name}.json`), 'utf8')));
    const har = join(leaking, 'traffic.har');
    const output = await captureStdout(() =>
      scan([har], { canaries: join(leaking, 'canaries.json'), json: true }),
    );
    const report = JSON.parse(output.stdout);
    written.set('scan', { ...report, stats: { ...report.stats, ms: 0 } });
    written.set('traffic', JSON.parse(await readFile(har, 'utf8')));
    written.set('try', await triedWithoutTimes(join(folder.dir, 'browser')));
  });
  after(() => rm(folder.dir, { recursive: true }));

  it('have JSON Schemas that are current (npx tsx .ci/schemas.ts)', async () =>
    assert.deepEqual(await staleSchemas(), []));

  for (const name of [
    'case',
    'canaries',
    'visibility',
    'timeline',
    'run',
    'plan',
    'scan',
    'try',
    'traffic',
  ]) {
    it(`stay as in the golden file: ${name}`, async () => {
      const file = join(GOLDEN, `${name}.json`);
      if (process.env['GOLDEN'] === 'update') {
        await mkdir(GOLDEN, { recursive: true });
        await writeFile(file, `${JSON.stringify(written.get(name), null, 2)}\n`);
      }
      assert.deepEqual(written.get(name), JSON.parse(await readFile(file, 'utf8')));
    });
    if (name === 'traffic') continue;
    it(`match their JSON Schema: ${name}`, () => {
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
        JSON.parse(jsonSchemas().get(`${name}.json`)!),
      );
      assert.ok(validate(written.get(name)), JSON.stringify(validate.errors));
      assert.equal(validate({ schema: 'leakgate/other@1' }), false);
    });
  }

  it('write valid HAR 1.2', async () => {
    await harValidator.har(written.get('traffic'));
    await assert.rejects(harValidator.har({ log: { version: '1.2', entries: [{}] } }));
  });

  it('describe the table of reasons, which has no code twice', async () => {
    const rows: unknown = parse(
      await readFile(join(projectRoot, 'harness/verdict/data/reasons.yaml'), 'utf8'),
    );
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(jsonSchemas().get('reasons.json')!));
    assert.ok(validate(rows), JSON.stringify(validate.errors));
    const codes = (rows as { code: string }[]).map((row) => row.code);
    assert.equal(new Set(codes).size, codes.length);
  });

  it('give the same records and judgements when they are read back', async () => {
    assert.deepEqual(await readRun(folder.dir), folder.run);
    assert.equal((await readPlan(folder.dir)).run, folder.run.id);
    for (const dir of folder.caseDirs) {
      const { record, evidence } = await readCase(dir);
      const { verdict, reasons, findings, stats } = decide(evidence, policy);
      assert.deepEqual(
        { verdict, reasons, findings, stats },
        { verdict: record.verdict, reasons: record.reasons, findings: record.findings, stats: record.stats },
      );
    }
  });
});

/** What `handset try` reports of a script that sends a constant; with the same values in every run. */
async function triedWithoutTimes(dir: string): Promise<unknown> {
  await mkdir(dir);
  await cp(
    join(projectRoot, 'apks/simulated/proving/mint-9.0.0-domain/browser.json'),
    join(dir, 'browser.json'),
  );
  await writeFile(
    join(dir, 'browser.js'),
    `export default (browser) => {
  browser.on('privateClosed', async () => {
    browser.log('one tab');
    await browser.request({ url: 'https://c.example/v1', headers: { 'X-Of': 'me' }, body: '{"tabs":1}' });
  });
};
`,
  );
  const { stdout } = await captureStdout(() => tryScripts([dir], { json: true }));
  return JSON.parse(stdout, (key, value: unknown) => {
    if (key === 'sinceVisitMs' || key === 'ms') return 0;

    return key === 'dir' ? 'DIR' : value;
  }) as unknown;
}
