import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { type Sandbox, startSandbox } from "@freehold/sandbox";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { builtOperations } from "./prover.ts";

let sandbox: Sandbox;
let client: Route53Client;

beforeEach(async () => {
  sandbox = await startSandbox();
  client = clientOf(sandbox.route53.secretAccessKey);
});
afterEach(async () => {
  client.destroy();
  await sandbox.close();
});

/** The vendor's own client, unpatched; it asks once, so that a refusal is seen. */
function clientOf(secretAccessKey: string): Route53Client {
  const { endpoint, accessKeyId } = sandbox.route53;
  return new Route53Client({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

function change(Action: ChangeAction, set: Partial<ResourceRecordSet>, zone = sandbox.route53.zoneId) {
  const ResourceRecordSet = { Name: undefined, Type: undefined, TTL: 300, ...set };
  const ChangeBatch = { Changes: [{ Action, ResourceRecordSet }] };
  return client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch }));
}

const a = (name: string, value: string, more: Partial<ResourceRecordSet> = {}): Partial<ResourceRecordSet> => ({
  Name: `${name}.${sandbox.route53.zone}`,
  Type: "A",
  ResourceRecords: [{ Value: value }],
  ...more,
});

test("the vendor's client drives every built operation", async () => {
  const { zoneId, zone } = sandbox.route53;
  const asked = new Set<string>();
  const send: typeof client.send = client.send.bind(client);
  client.middlewareStack.add(
    (next) => async (args) => {
      const { method, path } = args.request as { method: string; path: string };
      asked.add(`${method} ${path.replace("/2013-04-01", "").replace(/(hostedzone|change)\/[A-Z0-9]+/, "$1/{id}")}`);
      return next(args);
    },
    { step: "finalizeRequest" },
  );

  const made = await send(new CreateHostedZoneCommand({ Name: "example.test", CallerReference: "once" }));
  const id = made.HostedZone?.Id ?? "";
  expect(made).toMatchObject({
    Location: expect.stringContaining("/2013-04-01/hostedzone/Z"),
    HostedZone: { Name: "example.test.", ResourceRecordSetCount: 2 },
    ChangeInfo: { Status: "PENDING", SubmittedAt: expect.any(Date) },
  });
  expect((await send(new ListHostedZonesCommand({}))).HostedZones).toHaveLength(2);
  const byName = await send(new ListHostedZonesByNameCommand({ DNSName: zone }));
  expect(byName.HostedZones?.map(({ Name }) => Name)).toEqual([`${zone}.`]);
  expect((await send(new GetHostedZoneCommand({ Id: id }))).HostedZone?.Name).toBe("example.test.");
  await change("CREATE", a("www", "192.0.2.1"));
  const listed = await send(
    new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, StartRecordName: `www.${zone}` }),
  );
  expect(listed).toMatchObject({
    ResourceRecordSets: [{ Name: `www.${zone}.`, Type: "A", TTL: 300, ResourceRecords: [{ Value: "192.0.2.1" }] }],
    IsTruncated: false,
    MaxItems: 300,
  });
  const removed = await change("DELETE", a("www", "192.0.2.1"));
  const after = await send(new GetChangeCommand({ Id: removed.ChangeInfo?.Id }));
  expect(after.ChangeInfo).toMatchObject({ Id: removed.ChangeInfo?.Id, Status: "INSYNC" });
  await send(new DeleteHostedZoneCommand({ Id: id }));

  const built = await builtOperations(sandbox.control.endpoint, "route53");
  // The same route with a slash at its end is what the vendor's other clients ask.
  expect([...asked].sort()).toEqual(built.filter((route) => !route.endsWith("/")).sort());
  expect(await sandbox.inventory()).toEqual([]);
});

test("a record set is created once, upserted at will, and deleted only as it is", async () => {
  await change("CREATE", a("www", "192.0.2.1"));

  await expect(change("CREATE", a("www", "192.0.2.2"))).rejects.toMatchObject({
    name: "InvalidChangeBatch",
    message: `[Tried to create resource record set [name='www.${sandbox.route53.zone}.', type='A'] but it already exists]`,
  });
  await change("UPSERT", a("www", "192.0.2.2"));
  await expect(change("DELETE", a("www", "192.0.2.1"))).rejects.toThrow("do not match the current values");
  await change("DELETE", a("www", "192.0.2.2"));
  await expect(change("DELETE", a("www", "192.0.2.2"))).rejects.toThrow("but it was not found");
});

