/** A request as an origin sees it, and its answer. Pure data: whoever plays the internet maps one to the other. */
export interface OriginRequest {
  method: string;
  /** Absolute, with scheme and host. */
  url: string;
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body: Uint8Array;
}

export interface OriginResponse {
  status: number;
  headers: ReadonlyArray<readonly [name: string, value: string]>;
  body: Uint8Array;
  /** Which responder answered: a row of `origins/data/responders.yaml`, or `site`, `search-engine`, `unknown`. */
  responder: string;
}

export type Responder = (request: OriginRequest) => OriginResponse;
