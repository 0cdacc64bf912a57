import type { Device, ScreenInput } from '../device.ts';
import type { Screen } from '../screens/screen.ts';
import type { ElementRegistry } from './snapshot.ts';

/** What the server uses of the handset's screen. */
export interface Display {
  front: () => Screen;
  readonly input: ScreenInput;
  /** Whether the window in front forbids screenshots. */
  secure: () => boolean;
  /** PNG of the whole screen. */
  screenshot: () => Promise<Buffer>;
  readonly clipboard: { get: () => string; set: (text: string) => void };
}

/** One session of the server; there is one at a time. */
export interface ServerSession {
  readonly id: string;
  readonly capabilities: Record<string, unknown>;
  readonly settings: Map<string, unknown>;
  readonly elements: ElementRegistry;
}

/** What a route gets. `parameters` are decoded parts of the path. */
export interface Command {
  readonly device: Device;
  readonly display: Display;
  readonly session: ServerSession;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A route of the server, below `/session/:sessionId`. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** True if the route touches the screen, so that the handset's clock must not run fast. */
  touches?: true;
  /** `body` is unchecked JSON; see `routeWithBody`. */
  handle: (command: Command, body: unknown) => unknown;
}
