/** Whether no process has this id any more. */
export function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);

    return false;
  } catch (error) {
    // Of a process of somebody else's it is known that it is there, and no more.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
