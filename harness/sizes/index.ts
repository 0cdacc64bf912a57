/** The experiment on the sizes of encrypted uploads: do they grow with the addresses that are visited? */
export { type RecordedBlock } from './blocks.ts';
export { planBlocks, TAIL_BYTES } from './design.ts';
export { type Experiment, experimentOf } from './experiment.ts';
export { ALPHA, type Excess, measure, type Measured, smallestSlope } from './measure.ts';
export { plotsOf } from './plot.ts';
export {
  BLOCK_WAITS_MS,
  type BeforeBlocks,
  type BlockDriver,
  type BlockSteps,
  blockLengthMs,
  endBlock,
  runBlocks,
  WASHOUT_MS,
} from './run-blocks.ts';
export { sendingsOf } from './sendings.ts';
export {
  formatNumber as inWords,
  formatInterval as intervalOf,
  formatProbability as probability,
} from './wording.ts';
