import type { Envelope } from "../crypto/envelope.ts";
import type { Database } from "../db/database.ts";
import type { ConfiguredClouds } from "./clouds-port.ts";
import type { IdPrefix } from "./ids.ts";
import type { OperationQueue, OperationSignals } from "./queue-port.ts";

/** What the functions of this folder work with; the composition root makes it once. */
export interface AppContext {
  db: Database;
  clouds: ConfiguredClouds;
  queue: OperationQueue;
  signals: OperationSignals;
  envelope: Envelope;
  now(): Date;
  newId(prefix: IdPrefix): string;
}

/** On whose behalf a request is made. */
export interface Caller {
  organization: string;
  /** Id of the API key. */
  keyId: string;
}
