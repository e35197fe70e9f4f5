import type { Deployment, StateResource } from "./deployment.ts";

/**
 * The deployment without the resources whose type begins with one of `prefixes`, and without what others say of them: the engine
 * refuses a state in which a resource names one that is not there. Components stay, also when they become empty.
 */
export function withoutResources(
  deployment: Deployment,
  prefixes: readonly string[],
): { rest: Deployment; forgotten: string[] } {
  const resources = deployment.resources ?? [];
  const isForgotten = ({ custom, type }: StateResource) =>
    custom === true && prefixes.some((prefix) => type.startsWith(prefix));
  const forgotten = new Set(resources.filter(isForgotten).map(({ urn }) => urn));
  const kept = resources.filter((resource) => !isForgotten(resource));
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
