import { ApiKeyRow } from "./api-key.ts";
import { CloudAccountRow } from "./cloud-account.ts";
import { CloudOfferRow } from "./cloud-offer.ts";
import { GoldenImageRow } from "./golden-image.ts";
import { HostRow } from "./host.ts";
import { HostOrderRow } from "./host-order.ts";
import { HostSlotRow } from "./host-slot.ts";
import { IdempotencyKeyRow } from "./idempotency-key.ts";
import { MemberRow } from "./member.ts";
import { OperationRow } from "./operation.ts";
import { OperationEventRow } from "./operation-event.ts";
import { OrganizationRow } from "./organization.ts";
import { PortReservationRow } from "./port-reservation.ts";
import { TenantRow } from "./tenant.ts";
import { TenantDomainRow } from "./tenant-domain.ts";
import { WebhookRow } from "./webhook.ts";

export const ENTITIES = [
  ApiKeyRow,
  CloudAccountRow,
  HostRow,
  HostOrderRow,
  HostSlotRow,
  CloudOfferRow,
  GoldenImageRow,
  IdempotencyKeyRow,
  MemberRow,
  OperationRow,
  OperationEventRow,
  OrganizationRow,
  PortReservationRow,
  TenantDomainRow,
  TenantRow,
  WebhookRow,
];
