import { slotSigner } from "@freehold/sandbox/testing/slot-bundle";
import type { SshTarget } from "@freehold/sandbox/testing/ssh";
import type { SharedHostConfigInput, SharedHostOutputs } from "@freehold/stack-shared-host/contract";
import type { TenantStackConfigInput } from "@freehold/stack-tenant/contract";
import { until } from "@freehold/testing";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { dockerReason } from "./docker-reason.ts";
import { engineReason } from "./engine-binary.ts";
import { onMachine } from "./on-machine.ts";
import { reboot } from "./reboot.ts";
import { askByName, newKeyPair, openSharedHostWorld, pageFiles, type SharedHostWorld } from "./shared-host-world.ts";
import { attackSample } from "./slots/sample.ts";
import { wrongIn } from "./slots/table.ts";

const withBoth = engineReason === "" && dockerReason === "" ? describe : describe.skip;
const ZONE = "tenants.example.com";
const ANNA = { id: "tanna01", name: `anna.${ZONE}` };
const BERT = { id: "tbert01", name: `bert.${ZONE}` };
type Tenant = typeof ANNA;
/** Another seed draws other attacks. */
const SEED = 12;
const ATTACKS_DRAWN = 2;

withBoth(`a shared host${engineReason || dockerReason}`, () => {
  let world: SharedHostWorld;
  let config: SharedHostConfigInput;
  let outputs: SharedHostOutputs;

  beforeAll(async () => {
    world = await openSharedHostWorld();
    const { hetzner, cloudflare } = world.sandbox;
    config = {
      hostId: "host01",
      cloud: "hetzner",
      region: "fsn1",
      size: "small",
      sshPort: world.sshPort,
      zone: cloudflare.zone,
      zoneId: cloudflare.zoneId,
      name: "h1",
      tls: "internal",
      providers: {
        hcloud: { token: hetzner.token, endpoint: hetzner.endpoint },
        cloudflare: { apiToken: cloudflare.token, baseUrl: cloudflare.endpoint },
      },
    };
    outputs = await world.up(config);
    for (const tenant of [ANNA, BERT]) await openSlot(tenant);
  });

  afterAll(async () => {
    await world?.close();
  });

  const operator = (): SshTarget => {
    const { host, port, user, hostKey } = outputs.host.ssh;
    return { host, port, username: user, hostKey, privateKey: outputs.sshPrivateKey };
  };
  const inHost = async (...command: string[]) => {
    const { exitCode, stdout, stderr } = await world.machines.exec(`hetzner-${outputs.host.machineId}`, command);
    return { exitCode, said: `${stdout}${stderr}`.trim() };
  };
  const said = async (...command: string[]) => (await inHost(...command)).said;
  const ask = (name: string, scheme: "http" | "https" = "https") => askByName(scheme, outputs.host.address, name);
  const pageOf = ({ id }: Tenant) => `stand-in image for example.invalid/${id}:1\n`;
  const container = ({ id }: Tenant) => `fh-${id}-web-1`;
  const addressOf = (name: string, network: string) =>
    said("docker", "inspect", "-f", `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`, name);
  /** Whether a container reaches a TCP port. */
  const reaches = async (tenant: Tenant, address: string, port: number) => {
    const dial = `exec 3<>/dev/tcp/${address}/${port}`;
    return (await inHost("docker", "exec", container(tenant), "timeout", "3", "bash", "-c", dial)).exitCode === 0;
  };

  const signers = new Map([ANNA, BERT].map(({ id }) => [id, slotSigner(id)]));
  const signerOf = ({ id }: Tenant) => signers.get(id) ?? slotSigner(id);
  const slotCreate = ({ id, name }: Tenant) =>
    `hostctl slot create ${id} --cores 1 --memory 1 --host ${name} --signer "${signerOf({ id, name }).publicKey}"`;

  /** A slot with its workload, as a tenant's stack makes it: the operator grants the name, the slot's own key applies. */
  async function openSlot(tenant: Tenant): Promise<void> {
    const key = newKeyPair();
    for (const kind of ["network", "volume"]) {
      expect(await inHost("docker", kind, "create", `fh-${tenant.id}`)).toMatchObject({ exitCode: 0 });
    }
    await onMachine(operator(), slotCreate(tenant), key.public);
    const slot = { ...operator(), username: `fh-${tenant.id}`, privateKey: key.private };
    const bundle = await signerOf(tenant).bundle(pageFiles(tenant.id, `example.invalid/${tenant.id}:1`));
    await onMachine(slot, "hostctl apply web", bundle);
    await onMachine(slot, "hostctl wait web --timeout 60");
  }

  async function answers(tenant: Tenant): Promise<void> {
    await until(`${tenant.name} to answer`, async () => (await ask(tenant.name)).status === 200);
    expect(await ask(tenant.name)).toMatchObject({ status: 200, body: pageOf(tenant) });
  }

  test("says what a service must know to place tenants on it, and has a name with all names below it", () => {
    expect(outputs.host).toMatchObject({ id: "host01", cloud: "hetzner", edge: true, capacity: { slots: 1 } });
    const { address } = outputs.host;
    const name = `h1.${world.sandbox.cloudflare.zone}`;
    expect(outputs.dns).toEqual([
      { name, type: "A", value: address },
      { name: `*.${name}`, type: "A", value: address },
    ]);
  });

  test("each tenant is reached by its name over HTTPS, and plain HTTP leads there", async () => {
    await answers(ANNA);
    await answers(BERT);

    expect(await ask(ANNA.name, "http")).toMatchObject({ status: 301, location: `https://${ANNA.name}/` });
    expect(await ask(`nobody.${ZONE}`)).toMatchObject({ status: 404 });
  });

  test("a tenant reaches neither the other's containers nor the edge in the other's network", async () => {
    const bert = await addressOf(container(BERT), `fh-${BERT.id}`);
    const edgeAtBert = await addressOf("freehold-edge-traefik-1", `fh-${BERT.id}`);
    const edgeAtAnna = await addressOf("freehold-edge-traefik-1", `fh-${ANNA.id}`);
    // What is refused below is there, and can be seen from where it may be seen.
    expect(await reaches(BERT, bert, 8000)).toBe(true);
    expect(await reaches(BERT, edgeAtBert, 443)).toBe(true);
    expect(await reaches(ANNA, edgeAtAnna, 443)).toBe(true);

    expect(await reaches(ANNA, bert, 8000)).toBe(false);
    expect(await reaches(ANNA, edgeAtBert, 443)).toBe(false);
    const lookUp = (tenant: Tenant) => said("docker", "exec", container(tenant), "nslookup", container(BERT));
    expect(await lookUp(BERT)).toContain(bert);
    expect(await lookUp(ANNA)).not.toContain(bert);
  });

  test("the edge does not route between the networks that it is in", async () => {
    const pid = await said("docker", "inspect", "-f", "{{.State.Pid}}", "freehold-edge-traefik-1");

    expect(await said("nsenter", "-t", pid, "-n", "cat", "/proc/sys/net/ipv4/ip_forward")).toBe("0");
  });

  test("a tenant does not reach the address at which clouds give user data", async () => {
    await inHost("sh", "-c", METADATA_SERVER);
    await until("the metadata server to answer", async () => (await said("curl", "-s", METADATA_URL)).includes("user"));

    expect(await reaches(ANNA, "169.254.169.254", 80)).toBe(false);

    await inHost("iptables", "-D", "DOCKER-USER", "-d", "169.254.169.254", "-j", "REJECT");
    expect(await reaches(ANNA, "169.254.169.254", 80)).toBe(true);
    await onMachine(operator(), "hostctl boot");
    expect(await reaches(ANNA, "169.254.169.254", 80)).toBe(false);
  });

  test("a slot's key does not reach the edge or the other slot, and takes nobody's name", async () => {
    const key = newKeyPair();
    await onMachine(operator(), slotCreate(ANNA), key.public);
    const slot = { ...operator(), username: `fh-${ANNA.id}`, privateKey: key.private };
    const asBert = { networks: { default: { aliases: [container(BERT).toUpperCase()] } } };

    // Within the slot there is no workload of this name: it removes nothing.
    await onMachine(slot, "hostctl remove edge");
    for (const command of [`hostctl slot remove ${BERT.id}`, "cat /etc/shadow"]) {
      await expect(onMachine(slot, command)).rejects.toThrow(/is not for slots|a slot's key runs hostctl only/);
    }
    await expect(onMachine(operator(), slotCreate({ ...ANNA, name: BERT.name }), key.public)).rejects.toThrow(
      `the name ${BERT.name} is taken by the slot ${BERT.id}`,
    );
    await onMachine(operator(), slotCreate(ANNA), key.public);
    const bundle = await signerOf(ANNA).bundle(pageFiles(ANNA.id, `example.invalid/${ANNA.id}:1`, asBert));
    await expect(onMachine(slot, "hostctl apply web", bundle)).rejects.toThrow(
      `must not use the alias ${container(BERT).toUpperCase()}`,
    );

    await answers(ANNA);
    await answers(BERT);
    expect(await said("docker", "ps", "--format", "{{.Names}}")).toContain("freehold-edge-traefik-1");
  });

  test("with other certificates the edge is recreated, joins its networks again and keeps what it must", async () => {
    const before = await said("docker", "inspect", "-f", "{{.Id}}", "freehold-edge-traefik-1");
    const email = "ops@example.com";
    await world.up({
      ...config,
      tls: "acme-dns",
      email,
      zoneToken: "token-of-the-zone",
      caServer: "https://127.0.0.1:1/",
    });
    expect(await said("docker", "inspect", "-f", "{{.Id}}", "freehold-edge-traefik-1")).not.toBe(before);

    await answers(ANNA);
    await answers(BERT);
    const volumes = "/var/lib/freehold/edge/volumes";
    await until(
      "Traefik to make its storage",
      async () => (await inHost("test", "-e", `${volumes}/acme/acme.json`)).exitCode === 0,
    );
    expect(await said("stat", "-c", "%a %U", `${volumes}/acme/acme.json`, `${volumes}/config/cloudflare-token`)).toBe(
      "600 root\n600 root",
    );
  });

  test("a restart of the host brings the edge and the slots back", async () => {
    await reboot(world.machines, world.sandbox, outputs.host.machineId);

    for (const tenant of [ANNA, BERT]) {
      await until(`${tenant.name} to answer again`, async () => {
        const answer = await ask(tenant.name).catch(() => undefined);
        return answer?.body === pageOf(tenant);
      });
    }
  });

  test("a tenant that is gone leaves no network, and its name is nobody's", async () => {
    await onMachine(operator(), `hostctl slot remove ${BERT.id}`);

    await until(`${BERT.name} to be unknown`, async () => (await ask(BERT.name)).status === 404);
    expect(await said("docker", "network", "ls", "--format", "{{.Name}}")).not.toContain(BERT.id);
    expect(await said("docker", "ps", "-a", "--format", "{{.Names}}")).not.toContain(BERT.id);
    await answers(ANNA);
  });

  test("a tenant's own stack is a slot whose gateway answers to the tenant's name, and leaves nothing", async () => {
    const { host, port, user, hostKey } = outputs.host.ssh;
    const { zone, zoneId } = world.sandbox.cloudflare;
    const tenant: TenantStackConfigInput = {
      tenantId: "tcarla01",
      name: "carla",
      cloud: "docker",
      region: "rack",
      zone,
      zoneId,
      tls: "edge",
      providers: {
        // A container has no loop devices.
        docker: {
          host: `ssh://${user}@${host}:${port}`,
          sshPrivateKey: outputs.sshPrivateKey,
          hostKey,
          limitStorage: false,
        },
        cloudflare: { apiToken: world.sandbox.cloudflare.token, baseUrl: world.sandbox.cloudflare.endpoint },
      },
    };

    const { url, dns } = await world.tenantUp(tenant);
    expect(url).toBe(`https://carla.${zone}`);
    expect(dns).toEqual([{ name: `carla.${zone}`, type: "A", value: host }]);
    await until("the gateway to answer", async () => (await ask(`carla.${zone}`)).status === 200);
    expect((await ask(`carla.${zone}`)).body).toMatch(/^stand-in image for kong\/kong:/);

    await world.tenantDestroy(tenant);
    expect(await ask(`carla.${zone}`)).toMatchObject({ status: 404 });
    const left = await Promise.all(
      ["ps -a", "network ls", "volume ls"].map((list) => said("docker", ...list.split(" "))),
    );
    expect(left.join("\n")).not.toContain("tcarla01");
    await answers(ANNA);
  });

  test("a machine that is there already becomes a host, and loses the edge but not itself when it is none any more", async () => {
    const key = newKeyPair();
    const address = "127.78.90.1";
    await world.machines.create({
      id: "given",
      hostname: "given",
      address,
      userData: `#cloud-config\nwrite_files: [{ path: /etc/ssh/sshd_config.d/10-port.conf, content: "Port ${world.sshPort}\\n" }]\n`,
      authorizedKeys: [key.public],
      image: "debian-12",
    });
    const hostKey = await until("the machine's host key", async () => {
      const { exitCode, stdout } = await world.machines.exec("given", ["cat", "/etc/ssh/ssh_host_ed25519_key.pub"]);
      return exitCode === 0 && stdout.trim();
    });
    const given: SharedHostConfigInput = {
      hostId: "host02",
      cloud: "docker",
      region: "rack",
      address,
      sshPort: world.sshPort,
      sshUser: "root",
      sshPrivateKey: key.private,
      hostKey,
      capacity: { slots: 2, memoryGib: 8, cores: 4 },
      zone: ZONE,
      tls: "internal",
      providers: {},
    };

    const taken = await world.up(given);
    expect(taken.host).toMatchObject({ machineId: address, address, capacity: { slots: 2 } });
    expect(await askByName("https", address, `nobody.${ZONE}`)).toMatchObject({ status: 404 });

    await world.destroy(given);
    await expect(askByName("https", address, `nobody.${ZONE}`)).rejects.toThrow();
    const root = { host: address, port: world.sshPort, username: "root", hostKey, privateKey: key.private };
    expect(await onMachine(root, "hostctl version")).toMatch(/^hostctl \d/);
    await world.machines.destroy("given");
  });

  test("attacks from a slot, drawn from those of `npm run test:slots`, are stopped, also without the layer that stops them", async () => {
    const inHost = (command: string[]) => world.machines.exec(`hetzner-${outputs.host.machineId}`, command);

    const results = await attackSample({ inHost }, operator(), ATTACKS_DRAWN, SEED);

    expect(results.flatMap(wrongIn)).toEqual([]);
    expect(results).toHaveLength(ATTACKS_DRAWN);
  });

  test("a host that is destroyed leaves nothing at the clouds", async () => {
    await onMachine(operator(), `hostctl slot remove ${ANNA.id}`);
    await world.destroy(config);

    expect(await world.sandbox.inventory()).toEqual([]);
  });
});

const METADATA_URL = "http://169.254.169.254/";
/** A server behind the machine, at the address where a cloud's would be. */
const METADATA_SERVER = `
mkdir -p /srv/metadata && echo 'user data' >/srv/metadata/index.html
unshare -n sleep 3600 >/dev/null 2>&1 &
pid=$!
until [ "$(readlink /proc/$pid/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
ip link add meta0 type veth peer name meta1
ip link set meta1 netns $pid
ip addr add 169.254.169.253/30 dev meta0
ip link set meta0 up
nsenter -t $pid -n sh -c 'ip addr add 169.254.169.254/30 dev meta1; ip link set meta1 up; ip link set lo up; ip route add default via 169.254.169.253'
nsenter -t $pid -n busybox httpd -p 80 -h /srv/metadata >/dev/null 2>&1
`;
