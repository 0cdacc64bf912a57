/** An error of the UiAutomator2 server, with WebDriver's code and HTTP status and the server's message. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: string;
  readonly status: number;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
    this.status = statuses[code];
  }
}

/** Statuses of appium-uiautomator2-server 10.6, package `common/exceptions`. */
const statuses = {
  'no such element': 404,
  'stale element reference': 404,
  'no such alert': 404,
  'invalid session id': 404,
  'unknown command': 404,
  'invalid selector': 400,
  'invalid argument': 400,
  'invalid element state': 400,
  'unable to capture screen': 500,
  'unsupported operation': 500,
  'unknown error': 500,
} as const;
type ErrorCode = keyof typeof statuses;

export const noSuchElement = (): WireError =>
  new WireError(
    'no such element',
    'An element could not be located on the page using the given search parameters',
  );

export const badSelector = (expression: string, reason: string): WireError =>
  new WireError('invalid selector', `Could not parse selector expression \`${expression}\`: ${reason}`);
