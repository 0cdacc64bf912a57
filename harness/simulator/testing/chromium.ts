/** Chromium as a simulated handset starts it, for measurements. */
export { startChromium } from '../engine/chromium.ts';
