import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A tenant's place on a host. `held`: it lives there. `abandoned`: it was moved off the dead host, and what is left there goes when the host is back. */
export const HostSlotRow = defineEntity({
  name: "HostSlotRow",
  tableName: "host_slots",
  properties: {
    hostId: p.text().primary(),
    tenantId: p.text().primary(),
    memoryGib: p.float(),
    cores: p.float(),
    state: p.text().$type<"held" | "abandoned">(),
    since: p.datetime(),
  },
});
export type HostSlotRow = InferEntity<typeof HostSlotRow>;
