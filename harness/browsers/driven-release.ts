/** The release that is driven; a catalogued release is one. */
export interface DrivenRelease {
  family: string;
  package: string;
  versionName: string;
  /** The launcher activity, fully qualified. */
  activity: string;
}
