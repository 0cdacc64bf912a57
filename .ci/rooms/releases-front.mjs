/** The files of `harness/releases` that other rooms may import. @type {readonly string[]} */
export const releasesFront = [
  'add.ts',
  'apk.ts',
  'build-tools.ts',
  'catalog.ts',
  'check.ts',
  'declaration.ts',
  'new-apks.ts',
  'predecessor.ts',
  'select.ts',
  'unknown-sdks.ts',
  'window.ts',
];
