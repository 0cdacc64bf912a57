/** A step took longer than it may. Nothing can stop it, so the session ends with it. */
export class StepTimeout extends Error {
  override readonly name = 'StepTimeout';
}

/** Rejects with a {@link StepTimeout} naming the step unless `action` ends within `ms` milliseconds. */
export async function limited<T>(step: string, ms: number, action: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StepTimeout(`'${step}' did not end within ${Math.round(ms / 1000)} s`)),
      ms,
    );
  });
  try {
    return await Promise.race([action(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
