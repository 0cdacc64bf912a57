import type { Route } from './route.ts';
import { actionRoutes } from './routes/actions.ts';
import { deviceRoutes } from './routes/device.ts';
import { elementRoutes } from './routes/elements.ts';
import { gestureRoutes } from './routes/gestures.ts';
import { settingRoutes } from './routes/settings.ts';

const routes: readonly Route[] = [
  ...deviceRoutes,
  ...settingRoutes,
  ...elementRoutes,
  ...actionRoutes,
  ...gestureRoutes,
];

/** Finds the route of a method and a path below the session, and the path's parameters. */
export function matchRoute(
  method: string,
  path: string,
): { route: Route; parameters: Record<string, string> } | undefined {
  for (const route of routes) {
    const parameters = route.method === method ? parametersOf(route.path, path) : undefined;
    if (parameters) return { route, parameters };
  }

  return undefined;
}

function parametersOf(pattern: string, path: string): Record<string, string> | undefined {
  const patternParts = pattern.split('/');
  const parts = path.split('/');
  if (patternParts.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, name] of patternParts.entries()) {
    const part = parts[index] ?? '';
    if (name.startsWith(':')) parameters[name.slice(1)] = decodeURIComponent(part);
    else if (name !== part) return undefined;
  }

  return parameters;
}
