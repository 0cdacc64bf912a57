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

/** Fields that decide nothing of a clean case, by path without places in lists, and why. */
const DECIDES_NOTHING: readonly [path: RegExp, why: string][] = [
  [/^facts\.release\.signer/, 'the SHA-256 says which file it was; the signer is told beside it'],
  [/^facts\.handset\.(serial|model|android|sdk|build)/, 'which phone it was; no rule is another on another'],
  [/^facts\.apps\.helper\.package/, 'its UID is what tells its traffic; the package is its name'],
  [/^facts\.apps\.unknown\.package/, 'a word that stands for nobody'],
  [/^facts\.apps\.keyboard\.uid/, 'nothing here came from it: where something does, it is not the browser'],
  [/^canaries\.control\.id/, 'a name; that each page has one, and its value, decide'],
  [/^facts\.forgottenCanaries/, 'of other cases alone, and a note'],
  [/^timeline\.steps\.private-proof\.cues\.detail/, 'words for people'],
  [/^timeline\.steps\.private-after-relaunch\.detail/, 'words for people'],
  [/^timeline\.steps\.window:idle/, 'the baseline explains traffic in a note, and proves nothing'],
  [/^visibility\.events\.packet-counter\.detail/, 'words for people'],
  [/^visibility\.events\.tls-refused$/, 'a refusal less is a doubt less'],
  [/^visibility\.events\.server-name/, 'names are searched; the exchanges behind these are there themselves'],
  [/^ledger\.\w+\.(run|provenFrom)/, 'of other cases alone: whom to charge, and whether it was a leak there'],
  [/^ledger\.\w+\.canary\.id/, "the twin's pages are known by their addresses"],
  [/^ledger\.text/, "the twin's titles: its page and its control prove it"],
  [/^identity/, 'ties a leak to a person; says nothing of whether there was one'],
  [
    /^exchanges\.[^.]+\.(headers|trailers|messages|body|method|otherApp)/,
    'what was sent: other traffic is another case, and the detector has tests of its own',
  ],
  [
    /^exchanges\.(ack\/sensors|site):POST\.answer/,
    'what an upload was answered says nothing of what it held',
  ],
  [/^exchanges\.[^.]+\.answer\.mimeType/, 'by it alone names over HTTPS are told, which is a limit'],
];

/** What the search for canaries reads: a change elsewhere cannot alter its result, so it is not repeated. */
const SEARCHED = /^(?:canaries|exchanges|late|ledger|visibility|facts\.id|facts$)/;
const found = search(cleanEvidence(), policy);

describe('mutations of a clean case', function () {
  this.timeout(600_000);
  const mutations = mutationsOf(cleanEvidence());
  const survivors: Mutation[] = [];
  const used = new Set<number>();
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

  it('are of every part of the evidence', () => {
    const parts = new Set(mutations.map(({ path }) => path.split('.')[0]));
    assert.deepEqual(parts, new Set(Object.keys(cleanEvidence())));
    assert.ok(mutations.length > 1000, `${mutations.length}`);
  });

  it('are never clean, but for fields that decide nothing', () => {
    const unexplained = survivors.filter(({ path }) => {
      const row = DECIDES_NOTHING.findIndex(([pattern]) => pattern.test(path));
      if (row >= 0) used.add(row);

      return row < 0;
    });
    assert.deepEqual(
      unexplained.map(({ path, what }) => `${path}: ${what}`),
      [],
    );
  });

  it('leave no field on the list that would have decided something', () => {
    const idle = DECIDES_NOTHING.filter((_, row) => !used.has(row)).map(([path]) => path.source);
    assert.deepEqual(idle, []);
  });
});

/** As a reader of the folder would: what its schemas refuse is no evidence at all. */
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
  const whole = { ...evidence, facts };

  return decide(whole, policy, SEARCHED.test(path) ? undefined : found).verdict;
}

/** What a reader of HAR always gives. */
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
