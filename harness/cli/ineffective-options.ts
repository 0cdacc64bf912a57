import { Fault } from '../model/fault.ts';

/** An option that has no effect unless something else is given. */
export interface ConditionalOption {
  option: string;
  isGiven: boolean;
  hasEffect: boolean;
  /** When it has an effect: `it only applies to ...`. */
  because: string;
  fix: string;
}

/** Refuses options that would be ignored: the user would believe that they worked. @throws {Fault} naming the first */
export function refuseIneffective(options: readonly ConditionalOption[]): void {
  const ignored = options.find(({ isGiven, hasEffect }) => isGiven && !hasEffect);
  if (ignored)
    throw new Fault(`${ignored.option} has no effect here: ${ignored.because}`, { fix: ignored.fix });
}
