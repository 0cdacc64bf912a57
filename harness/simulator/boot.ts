import { randomUUID } from 'node:crypto';
import type { Clock } from './device.ts';

/** The handset's current run of its kernel. */
export interface Boot {
  /** `/proc/sys/kernel/random/boot_id`. */
  id(): string;
  /** Handset milliseconds since the kernel started: `/proc/uptime`. */
  uptime(): number;
  /** The kernel starts again. */
  again(): void;
}

export function createBoot(clock: Pick<Clock, 'uptime'>): Boot {
  let id = randomUUID();
  let startedAt = 0;

  return {
    id: () => id,
    uptime: () => clock.uptime() - startedAt,
    again() {
      id = randomUUID();
      startedAt = clock.uptime();
    },
  };
}
