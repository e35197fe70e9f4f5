import { cloudTag, LABEL_MANAGED_BY, LABEL_OPERATION, LABEL_PROFILE, LABEL_TENANT } from "@freehold/model";
import type { DigitaloceanKind } from "./kinds.ts";
import type { Resource } from "./schemas.ts";

/** Whose something is; `undefined` when it is not Freehold's. */
export type Owner = { tenantId: string } | "account" | undefined;

const MANAGED = cloudTag(LABEL_MANAGED_BY, "freehold");
const NAME = /^fh-([a-z][a-z0-9]{5,31})(?:-.*)?$/;
const ACCOUNT_NAME = /^fh-profile-/;

/** Reads whose a resource is, from its tags or, where it can have none, from its name. */
export function ownerOf(kind: DigitaloceanKind, { name, tags }: Resource): Owner {
  if (kind.type === "tag") return ownerOfTag(name);
  if (kind.owned === "by name") return ownerOfName(kind, name);
  if (!tags?.includes(MANAGED)) return undefined;
  const tenantId = tags.map(tenantIn).find((id) => id !== undefined);
  return tenantId === undefined ? "account" : { tenantId };
}

/** Account-wide firewalls are named after their profile, which looks like a tenant's id. */
function ownerOfName(kind: DigitaloceanKind, name: string): Owner {
  if (kind.type === "firewall" && ACCOUNT_NAME.test(name)) return "account";
  const tenantId = NAME.exec(name)?.[1];
  return tenantId === undefined ? undefined : { tenantId };
}

function ownerOfTag(name: string): Owner {
  const tenantId = tenantIn(name);
  if (tenantId !== undefined) return { tenantId };
  return name === MANAGED || name.startsWith(cloudTag(LABEL_PROFILE, "")) ? "account" : undefined;
}

function tenantIn(tag: string): string | undefined {
  const [label, tenantId] = tag.split(":");
  // The tag of an operation names the tenant that it made, so that it is found even when nothing carries it.
  return label === LABEL_TENANT || label === LABEL_OPERATION ? tenantId : undefined;
}
