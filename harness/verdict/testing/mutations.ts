import type { CaseEvidence } from '../../model/evidence.ts';

/** One change to evidence: a property removed or a value changed. */
export interface Mutation {
  /** Field names, and what identifies each list element, joined by dots. */
  path: string;
  what: string;
  evidence: CaseEvidence;
}

type Path = readonly (string | number)[];

/** Longer than any case of the tests. */
const SHIFT_MS = 3_600_000;

/** Every property removed, every list emptied and each of its elements removed, every value changed, one at a time. */
export function mutationsOf(evidence: CaseEvidence): Mutation[] {
  return [...walk(evidence, [])].map(({ path, what, value, isRemoved }) => ({
    path: nameOf(evidence, path),
    what,
    evidence: isRemoved ? without(evidence, path) : replaced(evidence, path, value),
  })) as Mutation[];
}

interface Change {
  path: Path;
  what: string;
  value?: unknown;
  isRemoved?: boolean;
}

function* walk(value: unknown, path: Path): Generator<Change> {
  if (path.length > 0) yield { path, what: 'removed', isRemoved: true };
  if (value instanceof Uint8Array) {
    yield { path, what: 'emptied', value: new Uint8Array() };
  } else if (Array.isArray(value)) {
    if (value.length > 0) yield { path, what: 'emptied', value: [] };
    for (const [at, each] of value.entries()) yield* walk(each, [...path, at]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, each] of Object.entries(value)) yield* walk(each, [...path, name]);
  } else {
    for (const [what, changed] of changedValues(value)) yield { path, what, value: changed };
  }
}

function* changedValues(value: unknown): Generator<[what: string, changed: unknown]> {
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

function replaced(value: unknown, [step, ...rest]: Path, changed: unknown): unknown {
  if (step === undefined) return changed;
  if (Array.isArray(value))
    return value.map((each, at) => (at === step ? replaced(each, rest, changed) : each));
  const object = value as Record<string, unknown>;

  return { ...object, [step]: replaced(object[step], rest, changed) };
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

/** The path of a change, such as `timeline.steps.window:idle.quiet`: equal for the same field of every window of that phase. */
function nameOf(evidence: unknown, path: Path): string {
  const names: string[] = [];
  let value = evidence;
  for (const step of path) {
    value = (value as Record<string | number, unknown>)[step];
    names.push(typeof step === 'string' ? step : placeOf(value));
  }

  return names.filter((name) => name !== '').join('.');
}

/** What identifies a list element. */
function placeOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return '';
  const of = value as Record<string, unknown>;
  if ('responder' in of) return `${String(of['responder'])}:${String(of['method'])}`;
  if ('uid' in of && 'role' in of) return String(of['role']);
  if ('phase' in of) return `${String(of['kind'])}:${String(of['phase'])}`;
  if ('canary' in of && 'use' in of) return placeOf(of['canary']);
  if ('kind' in of) return 'role' in of ? String(of['role']) : String(of['kind']);

  return '';
}
