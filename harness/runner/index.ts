/** What a spec needs. */
export { expect } from './work/matchers.ts';
export { scenario } from './work/scenario.ts';
