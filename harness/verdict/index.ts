export { decide } from './decide.ts';
export { expectedOf, type ExpectedCase, isAllowed, isExpired, matchExpectation } from './expectations.ts';
export { judgeGate } from './gate.ts';
export { undecided } from './reasons.ts';
