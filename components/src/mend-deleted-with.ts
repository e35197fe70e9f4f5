import * as pulumi from "@pulumi/pulumi";

/**
 * Gives the option `deletedWith` of a component that another language asks for the whole URN. Pulumi's SDK takes the URN for a reference to a
 * provider, `<urn>::<id>`, and cuts its last part off as the id (`createProviderResource` in provider/server.ts, 3.250.0): what is made with it is
 * refused as "invalid DeletedWith URN". A whole URN, `urn:pulumi:<stack>::<project>::<type>::<name>`, stays as it is.
 */
export function mendDeletedWith(opts: pulumi.ComponentResourceOptions): pulumi.ComponentResourceOptions {
  const { deletedWith } = opts;
  if (deletedWith === undefined) return opts;
  const id = (deletedWith as pulumi.CustomResource).id;
  const urn = pulumi.all([deletedWith.urn, id]).apply(([cut, rest]) => (isWhole(cut) ? cut : `${cut}::${rest}`));
  return { ...opts, deletedWith: Object.create(deletedWith, { urn: { value: urn } }) as pulumi.Resource };
}

function isWhole(urn: string): boolean {
  return urn.split("::").length >= 4;
}
