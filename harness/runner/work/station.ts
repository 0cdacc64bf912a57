import { join } from 'node:path';
import type { Browser } from 'webdriverio';
import { type BrowserPage, browserFor } from '../../browsers/browser-page.ts';
import { type CertificateAuthority, certificateAuthorityFrom } from '../../capture/certificate-authority.ts';
import { type Mark, type Recorder, startRecorder } from '../../capture/recorder.ts';
import { type HandsetLedger, openHandsetLedger } from '../../evidence/handset-ledger.ts';
import type { WatchedApp } from '../../handset/apps.ts';
import { type Handset, openHandset } from '../../handset/handset.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { Fault, invariant } from '../../model/fault.ts';
import type { HandsetFacts } from '../../model/handset.ts';
import type { Batch } from '../../model/plan.ts';
import type { FamilyRow } from '../../model/tables.ts';
import { createInternet, type Internet } from '../../origins/internet.ts';
import type { Assignment } from '../assignment.ts';
import { tell } from '../progress.ts';
import { projectRoot } from '../project.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { readSecrets } from '../secrets.ts';
import { ledgerFolder } from '../state.ts';
import type { Tables } from '../tables.ts';

/** A handset made ready for one release: recorder running, traffic led to it, release installed, packets watched. */
export interface Station {
  batch: Batch;
  handset: Handset;
  facts: HandsetFacts;
  recorder: Recorder;
  internet: Internet;
  page: BrowserPage;
  /** Every canary ever minted for the handset. */
  ledger: HandsetLedger;
  /** Packages that may send for the release. */
  helpers: readonly string[];
  /** Who is watched: all that were found, and those that the phone tells apart by UID. Undefined before the first case. */
  watching: { there: readonly WatchedApp[]; apps: readonly WatchedApp[] } | undefined;
  /** Where the last account of the recording ended: the next begins there. */
  account: { mark: Mark; at: string };
  /** Which cases are provisional still. */
  coverage: Coverage;
  /** Puts the phone back as it was and stops the recorder. */
  close(): Promise<void>;
}

export interface StationOptions {
  runDir: string;
  /** The id of the run. */
  run: string;
  batch: Batch;
  assignment: Assignment;
  tables: Tables;
  session: Browser;
}

/** Opens a station; what was done before a failure is undone again. */
export async function openStation(options: StationOptions): Promise<Station> {
  const { batch, assignment, tables, session, runDir, run } = options;
  const { release } = batch;
  const family = tables.families.find((row) => row.family === release.family);
  invariant(family, `no row of releases/data/families.yaml describes the family ${release.family}`);
  const ca = certificateAuthorityFrom(await readSecrets(assignment.secretsFile));
  const internet = createInternet({ responders: tables.responders });
  const ledger = openHandsetLedger(ledgerFolder(), assignment.serial, { id: run, dir: runDir });
  const recorder = await startRecorder({ ca, respond: internet.respond });
  let handset: Handset | undefined;
  const close = async (): Promise<void> => {
    try {
      await handset?.restore();
    } finally {
      await recorder.stop();
    }
  };
  try {
    handset = await openHandset({
      session,
      serial: assignment.serial,
      adb: assignment.adb,
      journalDir: journalFolder(),
      log: (line) => process.stderr.write(`${line}\n`),
    });
    const before = await handset.facts();
    refuseMisfit(release, before);
    await leadTraffic(handset, recorder, ca, family.trust);
    const account = { mark: recorder.mark(), at: new Date().toISOString() };
    await handset.install({
      file: join(projectRoot, release.file),
      package: release.package,
      sha256: release.sha256,
    });
    const facts = await handset.facts();
    tell(runDir, { kind: 'handset', batch: batch.id, facts });

    return {
      batch,
      handset,
      facts,
      recorder,
      internet,
      page: browserFor(release, handset, tables.browsers),
      ledger,
      helpers: family.helpers,
      watching: undefined,
      coverage: createCoverage(),
      account,
      close,
    };
  } catch (error) {
    await close().catch((second: unknown) => process.stderr.write(`${String(second)}\n`));
    throw error;
  }
}

/** Leads the phone's traffic to the recorder, and begins to see that it arrives. */
async function leadTraffic(
  handset: Handset,
  recorder: Recorder,
  ca: CertificateAuthority,
  trust: FamilyRow['trust'],
): Promise<void> {
  await handset.intercept({
    recorderPort: recorder.port,
    listenFor: (uid) => recorder.listenFor(uid),
    closeUnredirected: () => recorder.closeUnredirected(),
    heartbeatUrl: recorder.heartbeatUrl,
    ca: { pem: ca.cert, fileName: ca.fileName },
    trust,
  });
  await handset.heartbeat.start();
}

/** The simulated handset cannot run a vendor's APK, and a phone has no use for a simulated one. */
function refuseMisfit(release: Batch['release'], handset: HandsetFacts): void {
  if (release.simulated === handset.simulated) return;
  throw new Fault(
    handset.simulated
      ? `${release.file} is a vendor's APK, and ${handset.serial} is simulated: it cannot run it`
      : `${release.file} is a simulated browser, and ${handset.serial} is a real phone`,
  );
}
