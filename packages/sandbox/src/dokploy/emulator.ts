import type { Clock } from "../kernel/clock.ts";
import type { Emulator, InventoryItem } from "../kernel/emulator.ts";
import { issuesAsText } from "../kernel/issues-as-text.ts";
import { labelWords } from "../kernel/label-words.ts";
import { randomAlphanumeric } from "../kernel/random.ts";
import { createTokenBucket } from "../kernel/rate-limit.ts";
import { DokployError, errorAnswer, faultAnswer, refusals } from "./errors.ts";
import { createOrganization, type Organization } from "./organization.ts";
import { serverOperations } from "./servers.ts";
import { sshKeyOperations } from "./ssh-keys.ts";

export interface DokployEmulator extends Emulator<Organization> {
  apiKey: string;
}

/** The servers and SSH keys of a Dokploy installation, as the `openapi.json` of its version 0.30.2 has them. */
export function createDokploy({ clock }: { clock: Clock }): DokployEmulator {
  const organization = createOrganization(clock);
  const apiKey = randomAlphanumeric(64);
  // A key has no limit unless it is made with one, as this is not.
  const limiter = createTokenBucket(clock, 1_000_000, 1);

  return {
    cloud: "dokploy",
    basePath: "/api",
    operations: [...serverOperations, ...sshKeyOperations],
    apiKey,

    authenticate({ headers }) {
      if (headers["x-api-key"] !== apiKey) throw refusals.unauthorized();
      return organization;
    },

    limiterOf: () => limiter,
    limiters: () => ({}),
    rateLimitHeaders: () => ({}),
    rateLimited: () => refusals.inputInvalid("Rate limit exceeded."),
    faultAnswer,
    notBuilt: ({ method, path }) =>
      new DokployError(
        "NOT_IMPLEMENTED",
        `${method} ${path} is not built in this sandbox, see docs/emulator-differences.md`,
      ),
    brokenJson: () => refusals.inputInvalid("Input validation failed"),
    invalidBody: (issues) => refusals.inputInvalid(issuesAsText(issues)),
    errorAnswer,

    inventory: () => inventoryOf(organization),
    async reset() {
      organization.servers.clear();
      organization.sshKeys.clear();
    },
  };
}

function inventoryOf({ servers, sshKeys }: Organization): InventoryItem[] {
  const cloud = "dokploy";
  const items = (type: string, rows: readonly { id: string; name: string; description: string | null }[]) =>
    rows.map(({ id, name, description }) => ({ cloud, type, id, name, labels: labelWords(description) }));
  return [...items("dokploy_server", servers.all()), ...items("dokploy_ssh_key", sshKeys.all())];
}