test("simple and weighted record sets, and a CNAME and others, do not stand beside each other", async () => {
  const weighted = { SetIdentifier: "one", Weight: 1 };
  const cname = { Name: `web.${sandbox.route53.zone}`, Type: "CNAME" as const, ResourceRecords: [{ Value: "x.test" }] };
  await change("CREATE", a("www", "192.0.2.1"));
  await change("CREATE", a("api", "192.0.2.1", weighted));
  await change("CREATE", cname);

  await expect(change("CREATE", a("www", "192.0.2.2", weighted))).rejects.toThrow(
    "cannot be created as a non-weighted set exists with the same name and type",
  );
  await expect(change("CREATE", a("api", "192.0.2.2"))).rejects.toThrow("cannot be created as other RRSets exist");
  await expect(change("CREATE", a("web", "192.0.2.2"))).rejects.toThrow("a conflicting RRSet of type CNAME");
  await change("CREATE", a("api", "192.0.2.2", { ...weighted, SetIdentifier: "two" }));
});

test("a batch is carried out wholly or not at all", async () => {
  const { zoneId, zone } = sandbox.route53;
  const sets = [a("first", "192.0.2.1"), a("second", "nowhere")].map((set) => ({
    Name: "",
    Type: undefined,
    TTL: 60,
    ...set,
  }));
  const Changes = sets.map((ResourceRecordSet) => ({ Action: "CREATE" as const, ResourceRecordSet }));

  const refused = client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch: { Changes } }));

  await expect(refused).rejects.toThrow("not a valid IPv4 address");
  const { ResourceRecordSets } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId }));
  expect(ResourceRecordSets?.map(({ Name }) => Name)).toEqual([`${zone}.`, `${zone}.`]);
});

test("lists are paged in the vendor's order, with a wildcard behind its parent", async () => {
  const { zoneId, zone } = sandbox.route53;
  for (const name of ["b", "*.a", "a", "c.a"]) await change("CREATE", a(name, "192.0.2.1"));

  const names: string[] = [];
  let StartRecordName: string | undefined;
  let StartRecordType: ResourceRecordSet["Type"] | undefined;
  do {
    const page = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, MaxItems: 2, StartRecordName, StartRecordType }),
    );
    names.push(...(page.ResourceRecordSets ?? []).map(({ Name = "" }) => Name.replace(`${zone}.`, "")));
    ({ NextRecordName: StartRecordName, NextRecordType: StartRecordType } = page);
  } while (StartRecordName !== undefined);

  expect(names).toEqual(["", "", "a.", "\\052.a.", "c.a.", "b."]);
});

test("a change is pending until the clock has come", async () => {
  await using held = {
    sandbox: await startSandbox({ actionMs: "manual" }),
    [Symbol.asyncDispose]: () => held.sandbox.close(),
  };
  const { endpoint, accessKeyId, secretAccessKey, zoneId, zone } = held.sandbox.route53;
  const other = new Route53Client({ endpoint, region: "us-east-1", credentials: { accessKeyId, secretAccessKey } });
  const set = { Name: `www.${zone}`, Type: "A" as const, TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] };
  const ChangeBatch = { Changes: [{ Action: "CREATE" as const, ResourceRecordSet: set }] };
  const { ChangeInfo } = await other.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneId, ChangeBatch }));
  const status = async () => (await other.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status;

  expect(await status()).toBe("PENDING");
  await fetch(`${held.sandbox.control.endpoint}/clock/advance`, { method: "POST", body: JSON.stringify({ ms: 1000 }) });
  expect(await status()).toBe("INSYNC");
  other.destroy();
});

test("a wrong key, a foreign zone and more than five requests a second are refused in the vendor's words", async () => {
  await using strict = {
    sandbox: await startSandbox({ rateLimit: true }),
    [Symbol.asyncDispose]: () => strict.sandbox.close(),
  };
  const { endpoint, accessKeyId, secretAccessKey } = strict.sandbox.route53;
  const options = { endpoint, region: "us-east-1", maxAttempts: 1 };
  const hasty = new Route53Client({ ...options, credentials: { accessKeyId, secretAccessKey } });
  const list = (sender: Route53Client) => sender.send(new ListHostedZonesCommand({}));

  await expect(list(clientOf("wrong"))).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  await expect(
    list(new Route53Client({ ...options, credentials: { accessKeyId: "AKIAOTHER", secretAccessKey } })),
  ).rejects.toMatchObject({ name: "InvalidClientTokenId" });
  await expect(client.send(new GetHostedZoneCommand({ Id: "Z0" }))).rejects.toMatchObject({ name: "NoSuchHostedZone" });
  const answers = await Promise.allSettled(Array.from({ length: 12 }, () => list(hasty)));
  const refused = answers.filter((answer) => answer.status === "rejected");
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ reason: { name: "Throttling", message: "Rate exceeded" } });
});
