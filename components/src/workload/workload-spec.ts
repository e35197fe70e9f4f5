import type { Addressing } from "./addressing.ts";
import type { ChosenSettings } from "./chosen-settings.ts";
import type { PortCertificate } from "./port-certificate.ts";
import type { WorkloadSecrets } from "./secrets.ts";
import type { TemplateRelease } from "./template-table.ts";

/** All that makes one tenant's files and addresses. */
export interface WorkloadSpec {
  release: TemplateRelease;
  tenantId: string;
  /** Compose's name of the project: in the name of every container, network and volume. */
  project: string;
  /** The tenant's name. */
  name: string;
  addressing: Addressing;
  /** The machine is a slot, which takes the compose file in the canonical form. @default false */
  isSlot?: boolean;
  /** Folder on the machine that the data is in. */
  dataDirectory: string;
  secrets: Readonly<WorkloadSecrets>;
  /** Settings that the tenant chose. */
  settings: ChosenSettings;
  /** What the port that is open to the outside shows. @default - it is closed, or shows none */
  certificate?: PortCertificate | undefined;
}
