import { type Dependence, Experiment, powerOf } from '../../harness/dependence/index.ts';
import { siteOf } from '../../harness/verdict/index.ts';
import { isPageHost, readSdkRecording, stageOf } from '../sdk-pages/recordings.ts';

/**
 * How often an experiment with so many blocks of each page finds a dependence, beside what an SDK sent for one page.
 * @param ofPage at most as many as the recording has
 */
export function powerBesideSdk(name: string, ofPage: number, dependence: Dependence, trials: number): number {
  const { arms, blocks } = stageOf(readSdkRecording('same', name));
  const explore = { arms, blocks: blocks.slice(0, 2 * ofPage) };
  const confirm = { arms, blocks: blocks.slice(-2 * ofPage) };
  const order = Uint8Array.from({ length: 2 * ofPage }, (_, at) => ORDER[at % ORDER.length] ?? 0);
  const experiment = new Experiment(explore, confirm, { isOwn: isPageHost, siteOf });

  return powerOf(experiment, [order, order], dependence, trials);
}

/** An order that neither a counter nor a bit of one follows, repeated as needed. */
const ORDER = [0, 1, 1, 0, 1, 0, 0, 0, 1, 1];
