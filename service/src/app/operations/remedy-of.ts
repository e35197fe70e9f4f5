import type { FreeholdError, OperationKind } from "@freehold/model";
import { IN_THE_MESSAGE, REMEDIES } from "./remedies.ts";

/** What an operation is about. */
export type SubjectNoun = "tenant" | "host";

/** An operation that failed. */
export interface OperationOccasion {
  of: SubjectNoun;
  kind: OperationKind;
  /** Whether it was to bring settings about, which a failure leaves with those of before. @default false */
  changesSettings?: boolean;
  /** Ids that take the places of `{…}` in requests that a remedy names. @default - the places stay */
  ids?: Readonly<Partial<Record<"tenants" | "hosts" | "operations", string | null>>>;
}

/** What failed: a program on the service's machine, a request, or an operation. */
export type Occasion = "program" | "request" | OperationOccasion;

/** What a remedy depends on. */
type Foreseen = Pick<FreeholdError, "code"> & Partial<Pick<FreeholdError, "nextStep" | "cloud">>;

interface OperationFacts {
  id: string;
  tenantId: string | null;
  hostId: string | null;
  kind: OperationKind;
  settingsSealed?: string | null;
}

/** How each kind of operation is tried again. @default - it is asked for again */
const AGAIN: Readonly<Record<SubjectNoun, Partial<Record<OperationKind, string>>>> = {
  tenant: {
    create: "retry its creation (POST /v1/tenants/{tenant}/retry)",
    update: "heal the tenant (POST /v1/tenants/{tenant}/heal)",
    refresh: "refresh the tenant again (POST /v1/tenants/{tenant}/refresh)",
    restart: "restart the tenant again (POST /v1/tenants/{tenant}/restart)",
    move: "have the tenant moved again (POST /v1/tenants/{tenant}/retry)",
    destroy: "destroy the tenant again (DELETE /v1/tenants/{tenant})",
  },
  host: {
    create: "delete the host (DELETE /v1/hosts/{id}) and order it again",
    destroy: "delete the host again (DELETE /v1/hosts/{id})",
  },
};

const SETTINGS_AGAIN =
  "change the settings again, or heal the tenant (POST /v1/tenants/{tenant}/heal), which brings it back to those of before";

/** What a person can do about a failure: what it says itself, else what its code stands for. Undefined: its message says it. */
export function remedyOf({ code, nextStep, cloud }: Foreseen, occasion: Occasion): string | undefined {
  if (nextStep !== undefined) return nextStep;
  const remedy = REMEDIES[code];
  if (remedy === IN_THE_MESSAGE) return undefined;
  const text = typeof remedy === "string" ? remedy : ((cloud && remedy[cloud]) ?? remedy.otherwise);
  return text.replaceAll("{again}", againFor(occasion)).replaceAll("{report}", reportFor(occasion));
}

/** The same after an operation, which always says what comes next. */
export function remedyAfter(operation: OperationOccasion, failure: Foreseen): string {
  const remedy = remedyOf(failure, operation) ?? `put right what the reason names, then ${againFor(operation)}`;
  return withIds(remedy, operation);
}

/** `/v1/tenants/{tenant}/heal` as `/v1/tenants/t7.../heal`: what can be sent as it stands. */
function withIds(text: string, { ids = {} }: OperationOccasion): string {
  return text.replaceAll(/\/v1\/(tenants|hosts|operations)\/(\{\w+\})/g, (_, of: keyof typeof ids, place: string) => {
    return `/v1/${of}/${ids[of] ?? place}`;
  });
}

/** What a person can do when the clean-up after an operation failed, too. */
export function remedyForLeftovers(operation: OperationOccasion): string {
  const remove = {
    tenant: "destroy the tenant (DELETE /v1/tenants/{tenant})",
    host: "delete the host (DELETE /v1/hosts/{id})",
  };
  return withIds(`${remove[operation.of]}: that tries again to remove everything`, operation);
}

/** What of an operation its remedies depend on. */
export function occasionOf({ id, tenantId, hostId, kind, settingsSealed = null }: OperationFacts): OperationOccasion {
  const ids = { tenants: tenantId, hosts: hostId, operations: id };
  return { of: hostId === null ? "tenant" : "host", kind, changesSettings: settingsSealed !== null, ids };
}

function againFor(occasion: Occasion): string {
  if (occasion === "program") return "start it again";
  if (occasion === "request") return "send the request again";
  if (occasion.changesSettings) return SETTINGS_AGAIN;
  return AGAIN[occasion.of][occasion.kind] ?? "ask for it again";
}

function reportFor(occasion: Occasion): string {
  if (occasion === "program") return "what it wrote";
  return occasion === "request" ? "`requestId`" : "the operation's id";
}
