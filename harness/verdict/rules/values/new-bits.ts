import type { Member } from '../../../detect/index.ts';
import { isClock } from './clock.ts';
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
  /** The last number of each place. */
  readonly #counters = new Map<string, { exchange: number; value: number }>();
  readonly #members = new Map<string, Set<string>>();

  /** Values of the baseline and of the twin are no news in private mode: they depend on no private visit. */
  constructor({ ordered }: Phases) {
    const usual = launchBits(ordered);
    for (const value of ordered) {
      const { kind } = value.phase;
      if (kind === 'baseline' || (kind === 'launch' && usual(value))) this.#sent.add(value.id);
      else if (kind === 'twin') this.#inTwin.add(value.id);
      if (kind === 'baseline' || kind === 'twin')
        for (const { text } of value.members ?? []) this.#membersAt(value.place).add(text);
    }
  }

  /** @returns 0 for a value that was sent before */
  of(value: TimedValue): number {
    const isKnown = this.#sent.has(value.id) || (value.phase.kind !== 'twin' && this.#inTwin.has(value.id));
    this.#sent.add(value.id);
    const before = this.#counters.get(value.place);
    if (isInteger(value))
      this.#counters.set(value.place, { exchange: value.exchange, value: Number(value.text) });
    if (isKnown) return 0;
    if (value.members) return this.#listBits(value, value.members);
    if (!isInteger(value) || before === undefined || before.exchange === value.exchange) return value.bits;

    return Math.min(value.bits, Math.log2(Math.abs(Number(value.text) - before.value) + 1));
  }

  /**
   * Bits of a list. A member that its place had before is a choice among all of them; of numbers in order, only the gaps
   * count.
   */
  #listBits({ place, at }: TimedValue, list: readonly Member[]): number {
    const members = list.filter(({ text }) => !isClock(text, at));
    const known = this.#membersAt(place);
    const gapBits = sortedGaps(members)?.map((gap) => Math.log2(gap + 1));
    let sum = 0;
    for (const [index, { text, bits }] of members.entries()) {
      sum += Math.min(known.has(text) ? Math.log2(known.size + 1) : bits, bits, gapBits?.[index] ?? bits);
      known.add(text);
    }

    return sum;
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

function isInteger({ kind, text, members }: TimedValue): boolean {
  return kind === 'number' && members === undefined && /^-?\d+$/.test(text);
}

/** The differences of consecutive numbers; undefined if they are neither ascending nor descending. */
function sortedGaps(members: readonly Member[]): number[] | undefined {
  const numbers = members.map(({ text }) => Number(text));
  const gaps = numbers.map((number, at) => number - (numbers[at - 1] ?? number));

  return gaps.every((gap) => gap >= 0) || gaps.every((gap) => gap <= 0) ? gaps.map(Math.abs) : undefined;
}
