import * as z from 'zod';

/** A row of `verdict/data/hosts.yaml`, or of an SDK's `hosts`: a known recipient. */
export const hostRowSchema = z
  .strictObject({
    /** A host, or a suffix written `*.miui.com`. */
    host: z.string(),
    /** A: collected browsing history. B: the vendor's telemetry. C: a service of the browser. D: a third party. */
    class: z.enum(['A', 'B', 'C', 'D']),
    /** The owner of the host, spelled as `vendor` in the files of families. */
    vendor: z.string().optional(),
    role: z.string(),
    /** Whether what is sent there can be read off the wire. */
    decodable: z.enum(['yes', 'no', 'partly', 'unknown']),
    confidence: z.enum(['H', 'M', 'L']),
    source: z.string(),
  })
  .refine(
    ({ class: kind, vendor }) => (kind === 'D') === (vendor === undefined),
    'a host of class A, B or C must have a vendor; a host of class D must not',
  );
export type HostRow = z.infer<typeof hostRowSchema>;

/** A row of `origins/data/responders.yaml`, or of an SDK's `responders`. In hosts and paths, `*` matches any characters. */
export const responderRowSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['ack', 'config', 'probe', 'key']),
  host: z.string(),
  path: z.string(),
  method: z.string().optional(),
  status: z.number().int(),
  contentType: z.string().optional(),
  body: z.string().default(''),
  source: z.string(),
});
export type ResponderRow = z.infer<typeof responderRowSchema>;
