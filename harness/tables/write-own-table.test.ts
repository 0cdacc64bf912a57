import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWN_TABLE, readOwnTable } from './own-table.ts';
import { addToOwnTable } from './write-own-table.ts';

const row = (value: string) => ({
  role: 'menu',
  strategy: 'desc' as const,
  value,
  confidence: 'H' as const,
  source: 'seen',
});

describe('addToOwnTable', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'leakgate-own-'));
  });
  afterEach(() => rm(root, { recursive: true }));
  const values = async (): Promise<string[] | undefined> =>
    (await readOwnTable(root)).screens['mint']?.locators.map(({ value }) => value);

  it('creates the file, adds new rows in front, and keeps comments', async () => {
    assert.equal(await addToOwnTable('mint', { locators: [row('Меню: "1"')] }, root), 1);
    const text = await readFile(join(root, OWN_TABLE), 'utf8');
    await writeFile(join(root, OWN_TABLE), `# my phone\n${text}`);
    await addToOwnTable('mint', { locators: [row('2')] }, root);
    assert.deepEqual(await values(), ['2', 'Меню: "1"']);
    assert.match(await readFile(join(root, OWN_TABLE), 'utf8'), /^# my phone\n/);
  });

  for (const text of ['', '# only a comment\n', 'families: {}\n', 'screens: {}\n'])
    it(`adds rows to a file with ${JSON.stringify(text)}`, async () => {
      await writeFile(join(root, OWN_TABLE), text);
      await addToOwnTable('mint', { locators: [row('1')], walls: [] }, root);
      assert.deepEqual(await values(), ['1']);
    });

  it('writes no file without rows', async () => {
    assert.equal(await addToOwnTable('mint', { locators: [] }, root), 0);
    assert.equal(await values(), undefined);
  });

  it('does not change a broken file', async () => {
    await writeFile(join(root, OWN_TABLE), 'screens: 5\n');
    await assert.rejects(addToOwnTable('mint', { locators: [row('1')] }, root), /leakgate\.locators\.yaml/);
    assert.equal(await readFile(join(root, OWN_TABLE), 'utf8'), 'screens: 5\n');
  });
});
