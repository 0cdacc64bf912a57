import assert from 'node:assert/strict';
import type { TimelineStep } from '../../model/timeline.ts';
import { at, BROWSER, cleanEvidence } from '../testing/evidence.ts';
import { refused } from '../testing/provocations/pieces.ts';
import { causeOfRefusal } from './trust.ts';

const STORE = '/apex/com.android.conscrypt/cacerts';

describe('the cause of a refused handshake', () => {
  const evidence = cleanEvidence();
  const browser = evidence.facts.release.package;
  const causeWith = (...readings: [second: number, name: string, shown: boolean | null][]) => {
    const steps: TimelineStep[] = readings.map(([second, name, shown]) => ({
      kind: 'trust',
      at: at(second),
      package: name,
      folder: STORE,
      shown,
    }));
    const timeline = { ...evidence.timeline, steps };

    return causeOfRefusal(
      { ...refused, at: at(20), uid: BROWSER, cause: 'closed' },
      { ...evidence, timeline },
    );
  };

  const rows: [readings: Parameters<typeof causeWith>, cause: string][] = [
    [[[10, browser, true]], `closed; ${browser} sees the recorder's certificate in ${STORE} and refused it`],
    [[[10, browser, false]], `closed; ${browser} does not see the recorder's certificate in ${STORE}`],
    [
      [
        [10, browser, false],
        [15, browser, true],
        [25, browser, false],
      ],
      `closed; ${browser} sees the recorder's certificate in ${STORE} and refused it`,
    ],
    [[[10, browser, null]], 'closed'],
    [[[10, 'com.miui.analytics', false]], 'closed'],
    [[], 'closed'],
  ];
  for (const [readings, cause] of rows)
    it(`is '${cause}' after ${JSON.stringify(readings)}`, () => assert.equal(causeWith(...readings), cause));
});
