import type { CataloguedRelease } from '../model/release.ts';
import { orderReleases } from './select.ts';

/**
 * The release before another one, in the catalogue's order: of the same family and kind. Releases of the proving ground come before
 * no release. Undefined if none is older.
 */
export function predecessorOf(
  release: CataloguedRelease,
  releases: readonly CataloguedRelease[],
): CataloguedRelease | undefined {
  const line = orderReleases(
    releases.filter(
      (other) =>
        other.sha256 === release.sha256 ||
        (other.family === release.family && other.simulated === release.simulated && !other.proving),
    ),
  );

  return line[line.findIndex(({ sha256 }) => sha256 === release.sha256) - 1];
}
