/** The release under test, such as one of the catalogue. */
export interface DrivenRelease {
  family: string;
  package: string;
  versionName: string;
  /** The launcher activity, fully qualified. */
  activity: string;
}
