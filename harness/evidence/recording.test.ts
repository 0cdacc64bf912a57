import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { Fault } from '../model/fault.ts';
import { readRecording, type RecordedEntry } from './recording.ts';
import {
  createRandom,
  entryWith,
  HARMLESS,
  LOSSES,
  type Oddity,
  pick,
  type Place,
  PLACES,
  type Random,
  type RawEntry,
} from './testing/odd-entries.ts';
import { BLOCKED_ERRORS, BLOCKED_REASONS, LOCAL_SCHEMES, NAME_ERRORS } from './unsent-words.ts';

const SECRET = 'k3x9m2q7w4tzp8v1n5r6y0ab';
const SEEDS = Array.from({ length: 400 }, (_, seed) => seed + 1);

describe('readRecording', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'leakgate-odd-'));
  });
  after(() => rm(dir, { recursive: true }));

  /** Reads a HAR, until the end or an error. */
  async function readFile(content: string | Uint8Array): Promise<{ read: RecordedEntry[]; fault?: Fault }> {
    const file = join(dir, 'x.har');
    await writeFile(file, content);
    const read: RecordedEntry[] = [];
    try {
      for await (const each of readRecording(file, 0)) read.push(each);
    } catch (error) {
      assert.ok(error instanceof Fault, String(error));

      return { read, fault: error };
    }

    return { read };
  }
  const readEntries = async (entries: readonly unknown[]) =>
    (await readFile(JSON.stringify({ log: { version: '1.2', entries } }))).read;
  const readOne = async (entry: unknown) => {
    const [read] = await readEntries([entry]);
    assert.ok(read);

    return read;
  };

  it('finds what was sent in every place, and misses nothing, in ordinary entries', async () => {
    for (const place of PLACES) {
      const read = await readOne(entryWith(place, SECRET));
      assert.ok(contains(read), place);
      assert.deepEqual(isDecided(read), true, place);
    }
  });

  it('finds what was sent whatever harmless oddities an entry has', async () => {
    for (const seed of SEEDS) {
      const random = createRandom(seed);
      const place = pick(random, PLACES);
      const { entry, names } = oddEntry(place, random);
      const read = await readOne(entry);
      const what = `seed ${seed}, ${place}: ${names.join(', ')}`;
      assert.ok(contains(read), what);
      assert.ok(isDecided(read), `${what}: ${JSON.stringify([read.problems, read.exchange?.lost])}`);
    }
  });

  for (const place of PLACES)
    it(`says so whenever what was sent is missing (${place})`, async () => {
      for (const oddity of LOSSES[place])
        for (let seed = 1; seed <= 12; seed++) {
          const random = createRandom(seed);
          const read = await readOne(oddity.change(entryWith(place, SECRET), random));
          assert.ok(!contains(read), `${oddity.name}, seed ${seed}`);
          assert.ok(!isDecided(read), `${oddity.name}, seed ${seed}`);
        }
    });

  it('says so whenever a request has no answer, however its writer writes that', async () => {
    const noAnswers = [undefined, null, [], {}, '', false, { status: 0 }, { status: '0' }, { status: null }];
    for (const place of PLACES)
      for (const response of [...noAnswers, [{}], { status: -1 }, { status: 'none' }]) {
        const entry = { ...entryWith(place, SECRET), response };
        const read = await readOne(entry);
        assert.deepEqual([contains(read), isDecided(read)], [true, false], JSON.stringify(response));
        assert.ok(isDecided(await readOne({ ...entry, _leakgate: { http: '1.1', responder: '' } })));
      }
  });

  describe('with tunnels and DNS answers', () => {
    const at = (connection: string, method: string, url: string, header = '') => ({
      connection,
      serverIPAddress: '203.0.113.9',
      request: { method, url, bodySize: 0, headers: header === '' ? [] : [{ name: 'Host', value: header }] },
      response: { status: 200 },
    });
    const answer = {
      ...at('9', 'GET', 'https://dns.test/'),
      response: {
        status: 200,
        content: {
          mimeType: 'application/dns-json',
          text: '{"Question":[{"name":"own.test"}],"Answer":[{"type":1,"data":"203.0.113.9"}]}',
        },
      },
    };
    const recipients: [entry: object, host: string][] = [
      [at('5', 'CONNECT', 't.collector.test:443'), 't.collector.test'],
      [at('5', 'GET', 'https://203.0.113.9/a', 'own.test'), 't.collector.test'],
      [at('5', 'GET', 'https://t.collector.test/b'), 't.collector.test'],
      [at('6', 'GET', 'https://203.0.113.9/c', 'own.test'), 'own.test'],
      [at('7', 'CONNECT', 'other.test:443'), 'other.test'],
      [answer, 'dns.test'],
    ];

    it('finds the recipient of each request, in whatever order the entries are listed', async () => {
      for (const seed of SEEDS.slice(0, 60)) {
        const random = createRandom(seed);
        const shuffled = recipients
          .map((each) => ({ each, key: random.next(1e6) }))
          .sort((one, other) => one.key - other.key)
          .map(({ each }) => each);
        const read = await readEntries(shuffled.map(([entry]) => entry));
        assert.deepEqual(
          read.map(({ exchange }) => [exchange?.host, exchange?.byHostHeader]),
          shuffled.map(([, host]) => [host, undefined]),
          `seed ${seed}`,
        );
      }
    });

    it('finds a tunnel whose method is divided into two chunks', async () => {
      const [tunnel, request] = recipients.map(([entry]) => entry);
      const textWith = (padding: number) =>
        JSON.stringify({ log: { comment: 'x'.repeat(padding), entries: [request, tunnel] } });
      const room = 2 ** 20 - textWith(0).indexOf('CONNECT"');
      for (let cut = 0; cut <= 8; cut++) {
        const { read } = await readFile(textWith(room - cut));
        assert.equal(read[0]?.exchange?.host, 't.collector.test', `cut after ${cut} bytes`);
      }
    });
  });

  it('loses no other entry, whatever an entry is', async () => {
    for (const seed of SEEDS) {
      const random = createRandom(seed);
      const entries: unknown[] = Array.from({ length: 5 }, () => {
        const place = pick(random, PLACES);

        return pick(random, [...LOSSES[place], ...HARMLESS]).change(entryWith(place, 'nothing'), random);
      });
      const at = random.next(5);
      entries[at] = entryWith(pick(random, PLACES), SECRET);
      const read = await readEntries(entries);
      assert.deepEqual(
        read.flatMap((each) => (contains(each) ? [each.index] : [])),
        [at],
        `seed ${seed}`,
      );
      assert.deepEqual(
        read.map(({ index }) => index),
        [0, 1, 2, 3, 4],
      );
    }
  });

  it('names what cannot be read by its entry and its field', async () => {
    const entry = entryWith('header', SECRET);
    const headers = [{ name: 'Host', value: 'x.test' }, null];
    const read = await readEntries([entry, { ...entry, request: { ...entry.request, headers } }, null]);
    assert.deepEqual(
      read.map(({ problems }) => problems),
      [
        [],
        ['log.entries[1].request.headers[1]: null, not a name and a value'],
        ['log.entries[2]: null, not an entry'],
      ],
    );
  });

  it('gives what was whole before a file breaks off, and an error', async () => {
    const entries = PLACES.map((place) => entryWith(place, SECRET));
    const text = JSON.stringify({ log: { version: '1.2', entries, pages: [] } });
    const ends = entries.map((entry) => text.indexOf(JSON.stringify(entry)) + JSON.stringify(entry).length);
    const random = createRandom(1);
    const cuts = [
      0,
      1,
      ...ends,
      ...ends.map((end) => end + 1),
      text.length - 1,
      ...SEEDS.slice(0, 150).map(() => random.next(text.length)),
    ];
    for (const cut of cuts) {
      const { read, fault } = await readFile(text.slice(0, cut));
      assert.ok(fault, `cut at ${cut}`);
      assert.equal(read.length, ends.filter((end) => end <= cut).length, `cut at ${cut}`);
      assert.ok(read.every(contains));
    }
  });

  it('gives what was whole before a bracket too many or too few', async () => {
    const entry = JSON.stringify(entryWith('url', SECRET));
    for (const end of ['', '\n', '}', '}}', ']', '] }', ',{"a":']) {
      const { read, fault } = await readFile(`{"log":{"entries":[${entry}${end}`);
      assert.ok(fault, end);
      assert.deepEqual([read.length, read.every(contains)], [1, true], end);
    }
    const { read } = await readFile(`{"log":{"entries":[${entry.slice(0, -1)}`);
    assert.deepEqual(read, []);
  });

  it('reads an entry with a faulty token, and says that it is not JSON', async () => {
    for (const place of PLACES) {
      const text = JSON.stringify(entryWith(place, SECRET));
      const faults = [
        text.replace('"time":12', '"time":NaN'),
        text.replace('"time":12', '"time":'),
        text.replace('"cache":{}', '"cache":undefined'),
        text.replace('"OK"', '"O\tK\n"'),
        text.replace('"OK"', '"\\x4fK"'),
        text.replace('"OK"', "'OK'"),
        text.replace('"redirectURL":"",', '"redirectURL":"",,'),
        text.replace('"redirectURL":"",', '"redirectURL":""'),
        text.replace(/}$/, ',}'),
      ];
      for (const faulty of faults) {
        assert.notEqual(faulty, text);
        const { read, fault } = await readFile(`{"log":{"entries":[${text},${faulty},${text}]}}`);
        assert.equal(fault, undefined, faulty);
        assert.deepEqual(
          read.map((each) => [contains(each), isDecided(each)]),
          [
            [true, true],
            [true, false],
            [true, true],
          ],
          faulty,
        );
        assert.match(read[1]?.problems[0] ?? '', /^log\.entries\[1\]: not JSON: /);
      }
    }
  });

  it('reads no entry from text that cannot be repaired, and loses no other', async () => {
    const entry = JSON.stringify(entryWith('url', SECRET));
    const { read, fault } = await readFile(`{"log":{"entries":[${entry}${entry},${entry},{"a" "b"}]}}`);
    assert.equal(fault, undefined);
    assert.deepEqual(
      read.map((each) => [contains(each), isDecided(each)]),
      [
        [false, false],
        [true, true],
        [false, false],
      ],
    );
  });

  describe('with files', () => {
    const har = () =>
      Buffer.from(JSON.stringify({ log: { entries: PLACES.map((place) => entryWith(place, SECRET)) } }));
    const encodings: [name: string, encode: (text: Buffer) => Uint8Array][] = [
      ['gzip', (text) => gzipSync(text)],
      [
        'two members of gzip',
        (text) => Buffer.concat([gzipSync(text.subarray(0, 500)), gzipSync(text.subarray(500))]),
      ],
      ['zlib', (text) => deflateSync(text)],
      ['zstd', zstdOf],
      ['UTF-16, little-endian', (text) => Buffer.from(`\uFEFF${text.toString()}`, 'utf16le')],
      ['UTF-16, big-endian', (text) => Buffer.from(`\uFEFF${text.toString()}`, 'utf16le').swap16()],
      ['UTF-8 with a byte order mark', (text) => Buffer.from(`\uFEFF${text.toString()}`)],
    ];
    for (const [name, encode] of encodings)
      it(`reads ${name}`, async () => {
        const { read, fault } = await readFile(encode(har()));
        assert.equal(fault, undefined);
        assert.deepEqual(
          read.map(contains),
          PLACES.map(() => true),
        );
      });

    for (const [name, encode] of encodings.slice(0, 4))
      it(`never takes ${name} that is cut off for whole`, async () => {
        const encoded = encode(har());
        for (let cut = 4; cut < encoded.length - 20; cut += 37) {
          const { read, fault } = await readFile(encoded.subarray(0, cut));
          assert.ok(fault, `cut at ${cut}`);
          assert.ok(read.every(contains));
        }
      });

    it('refuses a ZIP archive with a fix', async () => {
      const { fault } = await readFile('PK\u0003\u0004 and more');
      assert.match(fault?.message ?? '', /is a ZIP archive, not a HAR/);
      assert.match(fault?.fix ?? '', /unpack it/);
    });
  });

  describe('with a body in another file', () => {
    const body = Buffer.from(`u=${SECRET}`);
    const name = `${createHash('sha1').update(body).digest('hex')}.dat`;
    const inFile = (file: string, key = '_file') => {
      const entry = entryWith('form', 'other');

      return {
        ...entry,
        request: { ...entry.request, postData: { mimeType: '', text: '', params: [], [key]: file } },
      };
    };

    it('reads it from the folder of the HAR', async () => {
      await writeFile(join(dir, name), body);
      const read = await readOne(inFile(name));
      assert.ok(contains(read) && isDecided(read));
    });

    it('reads it from the folder of the resources of a trace', async () => {
      const traced = Buffer.from(`trace=${SECRET}`);
      const inTrace = `${createHash('sha1').update(traced).digest('hex')}.dat`;
      await mkdir(join(dir, 'resources'), { recursive: true });
      await writeFile(join(dir, 'resources', inTrace), traced);
      const read = await readOne(inFile(inTrace, '_sha1'));
      assert.ok(contains(read) && isDecided(read));
    });

    it('reports a file that is not the one that was sent', async () => {
      await writeFile(join(dir, `${'a'.repeat(40)}.dat`), body);
      const read = await readOne(inFile(`${'a'.repeat(40)}.dat`));
      assert.ok(contains(read) && !isDecided(read));
    });

    it('reads no file outside this folder, also through links', async () => {
      const outside = await mkdtemp(join(tmpdir(), 'leakgate-outside-'));
      try {
        await writeFile(join(outside, 'secret.dat'), body);
        await symlink(join(outside, 'secret.dat'), join(dir, 'link.dat'));
        await symlink(outside, join(dir, 'linked'));
        const paths = [
          join(outside, 'secret.dat'),
          `../${outside.split('/').at(-1)}/secret.dat`,
          'link.dat',
          'linked/secret.dat',
          '.',
          '',
          '..',
          '/dev/zero',
        ];
        for (const path of paths) {
          const read = await readOne(inFile(path));
          assert.ok(!contains(read), path);
          assert.ok(!isDecided(read), path);
        }
      } finally {
        await rm(outside, { recursive: true });
      }
    });
  });

  describe('with requests that were not sent', () => {
    /** An entry of a request without a trace of a connection. */
    const unsent = (place: Place, changes: object, response: object = { status: 0 }) => {
      const { serverIPAddress: _, connection: __, ...entry } = entryWith(place, SECRET);

      return { ...entry, response, ...changes };
    };
    const proofs: [what: string, words: Iterable<string>, claim: (word: string, random: Random) => object][] =
      [
        [
          'blocked',
          BLOCKED_ERRORS,
          (word, random) => ({
            response: {
              status: 0,
              [pick(random, ['_error', '_failureText'])]: word.startsWith('ERR_')
                ? `net::${word}${pick(random, ['', '.Inspector'])}`
                : word,
            },
          }),
        ],
        [
          'blocked for a reason',
          BLOCKED_REASONS,
          (word) => ({ response: { status: 0 }, _blockedReason: word }),
        ],
        [
          'not resolved',
          NAME_ERRORS,
          (word) => ({ response: { status: 0, _error: word.startsWith('NS_') ? word : `net::${word}` } }),
        ],
        [
          'answered from the cache',
          ['memory', 'disk'],
          (word) => ({ response: { status: 200, _transferSize: 0 }, _fromCache: word }),
        ],
        [
          'aborted by a script',
          ['_wasAborted', '_wasFulfilled'],
          (word) => ({ response: { status: word === '_wasAborted' ? -1 : 200 }, [word]: true }),
        ],
      ];
    for (const [what, words, claim] of proofs)
      it(`knows each word for a request that was ${what}`, async () => {
        const random = createRandom(3);
        for (const word of words) {
          const read = await readOne(unsent(pick(random, PLACES), claim(word, random)));
          assert.ok(read.unsent, word);
          assert.equal(read.exchange, undefined);
        }
      });

    interface Changes {
      response?: object;
      [key: string]: unknown;
    }
    const inResponse = ({ response = {} }: Changes) => response;
    /** Signs that a request was sent, and whether the answer of a test script can have them too. */
    const contradictions: [sign: Changes, fulfilled?: 'fulfilled'][] = [
      [{ serverIPAddress: '203.0.113.9' }],
      [{ connection: '77' }],
      [{ response: { _transferSize: 300 } }],
      [{ response: { _fetchedViaServiceWorker: true } }],
      [{ _fetchedViaServiceWorker: true }],
      [{ timings: { connect: 20, ssl: -1, send: 0, wait: 0 } }],
      [{ timings: { connect: -1, ssl: 10.5, send: 0, wait: 0 } }],
      [{ timings: { send: '1', wait: 0, receive: 0 } }],
      [{ response: { status: 200 } }, 'fulfilled'],
      [{ response: { headers: [{ name: 'Date', value: 'x' }] } }, 'fulfilled'],
      [{ response: { headers: { Date: 'x' } } }, 'fulfilled'],
    ];

    it('believes no word that anything in the entry contradicts', async () => {
      const random = createRandom(4);
      const claims: Changes[] = [
        ...[...BLOCKED_ERRORS, ...NAME_ERRORS].map((word) => ({
          response: { _error: word.startsWith('ERR_') ? `net::${word}` : word },
        })),
        ...[...BLOCKED_REASONS].map((_blockedReason) => ({ _blockedReason })),
        { _wasAborted: true },
        { _wasFulfilled: true },
      ];
      for (const claim of claims)
        for (const [sign, fulfilled] of contradictions) {
          const response = { status: 0, ...inResponse(claim), ...inResponse(sign) };
          const { unsent: reason, ...read } = await readOne(
            unsent(pick(random, PLACES), { ...claim, ...sign, response }),
          );
          const what = `${JSON.stringify(claim)}, ${JSON.stringify(sign)}`;
          if ('_wasFulfilled' in claim && fulfilled) assert.ok(reason, what);
          else assert.ok(contains(read), what);
        }
    });

    it('believes an error only if it is one code, and no other error contradicts it', async () => {
      const code = 'net::ERR_BLOCKED_BY_CLIENT';
      const reset = 'net::ERR_CONNECTION_RESET';
      const doubtful = [
        { response: { _error: `${code}; ${reset}` } },
        { response: { _error: `${code} ${reset}` } },
        { response: { _error: `${code} after 2 retries` } },
        { response: { _error: `${code}.Inspector, ${reset}` } },
        { response: { _error: code, _failureText: reset } },
        { response: { _error: code }, _error: reset },
        { response: { _error: [code, reset] } },
      ];
      for (const claim of doubtful)
        assert.ok(
          contains(await readOne(unsent('url', { ...claim, response: { status: 0, ...claim.response } }))),
          JSON.stringify(claim),
        );
      const twice = { status: 0, _error: ` ${code} `, _failureText: code };
      assert.ok((await readOne(unsent('url', { response: twice }))).unsent);
    });

    it('searches what was asked of the server before the cache answered', async () => {
      const cached = { _fromCache: 'disk', response: { status: 200, _transferSize: 0 } };
      const revalidated = [
        { ...cached, response: { status: 304 } },
        { ...cached, response: { status: 200, _transferSize: 120 } },
        { ...cached, response: { status: 200, _fetchedViaServiceWorker: true } },
        { ...cached, response: { status: 0 } },
        { ...cached, timings: { connect: 12, send: 0, wait: 3 } },
        { ...cached, _fromCache: true },
        { _fetchType: 'Disk Cache', response: { status: 200 } },
        { cache: { afterRequest: null, beforeRequest: {} }, response: { status: 200 } },
      ];
      for (const changes of revalidated)
        assert.ok(contains(await readOne(unsent('url', changes))), JSON.stringify(changes));
      const entry = unsent('url', cached);
      for (const name of ['If-None-Match', 'if-modified-since'])
        assert.ok(
          contains(
            await readOne({ ...entry, request: { ...entry.request, headers: [{ name, value: '"x"' }] } }),
          ),
        );
    });

    it('does not know any other error for a request that was not sent', async () => {
      const others = [
        'ERR_FAILED',
        'ERR_ABORTED',
        'ERR_CONNECTION_RESET',
        'ERR_TIMED_OUT',
        'ERR_EMPTY_RESPONSE',
        'ERR_BLOCKED_BY_RESPONSE.NotSameOrigin',
        'ERR_BLOCKED_BY_ORB',
        'ERR_INTERNET_DISCONNECTED',
        'ERR_NETWORK_ACCESS_REVOKED',
        'ERR_CACHE_MISS',
        'ERR_BLOCKED_BY_CLIENTS',
      ].map((word) => `net::${word}`);
      const firefox = ['NS_BINDING_ABORTED', 'NS_ERROR_OFFLINE', 'NS_ERROR_MALWARE_URI'];
      for (const _error of [...others, ...firefox, 'cancelled', 'blocked', '']) {
        const read = await readOne(unsent('url', { response: { status: 0, _error } }));
        assert.ok(contains(read), _error);
        assert.ok(!isDecided(read), _error);
      }
    });

    it('leaves out each scheme that needs no network, and no other', async () => {
      for (const scheme of LOCAL_SCHEMES) {
        const entry = entryWith('url', SECRET);
        const url = pick(createRandom(scheme.length), [
          `${scheme}:${SECRET}`,
          `${scheme}:///${SECRET}`,
          ` ${scheme.toUpperCase()}:${SECRET}`,
          ...(scheme === 'file' ? [`jar:file:///x.jar!/${SECRET}`] : []),
        ]);
        assert.ok((await readOne({ ...entry, request: { ...entry.request, url } })).unsent, url);
      }
      for (const url of [
        'file://server/share',
        'http://x.test',
        'ftp://x.test',
        'datas:x',
        'x-blob:y',
        'wss://x.test/',
        'data',
        '/blob:x',
        'coap://x',
        'jar:https://x.test/a.jar!',
        'jar:file://server/a.jar!',
        'collector:x',
        'telnet://x.test',
        'xmpp:x.test',
        'mailto',
        'apps://x.test',
      ].map((each) => `${each}/${SECRET}`)) {
        const entry = entryWith('url', '');
        assert.ok(contains(await readOne({ ...entry, request: { ...entry.request, url } })), url);
      }
    });

    it('gives the name that was not resolved', async () => {
      const entry = unsent('url', { response: { status: 0, _error: 'net::ERR_NAME_NOT_RESOLVED' } });
      const read = await readOne({
        ...entry,
        request: { ...entry.request, url: `https://${SECRET}.test/a` },
      });
      assert.equal(read.unsent?.lookedUp, `${SECRET}.test`);
    });

    it('takes no entry of our own recorder for unsent or incomplete', async () => {
      const entry = unsent('url', {
        _leakgate: { http: '1.1', responder: '' },
        _fromCache: 'disk',
        response: { status: 0, _error: 'net::ERR_BLOCKED_BY_CLIENT' },
      });
      const read = await readOne({ ...entry, request: { ...entry.request, method: 'POST', bodySize: -1 } });
      assert.ok(contains(read) && isDecided(read));
    });
  });
});

