import { maskOutputs, type Operation, type ResourceSummary, type StackOutputs, type Tenant } from "@freehold/model";

/** What `--json` ends with. Tenant, operation, resources and outputs describe the create, the last two the end. */
export interface DemoReport {
  tenant: Pick<Tenant, "id" | "name" | "status" | "url">;
  operation: Pick<Operation, "id" | "kind" | "status" | "ms" | "failure"> & {
    stages: { name: string; ms: number | null }[];
  };
  resources: ResourceSummary[];
  /** Secret values masked. Null when the create failed. */
  outputs: StackOutputs | null;
  destroyed: boolean;
  /** What is left of the tenant anywhere, which should be nothing. */
  leftovers: string[];
}

export function createReport(tenant: Tenant, operation: Operation, outputs: StackOutputs | null): DemoReport {
  const { id, kind, status, stages, ms, failure } = operation;
  return {
    tenant: { id: tenant.id, name: tenant.name, status: tenant.status, url: tenant.url },
    operation: { id, kind, status, stages: stages.map((stage) => ({ name: stage.name, ms: stage.ms })), ms, failure },
    resources: operation.resources,
    outputs: outputs && maskOutputs(outputs),
    destroyed: false,
    leftovers: [],
  };
}
