export { createDetector, DEFAULT_BUDGET, type Detector, type NameLookup } from './detector.ts';
