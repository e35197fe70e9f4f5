import type { OperationKind } from "@freehold/model";
import type { ConfiguredClouds } from "../app/accounts/clouds-port.ts";
import type { CallNeeds, CallsNeeded } from "../db/call-reservations.ts";
import { accountOf } from "./routes.ts";
import type { GatedCloud } from "./vendors.ts";

/**
 * The most calls that a create and a destroy of one tenant cost at the cloud of its machine, or of its name, as `calls.test.ts` measures
 * them; of a destroy's, most ask twice whether anything is left. Clouds without a limit have no line.
 */
export const MEASURED_CALLS = {
  hetzner: { create: 13, destroy: 20 },
  digitalocean: { create: 15, destroy: 24 },
  cloudflare: { create: 4, destroy: 6 },
  route53: { create: 6, destroy: 8 },
} as const satisfies Partial<Record<GatedCloud, { create: number; destroy: number }>>;

const KINDS: readonly OperationKind[] = ["create", "move", "update", "refresh", "destroy"];

/**
 * What is set aside of a budget before an operation begins: what its kind costs at most (whatever is not a destroy may have to make
 * everything), and a recovery, which asks and removes what a destroy does.
 */
const CALLS_NEEDED: readonly CallsNeeded[] = Object.entries(MEASURED_CALLS).flatMap(([cloud, { create, destroy }]) =>
  KINDS.map((kind) => ({ cloud, kind, calls: (kind === "destroy" ? destroy : create) + destroy })),
);

/** What operations need of the accounts of their machines, and of those by which names are made in the zones. */
export function callsNeeded({ zones }: Pick<ConfiguredClouds, "zones">): CallNeeds {
  return {
    needed: CALLS_NEEDED,
    zones: zones.map(({ name, access }) => ({ zone: name, cloud: access.cloud, budget: accountOf(access) })),
  };
}
