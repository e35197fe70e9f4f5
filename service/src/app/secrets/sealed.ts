import { randomBytes } from "node:crypto";
import { StackOutputs, type TenantChanges, type TenantSpec } from "@freehold/model";
import type { Envelope } from "../../crypto/envelope.ts";
import type { HostOrderRow } from "../../db/entities/host-order.ts";
import type { OperationRow } from "../../db/entities/operation.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import type { AccountSecret } from "../accounts/clouds-port.ts";
import type { HostConnection } from "../hosts/run-on-host.ts";

/** A passphrase for a stack: random, because one derived from the master key would tie every stack to its rotation. */
export function newPassphrase(): string {
  return randomBytes(32).toString("base64url");
}

export function sealTenantPassphrase(envelope: Envelope, tenantId: string, passphrase: string): string {
  return envelope.seal(passphrase, `tenant/${tenantId}/passphrase`);
}

/** @throws Error for a tombstone: its passphrase went with its stack. */
export function openTenantPassphrase(envelope: Envelope, tenant: TenantRow): string {
  if (tenant.passphraseSealed === null)
    throw new Error(`tenant ${tenant.id} has no passphrase: it is ${tenant.status}`);
  return envelope.open(tenant.passphraseSealed, `tenant/${tenant.id}/passphrase`);
}

/** What a tenant chose of its template's settings. */
export type TenantSettings = NonNullable<TenantSpec["settings"]>;

export function sealSettings(envelope: Envelope, tenantId: string, settings: TenantSettings): string {
  return envelope.seal(JSON.stringify(settings), `tenant/${tenantId}/settings`);
}

export function openSettings(envelope: Envelope, tenant: TenantRow): TenantSettings {
  if (tenant.settingsSealed === null) return {};
  return JSON.parse(envelope.open(tenant.settingsSealed, `tenant/${tenant.id}/settings`)) as TenantSettings;
}

/** Settings that an operation is to bring about; null takes one back to its default. */
export type SettingsAsked = NonNullable<TenantChanges["settings"]>;

export function sealSettingsAsked(envelope: Envelope, operationId: string, asked: SettingsAsked): string {
  return envelope.seal(JSON.stringify(asked), `operation/${operationId}/settings`);
}

/** Undefined for an operation that brings none about. */
export function openSettingsAsked(
  envelope: Envelope,
  { id, settingsSealed }: Pick<OperationRow, "id" | "settingsSealed">,
): SettingsAsked | undefined {
  if (settingsSealed === null) return undefined;
  return JSON.parse(envelope.open(settingsSealed, `operation/${id}/settings`)) as SettingsAsked;
}

export function sealOutputs(envelope: Envelope, tenantId: string, outputs: StackOutputs): string {
  return envelope.seal(JSON.stringify(outputs), `tenant/${tenantId}/outputs`);
}

/** Null while the tenant has none. */
export function openOutputs(envelope: Envelope, tenant: TenantRow): StackOutputs | null {
  if (tenant.outputsSealed === null) return null;
  return StackOutputs.parse(JSON.parse(envelope.open(tenant.outputsSealed, `tenant/${tenant.id}/outputs`)));
}

export function sealWebhookSecret(envelope: Envelope, webhookId: string, secret: string): string {
  return envelope.seal(secret, `webhook/${webhookId}/secret`);
}

export function openWebhookSecret(envelope: Envelope, webhookId: string, sealed: string): string {
  return envelope.open(sealed, `webhook/${webhookId}/secret`);
}

export function sealHeartbeatKey(envelope: Envelope, tenantId: string, key: string): string {
  return envelope.seal(key, `tenant/${tenantId}/heartbeat`);
}

export function openHeartbeatKey(envelope: Envelope, tenantId: string, sealed: string): string {
  return envelope.open(sealed, `tenant/${tenantId}/heartbeat`);
}

export function sealAccountPassphrase(envelope: Envelope, accountId: string, passphrase: string): string {
  return envelope.seal(passphrase, `account/${accountId}/passphrase`);
}

export function sealHostPassphrase(envelope: Envelope, hostId: string, passphrase: string): string {
  return envelope.seal(passphrase, `host/${hostId}/passphrase`);
}

export function openHostPassphrase(envelope: Envelope, { id, passphraseSealed }: HostOrderRow): string {
  return envelope.open(passphraseSealed, `host/${id}/passphrase`);
}

export function sealHostConnection(envelope: Envelope, hostId: string, connection: HostConnection): string {
  return envelope.seal(JSON.stringify(connection), `host/${hostId}/connection`);
}

export function openHostConnection(envelope: Envelope, hostId: string, sealed: string): HostConnection {
  return JSON.parse(envelope.open(sealed, `host/${hostId}/connection`)) as HostConnection;
}

export function openAccountPassphrase(envelope: Envelope, accountId: string, sealed: string): string {
  return envelope.open(sealed, `account/${accountId}/passphrase`);
}

export function sealAccountSecret(envelope: Envelope, accountId: string, secret: AccountSecret): string {
  return envelope.seal(JSON.stringify(secret), `account/${accountId}/secret`);
}

export function openAccountSecret(envelope: Envelope, accountId: string, sealed: string): AccountSecret {
  return JSON.parse(envelope.open(sealed, `account/${accountId}/secret`)) as AccountSecret;
}
