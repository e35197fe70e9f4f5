import { z } from "zod";

/** A resource as the state knows it; fields that are not read here are kept. */
export const StateResource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  id: z.string().optional(),
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

/** URNs of the operations that were begun and not recorded as ended. */
export function pendingUrns(deployment: Deployment | undefined): string[] {
  return (deployment?.pending_operations ?? []).map((each) => each.resource.urn);
}

/** The deployment without its pending operations. */
export function withoutPending(deployment: Deployment): Deployment {
  const { pending_operations: _, ...rest } = deployment;
  return rest;
}
