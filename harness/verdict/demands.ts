/**
 * Accounts that the evidence of a case has to hold, or it proves nothing. Each is demanded from the moment on at which the
 * harness records it; what is recorded is judged in any case. An older folder that lacks a demanded account is
 * `inconclusive` by today's rules, and stays readable.
 */
export interface Demands {
  /** Bytes through the tunnel and back, all the time. */
  heartbeat: boolean;
  /** The same story in normal mode. */
  twin: boolean;
  /** What the phone says of its network, at each window. */
  network: boolean;
  /** How long the process was awake in the background. */
  awake: boolean;
  /** That the private tab was closed, and what became of it when the browser was started again. */
  relaunch: boolean;
  /** One step in the timeline for each fresh identity. */
  identities: boolean;
  /** The longest interval of the release's SDKs and its helpers'. */
  settled: boolean;
}

export const DEMANDS: Demands = {
  heartbeat: true,
  twin: true,
  network: true,
  awake: true,
  relaunch: true,
  identities: true,
  settled: true,
};
