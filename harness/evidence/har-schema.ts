import * as z from 'zod';

/** The value of a header, cookie or field. Some writers use numbers, booleans and null in place of text. */
const scalar = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((value) => (value === null ? '' : String(value)));

const pairs = z
  .array(z.looseObject({ name: scalar, value: scalar.optional(), fileName: scalar.optional() }))
  .nullish()
  .transform((list) => list ?? []);

/**
 * What Leakgate reads of a HAR entry. Only a method and a URL are required. Known writers: Chrome,
 * Firefox, mitmproxy, Charles, HTTP Toolkit, tweasel (mitmproxy), and Leakgate itself.
 */
export const harEntrySchema = z.looseObject({
  startedDateTime: z.string().catch(''),
  /** Milliseconds from the start of the request to the end of the response. */
  time: z.number().optional().catch(undefined),
  /** HAR 1.2: the IP address of the server. */
  serverIPAddress: z.string().nullish().catch(undefined),
  request: z.looseObject({
    method: z.string(),
    url: z.string(),
    headers: pairs,
    cookies: pairs,
    queryString: pairs,
    /** Bytes of the body as sent; -1 where unknown. */
    bodySize: z.number().catch(-1),
    postData: z
      .looseObject({
        mimeType: z.string().catch(''),
        text: z.string().nullish(),
        params: pairs,
        encoding: z.string().nullish(),
        _encoding: z.string().nullish(),
        /** Firefox notes here that it left the body out. */
        comment: z.string().nullish().catch(undefined),
      })
      .nullish(),
    /** Where HTTP Toolkit puts a body that is not text. */
    _content: z.looseObject({ text: z.string().nullish(), encoding: z.string().nullish() }).nullish(),
    /** Where HTTP Toolkit says why it left the body out: `discarded:too-large`. */
    _requestBodyStatus: z.string().nullish().catch(undefined),
    _trailers: pairs,
  }),
  response: z
    .looseObject({
      status: z.number().catch(0),
      content: z
        .looseObject({
          mimeType: z.string().nullish().catch(undefined),
          text: z.string().nullish().catch(undefined),
          encoding: z.string().nullish().catch(undefined),
        })
        .nullish()
        .catch(undefined),
    })
    .nullish(),
  _webSocketMessages: z
    .array(
      z.looseObject({
        type: z.unknown().optional(),
        opcode: z.coerce.number().catch(1),
        data: z.unknown().optional(),
        time: z.number().optional().catch(undefined),
      }),
    )
    .nullish(),
  _leakgate: z
    .looseObject({
      responder: z.string().optional(),
      standInEngine: z.boolean().optional(),
      otherApp: z.string().optional(),
      uid: z.number().int().optional(),
      via: z.string().optional(),
      recordedIn: z.string().optional(),
      aborted: z.string().optional(),
    })
    .nullish(),
});
export type ReadEntry = z.infer<typeof harEntrySchema>;

/**
 * What a HAR contains besides entries: HTTP Toolkit lists connections whose TLS failed, with the requested server name
 * (httptoolkit-ui, src/model/http/har.ts).
 */
export const harFrameSchema = z.looseObject({
  log: z.looseObject({
    entries: z.array(z.unknown()),
    _tlsErrors: z
      .array(z.looseObject({ hostname: z.string().nullish().catch(undefined) }))
      .nullish()
      .catch(undefined),
  }),
});
