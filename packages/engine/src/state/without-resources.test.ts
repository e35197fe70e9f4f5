import { expect, test } from "@jest/globals";
import { withoutResources } from "./without-resources.ts";

const URN = (type: string, name: string) => `urn:pulumi:t1::p::${type}::${name}`;
const NETWORK = URN("docker:index/network:Network", "net");
const APPLY = URN("command:remote:Command", "apply");
const SLOT = URN("freehold:index:DockerSlot", "slot");
const PROVIDER = URN("pulumi:providers:docker", "docker");

const DEPLOYMENT = {
  manifest: { time: "now" },
  resources: [
    { urn: SLOT, type: "freehold:index:DockerSlot", custom: false },
    { urn: PROVIDER, type: "pulumi:providers:docker", custom: true, id: "1" },
    { urn: NETWORK, type: "docker:index/network:Network", custom: true, id: "2", provider: `${PROVIDER}::1` },
    {
      urn: APPLY,
      type: "command:remote:Command",
      custom: true,
      id: "3",
      dependencies: [NETWORK],
      deletedWith: NETWORK,
    },
    {
      urn: URN("cloudflare:index/dnsRecord:DnsRecord", "a"),
      type: "cloudflare:index/dnsRecord:DnsRecord",
      custom: true,
      id: "4",
      parent: SLOT,
      dependencies: [NETWORK, SLOT],
      propertyDependencies: { content: [NETWORK], name: [] },
      deletedWith: NETWORK,
    },
  ],
};

test("what is forgotten is named by nobody any more, and everything else stays as it was", () => {
  const { rest, forgotten } = withoutResources(DEPLOYMENT, {
    types: ["docker:", "pulumi:providers:docker", "command:remote:"],
  });

  expect(forgotten).toEqual([PROVIDER, NETWORK, APPLY]);
  expect(rest).toEqual({
    manifest: { time: "now" },
    resources: [
      { urn: SLOT, type: "freehold:index:DockerSlot", custom: false },
      {
        urn: URN("cloudflare:index/dnsRecord:DnsRecord", "a"),
        type: "cloudflare:index/dnsRecord:DnsRecord",
        custom: true,
        id: "4",
        parent: SLOT,
        dependencies: [SLOT],
        propertyDependencies: { content: [], name: [] },
      },
    ],
  });
});

test("a deployment without such resources is the same afterwards", () => {
  expect(withoutResources(DEPLOYMENT, { types: ["hcloud:"] })).toEqual({ rest: DEPLOYMENT, forgotten: [] });
});

test("what is deleted with something that is gone goes with it, of whatever type", () => {
  const { rest, forgotten } = withoutResources(DEPLOYMENT, { urns: [NETWORK] });

  expect(forgotten).toEqual([NETWORK, APPLY, URN("cloudflare:index/dnsRecord:DnsRecord", "a")]);
  expect(rest.resources?.map(({ urn }) => urn)).toEqual([SLOT, PROVIDER]);
});
