import { join } from 'node:path';
import type { Browser } from 'webdriverio';
import { type BrowserPage, browserFor } from '../../browsers/browser-page.ts';
import { tablesFor } from '../../browsers/release-screens.ts';
import { type CertificateAuthority, certificateAuthorityFrom } from '../../capture/certificate-authority.ts';
import { type Recorder, startRecorder } from '../../capture/recorder.ts';
import { type HandsetLedger, openHandsetLedger } from '../../evidence/handset-ledger.ts';
import { type Handset, openHandset } from '../../handset/handset.ts';
import { journalFolder } from '../../handset/journal/storage.ts';
import { Fault, invariant, reasonOf } from '../../model/fault.ts';
import type { HandsetFacts } from '../../model/handset.ts';
import type { Batch } from '../../model/plan.ts';
import type { Sdk } from '../../model/sdk.ts';
import type { FamilyRow } from '../../model/family.ts';
import { createInternet, type Internet } from '../../origins/internet.ts';
import type { Assignment } from '../assignment.ts';
import { reportProgress } from '../progress.ts';
import { projectRoot } from '../project.ts';
import { readSecrets } from '../secrets.ts';
import { ledgerFolder } from '../state.ts';
import type { Tables } from '../tables.ts';
import { type AppTracker, createAppTracker } from './apps.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { createRecordingParts, type RecordingParts } from './recording-parts.ts';

/** A handset that is ready for one release: recorder running, traffic redirected to it, release installed. */
export interface Station {
  batch: Batch;
  handset: Handset;
  /** The handset's properties, with the lowest speed that its clock kept so far. */
  facts(): HandsetFacts;
  noteKeptSpeed(kept: number): void;
  recorder: Recorder;
  recording: RecordingParts;
  internet: Internet;
  page: BrowserPage;
  /** Every canary that was ever generated for the handset. */
  ledger: HandsetLedger;
  apps: AppTracker;
  /** Packages that may send for the release. */
  helpers: readonly string[];
  /** By how much the limits of steps are longer than on a usual phone. */
  limitScale: number;
  /** The SDKs of the release that a table describes. */
  sdks: readonly Sdk[];
  /** Which cases are still provisional. */
  coverage: Coverage;
  /** Restores the phone and stops the recorder. */
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
  limitScale: number;
}

/** Prepares the handset. If a step fails, undoes the steps before it. */
export async function openStation(options: StationOptions): Promise<Station> {
  const { batch, assignment, tables, session, runDir, run } = options;
  const { release } = batch;
  const family = tables.families.find((row) => row.family === release.family);
  invariant(family, `no file harness/families/data/${release.family}.yaml describes the family`);
  const sdks = tables.sdks.filter(({ id }) => release.sdks.includes(id));
  const helpers = [...new Set([...family.helpers, ...sdks.flatMap(({ apk }) => apk?.helpers ?? [])])];
  const ca = certificateAuthorityFrom(await readSecrets(assignment.secretsFile));
  const internet = createInternet({ responders: tables.responders });
  const ledger = openHandsetLedger(ledgerFolder(), assignment.serial, { id: run, dir: runDir });
  const recorder = await startRecorder({ ca, respond: internet.respond, exceptions: internet.forAnyApp });
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
      limitScale: options.limitScale,
      log: (text) => reportProgress(runDir, { kind: 'said', text }),
    });
    const before = await handset.facts();
    throwIfMisfit(release, before);
    await redirectTraffic(handset, recorder, ca, { trust: family.trust, helpers });
    const recording = createRecordingParts(recorder);
    await handset.install({
      file: join(projectRoot, release.file),
      package: release.package,
      sha256: release.sha256,
      requires: release,
    });
    let facts = await handset.facts();
    reportProgress(runDir, { kind: 'handset', batch: batch.id, facts });

    return {
      batch,
      handset,
      facts: () => facts,
      noteKeptSpeed: (kept) => {
        facts = { ...facts, keptSpeed: Math.min(kept, facts.keptSpeed ?? kept) };
      },
      recorder,
      recording,
      internet,
      page: browserFor(release, handset, tablesFor(tables.browsers, release)),
      ledger,
      limitScale: options.limitScale,
      apps: createAppTracker(handset, release.package, helpers),
      helpers,
      sdks,
      coverage: createCoverage(),
      close,
    };
  } catch (error) {
    // The first error is thrown; an error while closing is only logged.
    await close().catch((closeError: unknown) =>
      process.stderr.write(`${assignment.serial}: ${reasonOf(closeError)}\n`),
    );
    throw error;
  }
}

/** Redirects the phone's traffic to the recorder and starts the heartbeat, which proves that traffic arrives. */
async function redirectTraffic(
  handset: Handset,
  recorder: Recorder,
  ca: CertificateAuthority,
  { trust, helpers }: Pick<FamilyRow, 'trust' | 'helpers'>,
): Promise<void> {
  await handset.intercept({
    recorderPort: recorder.port,
    listenFor: (uid, direct) => recorder.listenFor(uid, direct),
    closeUnredirected: () => recorder.closeUnredirected(),
    refuseUnredirected: (refuse) => recorder.refuseUnredirected(refuse),
    heartbeatUrl: recorder.heartbeatUrl,
    ca: { pem: ca.cert, fileName: ca.fileName },
    trust,
    helpers,
  });
  await handset.heartbeat.start();
}

/** The simulated handset has no Android runtime for a vendor's APK; a simulated browser does nothing on a real phone. */
function throwIfMisfit(release: Batch['release'], handset: HandsetFacts): void {
  if (release.simulated === handset.simulated) return;
  throw new Fault(
    handset.simulated
      ? `${release.file} is a vendor's APK: the simulated handset ${handset.serial} cannot run it`
      : `${release.file} is a simulated browser: the real phone ${handset.serial} cannot run it`,
  );
}
