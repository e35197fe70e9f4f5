import { MasterKeyUse } from "@freehold/model";
import type { Http } from "./http.ts";

/** What everything at rest is sealed with; for the operator. */
export interface MasterKeysClient {
  /** The current one first, with how many values each still seals. */
  listMasterKeys(): Promise<MasterKeyUse[]>;
}

export function createMasterKeysClient(http: Http): MasterKeysClient {
  return {
    listMasterKeys: () => http.all("/v1/master-keys", MasterKeyUse),
  };
}
