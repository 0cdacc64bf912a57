import { outputIfAny, type Phone } from './phone.ts';

/**
 * Whether Android holds the phone's default network for validated: jobs that need a network wait for that
 * (AOSP JobInfo.java). Undefined where `dumpsys connectivity` does not say.
 */
export async function isValidated(phone: Phone): Promise<boolean | undefined> {
  const dump = await outputIfAny(phone.shell(['dumpsys', 'connectivity'], { timeoutMs: 30_000 }));

  return dump === undefined ? undefined : validatedIn(dump);
}

/** Reads the capabilities of the default network out of `dumpsys connectivity`. */
export function validatedIn(dump: string): boolean | undefined {
  const active = /^Active default network: (\S+)$/m.exec(dump)?.[1];
  if (active === undefined) return undefined;
  if (active === 'none') return false;
  const agent = dump.split('\n').find((line) => line.includes(`NetworkAgentInfo{`) && names(line, active));

  return agent === undefined ? undefined : /\bVALIDATED\b/.test(agent);
}

function names(line: string, network: string): boolean {
  return new RegExp(`\\bnetwork\\{${network}\\}|\\[[A-Z]+ \\(?\\)? ?- ${network}\\]|- ${network}\\]`).test(
    line,
  );
}
