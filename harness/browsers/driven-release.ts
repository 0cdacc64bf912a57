import type { Family } from '../model/release.ts';

/** The release that is driven; a catalogued release is one. */
export interface DrivenRelease {
  family: Family;
  package: string;
  versionName: string;
  /** The launcher activity, fully qualified. */
  activity: string;
}
