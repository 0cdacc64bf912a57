import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { reasonOf } from '../../model/fault.ts';
import type { Device } from '../device.ts';
import { readBody } from './body.ts';
import type { Display, ServerSession } from './route.ts';
import { matchRoute } from './router.ts';
import { defaultSettings } from './routes/settings.ts';
import { createElementRegistry } from './snapshot.ts';
import { WireError } from './wire-error.ts';

const PORT = 6790;
/** The version in `/status`; the driver does not compare it. */
const BUILD = { version: '10.6.6', versionCode: 243 };
/** The real server ends this long after it has answered the end of its session. */
const SHUTDOWN_MS = 15;

const newSessionSchema = z.object({
  capabilities: z
    .object({ firstMatch: z.array(z.record(z.string(), z.unknown())).default([]) })
    .default({ firstMatch: [] }),
});

interface Answer {
  value: unknown;
  sessionId?: string;
  afterwards?: () => void;
}

/**
 * Serves the protocol of appium-uiautomator2-server 10.6 on the handset's port 6790, to which driver 8.7.0 forwards. Commands
 * run one after another. `ended` is called when the driver has ended the session, which ends the instrumentation.
 */
export function startUiAutomator(device: Device, display: Display, ended: () => void): { stop(): void } {
  let session: ServerSession | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const http = createServer((request, response) => {
    const answered = last.then(() => respond(request, response));
    last = answered.catch((error) => response.destroy(error instanceof Error ? error : undefined));
  });
  const port = device.ports.listen(PORT, (stream) => http.emit('connection', stream));

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { status, answer } = await run(request.method ?? 'GET', pathOf(request), body);
    const { value, sessionId = null, afterwards } = answer;
    const json = JSON.stringify({ sessionId, value });
    // With its length in the head, Node writes the response at once. In several pieces, adb would hold back all but the first
    // for 40 ms (Nagle's algorithm).
    response.writeHead(status, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': Buffer.byteLength(json),
    });
    response.end(json, afterwards);
  }

  async function run(
    method: string,
    path: string,
    body: string,
  ): Promise<{ status: number; answer: Answer }> {
    try {
      return { status: 200, answer: await command(method, path, parse(body)) };
    } catch (error) {
      const { code, status } = error instanceof WireError ? error : { code: 'unknown error', status: 500 };
      const value = { error: code, message: reasonOf(error), stacktrace: '' };

      return { status, answer: { value } };
    }
  }

  async function command(method: string, path: string, body: unknown): Promise<Answer> {
    const requestLine = `${method} ${path}`;
    if (requestLine === 'GET /status')
      return {
        value: { ready: true, message: 'UiAutomator2 Server is ready to accept commands', build: BUILD },
      };
    if (requestLine === 'GET /sessions') return { value: session ? [modelOf(session)] : [] };
    if (requestLine === 'POST /session') return newSession(body);
    const [, id, rest = ''] = /^\/session\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    if (id === undefined) throw unknown(requestLine);
    if (!session || session.id !== id)
      throw new WireError('invalid session id', `The session identified by ${id} is not known`);
    if (rest === '' && method === 'DELETE') return endSession(id);
    if (rest === '' && method === 'GET') return { value: session.capabilities, sessionId: id };
    const found = matchRoute(method, rest);
    if (!found) throw unknown(`${method} ${rest}`);
    if (found.route.touches) holdClock(device);
    const { parameters } = found;

    return { value: await found.route.handle({ device, display, session, parameters }, body), sessionId: id };
  }

  function newSession(body: unknown): Answer {
    const { capabilities } = readBody('POST /session', newSessionSchema, body);
    session = {
      id: randomUUID(),
      capabilities: capabilities.firstMatch[0] ?? {},
      settings: new Map(Object.entries(defaultSettings)),
      elements: createElementRegistry(display.front),
    };

    return { value: modelOf(session), sessionId: session.id };
  }

  function endSession(id: string): Answer {
    session = undefined;

    return { value: null, sessionId: id, afterwards: () => setTimeout(ended, SHUTDOWN_MS) };
  }

  function unknown(requestLine: string): WireError {
    device.unmodelled.report('route', requestLine.replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/g, '/:id'));

    return new WireError(
      'unknown command',
      `The simulated handset's UiAutomator2 server has no ${requestLine}`,
    );
  }

  return {
    stop() {
      port.close();
      http.closeAllConnections();
      http.close();
    },
  };
}

/** Commands that touch the screen run at real speed. */
function holdClock({ clock, properties }: Device): void {
  const wait = 'debug.leakgate.wait';
  if (properties.get(wait) === '1') properties.set(wait, '0');
  clock.setFast(false);
}

function modelOf({ id, capabilities }: ServerSession): Record<string, unknown> {
  return { id, sessionId: id, capabilities };
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const path = url.split('?')[0] ?? '/';

  return path.startsWith('/wd/hub/') ? path.slice('/wd/hub'.length) : path;
}

function parse(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new WireError('invalid argument', `the request body is not JSON: ${reasonOf(error)}`);
  }
}
