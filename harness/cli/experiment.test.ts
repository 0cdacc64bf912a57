import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeStage } from '../dependence/testing/har.ts';
import { simulate } from '../dependence/testing/simulate.ts';
import { GUILTY } from '../dependence/testing/guilty.ts';
import { HONEST } from '../dependence/testing/honest.ts';
import { experimentReportSchema } from '../model/experiment.ts';
import { Fault } from '../model/fault.ts';
import { experiment } from './experiment.ts';
import { captureStdout } from './testing/capture-stdout.ts';

const PAGES = ['https://www.one.page.test/a/1', 'https://www.two.page.test/b/2'];
const OTHERS = ['https://www.six.page.test/c/3', 'https://www.ten.page.test/d/4'];
const OWN = { own: ['page.test'], json: true };
const ways = { ...GUILTY, ...HONEST };

describe('leakgate experiment', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-experiment-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  async function write(name: string, blocksOfPage = 12, pages = PAGES, folder = dir): Promise<void> {
    const way = ways[name];
    assert.ok(way, name);
    await writeStage(folder, simulate({ way, pages, blocksOfPage, visits: 3, seed: 5 }));
  }

  async function run(options: Parameters<typeof experiment>[1] = OWN) {
    const { result, stdout } = await captureStdout(() => experiment(dir, options));

    return { code: result, report: experimentReportSchema.parse(JSON.parse(stdout)) };
  }

  it('reports what follows the page', async () => {
    await write('flags of bits');
    const { code, report } = await run();
    assert.equal(code, 1);
    assert.deepEqual(report.blocks, { A: 12, B: 12 });
    const [first] = report.follows;
    assert.equal(first?.host, 'c.collect.test');
    assert.equal(first?.template, 'POST /v1/c');
    assert.equal(first?.where, 'request.body > json:$.flags');
    assert.equal(first?.kind, 'bit');
    assert.equal(first?.confirmed, false);
    assert.ok((first?.p ?? 1) <= 0.001 / 6, String(first?.p));
    assert.match(
      first?.text ?? '',
      /in 2[0-4] of 24 blocks: .* It can tell at least 2 pages apart \(1 bit\)/,
    );
  });

  it('finds nothing in counters, clocks and random ids, and says what it would have seen', async () => {
    await write('times');
    const { code, report } = await run();
    assert.equal(code, 0);
    assert.deepEqual(report.follows, []);
    assert.match(
      report.wouldHaveSeen,
      /^a value that was sent in \d+ of 12 blocks of A and in no other block/,
    );
  });

  it('tests again on other pages, with fewer blocks', async () => {
    await write('salted hash of 24 bits', 6);
    await write('salted hash of 24 bits', 6, OTHERS, join(dir, 'confirm'));
    const { code, report } = await run();
    assert.equal(code, 1);
    assert.deepEqual(report.confirmBlocks, { A: 6, B: 6 });
    assert.deepEqual(
      report.follows.map(({ where, kind, confirmed, pagesToldApart }) => ({
        where,
        kind,
        confirmed,
        pagesToldApart,
      })),
      [{ where: 'request.body > json:$.h', kind: 'value', confirmed: true, pagesToldApart: 4 }],
    );
  });

  it('reports nothing that other pages do not show', async () => {
    await write('salted hash of 24 bits', 6);
    await write('counters', 6, OTHERS, join(dir, 'confirm'));
    const { code, report } = await run();
    assert.equal(code, 0);
    assert.deepEqual(report.follows, []);
  });

  it('decides nothing with too few blocks, and names them', async () => {
    await write('flags of bits', 5);
    const { code, report } = await run();
    assert.equal(code, 2);
    assert.match(
      report.undecided ?? '',
      /^too few blocks: A has 5, B has 5; at least \d+ of each page are needed$/,
    );
  });

  it('decides nothing if the pages do not alternate: a counter would follow them', async () => {
    await write('counters');
    const blocks = await Promise.all(
      ['A', 'B'].map(async (arm) => {
        return (await readdir(join(dir, arm))).map((name) => join(dir, arm, name));
      }),
    );
    for (const [at, file] of blocks.flat().entries())
      await rename(file, join(file, '..', `t${String(at).padStart(3, '0')}.har`));
    const { code, report } = await run();
    assert.equal(code, 2);
    assert.match(report.undecided ?? '', /do not alternate/);
  });

  it('decides nothing if names alternate and the times of the recordings do not', async () => {
    await write('counters');
    for (const [arm, parity] of [
      ['A', 0],
      ['B', 1],
    ] as const) {
      const names = (await readdir(join(dir, arm))).sort();
      for (const [at, name] of names.entries()) {
        const file = join(dir, arm, name);
        const har = JSON.parse(await readFile(file, 'utf8'));
        for (const entry of har.log.entries)
          entry.startedDateTime = new Date(Date.UTC(2026, 0, 1 + parity, 0, at)).toISOString();
        await rm(file);
        await writeFile(
          join(dir, arm, `t${String(2 * at + parity).padStart(3, '0')}.har`),
          JSON.stringify(har),
        );
      }
    }
    const { code, report } = await run();
    assert.equal(code, 2);
    assert.match(report.undecided ?? '', /do not alternate/);
  });

  it('decides nothing if a message was not read to its end', async () => {
    await write('counters');
    const long = JSON.stringify(Array.from({ length: 50_000 }, (_, at) => at));
    const entry = {
      startedDateTime: '2026-01-01T00:00:00Z',
      request: {
        method: 'POST',
        url: 'https://c.collect.test/v1/c',
        headers: [],
        postData: { mimeType: '', text: long },
      },
      response: { status: 200 },
    };
    await writeFile(join(dir, 'A', '999.har'), JSON.stringify({ log: { version: '1.2', entries: [entry] } }));
    const { code, report } = await run();
    assert.equal(code, 2);
    assert.match(report.undecided ?? '', /1 message could not be read to the end/);
  });

  it('decides nothing if a body is missing from a recording', async () => {
    await write('counters');
    const lacking = {
      startedDateTime: '2026-01-01T00:00:00Z',
      request: {
        method: 'POST',
        url: 'https://c.collect.test/v1/c',
        headers: [{ name: 'content-length', value: '80' }],
      },
      response: { status: 200 },
    };
    await writeFile(
      join(dir, 'A', '999.har'),
      JSON.stringify({ log: { version: '1.2', entries: [lacking] } }),
    );
    const { code, report } = await run();
    assert.equal(code, 2);
    assert.match(report.undecided ?? '', /999\.har: entry 0: request\.body/);
  });

  it('leaves out the visit itself: hosts of canaries', async () => {
    await write('counters');
    const canaries = join(dir, 'canaries.json');
    await writeFile(canaries, JSON.stringify([{ id: 'c', kind: 'url', value: 'https://collect.test/' }]));
    const { code, report } = await run({ canaries, json: true });
    assert.deepEqual(report.leftOut, ['c.collect.test']);
    assert.equal(code, 2);
    assert.match(report.undecided ?? '', /no request to other hosts/);
  });

  const faults: [string, () => Promise<void>, Parameters<typeof experiment>[1], RegExp][] = [
    ['without own hosts', () => write('counters', 2), {}, /own hosts are not known/],
    ['with one page', () => mkdir(join(dir, 'A')), OWN, /not an experiment: it has one folder, A/],
    [
      'with an empty page',
      async () => {
        await mkdir(join(dir, 'A'));
        await mkdir(join(dir, 'B'));
      },
      OWN,
      /A has no HAR/,
    ],
    [
      'with other pages in confirm',
      async () => {
        await write('counters', 2);
        await mkdir(join(dir, 'confirm', 'A'), { recursive: true });
        await mkdir(join(dir, 'confirm', 'C'));
        await writeFile(join(dir, 'confirm', 'A', '1.har'), '{"log":{"version":"1.2","entries":[]}}');
        await writeFile(join(dir, 'confirm', 'C', '2.har'), '{"log":{"version":"1.2","entries":[]}}');
      },
      OWN,
      /confirm has the pages A, C/,
    ],
  ];
  for (const [name, arrange, options, why] of faults)
    it(`is a fault ${name}`, async () => {
      await arrange();
      await assert.rejects(
        experiment(dir, options),
        (error) => error instanceof Fault && why.test(error.message),
      );
    });
});
