/** Whether what leaves depends on which page was visited: features, permutation tests, two stages. */
export { FEWEST_BLOCKS, planPageBlocks, STAGES } from './design.ts';
export { type PageExperiment, pageExperimentOf } from './recorded.ts';
export { runPages, type VisitPages } from './run-pages.ts';
export {
  blocksToFind,
  ERROR,
  type ExperimentResult,
  type Following,
  STAGE_ERROR,
  testDependence,
} from './experiment.ts';
export type { Feature } from './features/feature.ts';
export type { Message, RecordedMessages, TimedExchange } from './message.ts';
export type { RecordedBlock, Stage } from './stage.ts';
