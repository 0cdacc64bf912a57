import * as z from 'zod';

const frame = z.object({
  id: z.string(),
  parentId: z.string().optional(),
  url: z.string(),
  unreachableUrl: z.string().optional(),
});
const targetInfo = z.object({
  targetId: z.string(),
  type: z.string(),
  openerId: z.string().optional(),
  browserContextId: z.string().optional(),
});

/** The Chrome DevTools Protocol's events that are used, and the fields of each that are used. */
const cdpEvents = {
  'Network.requestWillBeSent': z.object({
    requestId: z.string(),
    type: z.string().optional(),
    frameId: z.string().optional(),
    request: z.object({ url: z.string() }),
    redirectResponse: z.object({ url: z.string() }).optional(),
  }),
  'Network.webSocketCreated': z.object({ url: z.string() }),
  'Network.reportingApiEndpointsChangedForOrigin': z.object({
    endpoints: z.array(z.object({ url: z.string() })),
  }),
  'Network.loadingFailed': z.object({ requestId: z.string(), errorText: z.string() }),
  'Page.frameNavigated': z.object({ frame }),
  'Page.navigatedWithinDocument': z.object({ frameId: z.string(), url: z.string() }),
  'Page.loadEventFired': z.unknown(),
  'Page.javascriptDialogOpening': z.unknown(),
  'Page.windowOpen': z.object({ url: z.string() }),
  'Runtime.bindingCalled': z.object({ name: z.string(), payload: z.string() }),
  'Inspector.targetCrashed': z.unknown(),
  'Target.attachedToTarget': z.object({ sessionId: z.string(), targetInfo }),
  'Target.detachedFromTarget': z.object({ sessionId: z.string() }),
  'Browser.downloadWillBegin': z.object({ frameId: z.string(), url: z.string() }),
} as const;

export type CdpEvents = typeof cdpEvents;
export type CdpHandlers = { [M in keyof CdpEvents]?: (params: z.output<CdpEvents[M]>) => void };

/** Handlers that pass on every URL that a page, a frame or a worker requests. */
export function requestHandlers(requested: (url: string) => void): CdpHandlers {
  return {
    'Network.requestWillBeSent': ({ request }) => requested(request.url),
    'Network.webSocketCreated': ({ url }) => requested(url),
    'Network.reportingApiEndpointsChangedForOrigin': ({ endpoints }) => {
      for (const { url } of endpoints) requested(url);
    },
  };
}

/** Calls the handler of an event with its parameters, parsed. Ignores events without a handler. */
export function dispatchCdpEvent(handlers: CdpHandlers, method: string, params: unknown): void {
  if (!isKnown(method)) return;
  const handler = handlers[method] as ((params: unknown) => void) | undefined;
  handler?.(cdpEvents[method].parse(params));
}

function isKnown(method: string): method is keyof CdpEvents {
  return method in cdpEvents;
}
