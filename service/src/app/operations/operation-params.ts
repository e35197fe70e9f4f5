import { FreeholdError, type OperationKind } from "@freehold/model";
import { z } from "zod";
import type { OperationParams } from "../../db/entities/operation.ts";
import type { SubjectNoun } from "./remedy-of.ts";

const yes = z.literal(true).optional();
/** Any operation may have been open when the backup was taken that it comes from. */
const RESTORED = { restored: z.enum(["keep", "rebuild"]).optional() };

function params(shape: Partial<Record<keyof OperationParams, z.ZodType>>): z.ZodType {
  return z.strictObject({ ...RESTORED, ...shape });
}

/** What each kind of operation of a tenant may be asked for beside what its kind says. */
export const TENANT_PARAMS = {
  create: params({ again: yes }),
  update: params({ heal: yes, rebuild: yes, adopt: z.string().min(1).optional() }),
  move: params({}),
  refresh: params({}),
  restart: params({}),
  destroy: params({ forget: z.strictObject({ reason: z.string().min(1) }).optional() }),
} satisfies Partial<Record<OperationKind, z.ZodType>>;

/** The same of an operation of an ordered host. */
export const HOST_PARAMS = {
  create: params({}),
  destroy: params({}),
} satisfies Partial<Record<OperationKind, z.ZodType>>;

/** Undefined for a kind that this version does not carry out. */
export function paramsOf(of: SubjectNoun, kind: OperationKind): z.ZodType | undefined {
  const known: Readonly<Partial<Record<OperationKind, z.ZodType>>> = of === "tenant" ? TENANT_PARAMS : HOST_PARAMS;
  return known[kind];
}

/**
 * Checks what an operation is asked for beside what its kind says: when it is written, and again by the worker that claims it, which may be
 * of another version.
 *
 * @throws FreeholdError `invalid_request` that names every wrong parameter, and for a kind that this version does not carry out
 */
export function checkParams(
  schema: z.ZodType | undefined,
  { kind, params: given }: { kind: OperationKind; params: OperationParams | null },
): void {
  if (schema === undefined) throw invalid(kind, ["this version carries out no such operation"]);
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return;
  throw invalid(
    kind,
    parsed.error.issues.map(({ path, message }) => `${path.join(".") || "params"}: ${message}`),
  );
}

function invalid(kind: OperationKind, details: string[]): FreeholdError {
  return new FreeholdError("invalid_request", `the ${kind} cannot be carried out as asked for: ${details.join("; ")}`, {
    nextStep: "start the version of Freehold that asked for it, and ask again; nothing was changed",
  });
}
