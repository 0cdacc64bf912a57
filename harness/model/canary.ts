import * as z from 'zod';

export const canaryKindSchema = z.enum(['url', 'host', 'search', 'text']);
export type CanaryKind = z.infer<typeof canaryKindSchema>;

/**
 * A unique value that was generated for a case, or any other value to search for.
 * `role: control`: the canary page itself sends it, to prove the recorder and the detector.
 * `allowedHosts`: recipients that may receive it (a search engine receives the search).
 */
export const canarySchema = z.strictObject({
  id: z.string().min(1),
  kind: canaryKindSchema,
  value: z
    .string()
    .min(4, 'a canary must have 4 characters or more, because a shorter text matches by chance'),
  role: z.literal('control').optional(),
  allowedHosts: z.array(z.string()).optional(),
});
export type Canary = z.infer<typeof canarySchema>;

/** What a reader calls a canary. The title of a page is a text whose id the canary generator ends with `-title`. */
export function nounOfCanary({ kind, id }: Pick<Canary, 'kind' | 'id'>): CanaryNoun {
  if (kind === 'search') return 'searched words';
  if (kind === 'url') return 'address';
  if (kind === 'host') return 'host name';

  return id.endsWith('-title') ? 'page title' : 'text';
}

export type CanaryNoun = 'searched words' | 'address' | 'page title' | 'host name' | 'text';

export const canariesSchema = z.array(canarySchema);
