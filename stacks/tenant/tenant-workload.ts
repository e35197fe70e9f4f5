import { type DeployedWorkload, SupabaseStack, Workload, type WorkloadArgs } from "@freehold/components";
import { type TemplateRelease, templateTable } from "@freehold/components/templates";
import { resourceName } from "@freehold/model";
import * as pulumi from "@pulumi/pulumi";

/** What a tenant's workload answers, whichever component it is made by. */
export interface TenantWorkload {
  url: pulumi.Output<string>;
  endpoints: pulumi.Output<Record<string, string>>;
  credentials: pulumi.Output<Record<string, string>>;
  workload: pulumi.Output<DeployedWorkload>;
}

/**
 * Makes a tenant's workload. A template with a typed face is made by that, under the name that its stacks have had from the beginning: by
 * another name it would be another workload, and the data of the one before gone.
 */
export function tenantWorkload(
  release: TemplateRelease | undefined,
  args: Omit<WorkloadArgs, "template" | "templatesDirectory" | "version">,
  opts: pulumi.ComponentResourceOptions,
): TenantWorkload {
  if (release === undefined) return nothing(args.tenantId);
  const { template, version } = release;
  if (template.name === "supabase") {
    const ports = { api: 0, db: 0, studio: 0, ...args.ports };
    const supabase = new SupabaseStack("supabase", { ...args, version, ports }, opts);
    const credentials = supabase.credentials.apply((known): Record<string, string> => ({ ...known }));
    return { url: supabase.url, endpoints: supabase.endpoints, credentials, workload: supabase.workload };
  }
  const isOurs = templateTable().template(template.name) !== undefined;
  const own = isOurs ? {} : { templatesDirectory: template.directory };
  return new Workload("workload", { ...args, template: template.name, version, ...own }, opts);
}

/** Of a workload that is left out, because the stack is destroyed. */
function nothing(tenantId: string): TenantWorkload {
  return {
    url: pulumi.output(""),
    endpoints: pulumi.output<Record<string, string>>({}),
    credentials: pulumi.output<Record<string, string>>({}),
    workload: pulumi.output({ template: "", version: "", project: resourceName(tenantId), services: [] }),
  };
}
