/** The rules that a build contains. */
export interface BuiltRules {
  /** The field `packages` of `rules.json`: the version of each npm package that decides verdicts. */
  packages: Record<string, string>;
  /** The field `files` of `rules.json`: the digest of each file that decides verdicts, by its path. */
  files: Record<string, string>;
  /** Digests of sources (`digestOfSource`), by the SHA-256 of path and bytes. */
  digests: Record<string, string>;
}

/** The rules in this build, which replaces this file (bin/build/plugins.mjs). Undefined when the sources run directly. */
export const builtRules: BuiltRules | undefined = undefined;
