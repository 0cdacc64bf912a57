import { countFindings as countInBlocks } from '../../harness/dependence/testing/shuffled-pages.ts';
import { siteOf } from '../../harness/verdict/index.ts';
import { isPageHost, readSdkRecording, stageOf } from '../sdk-pages/recordings.ts';

/**
 * Experiments in which nothing depends on the page, on what an SDK sent for one page.
 * @returns the number of experiments that reported something
 */
export function countFindings(name: string, experiments: number, seed: number): number {
  const { blocks } = stageOf(readSdkRecording('same', name));

  return countInBlocks(blocks, { isOwn: isPageHost, siteOf }, experiments, `${name} ${seed}`);
}
