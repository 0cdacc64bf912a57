import assert from 'node:assert/strict';
import { canariesSchema } from '../model/canary.ts';
import { caseFactsSchema } from '../model/case.ts';
import type { CaseEvidence } from '../model/evidence.ts';
import { identitySchema } from '../model/identity.ts';
import { ledgerSchema } from '../model/ledger.ts';
import { timelineSchema } from '../model/timeline.ts';
import { visibilitySchema } from '../model/visibility.ts';
import { decide } from './decide.ts';
import { search } from './search.ts';
import { cleanEvidence, policy } from './testing/evidence.ts';
import { type Mutation, mutationsOf } from './testing/mutations.ts';

/** Fields of a clean case that decide nothing, by path without list positions, each with the reason. */
const DECIDES_NOTHING: readonly [path: RegExp, why: string][] = [
  [/^facts\.release\.signer/, 'the SHA-256 identifies the file'],
  [/^facts\.handset\.(serial|model|android|sdk|build)/, 'which phone it was; no rule depends on it'],
  [/^facts\.apps\.helper\.package/, 'its UID attributes its traffic; the package is its name'],
  [/^facts\.apps\.unknown\.package/, 'a placeholder'],
  [/^facts\.apps\.keyboard\.uid/, "nothing came from it; its traffic would not be the browser's"],
  [/^canaries\.control\.id/, 'a name; its value decides, and that each page has one'],
  [/^facts\.forgottenCanaries/, 'about other cases only, and a note'],
  [/^timeline\.steps\.private-proof\.cues\.detail/, 'text for people'],
  [/^timeline\.steps\.path-control\.paths\.printed/, 'text for people'],
  [/^timeline\.steps\.trust/, 'a handshake decides; this says why it failed'],
  [/^timeline\.steps\.private-after-relaunch\.detail/, 'text for people'],
  [/^timeline\.steps\.capabilities/, 'recordings from before its readings do not have it'],
  [/^timeline\.steps\.window:idle/, 'only a note is derived from it'],
  [/^timeline\.steps\.phone-state:[\w-]+\.dataSaver/, 'it restricts metered networks only, and those void'],
  [
    /^timeline\.steps\.phone-state:[\w-]+\.blocked/,
    'only a reason in it decides; without one, nothing is blocked',
  ],
  [/^visibility\.events\.packet-counter\.detail/, 'text for people'],
  [/^visibility\.events\.tls-refused$/, 'without the refusal there is no doubt'],
  [/^visibility\.events\.server-name/, 'names are searched, but the exchanges of these are recorded'],
  [
    /^ledger\.\w+\.(run|provenFrom)/,
    'about other cases only: which one to charge, and whether it leaked there',
  ],
  [/^ledger\.\w+\.canary\.id/, "the twin's pages are identified by their addresses"],
  [/^ledger\.text/, 'the twin is proven by its page and its control, not by its titles'],
  [/^identity/, 'links a leak to a person, but does not decide whether there is one'],
  [
    /^exchanges\.[^.]+\.(headers|trailers|messages|body|method|otherApp)/,
    'the content that was sent: the detector has tests of its own',
  ],
  [/^exchanges\.(ack\/sensors|site):POST\.answer/, 'a response says nothing about the upload'],
  [/^exchanges\.[^.]+\.answer\.mimeType/, 'it only identifies DNS over HTTPS, which is a limit'],
];

/** Paths that the search for canaries reads. A change to another path cannot alter its result, so `found` is reused. */
const SEARCHED = /^(?:canaries|exchanges|late|ledger|visibility|facts\.id|facts$)/;
const found = search(cleanEvidence(), policy);

describe('mutations of a clean case', function () {
  this.timeout(600_000);
  const mutations = mutationsOf(cleanEvidence());
  const survivors: Mutation[] = [];
  let refused = 0;

  before(() => {
    for (const mutation of mutations) {
      const judged = verdictOf(mutation);
      if (judged === 'refused') refused++;
      if (judged === 'clean') survivors.push(mutation);
    }
    process.stderr.write(
      `    ${mutations.length} mutations: ${mutations.length - survivors.length - refused} not clean any more, ${refused} refused as no evidence, ${survivors.length} of fields that decide nothing\n`,
    );
  });

  it('cover every part of the evidence', () => {
    const parts = new Set(mutations.map(({ path }) => path.split('.')[0]));
    assert.deepEqual(parts, new Set(Object.keys(cleanEvidence())));
    assert.ok(mutations.length > 1000, `${mutations.length}`);
  });

  it('are never clean, except for fields that decide nothing', () => {
    const unexplained = survivors.filter(({ path }) => rowFor(path) < 0);
    assert.deepEqual(
      unexplained.map(({ path, what }) => `${path}: ${what}`),
      [],
    );
  });

  it('need every row of the list of fields that decide nothing', () => {
    const usedRows = new Set(survivors.map(({ path }) => rowFor(path)));
    const unusedRows = DECIDES_NOTHING.filter((_, row) => !usedRows.has(row)).map(([path]) => path.source);
    assert.deepEqual(unusedRows, []);
  });
});

/** The row of `DECIDES_NOTHING` that explains why a field decides nothing; -1 if none does. */
function rowFor(path: string): number {
  return DECIDES_NOTHING.findIndex(([pattern]) => pattern.test(path));
}

/** The verdict of a mutated case; `refused` if a schema rejects the mutated evidence. */
function verdictOf({ evidence, path }: Mutation): string {
  const read = [
    caseFactsSchema.safeParse(evidence.facts),
    canariesSchema.safeParse(evidence.canaries),
    visibilitySchema.safeParse(evidence.visibility),
    timelineSchema.safeParse(evidence.timeline),
    ledgerSchema.safeParse({ schema: 'leakgate/ledger@1', entries: evidence.ledger }),
    identitySchema.safeParse(evidence.identity),
  ];
  if (read.some(({ success }) => !success) || !isTraffic(evidence)) return 'refused';
  const facts = caseFactsSchema.parse(evidence.facts);
  const parsed = { ...evidence, facts };

  return decide(parsed, policy, SEARCHED.test(path) ? undefined : found).verdict;
}

/** Whether exchanges have the fields that reading a HAR always gives. */
function isTraffic({ exchanges, late }: CaseEvidence): boolean {
  if (!Array.isArray(exchanges) || !Array.isArray(late)) return false;

  return exchanges.every(
    (each) =>
      typeof each.index === 'number' &&
      [each.url, each.host, each.method, each.at, each.responder].every((text) => typeof text === 'string') &&
      Array.isArray(each.headers) &&
      Array.isArray(each.trailers) &&
      Array.isArray(each.messages) &&
      typeof each.standInEngine === 'boolean' &&
      typeof each.aborted === 'boolean' &&
      (each.answer === undefined || typeof each.answer.status === 'number') &&
      each.body instanceof Uint8Array,
  );
}
