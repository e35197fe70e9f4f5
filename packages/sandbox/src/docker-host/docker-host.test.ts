import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ed25519KeyPair, type SshKeyPair } from "../machines/ed25519-key-pair.ts";
import { bundleOf } from "../machines/testing/bundle.ts";
import { canonicalCompose } from "../machines/testing/canonical-compose.ts";
import { freePort } from "../machines/testing/free-port.ts";
import { noEngineReason } from "../machines/testing/no-engine-reason.ts";
import { type SlotSigner, slotSigner } from "../machines/testing/slot-bundle.ts";
import { openSsh, type SshSession } from "../machines/testing/ssh-client.ts";
import { type Sandbox, startSandbox } from "../sandbox.ts";
import { orderForSlot } from "./testing/order-for-slot.ts";

const SERVICE = {
  image: "example.invalid/gateway:1.0",
  restart: "unless-stopped",
  healthcheck: { test: ["CMD", "gateway", "health"], interval: "1s", retries: 5 },
};

/** A slot's files: one service that has these keys too. */
function compose(tenantId: string, service: object = {}, rest: object = {}): Record<string, string> {
  return { "compose.yaml": canonicalCompose(tenantId, { web: { ...SERVICE, ...service } }, rest) };
}

const bind = (source: string, more: object = {}) => ({ type: "bind", source, target: "/x", ...more });

function good(tenantId: string, data: string): Record<string, string> {
  const volumes = [bind(`${data}/data`, { target: "/data" }), { type: "volume", source: "keep", target: "/keep" }];
  const ports = [{ target: 8000, published: "54000", host_ip: "0.0.0.0" }];
  return compose(tenantId, { ports, volumes }, { volumes: { keep: {} } });
}

/** Some of what would reach beyond a slot whose data is in this folder; the tests of templates/host have the rest. */
const reaching = (data: string): [what: string, service: object, message: string][] => [
  ["power over the machine", { privileged: true }, "use privileged (service web)"],
  ["the machine's files", { volumes: [bind("/etc")] }, "mount /etc, which is not the slot's"],
  [
    "a path that another container could turn into a link",
    { volumes: [bind(`${data}/data`), bind(`${data}/data/x`, { target: "/y" })] },
    "/data/x, which is within",
  ],
  [
    "another port",
    { ports: [{ target: 8000, published: "55000", host_ip: "0.0.0.0" }] },
    "use the port 55000, which was not given to the slot (service web)",
  ],
];

const noEngine = await noEngineReason();

describe("a simulated Docker host", () => testHost("simulated", undefined));
describe("a Docker host in a container", () => testHost("container", noEngine));

