import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { counted } from '../model/counted.ts';
import { Fault } from '../model/fault.ts';

const RUN_WANTED = 'verify, report, compare and audit want the folder that a run wrote';
const EXAMPLE = 'such as reports/20261122T101500Z-3f2a';
const RECORDING = /\.(?:har|har\.gz|har\.zst)$/i;
/** Runs that a fix names. */
const MOST_NAMED = 3;

/** Why a path without `run.json` is no run's folder: what it is, and which command wants it. */
export function notARun(path: string): Fault {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return new Fault(`${path} does not exist`, { fix: `${RUN_WANTED}, ${EXAMPLE}` });
  if (!found.isDirectory())
    return new Fault(`${path} is a file, not the folder of a run`, {
      fix: RECORDING.test(path)
        ? `to search a recording: npx leakgate scan ${path} --canaries FILE`
        : RUN_WANTED,
    });
  if (existsSync(join(path, 'case.json')))
    return new Fault(`${path} is the folder of a case, not of a run`, {
      fix: `name the folder of its run: ${dirname(dirname(path))}`,
    });
  if (['SHA256SUMS', 'cases'].some((name) => existsSync(join(path, name))))
    return new Fault(`${path} is the folder of a run, but its run.json is missing`, {
      fix: 'get the whole folder again from where it came',
    });
  if (existsSync(join(path, 'plan.json')))
    return new Fault(
      `${path} has the plan of a run and no run.json: the run ended before it recorded anything`,
      {
        fix: 'start another run; its log is in the folder logs/ of this one',
      },
    );
  const names = readdirSync(path);
  const runs = names.filter((name) => existsSync(join(path, name, 'run.json'))).sort();
  if (runs.length > 0)
    return new Fault(`${path} is not a run's folder; it has ${counted(runs.length, 'run')} in it`, {
      fix: `name one of them: ${runs
        .slice(-MOST_NAMED)
        .map((name) => join(path, name))
        .join(', ')}`,
    });
  if (existsSync(join(dirname(path), 'run.json')))
    return new Fault(`${path} is a part of a run's folder`, {
      fix: `name the folder of the run: ${dirname(path)}`,
    });
  if (names.some((name) => RECORDING.test(name)))
    return new Fault(`${path} has recordings and no run.json, so it is not a run's folder`, {
      fix: `to search recordings: npx leakgate scan ${path} --canaries FILE`,
    });

  return new Fault(
    names.length === 0
      ? `${path} is an empty folder, not a run's folder`
      : `${path} is not a run's folder: it has ${counted(names.length, 'entry')} and no run.json`,
    { fix: `${RUN_WANTED}, ${EXAMPLE}; scan wants recordings` },
  );
}
