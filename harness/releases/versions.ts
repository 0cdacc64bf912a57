import { coerce, SemVer, satisfies, validRange } from 'semver';

/**
 * Browser versions have one to four numbers and an optional flavour (`120`, `12.1.4`, `12.10.5-gn`,
 * `120.0.6099.43`). They are compared as semver, with the fourth number folded into the third and without the flavour.
 */
function toSemVer(version: string): SemVer {
  const folded = foldFourthNumber(version);

  return new SemVer(coerce(folded)?.version ?? '0.0.0');
}

/** Negative if `a` is older than `b`. Versions that differ only in the flavour are ordered by it. */
export function compareVersions(a: string, b: string): number {
  return toSemVer(a).compare(toSemVer(b)) || a.localeCompare(b, 'en', { numeric: true });
}

/** Whether a version is in a semver range, such as `>=3.4.0 <3.5`, `12.1`, `*`. An invalid range has no versions. */
export function isInRange(version: string, range: string): boolean {
  return satisfies(toSemVer(version), foldFourthNumber(range));
}

/** Whether a text is a valid range. */
export function isRange(text: string): boolean {
  return validRange(foldFourthNumber(text)) !== null;
}

const FOURTH_FACTOR = 1_000_000;

/** Replaces every `120.0.6099.43-gn` by `120.0.6099000043`. */
function foldFourthNumber(text: string): string {
  return text.replaceAll(
    /(\d+\.\d+\.)(\d+)(?:\.(\d+))?(?:-[a-zA-Z]\w*)?/g,
    (_whole, front: string, third: string, fourth: string | undefined) =>
      `${front}${Number(third) * FOURTH_FACTOR + Number(fourth ?? 0)}`,
  );
}
