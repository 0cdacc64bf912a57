/** A request to an origin and its response. Pure data. */
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
  /** The responder that answered: a row of the responder table, or `site`, `search-engine`, `unknown`. */
  responder: string;
}

export type Responder = (request: OriginRequest) => OriginResponse;
