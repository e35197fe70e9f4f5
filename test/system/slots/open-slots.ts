import { createPublicKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { signBundle } from "@freehold/components/signed-bundle";
import { ed25519KeyPair } from "@freehold/sandbox/testing/keys";
import type { AttackHost } from "./attack-host.ts";
import { type Changes, COPY_TOOLS, type Granted, type Scene, type Slot, sceneOn, TOOLS } from "./scene.ts";

/** In the alphabet before the neighbour: of networks that both know a name, Docker asks that one first. */
const ATTACKER = { ports: [40001], name: "attacker.example.com" };
/** Its ports are where Docker begins to choose. */
const NEIGHBOUR = { ports: [32770, 49155], name: "neighbour.example.com" };

/** What it takes to make slots on a host. */
type SlotHost = Pick<AttackHost, "inHost" | "program" | "operator" | "operate">;

/**
 * Makes the image of all containers, and the two slots.
 *
 * @param mark Part of the slots' names: of their own for each run, because machines that share a tree of control groups see each other's
 */
export async function openSlots(host: SlotHost, mark = randomBytes(4).toString("hex")): Promise<Scene> {
  await host.inHost(["sh", "-c", MAKE_TOOLS]);
  const isStrict = /^verify_signature\(\)/m.test(host.program);
  const attacker = await openSlot(host, { id: `tattacker${mark}`, ...ATTACKER }, isStrict);
  const neighbour = await openSlot(host, { id: `tneighbour${mark}`, ...NEIGHBOUR }, isStrict);
  return sceneOn(host, attacker, neighbour, isStrict);
}

async function openSlot(host: SlotHost, granted: Granted, isStrict: boolean): Promise<Slot> {
  const { id, ports, name } = granted;
  const owner = `fh-${id}`;
  for (const kind of ["network", "volume"]) await host.inHost(["docker", kind, "create", owner]);
  const ssh = ed25519KeyPair();
  const key = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  await host.operate(slotCreate(granted, isStrict ? signerOf(key) : undefined), ssh.public);
  const { stdout } = await host.inHost(["docker", "volume", "inspect", "--format", "{{.Mountpoint}}", owner]);
  let serial = Date.now();
  const sign = (bundle: string, workload: string, { key: other = key, ...changes }: Changes = {}) => {
    serial += 1;
    return signBundle(bundle, { slot: id, workload, serial, expiresSec: inAnHour(), ...changes }, other);
  };
  return {
    id,
    owner,
    host: name,
    ports,
    ssh: { ...host.operator, username: owner, privateKey: ssh.private },
    data: stdout.trim(),
    create: (changes, isSigning = isStrict) =>
      host.operate(slotCreate({ ...granted, ...changes }, isSigning ? signerOf(key) : undefined), ssh.public),
    sign,
    seal: isStrict ? sign : (bundle) => `${bundle}\n`,
  };
}

function slotCreate({ id, ports, name }: Granted, signer: string | undefined): string {
  const given = [`--host ${name}`, ...ports.map((port) => `--port ${port}`)].join(" ");
  return `hostctl slot create ${id} --cores 1 --memory 1 ${given}${signer === undefined ? "" : ` --signer '${signer}'`}`;
}

function inAnHour(): number {
  return Math.floor(Date.now() / 1000) + 3600;
}

/** The public half as OpenSSH writes it, without the product's own writer. */
function signerOf(privateKeyPem: string): string {
  const { x = "" } = createPublicKey(privateKeyPem).export({ format: "jwk" });
  const fields = [Buffer.from("ssh-ed25519"), Buffer.from(x, "base64url")].map((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return Buffer.concat([length, field]);
  });
  return `ssh-ed25519 ${Buffer.concat(fields).toString("base64")}`;
}

/** An image that is there: no stand-in takes its place, and nothing is loaded at each apply. */
const MAKE_TOOLS = `
set -e
folder=$(mktemp -d)
mkdir -p "$folder/bin" "$folder/tmp"
${COPY_TOOLS}
tar -c -C "$folder" . | docker import --change 'ENV PATH=/bin' - ${TOOLS}
rm -rf "$folder"
`;
