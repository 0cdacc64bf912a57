import type { User } from '../files/user.ts';

/** A background process of the shell. */
export interface Job {
  pid: number;
  user: User;
  name: string;
  killed: AbortSignal;
}

export interface Jobs {
  add(user: User, name: string): Job;
  list(): Job[];
  /** False if there is no such process. */
  kill(pid: number): boolean;
  remove(pid: number): void;
  /** An unused process id. */
  nextPid(): number;
  killAll(): void;
}

/** The activity manager assigns lower ones to apps. */
const FIRST_PID = 24_000;

export function createJobs(): Jobs {
  const jobs = new Map<number, { job: Job; abort: AbortController }>();
  let last = FIRST_PID;

  return {
    add(user, name) {
      const abort = new AbortController();
      const job = { pid: ++last, user, name, killed: abort.signal };
      jobs.set(job.pid, { job, abort });

      return job;
    },
    list: () => [...jobs.values()].map(({ job }) => job),
    kill(pid) {
      jobs.get(pid)?.abort.abort();

      return jobs.delete(pid);
    },
    remove: (pid) => void jobs.delete(pid),
    nextPid: () => ++last,
    killAll() {
      for (const { abort } of jobs.values()) abort.abort();
      jobs.clear();
    },
  };
}
