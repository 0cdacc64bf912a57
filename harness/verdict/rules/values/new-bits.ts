import type { Phases, TimedValue } from './phases.ts';

/**
 * How many bits of a value are new when it is sent. Values must be asked for in the order of sending. A value that was
 * already sent has none; of a counter, only its step counts; of a list, the order of its members.
 */
export class NewBits {
  /** Sent before the first visit, or so far. */
  readonly #sent = new Set<string>();
  /** Sent in the twin. */
  readonly #inTwin = new Set<string>();
  readonly #numbers = new Map<string, number>();
  readonly #members = new Map<string, Set<string>>();

  /** Values of the baseline and of the twin are no news in private mode: they depend on no private visit. */
  constructor({ ordered }: Phases) {
    const usual = launchBits(ordered);
    for (const value of ordered) {
      const { kind } = value.phase;
      if (kind === 'baseline' || (kind === 'launch' && usual(value))) this.#sent.add(value.id);
      else if (kind === 'twin') this.#inTwin.add(value.id);
      for (const member of value.members ?? []) this.#membersAt(value.place).add(member);
    }
  }

  /** @returns 0 for a value that was sent before */
  of(value: TimedValue): number {
    const isKnown = this.#sent.has(value.id) || (value.phase.kind !== 'twin' && this.#inTwin.has(value.id));
    this.#sent.add(value.id);
    const before = this.#numbers.get(value.place);
    if (isNumeric(value)) this.#numbers.set(value.place, Number(value.text));
    if (isKnown) return 0;
    if (value.members) return orderBits(value.members, this.#membersAt(value.place).size);
    if (!isNumeric(value) || before === undefined) return value.bits;

    return Math.min(value.bits, Math.log2(Math.abs(Number(value.text) - before) + 1));
  }

  #membersAt(place: string): Set<string> {
    const known = this.#members.get(place) ?? new Set<string>();
    this.#members.set(place, known);

    return known;
  }
}

/** Bits of values of later launches beyond those of the first one that are too many for chance. */
const UNUSUAL_BITS = 48 * 8;

/**
 * Whether a value of a later launch belongs to as many as were sent at the first launch. More of them can be what the
 * browser kept where clearing its data does not reach.
 */
function launchBits(ordered: readonly TimedValue[]): (value: TimedValue) => boolean {
  const known = new Set(ordered.filter(({ phase }) => phase.kind === 'baseline').map(({ id }) => id));
  const sums = new Map<string, number>();
  const counted = new Set<string>();
  const launchKey = ({ host, phase }: TimedValue) =>
    `${phase.kind === 'launch' ? phase.identity : 1}\0${host}`;
  for (const value of ordered) {
    const { kind } = value.phase;
    const isFirst = kind === 'baseline';
    if ((!isFirst && kind !== 'launch') || value.kind === 'word') continue;
    const key = `${launchKey(value)}\0${value.id}`;
    if (counted.has(key) || (!isFirst && known.has(value.id))) continue;
    counted.add(key);
    sums.set(launchKey(value), (sums.get(launchKey(value)) ?? 0) + value.bits);
  }

  return (value) => (sums.get(launchKey(value)) ?? 0) < (sums.get(`1\0${value.host}`) ?? 0) + UNUSUAL_BITS;
}

function isNumeric({ kind, text, members }: TimedValue): boolean {
  return kind === 'number' && members === undefined && /^-?\d+$/.test(text);
}

/** Bits of the order of a list, as a choice of each member among all that its place ever had; 0 for a sorted list. */
function orderBits(members: readonly string[], choices: number): number {
  return isSorted(members) ? 0 : members.length * Math.log2(Math.max(2, choices));
}

function isSorted(members: readonly string[]): boolean {
  const sign = (a: string, b: string) =>
    Number.isFinite(Number(a)) && Number.isFinite(Number(b))
      ? Math.sign(Number(a) - Number(b))
      : a < b
        ? -1
        : a > b
          ? 1
          : 0;
  const signs = new Set(members.slice(1).map((member, at) => sign(members[at] ?? '', member)));

  return !signs.has(-1) || !signs.has(1);
}
