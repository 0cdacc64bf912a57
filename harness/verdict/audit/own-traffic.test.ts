import assert from 'node:assert/strict';
import type { CaseEvidence, JudgedExchange } from '../../model/evidence.ts';
import { UNKNOWN_UID } from '../../model/uid.ts';
import type { VisibilityEvent } from '../../model/visibility.ts';
import {
  at,
  BROWSER,
  cleanEvidence,
  COLLECTOR,
  exchange,
  HELPER,
  KEYBOARD,
  VISIT,
} from '../testing/evidence.ts';
import { contactsOf } from './own-traffic.ts';

const withExchange = (given: Partial<JudgedExchange> & { url: string }): CaseEvidence => {
  const evidence = cleanEvidence();

  return {
    ...evidence,
    exchanges: [...evidence.exchanges, exchange({ index: 99, responder: '', ...given })],
  };
};
const withEvent = (event: VisibilityEvent): CaseEvidence => {
  const evidence = cleanEvidence();
  const { visibility } = evidence;

  return { ...evidence, visibility: { ...visibility, events: [...visibility.events, event] } };
};
const hosts = (evidence: CaseEvidence) => contactsOf(evidence).map(({ host, by }) => `${host} ${by}`);
const KNOWN = `${COLLECTOR} browser`;
const refused = (sni: string, uid?: number): VisibilityEvent => ({
  kind: 'tls-refused',
  at: at(30),
  sni,
  cause: 'closed',
  ja4: null,
  attribution: uid === undefined ? 'unknown' : 'uid',
  ...(uid !== undefined && { uid }),
});

describe('contactsOf', () => {
  it('lists collectors, and neither pages nor hosts of controls', () =>
    assert.deepEqual(hosts(cleanEvidence()), [KNOWN]));

  const counted: [what: string, evidence: CaseEvidence, host: string][] = [
    [
      'a host that the browser sent to',
      withExchange({ url: 'https://new.example/a' }),
      'new.example browser',
    ],
    [
      'a host that a helper sent to',
      withExchange({ url: 'https://new.example/a', uid: HELPER }),
      'new.example browser',
    ],
    [
      'a UID of no known app, as unknown',
      withExchange({ url: 'https://new.example/a', uid: UNKNOWN_UID }),
      'new.example unknown',
    ],
    [
      'the host of the connection, where the request names a page',
      withExchange({ url: VISIT, via: 'front.example', responder: 'site' }),
      'front.example browser',
    ],
    [
      'a host of which only the name was seen',
      withEvent(refused('pinned.example', BROWSER)),
      'pinned.example browser',
    ],
    [
      'the domain of a host name with a canary',
      withEvent(refused('k3x9m2q7w4tz.exfil.test', BROWSER)),
      '*.exfil.test browser',
    ],
    [
      'the domain of a host name with an identifier of the phone',
      withExchange({ url: 'https://9F8E7D6C5B4A3921.exfil.test/' }),
      '*.exfil.test browser',
    ],
    [
      'a connectivity check of an unknown host',
      withExchange({ url: 'https://new.example/generate_204', method: 'GET', responder: 'probe/any' }),
      'new.example browser',
    ],
    [
      'a connectivity check with a query',
      withExchange({ url: 'https://www.google.com/gen_204?ei=1', method: 'GET', responder: 'probe/google' }),
      'www.google.com browser',
    ],
    [
      'a connectivity check with a body',
      withExchange({
        url: 'https://www.google.com/gen_204',
        method: 'GET',
        responder: 'probe/google',
        body: Buffer.from('a'),
      }),
      'www.google.com browser',
    ],
  ];
  for (const [what, evidence, host] of counted)
    it(`counts ${what}`, () => assert.deepEqual(hosts(evidence), [host, KNOWN].toSorted()));

  const ignored: [what: string, evidence: CaseEvidence][] = [
    [
      'a connectivity check of Android',
      withExchange({ url: 'https://www.google.com/gen_204', method: 'GET', responder: 'probe/google' }),
    ],
    ['the stand-in engine', withExchange({ url: 'https://update.googleapis.com/', standInEngine: true })],
    ['the keyboard', withExchange({ url: 'https://new.example/a', uid: KEYBOARD })],
    ['an unwatched app', withExchange({ url: 'https://new.example/a', otherApp: 'com.other' })],
    [
      'a host that only the recorder has',
      withExchange({ url: 'https://neutral.example/c', responder: 'site' }),
    ],
    ['a name of another app', withEvent(refused('pinned.example', KEYBOARD))],
    [
      'late traffic, which another case recorded',
      { ...cleanEvidence(), late: [exchange({ url: 'https://new.example/' })] },
    ],
  ];
  for (const [what, evidence] of ignored)
    it(`leaves out ${what}`, () => assert.deepEqual(hosts(evidence), [KNOWN]));

  it('cannot tell who sent something where the phone attributes nothing to apps', () => {
    const evidence = withExchange({ url: 'https://new.example/a' });
    const unattributed = { ...evidence, facts: { ...evidence.facts, apps: [] } };
    assert.deepEqual(hosts(unattributed), ['new.example unknown', `${COLLECTOR} unknown`]);
  });

  it('counts a host for the browser if one of several senders is the browser', () => {
    const evidence = withExchange({ url: 'https://new.example/a', uid: UNKNOWN_UID });
    const both = [...evidence.exchanges, exchange({ url: 'https://new.example/b', index: 100 })];
    assert.deepEqual(hosts({ ...evidence, exchanges: both }), ['new.example browser', KNOWN]);
    assert.deepEqual(hosts({ ...evidence, exchanges: both.toReversed() }), ['new.example browser', KNOWN]);
  });
});
