import type { Device, ScreenInput } from '../device.ts';
import type { Screen } from '../screens/screen.ts';
import type { ElementRegistry } from './snapshot.ts';

/** The screen of the handset as the server sees it. */
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

/** What a route works with. `parameters` are the parts of the path, decoded. */
export interface Command {
  readonly device: Device;
  readonly display: Display;
  readonly session: ServerSession;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A row of the server's table: what is after `/session/:sessionId`, and what it answers. */
export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  /** It touches the screen, so the handset's clock must not run fast. */
  touches?: true;
  /** `body` is the JSON that was sent, unchecked: see `routeWithBody`. */
  handle: (command: Command, body: unknown) => unknown;
}
