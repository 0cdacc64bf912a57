import { browser } from '@wdio/globals';
import { addLabel } from '@wdio/allure-reporter';
import { nameOfMode } from '../../model/mode.ts';
import { nameOfRelease } from '../../model/release.ts';
import type { Scenario } from './fixtures.ts';
import { workerOfThisProcess } from './worker.ts';

const worker = await workerOfThisProcess();

/**
 * Declares one scripted browsing task. It becomes one Mocha test for each case that the plan has for it and this worker's
 * release. The function browses and declares what it expects. When it has ended, the runner waits for uploads and runs the
 * function again as the twin. Then it judges the case and reports the expectations as the test's result.
 *
 * @example
 * scenario('visit-typed', async ({ browser, site, traffic }) => {
 *   await browser.openPrivately();
 *   const visit = await browser.visit(site.page());
 *
 *   await expect(traffic).not.toLeak(visit);
 * });
 */
export function scenario(name: string, run: Scenario): void {
  const cases = worker.batch.cases.filter((planned) => planned.scenario === name);
  if (cases.length === 0) return;
  describe(nameOfRelease(worker.batch.release), () => {
    for (const planned of cases) {
      worker.expectCase();
      it(`${name}, ${nameOfMode(planned.mode)}`, async () => {
        addLabel('case', planned.id);
        await worker.run(planned, run, browser);
      });
    }
  });
}
