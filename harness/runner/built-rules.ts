/** The rules that a build is made of. */
export interface BuiltRules {
  /** As in `rules.json`. */
  packages: Record<string, string>;
  /** As in `rules.json`. */
  files: Record<string, string>;
  /** Digests of sources (`digestOfSource`), by the SHA-256 of path and bytes. */
  digests: Record<string, string>;
}

/** In a build, what it is made of; a build replaces this file. Undefined where the sources themselves run. */
export const builtRules: BuiltRules | undefined = undefined;
