import type { ForgetRequest } from "../contract.ts";
import type { Deployment, StateResource } from "./deployment.ts";

/**
 * The deployment without these resources and what is deleted with those named, and without what others say of them: the engine refuses a
 * state in which a resource names one that is not there. Components stay, also when they become empty.
 */
export function withoutResources(
  deployment: Deployment,
  { types = [], urns = [] }: Pick<ForgetRequest, "types" | "urns">,
): { rest: Deployment; forgotten: string[] } {
  const resources = deployment.resources ?? [];
  const gone = new Set(urns);
  const forgotten = new Set<string>();
  // A state has each resource after those that it depends on.
  for (const { urn, custom, type, deletedWith } of resources) {
    if (custom !== true) continue;
    const goesWith = gone.has(urn) || gone.has(String(deletedWith));
    if (goesWith) gone.add(urn);
    if (goesWith || types.some((prefix) => type.startsWith(prefix))) forgotten.add(urn);
  }
  const kept = resources.filter(({ urn }) => !forgotten.has(urn));
  return {
    rest: { ...deployment, resources: kept.map((resource) => detached(resource, forgotten)) },
    forgotten: [...forgotten],
  };
}

/** The resource without its ties to those that are forgotten. */
function detached(resource: StateResource, forgotten: ReadonlySet<string>): StateResource {
  const { dependencies, propertyDependencies, deletedWith, ...rest } = resource;
  const remaining = (urns: unknown): unknown[] =>
    Array.isArray(urns) ? urns.filter((urn) => !forgotten.has(String(urn))) : [];
  return {
    ...(rest as StateResource),
    ...(dependencies !== undefined && { dependencies: remaining(dependencies) }),
    ...(isRecord(propertyDependencies) && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([property, urns]) => [property, remaining(urns)]),
      ),
    }),
    ...(typeof deletedWith === "string" && !forgotten.has(deletedWith) && { deletedWith }),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
