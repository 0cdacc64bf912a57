import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Fault } from '../model/fault.ts';
import { readHar } from './har-reader.ts';
import { HarScanner } from './har-scanner.ts';

const ENTRY = { request: { method: 'GET', url: 'https://x.example/"\\[{,' } };

describe('HarScanner', () => {
  it('extracts the same elements for any chunk boundaries', () => {
    const elements = fc.array(fc.jsonValue(), { maxLength: 5 });
    const har = fc.tuple(elements, fc.jsonValue(), fc.boolean(), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(har, ([entries, extra, isWide, size]) => {
        const document = { before: extra, log: { pages: [extra], entries, after: extra }, entries: [1] };
        const bytes = Buffer.from(JSON.stringify(document, null, isWide ? 2 : 0));
        const scanner = new HarScanner();
        const seen: unknown[] = [];
        for (let at = 0; at < bytes.length; at += size)
          for (const { text, offset } of scanner.push(bytes.subarray(at, at + size))) {
            seen.push(JSON.parse(text));
            assert.equal(bytes.subarray(offset, offset + Buffer.byteLength(text)).toString(), text);
          }
        assert.deepEqual(seen, JSON.parse(JSON.stringify(entries)));
        const frame = JSON.parse(scanner.end().text);
        assert.deepEqual(
          frame,
          JSON.parse(JSON.stringify({ ...document, log: { ...document.log, entries: [] } })),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('readHar', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-har-'));
  });
  after(() => rm(dir, { recursive: true }));

  async function urlsOf(content: string): Promise<string[]> {
    const file = join(dir, 'y.har');
    await writeFile(file, content);
    const urls: string[] = [];
    for await (const entry of readHar(file)) urls.push(entry.request.url);

    return urls;
  }

  const valid: [what: string, content: string, count: number][] = [
    ['a byte order mark', `\uFEFF{"log":{"entries":[${JSON.stringify(ENTRY)}]}}`, 1],
    ['keys written with escapes', `{"\\u006cog":{"entries":[${JSON.stringify(ENTRY)}]}}`, 1],
    ['no entries', '{"log":{"entries":[ ]}}', 0],
    [
      'a HAR with another list named entries',
      `{"x":{"entries":[1]},"log":{"entries":[${JSON.stringify(ENTRY)}]}}`,
      1,
    ],
  ];
  for (const [what, content, count] of valid)
    it(`reads ${what}: ${count === 1 ? '1 entry' : `${count} entries`}`, async () =>
      assert.equal((await urlsOf(content)).length, count));

  const entry = JSON.stringify(ENTRY);
  const broken: [what: string, content: string, complaint: RegExp][] = [
    ['a trailing comma', `{"log":{"entries":[${entry},]}}`, new RegExp(`column ${21 + entry.length}\\)`)],
    ['a comma without elements', '{"log":{"entries":[,]}}', /line 1, column 20\)/],
    ['an entry that is not JSON', '{"log":{\n"entries":[{"é":\n nul}]}}', /line 3, column 2\)/],
    ['an error after the entries', '{"log":{"entries":[\n]}\n,}', /line 3, column 2\)/],
    ['brackets that do not match', '{"log":{"entries":[\n{"a":[}]}}', /unexpected \}.*line 2, column 7\)/],
    ['an unterminated string', '{"log":{"entries":["', /at the end of the file/],
    ['an empty file', '', /at the end of the file/],
    ['brackets that are nested too deep', '['.repeat(200_000), /too deep/],
  ];
  for (const [what, content, complaint] of broken)
    it(`rejects ${what}, with the place`, () =>
      assert.rejects(urlsOf(content), (error) => {
        assert.ok(error instanceof Fault);
        assert.match(error.message, complaint);

        return true;
      }));
});
