/** Whether what leaves depends on which page was visited: features, permutation tests, two stages. */
export { FEWEST_BLOCKS, MOST_BLOCKS, PAGE_SCENARIOS, planPageBlocks, STAGES } from './design.ts';
export { type Attribution, type PageExperiment, pageExperimentOf } from './recorded.ts';
export { underOtherIdentity } from './identity.ts';
export { runPages, type VisitPages } from './run-pages.ts';
export { Experiment, type ExperimentResult, type Following, testDependence } from './experiment.ts';
export { blocksToFind, ERROR, STAGE_ERROR } from './stage-test.ts';
export type { Feature } from './features/feature.ts';
export { pagesOf } from './page/page.ts';
export { type Dependence, DEPENDENCES, powerOf } from './power.ts';
export { messagesOf, type Sites } from './fields/read-message.ts';
export type { Message, RecordedMessages, TimedExchange } from './message.ts';
export { labelingOf, type RecordedBlock, type Stage } from './stage.ts';
