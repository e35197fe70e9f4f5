import { cloudTag, kindOfItem, LABEL_MANAGED_BY, LABEL_OPERATION, LABEL_PROFILE, LABEL_TENANT } from "@freehold/model";
import type { DigitaloceanKind } from "./kinds.ts";
import type { Resource } from "./schemas.ts";

/** Whose something is; `undefined` when it is not Freehold's. */
export type Owner = { tenantId: string } | "account" | undefined;

const MANAGED = cloudTag(LABEL_MANAGED_BY, "freehold");
const NAME = /^fh-([a-z][a-z0-9]{5,31})(?:-.*)?$/;
/** Firewall profiles, golden images and what they are taken of: what follows looks like a tenant's id. */
const ACCOUNT_NAME = /^fh-(profile|golden)-/;

/** Reads whose a resource is: from its tags; from its name, where it can have none; from its droplet, where it has neither. */
export function ownerOf({ type }: DigitaloceanKind, { name, tags, droplet }: Resource): Owner {
  if (type === "tag") return ownerOfTag(name ?? "");
  const { ownerIn } = kindOfItem({ cloud: "digitalocean", type });
  if (ownerIn === "name") return ownerOfName(name ?? "");
  const tagged = ownerIn === "machine" ? droplet?.tags : tags;
  if (!tagged?.includes(MANAGED)) return undefined;
  const tenantId = tagged.map(tenantIn).find((id) => id !== undefined);
  return tenantId === undefined ? "account" : { tenantId };
}

function ownerOfName(name: string): Owner {
  if (ACCOUNT_NAME.test(name)) return "account";
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
