import * as z from 'zod';
import { hostRowSchema, responderRowSchema } from './tables.ts';
import { identifierRowSchema } from './ties.ts';

/** A regular expression in YAML: between slashes, followed by `i` if letter case does not matter. */
const patternSchema = z
  .string()
  .regex(/^\/.+\/i?$/s, 'a regular expression must be written between slashes: /^api\\.example\\.com$/')
  .transform((text, context) => {
    const end = text.lastIndexOf('/');
    try {
      return new RegExp(text.slice(1, end), text.slice(end + 1));
    } catch (error) {
      context.addIssue(error instanceof Error ? error.message : String(error));

      return z.NEVER;
    }
  });

const shape = {
  /** The host, without its port. */
  host: patternSchema.optional(),
  /** The path of the URL, from its first slash to its query. */
  path: patternSchema.optional(),
  /** Headers by their name in lower case. */
  headers: z.record(z.string().regex(/^[a-z0-9_-]+$/, 'in lower case'), patternSchema).default({}),
  /** Fields that the form in its body has, or its query if the body is not a form. */
  fields: z.array(z.string()).default([]),
  /** Fields that it does not have. */
  withoutFields: z.array(z.string()).default([]),
  /** What the values of fields look like. */
  values: z.record(z.string(), patternSchema).default({}),
  /** A field that holds Java's `String.hashCode()` of another, after a prefix. */
  checksum: z.strictObject({ field: z.string(), of: z.string(), prefix: z.string().default('') }).optional(),
};

/** How an upload of an SDK looks. All conditions must hold; a host alone is not enough, because any app may send there. */
export const requestShapeSchema = z
  .strictObject({ ...shape, source: z.string() })
  .refine(
    ({ path, headers, fields, values, checksum }) =>
      path !== undefined ||
      checksum !== undefined ||
      fields.length + Object.keys(headers).length + Object.keys(values).length > 0,
    'a host alone does not identify an SDK: add a path, headers, fields, values or a checksum',
  );
export type RequestShape = z.infer<typeof requestShapeSchema>;

/**
 * How an SDK encrypts uploads. It applies to requests of the shape `request`, to JSON that has all of the fields `json`, and
 * without either to every upload of the SDK.
 */
export const encryptionSchema = z.strictObject({
  /** The encryption's name in reports. */
  name: z.string(),
  request: z.strictObject(shape).optional(),
  json: z
    .array(z.string().regex(/^\w+$/, 'a JSON key here may have only letters, digits and underscores'))
    .min(1)
    .optional(),
  /** Whether some uploads can be decoded; the encryption is then reported only if something in the upload was not decoded. */
  onlyUndecoded: z.boolean().default(false),
  source: z.string(),
});
export type Encryption = z.infer<typeof encryptionSchema>;

const configurationSchema = z.strictObject({
  /** Paths of requests for the SDK's configuration, on any host. */
  paths: z.array(patternSchema).default([]),
  /** Keys of a configuration by which the server silences the SDK, and their values that do so. */
  silencedBy: z
    .array(
      z.strictObject({ key: patternSchema, values: z.array(z.union([z.string(), z.number(), z.boolean()])) }),
    )
    .default([]),
  source: z.string(),
});

/** A file `harness/sdks/data/<id>.yaml`: one analytics SDK. Only `name` is required. */
export const sdkFileSchema = z.strictObject({
  name: z.string(),
  /** How the SDK is found in an APK, and how long it holds an event back. Without `apk`, it is recognised only in traffic. */
  apk: z
    .strictObject({
      /** Strings of which one in a dex file or an asset proves that the APK has the SDK. */
      signatures: z.array(z.string()).min(1),
      /**
       * Longest interval between uploads by default, milliseconds of the handset's clock. Absent where no source has one; it then
       * counts as unknown.
       */
      intervalMs: z.number().int().positive().optional(),
      /** Apps that upload for the SDK under their own UID, if they are installed; they count as helpers of the release. */
      helpers: z.array(z.string()).min(1).optional(),
      /** A system property that makes the SDK of one app upload at once: its value is the package of that app. */
      forcedBy: z.string().optional(),
      source: z.string(),
    })
    .optional(),
  /** Servers that are known by name. */
  hosts: z.array(hostRowSchema).default([]),
  requests: z.array(requestShapeSchema).default([]),
  encryption: z.array(encryptionSchema).default([]),
  /** Fields in which the SDK sends an identifier, or whose values look like one. */
  identifiers: z.array(identifierRowSchema).default([]),
  /** How the recorder answers the SDK. */
  responders: z.array(responderRowSchema).default([]),
  configuration: configurationSchema.optional(),
  /** Requests for a key, without which the SDK uploads nothing. */
  keys: z.strictObject({ paths: z.array(patternSchema).min(1), source: z.string() }).optional(),
});

/** The id in a release's `sdks` for code that looks like a reporting SDK, but like none that a table describes. */
export const UNKNOWN_SDK = 'unknown';

/** An SDK with its id, which is the name of its file. */
export type Sdk = z.infer<typeof sdkFileSchema> & { id: string };
