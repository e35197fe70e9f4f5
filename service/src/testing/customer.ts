import type {
  ApiKeySpec,
  IssuedApiKey,
  MemberCreated,
  MemberRole,
  Operation,
  OrganizationCreated,
  Tenant,
  Tier,
} from "@freehold/model";
import { until } from "@freehold/testing";
import { ACME, type Answer, type RequestOptions, type World } from "./world.ts";

/** An organization with an owner, and requests in its name. */
export interface Customer {
  id: string;
  name: string;
  /** Id of the owner. */
  ownerId: string;
  /** The owner's key. */
  key: string;
  /** As the owner, unless `key` is another. */
  request<Body = unknown>(method: string, url: string, options?: RequestOptions): Promise<Answer<Body>>;
  /** Signs a tenant up and waits until the operation has ended. */
  tenant(name: string, more?: object): Promise<{ tenant: Tenant; operation: Operation }>;
  /** Destroys every tenant and waits until that is done. */
  destroyAll(): Promise<void>;
  /** A new member, with a key. */
  member(role: MemberRole, email?: string): Promise<{ id: string; key: string }>;
  /** A new key that is no member's. */
  issueKey(spec?: Partial<ApiKeySpec>): Promise<{ id: string; key: string }>;
}

/** Makes an organization by the operator's key. @param tier @default enterprise */
export async function makeCustomer(world: World, name: string, tier: Tier = "enterprise"): Promise<Customer> {
  const { body } = await world.request<OrganizationCreated>("POST", "/v1/organizations", {
    body: { name, tier, owner: { name: "Owner", email: `owner@${name}.example.com` } },
  });
  const key = keyOf(body.apiKey);
  const customer: Customer = {
    id: body.organization.id,
    name,
    ownerId: body.member?.id ?? "",
    key,
    request: (method, url, options) => world.request(method, url, { key, ...options }),
    async tenant(tenantName, more = {}) {
      const signup = await customer.request<{ tenant: Tenant; operation: Operation }>("POST", "/v1/tenants", {
        body: { ...ACME, name: tenantName, ...more },
      });
      return { tenant: signup.body.tenant, operation: await ended(customer, signup.body.operation.id) };
    },
    async destroyAll() {
      const { body: tenants } = await customer.request<{ items: Tenant[] }>("GET", "/v1/tenants");
      for (const { id } of tenants.items) {
        const destroy = await customer.request<{ operation: Operation }>("DELETE", `/v1/tenants/${id}`);
        await ended(customer, destroy.body.operation.id);
      }
    },
    async member(role, email = `${role}@${name}.example.com`) {
      const made = await customer.request<MemberCreated>("POST", "/v1/members", { body: { name: role, email, role } });
      return { id: made.body.member.id, key: keyOf(made.body.apiKey) };
    },
    async issueKey(spec = {}) {
      const made = await customer.request<{ apiKey: IssuedApiKey }>("POST", "/v1/api-keys", {
        body: { name: "a program", ...spec },
      });
      return { id: made.body.apiKey.id, key: keyOf(made.body.apiKey) };
    },
  };
  return customer;
}

function ended(customer: Customer, operationId: string): Promise<Operation> {
  return until("the operation to end", async (see) => {
    const { body } = see(await customer.request<Operation>("GET", `/v1/operations/${operationId}`));
    return body.endedAt !== null && body;
  });
}

function keyOf(issued: IssuedApiKey | null): string {
  if (issued?.key == null) throw new Error("the answer has no API key");
  return issued.key;
}
