import { Fault } from '../model/fault.ts';
import { contradiction, type SimulatedTrait, simulatedTraits } from '../model/handset.ts';

/** A value of `--handset`. */
export type HandsetChoice =
  /** With a `port`, one handset that runs already: `leakgate handset start --port`. */
  | { kind: 'simulated'; count: number; traits: SimulatedTrait[]; port?: number }
  | { kind: 'emulator'; avd: string }
  | { kind: 'serial'; serial: string };

const MAX_SIMULATED = 8;
/** A UDID of Apple's devices: 8 and 16 hex digits since 2018, 40 hex digits before. No Android serial has these forms. */
const IPHONE = /^(?:[0-9A-F]{8}-[0-9A-F]{16}|[0-9a-f]{40})$/i;

/** `sim`, `sim:N`, `sim+no-root`, `sim@PORT`, `avd:NAME`, or a serial. Grids are not supported. */
export function parseHandset(text: string): HandsetChoice {
  const running = /^sim@(\d{1,5})$/.exec(text);
  if (running) return { kind: 'simulated', count: 1, traits: [], port: Number(running[1]) };
  const simulated = /^sim(?::(\d+))?((?:\+[\w-]+)*)$/.exec(text);
  if (simulated) {
    const count = Number(simulated[1] ?? 1);
    if (count < 1 || count > MAX_SIMULATED)
      throw new Fault(`--handset ${text}: from 1 to ${MAX_SIMULATED} simulated handsets can run at once`, {
        fix: 'choose a smaller number, e.g. --handset sim:2',
      });

    const traits = parseTraits(simulated[2] ?? '', text);
    const both = contradiction(traits);
    if (both)
      throw new Fault(`--handset ${text}: no handset has both ${both.join(' and ')}`, {
        fix: 'name one of them',
      });

    return { kind: 'simulated', count, traits };
  }
  if (text.startsWith('avd:')) {
    // AOSP's avdmanager accepts these characters in a name.
    const avd = /^avd:([\w.-]+)$/.exec(text)?.[1];
    if (avd === undefined)
      throw new Fault(`--handset ${text}: this is not the name of an AVD`, {
        fix: 'give a name that emulator -list-avds prints, e.g. --handset avd:Pixel_8_API_34',
      });

    return { kind: 'emulator', avd };
  }
  if (/^https?:/.test(text))
    throw new Fault(`--handset ${text}: phones on a Selenium Grid are not supported yet`, {
      fix: 'use --handset sim, or the serial of a phone that adb on this computer can see',
    });
  if (IPHONE.test(text))
    throw new Fault(
      `--handset ${text}: this is the identifier of an iPhone or iPad, and Leakgate can only test browsers on Android`,
      {
        fix: 'docs/handsets.md says what a test of Safari on an iPhone would take and what it could not see',
      },
    );
  if (!/^[\w.:-]+$/.test(text))
    throw new Fault(`--handset ${text}: the value is neither sim, sim:N, sim@PORT, avd:NAME nor a serial`, {
      fix: 'adb devices -l lists the serials',
    });

  return { kind: 'serial', serial: text };
}

function parseTraits(list: string, text: string): SimulatedTrait[] {
  const names = list.split('+').filter((name) => name !== '');

  return names.map((name) => {
    const trait = simulatedTraits.find((known) => known === name);
    if (!trait)
      throw new Fault(`--handset ${text}: a simulated handset has no trait '${name}'`, {
        fix: `the traits are ${simulatedTraits.join(', ')}`,
      });

    return trait;
  });
}

/** All handsets of a run: simulated or real, never both, as results on one kind prove nothing about the other. */
export function parseHandsets(texts: readonly string[]): {
  simulated: boolean;
  choices: HandsetChoice[];
  count: number;
  /** Whether all are simulated handsets with the same traits: one release may then run on several of them. */
  interchangeable: boolean;
} {
  const choices = texts.map(parseHandset);
  const simulated = choices.some((choice) => choice.kind === 'simulated');
  if (simulated && choices.some((choice) => choice.kind !== 'simulated')) {
    throw new Fault(`simulated and real handsets cannot be mixed in one run (${texts.join(', ')})`, {
      fix: 'make two runs',
    });
  }

  const traits = choices.map((choice) => choice.kind === 'simulated' && choice.traits.toSorted().join());

  return {
    simulated,
    choices,
    interchangeable: simulated && new Set(traits).size === 1,
    count: choices.reduce((sum, choice) => sum + (choice.kind === 'simulated' ? choice.count : 1), 0),
  };
}
