export { digestsOf, sha256OfFile } from './digest.ts';
export { exchangeOf, exchangesOf } from './exchanges.ts';
export {
  readCanaries,
  readCase,
  readCaseEvidence,
  readCaseRecord,
  readPlan,
  readRun,
  writeCase,
  writePlan,
  writeRun,
  type WrittenCase,
} from './folders.ts';
export { readHar } from './har-reader.ts';
export { harOf, writeHar } from './har-writer.ts';
export { digestOfRun, readRunDigest } from './run-digest.ts';
export { resealFolders, sealRun } from './seal.ts';
export { findTampering, type Tampering } from './tampering.ts';
