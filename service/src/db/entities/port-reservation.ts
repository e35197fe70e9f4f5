import { defineEntity, type InferEntity, p } from "@mikro-orm/core";
import type { TenantPorts } from "./tenant.ts";

/** What a port is for: one of the template's services, or a service that the tenant starts with one click. */
export type PortKind = keyof TenantPorts | "one_click";

/** A port that belongs to one live tenant. */
export const PortReservationRow = defineEntity({
  name: "PortReservationRow",
  tableName: "port_reservations",
  properties: {
    /** The account or, for a slot, the host within which the port is the tenant's alone. */
    accountId: p.text().primary(),
    kind: p.text().$type<PortKind>().primary(),
    port: p.integer().primary(),
    tenantId: p.text(),
  },
});
export type PortReservationRow = InferEntity<typeof PortReservationRow>;
