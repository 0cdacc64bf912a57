import type { CaseEvidence } from '../../model/evidence.ts';

/** One change to evidence: something taken away, or bent. */
export interface Mutation {
  /** Where: names of fields, and for places in lists what stands there. */
  path: string;
  what: string;
  evidence: CaseEvidence;
}

type Path = readonly (string | number)[];

/** An hour either way is longer than any case of the tests. */
const SHIFT_MS = 3_600_000;

/** Every property deleted, every list emptied and each of its elements left out, every value bent, one at a time. */
export function mutationsOf(evidence: CaseEvidence): Mutation[] {
  return [...walk(evidence, [])].map(({ path, what, value, isGone }) => ({
    path: nameOf(evidence, path),
    what,
    evidence: isGone ? without(evidence, path) : replaced(evidence, path, value),
  })) as Mutation[];
}

interface Change {
  path: Path;
  what: string;
  value?: unknown;
  isGone?: boolean;
}

function* walk(value: unknown, path: Path): Generator<Change> {
  if (path.length > 0) yield { path, what: 'taken away', isGone: true };
  if (value instanceof Uint8Array) {
    yield { path, what: 'emptied', value: new Uint8Array() };
  } else if (Array.isArray(value)) {
    if (value.length > 0) yield { path, what: 'emptied', value: [] };
    for (const [at, each] of value.entries()) yield* walk(each, [...path, at]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) yield* walk(each, [...path, name]);
  } else {
    for (const [what, bent] of bendsOf(value)) yield { path, what, value: bent };
  }
}

function* bendsOf(value: unknown): Generator<[what: string, bent: unknown]> {
  if (typeof value === 'boolean') yield ['negated', !value];
  if (typeof value === 'number' && value !== 0) yield ['zeroed', 0];
  if (typeof value !== 'string') return;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value))
    for (const [what, by] of [
      ['an hour earlier', -SHIFT_MS],
      ['an hour later', SHIFT_MS],
    ] as const)
      yield [what, new Date(Date.parse(value) + by).toISOString()];
  else yield ['changed', 'mutated'];
}

function replaced(value: unknown, [step, ...rest]: Path, bent: unknown): unknown {
  if (step === undefined) return bent;
  if (Array.isArray(value)) return value.map((each, at) => (at === step ? replaced(each, rest, bent) : each));
  const object = value as Record<string, unknown>;

  return { ...object, [step]: replaced(object[step], rest, bent) };
}

function without(value: unknown, [step, ...rest]: Path): unknown {
  if (rest.length > 0) {
    const inner = Array.isArray(value)
      ? value[step as number]
      : (value as Record<string, unknown>)[step as string];

    return replaced(value, [step as string], without(inner, rest));
  }
  if (Array.isArray(value)) return value.toSpliced(step as number, 1);
  const { [step as string]: _, ...others } = value as Record<string, unknown>;

  return others;
}

/** `timeline.steps.window.quiet`: the same field of every window has one name. */
function nameOf(evidence: unknown, path: Path): string {
  const names: string[] = [];
  let value = evidence;
  for (const step of path) {
    value = (value as Record<string | number, unknown>)[step];
    names.push(typeof step === 'string' ? step : placeOf(value));
  }

  return names.filter((name) => name !== '').join('.');
}

/** What stands in a place of a list, by what tells it from the others. */
function placeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const of = value as Record<string, unknown>;
  if ('responder' in of) return `${String(of['responder'])}:${String(of['method'])}`;
  if ('uid' in of && 'role' in of) return String(of['role']);
  if ('phase' in of) return `window:${String(of['phase'])}`;
  if ('canary' in of && 'use' in of) return placeOf(of['canary']);
  if ('kind' in of) return 'role' in of ? String(of['role']) : String(of['kind']);

  return '';
}
