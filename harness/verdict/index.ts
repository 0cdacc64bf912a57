export { decide } from './decide.ts';
export {
  allowedRecipients,
  expectedOf,
  type ExpectedCase,
  isExpired,
  matchExpectation,
} from './expectations.ts';
export { judgeGate } from './gate.ts';
export { undecided } from './reasons.ts';
