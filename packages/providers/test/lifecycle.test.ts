import { expect } from "@jest/globals";
import cloudflare from "@pulumi/cloudflare";
import command from "@pulumi/command";
import hcloud from "@pulumi/hcloud";
import random from "@pulumi/random";
import tls from "@pulumi/tls";
import { engineTest } from "../src/testing/engine-test.ts";
import { FAKE_ZONE, startFakeCloudflare } from "../src/testing/fake-cloudflare.ts";
import { startFakeHetzner } from "../src/testing/fake-hetzner.ts";
import { sshKeyPair, startSshMachine } from "../src/testing/ssh-machine.ts";

const TOKEN = "t".repeat(64);

engineTest("a machine, its name and its workload are previewed, built, refreshed and removed", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  const dns = world.closing(await startFakeCloudflare());
  const key = sshKeyPair();
  const machine = world.closing(
    await startSshMachine(key.publicKey, ({ command }) => ({ status: 0, stdout: command })),
  );

  world.program(async () => {
    const hz = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
    const cf = new cloudflare.Provider("cf", { apiToken: "c".repeat(40), baseUrl: dns.endpoint });
    const hostKey = new tls.PrivateKey("host", { algorithm: "ED25519" });
    const sshKey = new hcloud.SshKey("key", { publicKey: key.publicKey }, { provider: hz });
    const server = new hcloud.Server(
      "web",
      { serverType: "cx23", image: "debian-12", sshKeys: [sshKey.id], userData: hostKey.publicKeyOpenssh },
      { provider: hz },
    );
    const zone = cloudflare.getZoneOutput({ filter: { name: FAKE_ZONE.name } }, { provider: cf });
    const record = new cloudflare.DnsRecord(
      "name",
      { zoneId: zone.id, name: "www", type: "A", content: server.ipv4Address, ttl: 60 },
      { provider: cf },
    );
    const connection = { host: "127.0.0.1", port: machine.port, privateKey: key.privateKey, hostKey: machine.hostKey };
    const password = new random.RandomPassword("password", { length: 24, special: false });
    new command.remote.Command(
      "apply",
      { create: "hostctl apply", delete: "hostctl remove", stdin: password.result, connection },
      { dependsOn: record },
    );
    return { id: server.id, ip: server.ipv4Address, ipv6: server.ipv6Address, password: password.result };
  });

  const preview = await world.stack.preview();
  expect(preview.changeSummary).toEqual({ create: 9 });
  expect(hetzner.asked).toEqual([]);

  const { outputs } = await world.stack.up();
  expect(outputs).toMatchObject({ ip: { value: "127.0.9.9" }, ipv6: { value: "2001:db8:1::1" } });
  expect(outputs.password).toMatchObject({ secret: true, value: expect.stringMatching(/^[A-Za-z0-9]{24}$/) });
  expect(hetzner.things("servers", TOKEN).map(({ id }) => String(id))).toEqual([outputs.id?.value]);
  expect(dns.records).toMatchObject([{ name: "www.example.test", content: "127.0.9.9", ttl: 60 }]);

  expect((await world.stack.refresh()).summary.resourceChanges).toEqual({ same: 9 });
  expect((await world.stack.preview()).changeSummary).toEqual({ same: 9 });

  await world.stack.destroy();
  expect(machine.ran.map(({ command, stdin }) => [command, stdin])).toEqual([
    ["hostctl apply", outputs.password?.value],
    ["hostctl remove", outputs.password?.value],
  ]);
  expect([hetzner.things("servers", TOKEN), hetzner.things("ssh_keys", TOKEN), dns.records]).toEqual([[], [], []]);
});

