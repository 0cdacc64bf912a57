import { unanswered } from '../../capture/har-entry.ts';
import type { HarEntry } from '../../model/har.ts';
import type { AskedName } from '../../verdict/rules/names.ts';

/** A connection that was opened and of which nothing was read, as HAR tells of one. */
export function entryOfName({ name, through, at, uid, standInEngine }: AskedName): HarEntry {
  return {
    startedDateTime: at,
    time: 0,
    request: {
      method: 'CONNECT',
      url: `${name}:443`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: unanswered('HTTP/1.1'),
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    comment: 'a name that a connection was opened for; nothing else of it was read',
    _leakgate: {
      responder: 'none',
      http: '1.1',
      ...(uid !== undefined && { uid }),
      ...(through !== undefined && { via: through }),
      ...(standInEngine && { standInEngine }),
    },
  };
}
