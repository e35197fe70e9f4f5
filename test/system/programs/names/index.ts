import { TenantDns } from "@freehold/components";
import { zoneProvider } from "@freehold/stack-contract/zone-provider";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_ENDPOINT_URL_ROUTE_53 = "" } = process.env;
const { CLOUDFLARE_API_TOKEN = "", CLOUDFLARE_BASE_URL = "" } = process.env;

const provider = config.require("provider") === "route53" ? "route53" : "cloudflare";
const dnsProvider = zoneProvider(provider, {
  cloudflare: { apiToken: CLOUDFLARE_API_TOKEN, baseUrl: CLOUDFLARE_BASE_URL },
  aws: {
    accessKey: AWS_ACCESS_KEY_ID,
    secretKey: AWS_SECRET_ACCESS_KEY,
    region: "us-east-1",
    endpoints: [{ route53: AWS_ENDPOINT_URL_ROUTE_53 }],
  },
});

const dns = new TenantDns(
  "name",
  {
    provider,
    zone: config.require("zone"),
    name: "acme",
    wildcard: true,
    ipv4: config.require("ipv4"),
    ipv6: "2001:db8::1",
    tenantId: pulumi.getStack(),
    organization: "test",
    operation: "first",
  },
  { providers: [dnsProvider] },
);

export const { fqdn, records } = dns;
