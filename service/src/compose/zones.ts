import type { Zone } from "../app/accounts/clouds-port.ts";
import type { LiveConfig } from "../config/clouds.ts";
import type { SandboxAccess } from "./sandbox-access.ts";

/** The zones of the settings, as far as there is a credential for them. */
export function liveZones({ zones, cloudflareToken, aws }: LiveConfig): Zone[] {
  return zones.flatMap(({ name, id, provider }): Zone[] => {
    const known = { name, provider, ...(id !== undefined && { id }) };
    const where = { zone: name, ...(id !== undefined && { zoneId: id }) };
    if (provider === "cloudflare") {
      if (cloudflareToken === undefined) return [];
      const access = { cloud: "cloudflare", token: cloudflareToken, ...where } as const;
      return [{ ...known, providers: { cloudflare: { apiToken: cloudflareToken } }, access }];
    }
    if (aws === undefined) return [];
    const { accessKeyId, secretAccessKey } = aws;
    const access = { cloud: "route53", accessKeyId, secretAccessKey, ...where } as const;
    return [{ ...known, providers: { aws: { accessKey: accessKeyId, secretKey: secretAccessKey } }, access }];
  });
}

/** The sandbox's zones at the providers that are asked for, or those at Cloudflare. */
export function sandboxZones({ cloudflare, route53 }: SandboxAccess, providers: readonly string[] = []): Zone[] {
  const wanted = providers.length === 0 ? ["cloudflare"] : providers;
  const zones: Zone[] = [];
  if (wanted.includes("cloudflare")) {
    const { token, endpoint, zoneId, zone, zones: all = [{ id: zoneId, name: zone }] } = cloudflare;
    for (const { id, name } of all)
      zones.push({
        ...{ name, id, provider: "cloudflare", providers: { cloudflare: { apiToken: token, baseUrl: endpoint } } },
        access: { cloud: "cloudflare", token, endpoint, zoneId: id },
      });
  }
  if (wanted.includes("route53") && route53 !== undefined) {
    const { accessKeyId, secretAccessKey, endpoint, zoneId, zone } = route53;
    const aws = { accessKey: accessKeyId, secretKey: secretAccessKey, endpoints: [{ route53: endpoint }] };
    zones.push({
      ...{ name: zone, id: zoneId, provider: "route53", providers: { aws } },
      access: { cloud: "route53", accessKeyId, secretAccessKey, endpoint, zoneId },
    });
  }
  return zones;
}
