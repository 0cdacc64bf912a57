/** @typedef {import('./checks.mjs').Check} Check */
/** @typedef {'debian' | 'ubuntu' | 'macos' | 'other'} Distribution */

/**
 * The exact commands that install what the checks look for.
 * @param {readonly Check[]} checks
 * @param {Distribution} distribution
 * @returns {string[]} a line each; a sentence for a tool without a package
 */
export function commandsFor(checks, distribution) {
  const packaged = checks.filter((check) => packagesOf(check, distribution).length > 0);
  const names = packaged.flatMap((check) => packagesOf(check, distribution));
  const install =
    distribution === 'macos' ? 'brew install' : 'sudo apt-get install -y --no-install-recommends';
  const casks = names
    .filter((name) => name.startsWith('--cask '))
    .map((name) => name.slice('--cask '.length));
  const plain = names.filter((name) => !name.startsWith('--cask '));
  const byHand = checks.filter((check) => !packaged.includes(check) || needsManualStep(check, distribution));

  return [
    ...(plain.length > 0 ? [`${install} ${plain.join(' ')}`] : []),
    ...(casks.length > 0 ? [`brew install --cask ${casks.join(' ')}`] : []),
    ...byHand.map((check) => check.otherwise),
  ];
}

/**
 * @param {Check} check
 * @param {Distribution} distribution
 */
function packagesOf(check, distribution) {
  if (distribution === 'macos') return check.brew;

  return distribution === 'other' ? [] : check.apt;
}

/**
 * On macOS the cask contains sdkmanager, which needs the names of the packages to fetch.
 * @param {Check} check
 * @param {Distribution} distribution
 */
function needsManualStep(check, distribution) {
  return distribution === 'macos' && check.what === 'Android build tools';
}