engineTest("a property that can change changes in place, one that cannot replaces", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  const first = sshKeyPair().publicKey;
  const second = sshKeyPair().publicKey;
  const build = (publicKey: string, labels: Record<string, string>, serverType: string) =>
    world.program(async () => {
      const provider = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
      new hcloud.SshKey("key", { name: "fixed", publicKey, labels }, { provider });
      new hcloud.Server("web", { serverType, image: "debian-12", labels }, { provider });
    });
  const changes = () => hetzner.asked.splice(0).filter(({ method }) => method !== "GET");

  build(first, { a: "1" }, "cx23");
  await world.stack.up();
  const [key] = hetzner.things("ssh_keys", TOKEN);
  const [server] = hetzner.things("servers", TOKEN);
  changes();

  build(first, { a: "2" }, "cx33");
  await world.stack.up();
  expect(hetzner.things("ssh_keys", TOKEN)).toMatchObject([{ id: key?.id, labels: { a: "2" } }]);
  expect(hetzner.things("servers", TOKEN)).toMatchObject([{ id: server?.id, labels: { a: "2" }, status: "running" }]);
  expect(
    changes()
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toEqual([
    `POST /servers/${server?.id}/actions/change_type`,
    `POST /servers/${server?.id}/actions/poweroff`,
    `POST /servers/${server?.id}/actions/poweron`,
    `PUT /servers/${server?.id}`,
    `PUT /ssh_keys/${key?.id}`,
  ]);

  build(second, { a: "2" }, "cx33");
  const { summary } = await world.stack.up();
  expect(summary.resourceChanges).toMatchObject({ replace: 1, same: 3 });
  // The vendor takes no second key of the same name, so the old one goes first.
  expect(changes().map(({ method, path }) => `${method} ${path}`)).toEqual([
    `DELETE /ssh_keys/${key?.id}`,
    "POST /ssh_keys",
  ]);
});

engineTest("a remote command runs again when an input changes, and is replaced when a trigger does", async (world) => {
  const key = sshKeyPair();
  const machine = world.closing(await startSshMachine(key.publicKey, () => ({ status: 0, stdout: "first output" })));
  const connection = { host: "127.0.0.1", port: machine.port, privateKey: key.privateKey };
  const build = (stdin: string, trigger: number) =>
    world.program(async () => {
      const commands = { create: "apply", update: "apply again", delete: "remove" };
      new command.remote.Command("apply", { ...commands, stdin, triggers: [trigger], connection });
    });
  const ran = () => machine.ran.splice(0).map(({ command, stdin }) => [command, stdin]);

  build("one", 1);
  await world.stack.up();
  expect(ran()).toEqual([["apply", "one"]]);

  build("two", 1);
  await world.stack.up();
  expect(machine.ran[0]?.environment).toEqual({ PULUMI_COMMAND_STDOUT: "first output" });
  expect(ran()).toEqual([["apply again", "two"]]);

  build("two", 2);
  await world.stack.up();
  expect(ran()).toEqual([
    ["apply", "two"],
    ["remove", "two"],
  ]);
});

engineTest("what the vendor no longer has is forgotten by a refresh, and deleting it succeeds", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  world.program(async () => {
    const provider = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
    for (const name of ["a", "b"]) new hcloud.SshKey(name, { name, publicKey: sshKeyPair().publicKey }, { provider });
  });
  await world.stack.up();

  hetzner.things("ssh_keys", TOKEN).splice(0, 1);
  expect((await world.stack.refresh()).summary.resourceChanges).toEqual({ delete: 1, same: 3 });
  hetzner.things("ssh_keys", TOKEN).splice(0, 1);
  expect((await world.stack.destroy()).summary.resourceChanges).toEqual({ delete: 3 });
});

engineTest("drift is found by a refresh and set right by the next update", async (world) => {
  const hetzner = world.closing(await startFakeHetzner());
  world.program(async () => {
    const provider = new hcloud.Provider("hz", { token: TOKEN, endpoint: hetzner.endpoint });
    const args = { serverType: "cx23", image: "debian-12", labels: { a: "1" } };
    new hcloud.Server("web", { ...args, deleteProtection: true, rebuildProtection: true }, { provider });
  });
  await world.stack.up();
  const [server] = hetzner.things("servers", TOKEN);
  expect(server?.protection).toEqual({ delete: true, rebuild: true });

  Object.assign(server ?? {}, { labels: { a: "changed" }, protection: { delete: false, rebuild: false } });
  expect((await world.stack.refresh()).summary.resourceChanges).toEqual({ same: 2, update: 1 });
  await world.stack.up();

  expect(server).toMatchObject({ labels: { a: "1" }, protection: { delete: true, rebuild: true } });
});
