import { defineEntity, type InferEntity, p } from "@mikro-orm/core";

/** A port that belongs to one live tenant of a cloud account. */
export const PortReservationRow = defineEntity({
  name: "PortReservationRow",
  tableName: "port_reservations",
  properties: {
    accountId: p.text().primary(),
    kind: p.text().primary(),
    port: p.integer().primary(),
    tenantId: p.text(),
  },
});
export type PortReservationRow = InferEntity<typeof PortReservationRow>;
