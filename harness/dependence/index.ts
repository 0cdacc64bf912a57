/** Whether what leaves depends on which page was visited: features, permutation tests, two stages. */
export { ERROR, type ExperimentResult, type Following, STAGE_ERROR, testDependence } from './experiment.ts';
export type { Feature } from './features/feature.ts';
export type { Message, RecordedMessages, TimedExchange } from './message.ts';
export type { RecordedBlock, Stage } from './stage.ts';
