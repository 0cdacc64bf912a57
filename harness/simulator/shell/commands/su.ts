import type { Command } from '../command.ts';
import { aosp } from './su-aosp.ts';
import { managed } from './su-managed.ts';

/** Exists only on a rooted handset; the handset's options choose its kind. */
export const suCommands: readonly Command[] = [
  {
    names: ['su'],
    run(args, shell) {
      const { su } = shell.device.options;

      return su === 'aosp' ? aosp(args, shell) : managed(su, args, shell);
    },
  },
];
