export { headlineOf } from '../summary/headline.ts';
export { indexPageOf } from './index-page.ts';
export type { KeptNight, ReleasePage } from './kept-night.ts';
export { type EndedRun, nightLines, nightMarkdown } from './night-summary.ts';
