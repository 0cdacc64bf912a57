import { getDomain } from 'tldts';
import type { RuleInput } from '../../rule-input.ts';
import type { Occurrence } from '../../reasons.ts';
import { createExplanations } from './explanations.ts';
import { type Phase, phasesOf, type TimedValue } from './phases.ts';
import { NewBits } from './new-bits.ts';

/** Bits of an encrypted page address. A host alone has 160 bits or more, as many as a digest. */
const ADDRESS_BITS = 48 * 8;

/** Bits. A recipient with fewer learns no more than that something happened. */
const NOTEWORTHY_BITS = 32;
/** Bits of new words. New names of hosts and events have fewer. */
const NOTEWORTHY_WORD_BITS = 96;

/** New values that one recipient received because of, or at least after, one visit. */
interface Group {
  host: string;
  page: string;
  values: TimedValue[];
  /** Of all values but words. */
  bits: number;
  wordBits: number;
  largestBits: number;
}

/**
 * Values that are new since the first visit in private mode, and that nothing explains: not sent before, not in the
 * twin, not sent by a server, not a clock. They are summed by recipient and visit, wherever an exchange has them: an
 * encrypted address can be cut into values that each look like an identifier, or like a number. Not in an experiment, which visits
 * the same page dozens of times: there the sum says nothing, and no verdict is clean.
 */
export function valuesReasons(input: RuleInput): Occurrence[] {
  if (input.evidence.timeline.steps.some(({ kind }) => kind === 'block')) return [];
  const phases = phasesOf(input);
  if (!phases) return [];
  const explains = createExplanations(input);
  const newBits = new NewBits(phases);
  const groups = new Map<string, Group>();
  for (const value of phases.ordered) {
    const bits = newBits.of(value);
    if (value.phase.kind === 'baseline' || bits <= 0 || explains(value)) continue;
    const recipient = getDomain(value.host) ?? value.host;
    const page = pageOf(value.phase);
    const key = `${recipient}\0${page}`;
    const group = groups.get(key) ?? {
      host: value.host,
      page,
      values: [],
      bits: 0,
      wordBits: 0,
      largestBits: 0,
    };
    group.values.push(value);
    if (value.kind === 'word') group.wordBits += bits;
    else group.bits += bits;
    group.largestBits = Math.max(group.largestBits, bits);
    groups.set(key, group);
  }

  return reasonsOf([...groups.values()]);
}

function reasonsOf(groups: readonly Group[]): Occurrence[] {
  const sums = groups.filter(({ bits, page }) => bits >= ADDRESS_BITS && page !== 'twin');
  const voided = new Set(sums.map(({ host }) => getDomain(host) ?? host));
  const byHost = new Map<string, Group[]>();
  for (const group of groups) {
    if (voided.has(getDomain(group.host) ?? group.host)) continue;
    if (!isNoteworthy(group)) continue;
    byHost.set(group.host, [...(byHost.get(group.host) ?? []), group]);
  }

  return [
    ...sums.map(
      ({ host, page, values, bits }): Occurrence => ({
        code: 'values-add-up',
        values: {
          host,
          when: momentOf(page),
          values: values.filter(({ kind }) => kind !== 'word').length,
          bytes: bytesOf(bits),
          place: values.toSorted((a, b) => b.bits - a.bits)[0]?.place ?? '',
        },
      }),
    ),
    ...[...byHost].map(
      ([host, all]): Occurrence => ({
        code: 'values-unread',
        values: {
          host,
          values: all.reduce((sum, group) => sum + countOf(group), 0),
          bytes: bytesOf(Math.max(...all.map(({ largestBits }) => largestBits))),
        },
      }),
    ),
  ];
}

/** A few values of the twin can come from normal browsing. */
function isNoteworthy({ page, bits, wordBits }: Group): boolean {
  if (page === 'twin') return bits >= ADDRESS_BITS;

  return bits >= NOTEWORTHY_BITS || wordBits >= NOTEWORTHY_WORD_BITS;
}

/** How many values are told of: words only where they are all there is. */
function countOf({ values, bits }: Group): number {
  return bits < NOTEWORTHY_BITS ? values.length : values.filter(({ kind }) => kind !== 'word').length;
}

/** The visit, identity or twin that a value is counted for. */
function pageOf(phase: Phase): string {
  if (phase.kind === 'page') return phase.canary;

  return phase.kind === 'launch' ? `${LAUNCH}${phase.identity}` : phase.kind;
}

const LAUNCH = 'launch ';

function momentOf(page: string): string {
  return page.startsWith(LAUNCH)
    ? `When the browser started under identity ${page.slice(LAUNCH.length)}`
    : `After ${page} was used`;
}

function bytesOf(bits: number): number {
  return Math.ceil(bits / 8);
}
