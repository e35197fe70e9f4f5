import type { TlsIdentity } from "../kernel/http.ts";

/** What the internet is to a machine that serves the web. */
export interface PublicWeb {
  /** Local port that stands for 443 on every machine's address. */
  httpsPort: number;

  /**
   * A certificate of the authority that everybody trusts, for a name; undefined where it refuses one, because the name does not lead to the
   * address (as it would look by HTTP-01).
   */
  certificateFor(name: string, address: string): Promise<TlsIdentity | undefined>;
}
