/** The rules that a build contains. */
export interface BuiltRules {
  /** As in `rules.json`. */
  packages: Record<string, string>;
  /** As in `rules.json`. */
  files: Record<string, string>;
  /** Digests of sources (`digestOfSource`), by the SHA-256 of path and bytes. */
  digests: Record<string, string>;
}

/** The rules in this build, which replaces this file (bin/build/plugins.mjs). Undefined when the sources run directly. */
export const builtRules: BuiltRules | undefined = undefined;
