/** The module that specs import as `#leakgate`. */
export { expect } from './work/expectations.ts';
export { scenario } from './work/scenario.ts';
