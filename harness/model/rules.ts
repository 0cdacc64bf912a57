import * as z from 'zod';
import { sha256Schema } from './release.ts';

/** `rules/rules.json` of a run: the rules that decided its verdicts. The digest covers all other fields. */
export const rulesSchema = z.object({
  schema: z.literal('leakgate/rules@1'),
  digest: sha256Schema,
  /** The Unicode version that classifies and folds letters. */
  unicode: z.string(),
  /** The ICU version that decodes legacy charsets. Runs recorded before it counted have none. */
  icu: z.string().optional(),
  /** Versions of the packages that affect verdicts. */
  packages: z.record(z.string(), z.string()),
  /**
   * SHA-256 of every file of the detector, the verdict and their tables, by its path in the project: code without comments,
   * formatting and types, tables by their values. Runs recorded before that have the SHA-256 of the bytes.
   */
  files: z.record(z.string(), sha256Schema),
});
export type Rules = z.infer<typeof rulesSchema>;
