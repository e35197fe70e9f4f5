/**
 * Labels that everything Freehold makes at a cloud carries, so that it is found again when state is lost.
 * Values obey the strictest cloud's rule (Hetzner: at most 63 characters of `[a-zA-Z0-9_.-]`).
 */
export const LABEL_MANAGED_BY = "managed-by";
export const LABEL_TENANT = "freehold-tenant";
export const LABEL_OPERATION = "freehold-operation";
export const LABEL_ORGANIZATION = "freehold-organization";
/** On machines: which of the account's firewall profiles applies. */
export const LABEL_PROFILE = "freehold-profile";
/** On what all tenants of an account share: `account`. */
export const LABEL_SCOPE = "freehold-scope";

/** Who and what a cloud resource belongs to. */
export interface Ownership {
  tenantId: string;
  organization: string;
  /** The operation that created it; it stays when later operations change the resource. */
  operation: string;
}

/** The labels of a tenant's resource. */
export function tenantLabels(owner: Ownership): Record<string, string> {
  return {
    [LABEL_MANAGED_BY]: "freehold",
    [LABEL_TENANT]: owner.tenantId,
    [LABEL_ORGANIZATION]: owner.organization,
    [LABEL_OPERATION]: owner.operation,
  };
}

/**
 * A label as a tag, for clouds whose tags are words: `freehold-tenant:t1`. DigitalOcean takes letters, digits, `:`, `_` and `-`, so
 * that a dot becomes `_`.
 */
export function cloudTag(label: string, value: string): string {
  return `${label}:${value.replaceAll(".", "_")}`;
}

/** The selector that finds a tenant's resources at a cloud with label selectors. */
export function tenantSelector(tenantId: string): string {
  return `${LABEL_MANAGED_BY}=freehold,${LABEL_TENANT}=${tenantId}`;
}

/** The comment of a tenant's DNS record: records have no labels on every plan, all have a comment. */
export function tenantComment(owner: Ownership): string {
  return `${LABEL_MANAGED_BY}=freehold ${LABEL_TENANT}=${owner.tenantId} ${LABEL_OPERATION}=${owner.operation}`;
}

/** The tenant id in a comment written by {@link tenantComment}; undefined when the record is not ours. */
export function tenantOfComment(comment: string | undefined): string | undefined {
  if (!comment?.includes(`${LABEL_MANAGED_BY}=freehold`)) return undefined;
  return new RegExp(`${LABEL_TENANT}=([a-z0-9]+)`).exec(comment)?.[1];
}

/** Name of everything a tenant has at a cloud: deterministic, so that a lost answer cannot hide a resource. */
export function resourceName(tenantId: string, part?: string): string {
  return part === undefined ? `fh-${tenantId}` : `fh-${tenantId}-${part}`;
}
