import { machineOf, SupabaseStack, TenantDns, TenantServer, TlsMode } from "@freehold/components";
import * as cloudflare from "@pulumi/cloudflare";
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const { HCLOUD_TOKEN, HCLOUD_ENDPOINT, CLOUDFLARE_API_TOKEN, CLOUDFLARE_BASE_URL } = process.env;
if (!HCLOUD_TOKEN || !CLOUDFLARE_API_TOKEN) throw new pulumi.RunError("set HCLOUD_TOKEN and CLOUDFLARE_API_TOKEN");

const providers = [
  new hcloud.Provider("hetzner", { token: HCLOUD_TOKEN, endpoint: HCLOUD_ENDPOINT }),
  new cloudflare.Provider("cloudflare", { apiToken: CLOUDFLARE_API_TOKEN, baseUrl: CLOUDFLARE_BASE_URL }),
];
const owner = { tenantId: "tacme1", organization: "acme", operation: "example" };

const server = new TenantServer(
  "acme",
  {
    ...owner,
    cloud: "hetzner",
    region: "fsn1",
    size: "small",
    sshPort: config.getNumber("sshPort") ?? 22,
    firewall: { sshAllowedFrom: config.requireObject("sshAllowedFrom") },
  },
  { providers },
);

const dns = new TenantDns(
  "acme-name",
  { ...owner, zone: config.require("zone"), name: "acme", ipv4: server.ipv4, ipv6: server.ipv6 },
  { providers },
);

const supabase = new SupabaseStack(
  "acme-supabase",
  {
    tenantId: owner.tenantId,
    name: "acme",
    host: dns.fqdn,
    connection: server.connection,
    tls: TlsMode.Internal,
    // Kept through every update; a newer default could not start on the data.
    version: "0.7.0",
  },
  { deletedWith: machineOf(server) },
);

export const { url, endpoints, credentials } = supabase;
