import type { Shell } from '../../command.ts';

/** What a service prints; throws `NotModelled` for arguments that are not known. */
export type Dump = (args: readonly string[], shell: Shell) => string | Promise<string>;
