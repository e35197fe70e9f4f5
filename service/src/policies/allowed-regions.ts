import type { Policy } from "./policy.ts";

/** @param allowed Clouds, such as `hetzner`, and regions of them, such as `digitalocean:fra1`. */
export function allowedRegions(allowed: readonly string[]): Policy {
  const list = allowed.join(", ");
  return {
    name: "allowed-regions",
    description: `machines are built at ${list} only`,
    check: ({ placement: { cloud, region } }) =>
      allowed.includes(cloud) || allowed.includes(`${cloud}:${region}`)
        ? []
        : [{ level: "deny", message: `${cloud} in ${region} is not allowed; allowed: ${list}` }],
  };
}
