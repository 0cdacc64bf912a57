/** The properties of the release under test that page objects need. */
export interface DrivenRelease {
  family: string;
  package: string;
  versionName: string;
  /** The launcher activity, fully qualified. */
  activity: string;
}
