import { refusalFault } from '../../handset/refusals.ts';
import { reasonOf } from '../../model/fault.ts';

/** The first line of an error, and what to do about a refusal that is known. */
export function refusalOf(serial: string, error: unknown): { text: string; fix: string[] } {
  const all = reasonOf(error);
  const fault = refusalFault(serial, all);

  return { text: all.split('\n')[0] ?? '', fix: fault?.fix === undefined ? [] : [fault.fix] };
}
