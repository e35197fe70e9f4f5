import { z } from "zod";

/** A resource as the state knows it; fields that are not read here are kept. */
export const StateResource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
  /** Why it is not whole: its creation or its last update ended half-way. */
  initErrors: z.array(z.string()).nullish(),
});
export type StateResource = z.infer<typeof StateResource>;

/** What a stack consists of, as `pulumi stack export` writes it. */
export const Deployment = z.looseObject({
  resources: z.array(StateResource).nullish(),
  pending_operations: z.array(z.looseObject({ resource: StateResource, type: z.string() })).nullish(),
});
export type Deployment = z.infer<typeof Deployment>;

/** Resources that exist at a cloud: neither components nor providers. */
export function cloudResources(deployment: Deployment | undefined): StateResource[] {
  return (deployment?.resources ?? []).filter((each) => each.custom === true && !each.type.startsWith("pulumi:"));
}

/** What the stack itself has registered. */
export function stackOutputs(deployment: Deployment | undefined): Readonly<Record<string, unknown>> {
  const stack = deployment?.resources?.find((each) => each.type === "pulumi:pulumi:Stack");
  return z.record(z.string(), z.unknown()).catch({}).parse(stack?.outputs);
}

/** URNs of the operations that were begun and not recorded as ended. */
export function pendingUrns(deployment: Deployment | undefined): string[] {
  return (deployment?.pending_operations ?? []).map((each) => each.resource.urn);
}

/** The deployment without some of its resources, and without those that need one of them. */
export function withoutBranches(deployment: Deployment, urns: readonly string[]): Deployment {
  const gone = new Set(urns);
  // Dependencies stand before what depends on them.
  const kept = (deployment.resources ?? []).filter((each) => {
    const dependencies: unknown[] = Array.isArray(each.dependencies) ? each.dependencies : [];
    const needs = [each.parent, each.deletedWith, ...dependencies];
    const isGone = gone.has(each.urn) || needs.some((urn) => gone.has(String(urn)));
    if (isGone) gone.add(each.urn);
    return !isGone;
  });
  return { ...deployment, resources: kept };
}

/** URNs of what was taken into the state and not read since: an adoption that was cut off. */
export function unreadUrns(deployment: Deployment | undefined): string[] {
  const isEmpty = (values: unknown) => Object.keys(values ?? {}).length === 0;
  return cloudResources(deployment)
    .filter(({ inputs, outputs }) => isEmpty(inputs) && isEmpty(outputs))
    .map(({ urn }) => urn);
}

/** The deployment without its pending operations. */
export function withoutPending(deployment: Deployment): Deployment {
  const { pending_operations: _, ...rest } = deployment;
  return rest;
}
