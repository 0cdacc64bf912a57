export { createSinkAuthority, type SinkAuthority } from '../net/certificates.ts';
export { readSources, type Sources } from '../pack/sources.ts';
export { type ScriptFailure, type TriedBrowser, tryBrowser } from './browser.ts';
export { entryOf } from './entries.ts';
export { BROWSER_UID, ISOLATED_UID } from './installed.ts';
export { closePrivateTab, type PlayedPage, playPrivateVisit, searchFor, visit } from './play.ts';
export { type RefusedPackets, refusedPackets } from './refuse-direct.ts';
export { sdksIn } from './sdks-in.ts';
export type { SentItem } from './sent-log.ts';