function testHost(kind: "simulated" | "container", missing: string | undefined): void {
  const hostTest = (name: string, body: () => Promise<void>) =>
    missing === undefined ? test(name, body, 180_000) : test.skip(`${name} (skipped: ${missing})`, () => {});
  let sandbox: Sandbox;
  let operator: SshSession;

  beforeAll(async () => {
    if (missing !== undefined) return;
    sandbox = await startSandbox({
      machines: kind,
      offline: true,
      dockerHost: true,
      sshPort: await freePort("127.0.0.1"),
    });
    operator = await logIn("freehold", sandbox.docker?.sshPrivateKey ?? "");
  }, 900_000);
  afterAll(async () => {
    await operator?.close();
    await sandbox?.close();
  }, 120_000);

  function logIn(username: string, privateKey: string): Promise<SshSession> {
    const { hostname, port } = new URL(sandbox.docker?.host ?? "");
    return openSsh({
      host: hostname,
      port: Number(port),
      username,
      privateKey,
      hostKey: sandbox.docker?.hostKey ?? "",
    });
  }

  /** A slot with its network and volume, a session of its user, what signs its bundles, and the folder of its data. */
  async function openSlot(
    tenantId: string,
    limits = "--cores 2 --memory 1 --port 54000",
  ): Promise<SshSession & { data: string; bundle: SlotSigner["bundle"] }> {
    const key = ed25519KeyPair();
    const signer = slotSigner(tenantId);
    await order(tenantId);
    const asked = `${limits} --signer "${signer.publicKey}"`;
    expect(await create(tenantId, asked, key)).toMatchObject({ exitCode: 0, stderr: "" });
    // A simulated host has no docker command; its slots' data is nowhere.
    const mountpoint = await operator.run(`docker volume inspect fh-${tenantId} --format '{{.Mountpoint}}'`);
    const data = mountpoint.stdout.trim() || `/var/lib/docker/volumes/fh-${tenantId}/_data`;
    return Object.assign(await logIn(`fh-${tenantId}`, key.private), { data, bundle: signer.bundle });
  }

  async function order(tenantId: string): Promise<void> {
    await orderForSlot(sandbox.docker, tenantId);
  }

  function create(tenantId: string, limits: string, key: SshKeyPair) {
    return operator.run(`hostctl slot create ${tenantId} ${limits}`, `${key.public}\n`);
  }

  const listed = async () => JSON.parse((await operator.run("hostctl slot list")).stdout) as { tenantId: string }[];
  const held = async () => (await sandbox.inventory()).map(({ type, name }) => `${type} ${name}`).sort();

  hostTest("a slot runs its workload and is taken away with all that it had, twice if asked", async () => {
    const slot = await openSlot("tfirst1");
    expect(await slot.run("hostctl apply web", await slot.bundle(good("tfirst1", slot.data)))).toMatchObject({
      exitCode: 0,
    });
    expect(await slot.run("hostctl wait web --timeout 60")).toMatchObject({ exitCode: 0 });
    expect(JSON.parse((await slot.run("hostctl status --json")).stdout)).toMatchObject({
      workloads: [{ name: "web", state: "running" }],
    });
    expect(await listed()).toMatchObject([{ tenantId: "tfirst1", cores: 2, memoryGib: 1, diskGib: null, hosts: [] }]);
    expect(await held()).toEqual([
      "container fh-tfirst1-web-1",
      "network fh-tfirst1",
      "slot fh-tfirst1",
      "volume fh-tfirst1",
    ]);

    for (const _time of ["first", "second"]) {
      expect(await operator.run("hostctl slot remove tfirst1")).toMatchObject({
        exitCode: 0,
        stdout: "removed slot tfirst1\n",
      });
    }
    expect([await listed(), await held()]).toEqual([[], []]);
  });

  hostTest("a slot's key acts on its own slot and can do nothing else", async () => {
    const one = await openSlot("tone111");
    const other = await openSlot("tother1");
    await one.run("hostctl apply web", await one.bundle(good("tone111", one.data)));

    const refused = async (command: string) => (await other.run(command)).exitCode;
    expect(JSON.parse((await other.run("hostctl status --json")).stdout)).toMatchObject({ workloads: [] });
    expect((await other.run("hostctl logs web")).stderr).toBe(
      "hostctl: no workload web on this machine; apply it first\n",
    );
    expect(await refused("hostctl slot list")).toBe(64);
    expect(await refused("hostctl slot remove tone111")).toBe(64);
    expect(await refused("id; docker ps")).toBe(64);
    expect(await refused("docker system dial-stdio")).toBe(64);
    expect(await refused("")).not.toBe(0);
    expect(await other.run("hostctl apply web", await one.bundle(good("tone111", one.data)))).toMatchObject({
      exitCode: 1,
      stderr:
        "hostctl: the bundle's signature is not one of slot tother1's key: apply it from the stack that made the slot\n",
    });
    expect(await refused("hostctl remove web")).toBe(0);
    expect(JSON.parse((await one.run("hostctl status --json")).stdout)).toMatchObject({ workloads: [{ name: "web" }] });

    for (const tenantId of ["tone111", "tother1"]) await operator.run(`hostctl slot remove ${tenantId}`);
    await expect(logIn("fh-tone111", ed25519KeyPair().private)).rejects.toThrow();
    expect(await held()).toEqual([]);
  });

  hostTest(
    "a slot takes what was signed for it and its workload, in time, and nothing older than what it has",
    async () => {
      const slot = await openSlot("tsigned1");
      const files = good("tsigned1", slot.data);
      const refused = async (bundle: string) => {
        const { exitCode, stderr } = await slot.run("hostctl apply web", bundle);
        return `${exitCode} ${stderr.trim()}`;
      };
      const expires = Math.floor(Date.now() / 1000);
      const signed = await slot.bundle(files);

      expect(await refused(await bundleOf("fh-tsigned1", files))).toMatch(/^1 .* a slot takes signed bundles only/);
      expect(await refused(signed.replace(/^serial .*$/m, "serial 7"))).toMatch(
        /^1 .* is not one of slot tsigned1's key/,
      );
      expect(await refused(signed.replace(/\n$/, "A\n"))).toMatch(/^1 .* is not the one that was signed$/);
      expect(await refused(await slot.bundle(files, { slot: "tother1" }))).toMatch(
        /^1 .* is not one of|for slot "tother1"/,
      );
      expect(await refused(await slot.bundle(files, { workload: "db" }))).toMatch(/^1 .* signed for workload "db"/);
      expect(await refused(await slot.bundle(files, { expires }))).toMatch(/^1 .* signature expired \d+ s ago/);
      expect(JSON.parse((await slot.run("hostctl status --json")).stdout)).toMatchObject({ workloads: [] });

      const newer = await slot.bundle(files, { serial: 100 });
      for (const _time of ["first", "second"]) expect(await refused(newer)).toMatch(/^0/);
      expect(await refused(await slot.bundle(files, { serial: 99 }))).toMatch(
        /^1 .* serial is 99, and 100 was applied/,
      );
      const other = { ...files, "other.txt": "x" };
      expect(await refused(await slot.bundle(other, { serial: 100 }))).toMatch(
        /^1 .* another bundle with the serial 100/,
      );
      await operator.run("hostctl slot remove tsigned1");
    },
  );

  hostTest("a slot from before signatures takes nothing new until it has a key to check them by", async () => {
    const key = ed25519KeyPair();
    const signer = slotSigner("tbefore1");
    await order("tbefore1");
    await create("tbefore1", "--cores 1 --memory 1", key);
    const slot = await logIn("fh-tbefore1", key.private);
    const files = compose("tbefore1");
    const apply = async () => slot.run("hostctl apply web", await signer.bundle(files));

    expect((await apply()).stderr).toMatch(/slot tbefore1 has no signing key yet: hostctl slot create --signer/);
    expect((await create("tbefore1", '--cores 1 --memory 1 --signer "ssh-rsa AAAA"', key)).exitCode).toBe(64);
    await create("tbefore1", `--cores 1 --memory 1 --signer "${signer.publicKey}"`, key);
    expect(await apply()).toMatchObject({ exitCode: 0 });
    // Made again without the option, it keeps the key.
    await create("tbefore1", "--cores 1 --memory 1", key);
    expect(await apply()).toMatchObject({ exitCode: 0 });
    await operator.run("hostctl slot remove tbefore1");
  });

  hostTest("a slot changes its key and its limits when it is made again", async () => {
    const first = ed25519KeyPair();
    const second = ed25519KeyPair();
    await order("tagain1");
    await create("tagain1", "--cores 1 --memory 1", first);
    await create("tagain1", "--cores 2 --memory 3 --host acme.example.com", second);

    expect(await listed()).toMatchObject([{ cores: 2, memoryGib: 3, hosts: ["acme.example.com"] }]);
    await expect(logIn("fh-tagain1", first.private)).rejects.toThrow();
    await (await logIn("fh-tagain1", second.private)).close();
    await operator.run("hostctl slot remove tagain1");
  });

  hostTest("wrong use is refused in one sentence", async () => {
    const key = ed25519KeyPair().public;
    const refused = async (command: string, stdin = key) => {
      const { exitCode, stderr } = await operator.run(command, stdin);
      return `${exitCode} ${stderr.trim()}`;
    };
    expect(await refused("hostctl slot dance")).toMatch(/^64 hostctl: unknown slot action "dance"/);
    expect(await refused("hostctl slot create Acme --cores 1 --memory 1")).toMatch(/^64 hostctl: a slot is named by/);
    expect(await refused(`hostctl slot create t${"a".repeat(29)} --cores 1 --memory 1`)).toMatch(
      /at most 29 characters/,
    );
    expect(await refused("hostctl slot create tabc123 --cores 0 --memory 1")).toMatch(/needs --cores, at least 1$/);
    expect(await refused("hostctl slot create tabc123 --cores 1")).toMatch(/needs --memory \(GiB\), at least 1$/);
    expect(await refused("hostctl slot create tabc123 --cores 1 --memory x")).toMatch(/takes a whole number, got "x"$/);
    expect(await refused("hostctl slot create tabc123 --cores 1 --memory 1", "no key")).toMatch(
      /not a public SSH key$/,
    );
    expect(await refused("hostctl slot create tabc123 --cores 1 --memory 1")).toMatch(
      /^1 hostctl: docker has no network fh-tabc123/,
    );
    expect(await listed()).toEqual([]);
  });

  if (kind === "simulated") return;

  hostTest("what reaches beyond the slot is refused before anything is changed", async () => {
    const slot = await openSlot("treach1");
    await slot.run("hostctl apply web", await slot.bundle(good("treach1", slot.data)));
    for (const [what, service, message] of reaching(slot.data)) {
      const bundle = await slot.bundle(compose("treach1", service));
      const { exitCode, stderr } = await slot.run("hostctl apply web", bundle);
      expect({ what, exitCode, stderr }).toEqual({ what, exitCode: 1, stderr: expect.stringContaining(message) });
    }
    expect(await slot.run("hostctl wait web --timeout 30")).toMatchObject({ exitCode: 0 });
    await operator.run("hostctl slot remove treach1");
  });

  hostTest("its containers are within its limits and on its network only", async () => {
    const slot = await openSlot("tlimit1");
    await slot.run("hostctl apply web", await slot.bundle(good("tlimit1", slot.data)));

    const format = "'{{.HostConfig.CgroupParent}} {{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}'";
    expect((await operator.run(`docker inspect fh-tlimit1-web-1 --format ${format}`)).stdout).toBe(
      "/freehold/fh-tlimit1 fh-tlimit1\n",
    );
    // Every boot sets the limits again.
    expect(await operator.run("hostctl boot")).toMatchObject({ exitCode: 0 });
    // The groups are root's: a container of the operator's looks at them.
    const inspectScript =
      "cat /c/memory/freehold/fh-tlimit1/memory.limit_in_bytes /c/cpu/freehold/fh-tlimit1/cpu.cfs_quota_us 2>/dev/null || " +
      "cat /c/freehold/fh-tlimit1/memory.max /c/freehold/fh-tlimit1/cpu.max";
    const image = "--entrypoint /bin/busybox example.invalid/gateway:1.0 sh -c";
    const limits = await operator.run(`docker run --rm -v /sys/fs/cgroup:/c:ro ${image} '${inspectScript}'`);
    expect(limits.stdout.split(/\s+/).slice(0, 2)).toEqual([String(1024 ** 3), "200000"]);
    await operator.run("hostctl slot remove tlimit1");
  });

  hostTest("a limit of storage is refused by name where there is no block device", async () => {
    await order("tdisk11");
    expect(await create("tdisk11", "--cores 1 --memory 1 --disk 1", ed25519KeyPair())).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("storage cannot be limited on this machine"),
    });
    await operator.run("hostctl slot remove tdisk11");
    expect(await held()).toEqual([]);
  });
}
