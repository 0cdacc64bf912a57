export { auditCase } from './audit/audit-case.ts';
export { type AuditedCase, auditReleases } from './audit/audit-releases.ts';
export { newRecipientsInHistory } from './audit/history-recipients.ts';
export { isComplete } from './audit/new-recipients.ts';
export { contactsOf } from './audit/own-traffic.ts';
export { compareReleases, comparedRelease, outcomesOf, type ReleaseCases } from './compare/compare.ts';
export {
  caseKeyOf,
  effectsOf,
  hidingReasons,
  type JudgedCase,
  type SentFinding,
} from './compare/judged-case.ts';
export { type ConnectionName, namesWithoutExchange } from './connection-names.ts';
export { decide } from './decide.ts';
export { allowedRecipients, expectedOf, isExpired, matchRecipientExpectation } from './expectations.ts';
export { judgeGate } from './gate.ts';
export { judge, type TiedJudgement } from './judge.ts';
export { linkabilityOf } from './linkability.ts';
export { plotsOf } from './plots.ts';
export { rowOf, undecided } from './reasons.ts';
export { matchesRelease } from './release-pattern.ts';
export { MAX_GAP_BEATS } from './rules/heartbeat.ts';
export { search } from './search.ts';
export { siteOf } from './site.ts';
