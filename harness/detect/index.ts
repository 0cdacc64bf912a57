export { createDetector, DEFAULT_BUDGET, type Detector } from './detector.ts';
