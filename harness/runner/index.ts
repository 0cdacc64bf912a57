/** What a spec needs. */
export { expect } from './work/expectations.ts';
export { scenario } from './work/scenario.ts';
