import { raw } from "@mikro-orm/core";

/** How the rows of a table belong to an organization; nothing else decides what a request can read or change. */
const BELONGS = {
  ApiKeyRow: "organization",
  ApprovalRow: "organization",
  IdempotencyKeyRow: "organization",
  MemberRow: "organization",
  OperationRow: "organization",
  TenantRow: "organization",
  WebhookRow: "organization",
  /** The platform's accounts are for everybody's tenants; who may see them is decided in `app/read-credentials.ts`. */
  CloudAccountRow: "organization or platform",
  OperationEventRow: "operation",
  HostSlotRow: "tenant",
  PortReservationRow: "tenant",
  TenantDomainRow: "tenant",
  OrganizationRow: "itself",
  CloudOfferRow: "platform",
  GoldenImageRow: "platform",
  HostOrderRow: "platform",
  HostRow: "platform",
} as const;

type Belonging = (typeof BELONGS)[keyof typeof BELONGS];

/** Entities whose belonging is known. */
export const SCOPED_ENTITIES: readonly string[] = Object.keys(BELONGS);

/** Option of a query that looks beyond the caller's organization on purpose; say why where it is used. */
export const OF_ALL = { filters: { organization: false } } as const;

/**
 * Put into every query of the ORM. In a request's database it leaves the rows of the caller's organization; in the service's own, where
 * nobody is answered, all.
 */
export const ORGANIZATION_FILTER = {
  organization: {
    name: "organization",
    default: true,
    args: false,
    cond: (scope: Scope | undefined, _kind: string, _em: unknown, _options: unknown, entity = "") =>
      scope === undefined ? {} : conditionOf(belongingOf(entity), scope.organization),
  },
};

/** Whose rows a unit of work is confined to. */
export interface Scope {
  organization: string;
}

function belongingOf(entity: string): Belonging {
  if (entity in BELONGS) return BELONGS[entity as keyof typeof BELONGS];
  throw new Error(`db/kernel/scope.ts does not say whose the rows of ${entity} are`);
}

function conditionOf(belonging: Belonging, organization: string): object {
  switch (belonging) {
    case "organization":
      return { organization };
    case "organization or platform":
      return { $or: [{ organization }, { organization: null }] };
    case "itself":
      return { id: organization };
    case "tenant":
      return { [raw("tenant_id in (select id from tenants where organization = ?)", [organization])]: [] };
    case "operation":
      return { [raw("operation_id in (select id from operations where organization = ?)", [organization])]: [] };
    case "platform":
      return {};
  }
}
