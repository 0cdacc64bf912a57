export {
  createDetector,
  DEFAULT_BUDGET,
  type Detector,
  type DetectorOptions,
  type NameLookup,
  type PlacedValue,
  type UnreadValue,
} from './detector.ts';
export type { Excerpt } from './excerpt.ts';
export { identify, identifierValues as valuesToTell } from './identify/identify.ts';
export { hostsOf } from './match/search-texts.ts';
export { sdksOf } from './sdk.ts';
export type { SiteOf } from './recipients.ts';
export type { Input as EncodedInput } from './codec.ts';
export { bytesInput, openOnce, textInput } from './open-once.ts';
export { locate } from './replay/locate.ts';
export type { Member } from './values/sent-values.ts';
