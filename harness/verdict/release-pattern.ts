import { coerce, satisfies, validRange } from 'semver';
import { invariant } from '../model/fault.ts';

/**
 * Whether a release matches a pattern: `mint@3.4.0`, `mint@*`, `*`, or a range such as `mint@<3.4.3` and
 * `mint@>=3.4.0 <3.5`. Versions with more than three parts or a flavour (`12.1.3-g`) are compared with a range by
 * their first three numbers.
 */
export function matchesRelease(release: { family: string; versionName: string }, pattern: string): boolean {
  if (pattern === '*') return true;
  const at = pattern.indexOf('@');
  const family = at < 0 ? pattern : pattern.slice(0, at);
  const version = at < 0 ? '*' : pattern.slice(at + 1);
  if (family !== '*' && family !== release.family) return false;
  if (version === '*' || version === release.versionName) return true;
  if (!/[<>=^~|* ]/.test(version)) return false;
  invariant(
    validRange(version) !== null,
    `'${pattern}' is not a range of releases`,
    'write mint@3.4.0, mint@*, * or mint@<3.4.3',
  );
  const plain = coerce(release.versionName);

  return plain !== null && satisfies(plain, version);
}
