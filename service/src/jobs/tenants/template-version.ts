import { versionChangeIssue } from "@freehold/components/templates";
import type { Engine, StackTarget } from "@freehold/engine";
import { FreeholdError, StackOutputs } from "@freehold/model";
import type { AppContext } from "../../app/context.ts";
import { openOutputs, openTenantPassphrase } from "../../app/secrets/sealed.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { recordTemplateVersion } from "../../db/tenants.ts";
import type { JobContext } from "../runner/context.ts";
import type { StackAction } from "../stacks/stack-subject.ts";

/**
 * The version of its template that a tenant's stack is run with: the recorded one, which is recorded now for a tenant of before that was.
 * Undefined for a destroy of which nothing says it: it needs none.
 *
 * @throws FreeholdError `template_version_unknown` rather than to guess: a database does not start on the data of another major version
 */
export async function templateVersionOf(
  { app, engine, operation, tenant }: Pick<JobContext, "app" | "engine" | "operation" | "tenant">,
  stack: StackTarget,
  action: StackAction,
): Promise<string | undefined> {
  if (tenant.templateVersion !== null) return assertKeptVersion(app, tenant, tenant.templateVersion, action);
  const known = await builtTemplateVersion(app, engine, tenant, stack);
  const version =
    known ?? (operation.kind === "create" ? await versionOfCreate(app, engine, tenant, stack) : undefined);
  if (version !== undefined) {
    await recordTemplateVersion(app.db.em(), tenant.id, version);
    return version;
  }
  if (action === "destroy") return undefined;
  throw new FreeholdError(
    "template_version_unknown",
    `nothing says which version of its template tenant "${tenant.name}" is of: neither its outputs nor its state; nothing was changed`,
    { nextStep: `restore its state from a backup, or destroy it: DELETE /v1/tenants/${tenant.id}` },
  );
}

/** What a signup asked for that came before versions were recorded: the template's default of then. */
const DEFAULTS_OF_THEN: Readonly<Record<string, string>> = { supabase: "0.7.0" };

/**
 * The version for a create that has recorded none: it was asked for by a process of before versions were recorded, as in a rolling restart.
 * What such a process has begun, with a database on it or not, it began with the default of then; what nobody has begun takes the one of now.
 */
async function versionOfCreate(
  { templates }: Pick<AppContext, "templates">,
  engine: Pick<Engine, "stackExists">,
  { template }: TenantRow,
  stack: StackTarget,
): Promise<string | undefined> {
  return (await engine.stackExists(stack)) ? DEFAULTS_OF_THEN[template] : templates.template(template)?.default;
}

/** The version that a tenant's stack was last brought up with, by its outputs, else by its state. Undefined when it never was. */
export async function builtTemplateVersion(
  { envelope }: Pick<AppContext, "envelope">,
  engine: Pick<Engine, "outputsInState">,
  tenant: TenantRow,
  stack: StackTarget,
): Promise<string | undefined> {
  const outputs = openOutputs(envelope, tenant);
  if (outputs !== null) return outputs.workload.version;
  if (tenant.passphraseSealed === null) return undefined;
  const inState = await engine.outputsInState(stack, openTenantPassphrase(envelope, tenant));
  return StackOutputs.shape.workload.safeParse(inState.workload).data?.version;
}

/** What is recorded may have been changed; the data was not. */
function assertKeptVersion(
  { envelope, templates }: Pick<AppContext, "envelope" | "templates">,
  tenant: TenantRow,
  version: string,
  action: StackAction,
): string {
  const built = openOutputs(envelope, tenant)?.workload.version;
  if (built === undefined || action === "destroy") return version;
  const detail = versionChangeIssue(templates, tenant.template, built, version);
  if (detail === undefined) return version;
  throw new FreeholdError("template_not_available", `the template's version ${detail}`, {
    nextStep: "sign a new tenant up with the version, and bring the data over",
  });
}
