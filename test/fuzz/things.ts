import type { Operation } from "@freehold/model";
import { until } from "@freehold/testing";
import { ADMIN_KEY, type ServiceChild } from "../system/service-child.ts";
import type { KeyKind } from "./options.ts";

/** Who asks, and what is there for them to be asked about. */
export interface Asker {
  kind: KeyKind;
  key: string;
  /** Ids and names, by the collection in whose paths they stand. */
  things: Record<string, string[]>;
}

/** Makes an organization with members, a tenant and whatever else has an id, and as much for the operator. */
export async function makeAskers(service: ServiceChild): Promise<Record<KeyKind, Asker>> {
  const operator = requester(service, ADMIN_KEY);
  const made = await operator<{ organization: { id: string }; member: { id: string }; apiKey: { key: string } }>(
    "POST",
    "/v1/organizations",
    { name: "fuzz-corp", tier: "basic", owner: { name: "Owner", email: "owner@fuzz-corp.example.com" } },
  );
  const owner = requester(service, made.apiKey.key);
  const [ofOwner, ofOperator] = await Promise.all([thingsOf(owner, "fuzz-corp"), thingsOf(operator, "fuzz-ops")]);
  // No member's: members come and go while it asks.
  const asking = await owner<{ apiKey: { key: string } }>("POST", "/v1/api-keys", { name: "asking", role: "owner" });
  const viewer = await owner<{ apiKey: { key: string } }>("POST", "/v1/members", {
    ...{ name: "Viewer", email: "viewer@fuzz-corp.example.com", role: "viewer" },
  });
  const organizations = [made.organization.id, "fuzz-corp"];
  const hosts = await operator<{ items: { id: string; name: string }[] }>("GET", "/v1/hosts");
  const spare = await operator<{ organization: { id: string } }>("POST", "/v1/organizations", { name: "spare-corp" });
  const platform = { hosts: hosts.items.flatMap(({ id, name }) => [id, name]) };
  return {
    viewer: { kind: "viewer", key: viewer.apiKey.key, things: { ...ofOwner, organizations, ...platform } },
    owner: { kind: "owner", key: asking.apiKey.key, things: { ...ofOwner, organizations, ...platform } },
    operator: {
      kind: "operator",
      key: ADMIN_KEY,
      things: { ...ofOperator, ...platform, organizations: [...organizations, spare.organization.id] },
    },
  };
}

type Request = <Body>(method: string, path: string, body?: unknown) => Promise<Body>;

async function thingsOf(request: Request, name: string): Promise<Record<string, string[]>> {
  const signup = await request<{ tenant: { id: string }; operation: Operation }>("POST", "/v1/tenants", {
    ...{ name: `${name}-tenant`, template: "supabase" },
    placement: { cloud: "hetzner", region: "fsn1", size: "small" },
  });
  await until(`${name} to have a tenant`, async () => {
    const { endedAt } = await request<Operation>("GET", `/v1/operations/${signup.operation.id}`);
    return endedAt === null ? undefined : true;
  });
  const domain = `app.${name}.example.com`;
  await request("POST", `/v1/tenants/${signup.tenant.id}/domains`, { domain });
  const member = await request<{ member: { id: string } }>("POST", "/v1/members", {
    ...{ name: "Member", email: `member@${name}.example.com`, role: "member" },
  });
  const key = await request<{ apiKey: { id: string } }>("POST", "/v1/api-keys", {
    name: "of a program",
    role: "viewer",
  });
  const webhook = await request<{ id: string }>("POST", "/v1/webhooks", { url: `https://hooks.${name}.example.com/` });
  const credentials = await request<{ items: { id: string }[] }>("GET", "/v1/credentials");
  return {
    tenants: [signup.tenant.id, `${name}-tenant`],
    domains: [domain],
    operations: [signup.operation.id],
    members: [member.member.id],
    "api-keys": [key.apiKey.id],
    webhooks: [webhook.id],
    credentials: credentials.items.map(({ id }) => id),
  };
}

function requester({ url }: ServiceChild, key: string): Request {
  return async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text);
  };
}
