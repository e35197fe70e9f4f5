import { ed25519KeyPair } from "@freehold/sandbox/testing/keys";
import type { AttackHost } from "./attack-host.ts";
import { type Scene, type Slot, sceneOn, TOOLS } from "./scene.ts";

/** In the alphabet before the neighbour: of networks that both know a name, Docker asks that one first. */
const ATTACKER = { id: "tattack1", ports: [40001], name: "attacker.example.com" };
/** Its ports are where Docker begins to choose. */
const NEIGHBOUR = { id: "tneigh01", ports: [32770, 49155], name: "neighbour.example.com" };

/** Makes the image of all containers, and the two slots. */
export async function openSlots(host: AttackHost): Promise<Scene> {
  await host.inHost(["sh", "-c", MAKE_TOOLS]);
  const isStrict = /^verify_signature\(\)/m.test(host.program);
  const attacker = await openSlot(host, ATTACKER, isStrict);
  const neighbour = await openSlot(host, NEIGHBOUR, isStrict);
  return sceneOn(host, attacker, neighbour, isStrict);
}

async function openSlot(
  host: AttackHost,
  { id, ports, name }: { id: string; ports: number[]; name: string },
  isStrict: boolean,
): Promise<Slot> {
  const owner = `fh-${id}`;
  for (const kind of ["network", "volume"]) await host.inHost(["docker", kind, "create", owner]);
  const key = ed25519KeyPair();
  const given = [`--host ${name}`, ...ports.map((port) => `--port ${port}`)].join(" ");
  await host.operate(`hostctl slot create ${id} --cores 1 --memory 1 ${given}`, key.public);
  const { stdout } = await host.inHost(["docker", "volume", "inspect", "--format", "{{.Mountpoint}}", owner]);
  if (isStrict) throw new Error("signing is to come");
  return {
    id,
    owner,
    host: name,
    ports,
    ssh: { ...host.operator, username: owner, privateKey: key.private },
    data: stdout.trim(),
    seal: async (bundle) => `${bundle}\n`,
  };
}

/** An image that is there: no stand-in takes its place, and nothing is loaded at each apply. */
const MAKE_TOOLS = `
set -e
folder=$(mktemp -d)
mkdir -p "$folder/bin" "$folder/tmp"
cp /usr/local/lib/freehold-sandbox/stand-in/busybox /usr/local/lib/freehold-sandbox/stand-in/bash "$folder/bin"
for applet in $(busybox --list); do [ -e "$folder/bin/$applet" ] || ln -s busybox "$folder/bin/$applet"; done
tar -c -C "$folder" . | docker import --change 'ENV PATH=/bin' - ${TOOLS}
rm -rf "$folder"
`;
