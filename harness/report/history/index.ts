export { readHistory } from './history-file.ts';
export { openHistory, type RunHistory } from './run-history.ts';
export { versionsCsvOf } from './versions-csv.ts';
export { versionsPageOf } from './versions-page.ts';
