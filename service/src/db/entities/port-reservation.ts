import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A port that belongs to one live tenant. */
export const PortReservationRow = defineEntity({
  name: "PortReservationRow",
  tableName: "port_reservations",
  properties: {
    /** The account or, for a slot, the host within which the port is the tenant's alone. */
    accountId: p.text().primary(),
    /** What it is for: the port's name in the tenant's template, or `one_click`. */
    kind: p.text().primary(),
    port: p.integer().primary(),
    tenantId: p.text(),
  },
});
export type PortReservationRow = InferEntity<typeof PortReservationRow>;
