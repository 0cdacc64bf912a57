import { z } from 'zod';
import { sha256Schema } from './release.ts';

/** `rules/rules.json` of a run: what its verdicts were reached by. The digest is that of all the rest. */
export const rulesSchema = z.object({
  schema: z.literal('leakgate/rules@1'),
  digest: sha256Schema,
  /** The version of Unicode that letters are told and folded by. */
  unicode: z.string(),
  /** Versions of packages that have a part in it. */
  packages: z.record(z.string(), z.string()),
  /** SHA-256 of every file of the detector, the verdict and their tables, by its path in the project. */
  files: z.record(z.string(), sha256Schema),
});
export type Rules = z.infer<typeof rulesSchema>;