/** An entry with a text in one place, and up to five harmless oddities. */
function oddEntry(place: Place, random: Random): { entry: unknown; names: string[] } {
  const chosen = new Map<string, Oddity>();
  for (let more = 1 + random.next(5); more > 0; more--) {
    const oddity = pick(random, HARMLESS);
    chosen.set(oddity.target, oddity);
  }
  const oddities = [...chosen.values()].sort((one, other) => HARMLESS.indexOf(one) - HARMLESS.indexOf(other));
  let entry: unknown = entryWith(place, SECRET);
  for (const { change } of oddities) entry = change(entry as RawEntry, random);

  return { entry, names: oddities.map(({ name }) => name) };
}

/** Whether the text is in what was sent. */
function contains({ exchange }: RecordedEntry): boolean {
  if (!exchange) return false;
  const parts = [
    exchange.url,
    ...exchange.headers.flat(),
    Buffer.from(exchange.body).toString(),
    ...exchange.messages.map(({ data }) => Buffer.from(data).toString()),
  ];

  return parts.some((part) => part.includes(SECRET));
}

/** Whether everything of the entry was read. */
function isDecided({ exchange, unsent, problems }: RecordedEntry): boolean {
  return (
    (exchange !== undefined || unsent !== undefined) && problems.length === 0 && exchange?.lost === undefined
  );
}

/** A frame of blocks that are not compressed. */
function zstdOf(text: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  const blocks: Buffer[] = [];
  for (let at = 0; at < text.length; at += 1000) {
    const block = text.subarray(at, at + 1000);
    const head = Buffer.alloc(3);
    head.writeUIntLE((at + 1000 >= text.length ? 1 : 0) + block.length * 8, 0, 3);
    blocks.push(head, block);
  }

  return Buffer.concat([Buffer.from('28b52ffda0', 'hex'), size, ...blocks]);
}
