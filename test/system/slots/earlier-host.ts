import { hostctlUpdate } from "@freehold/components/hostctl-update";
import { slotInstaller } from "@freehold/components/slot-program";
import { until } from "@freehold/testing";
import { type AttackHost, openAttackHost } from "./attack-host.ts";
import { answersFor, bind, page } from "./attacks/means.ts";
import { canonicalYaml } from "./canonical-yaml.ts";
import { openSlots } from "./open-slots.ts";
import { composeOf, type Scene, TOOLS } from "./scene.ts";

/** How a host that an earlier version made went on. */
export interface EarlierHost {
  /** Sentences about what was as it must be, in the order in which it was looked at. */
  right: string[];
  wrong: string[];
}

/** Part of the slots' names, which are the same on both hosts. */
const MARK = "moved001";
/** The owner of the data, whom the database's program would be. */
const OWNER = 105;

/**
 * A host of an earlier version, with a slot that has data, is brought up to date: it serves what it served, also after a restart of the
 * machine, takes no new slot, and a slot of it takes signed bundles once its key is registered. Then its tenant is moved to a host of now.
 *
 * @param earlierFiles A folder like `templates/host`, with the edge beside it
 * @param files The same of the host that the tenant is moved to
 */
export async function runEarlierHost(
  earlierFiles: string,
  files: string,
  log: (line: string) => void,
): Promise<EarlierHost> {
  const result: EarlierHost = { right: [], wrong: [] };
  const claim = (sentence: string, holds: boolean, seen = "") => {
    result[holds ? "right" : "wrong"].push(holds ? sentence : `${sentence}: not so; ${seen}`);
    log(`${holds ? "" : "WRONG: "}${sentence}${holds ? "" : `: ${seen}`}`);
  };
  const host = await openAttackHost(earlierFiles, log);
  let data: string;
  try {
    const scene = await openSlots(host, MARK);
    const { data: folder } = scene.neighbour;
    const note = `${folder}/kept/note`;
    await scene.asRoot(
      `mkdir -p ${folder}/kept && echo noted >${note} && chmod 755 ${folder}/kept && chown ${OWNER} ${note}; chmod 644 ${note}`,
    );
    await applyNeighbour(scene);
    await until("the neighbour to answer before the update", async (see) =>
      see(await answersFor(scene)).includes("page of the neighbour"),
    );
    const before = await containersOf(scene);
    const { command, stdin, version } = hostctlUpdate();
    const brought = await host.operate(command, stdin).catch(String);
    claim("its hostctl is brought up to date by the operator's login", /is installed/.test(brought), brought);
    const answers = await host.operate("hostctl version");
    claim("the hostctl of now answers", answers.trim() === `hostctl ${version}`, answers);
    const installed = await host.operate("hostctl heartbeat", slotInstaller()).catch(String);
    claim("its program is brought up to date by the operator's login", /enabled/.test(installed), installed);
    await checkService(scene, claim, before);
    await checkChanges(scene, host, claim);
    await host.reboot();
    await until("the neighbour to answer after the restart", async () => (await answersFor(scene)).includes("200"));
    claim("it serves its slots after a restart", true);
    data = await takeData(scene, host, claim);
  } finally {
    await host.close();
  }
  await moveTo(files, data, claim, log);
  return result;
}

/** The data as containers see it: numbers of owners are theirs, on a host that remaps users as on one that does not. */
async function takeData(scene: Scene, host: AttackHost, claim: Claim): Promise<string> {
  const { neighbour, asRoot } = scene;
  await scene.send(neighbour, "hostctl pause web");
  const data = await asRoot(`docker run --rm -v ${neighbour.owner}:/data ${TOOLS} tar -cz -C /data . | base64 -w0`);
  const removed = await host.operate(`hostctl slot remove ${neighbour.id}`).catch(String);
  claim("a slot is removed from it", /removed slot/.test(removed), removed);
  return data;
}

async function moveTo(files: string, data: string, claim: Claim, log: (line: string) => void): Promise<void> {
  const host = await openAttackHost(files, log);
  try {
    const scene = await openSlots(host, MARK);
    const { neighbour, asRoot } = scene;
    const seen = await asRoot(
      `echo ${data} | base64 -d | docker run --rm -i -v ${neighbour.owner}:/data ${TOOLS} tar -xz -C /data; ls -ln ${neighbour.data}/kept`,
    );
    const applied = await applyNeighbour(scene, true).catch(String);
    claim("a host of now takes the tenant", /applied web/.test(applied), applied);
    const kept = await scene.inside(neighbour, "web", "cat /kept/note; stat -c %u /kept/note");
    claim("its data is there, and is its owner's in the container", kept === `noted\n${OWNER}`, kept);
    claim("its owner is nobody on the host", !new RegExp(` ${OWNER} `).test(seen), seen);
    await until("the edge of that host to lead to it", async (see) =>
      see(await answersFor(scene)).includes("page of the neighbour"),
    );
    claim("the edge of that host leads to it", true);
  } finally {
    await host.close();
  }
}

type Claim = (sentence: string, holds: boolean, seen?: string) => void;

async function checkService(scene: Scene, claim: Claim, before: string): Promise<void> {
  const { neighbour, send } = scene;
  const after = await containersOf(scene);
  claim("its containers run on, and are the same", after === before && before !== "", `${before} became ${after}`);
  const answers = await answersFor(scene);
  claim("its names lead where they led", /page of the neighbour/.test(answers), answers);
  const status = await send(neighbour, "hostctl status");
  claim("a slot's status says that it runs", /"name":"web","state":"running"/.test(status), status);
  for (const verb of ["pause", "resume"]) {
    const said = await send(neighbour, `hostctl ${verb} web`).catch(String);
    claim(`a slot can ${verb}`, said.includes(`${verb}d web`), said);
  }
  const kept = await scene.inside(neighbour, "web", "cat /kept/note");
  claim("its data is there", kept === "noted", kept);
}

async function checkChanges(scene: Scene, host: AttackHost, claim: Claim): Promise<void> {
  const { neighbour } = scene;
  const list = await host.operate("hostctl slot list");
  claim("it says that it does not remap users", /"remapped":false/.test(list), list);
  for (const kind of ["network", "volume"]) await host.inHost(["docker", kind, "create", "fh-tlater01"]);
  const refused = await host
    .operate("hostctl slot create tlater01 --cores 1 --memory 1", "ssh-ed25519 AAAA later")
    .catch(String);
  claim("it takes no new slot", /takes no new slots/.test(refused), refused);
  const unsigned = await applyNeighbour(scene).catch(String);
  claim("a bundle that nobody signed is refused", /sign/.test(unsigned), unsigned);
  await neighbour.create({}, true);
  const signed = await applyNeighbour(scene, true).catch(String);
  claim("a bundle that is signed is taken once the key is registered", /applied web/.test(signed), signed);
  const kept = await scene.inside(neighbour, "web", "cat /kept/note");
  claim("its data is there after that", kept === "noted", kept);
}

async function applyNeighbour(scene: Scene, isSigned = false): Promise<string> {
  const { neighbour } = scene;
  const kept = { volumes: [bind(`${neighbour.data}/kept`, "/kept")] };
  const strict = { ...scene, isStrict: isSigned };
  const compose = composeOf(strict, neighbour, { web: page("page of the neighbour", kept) });
  const entries = [{ name: "upstream", data: "web:8000\n" }];
  const bundle = scene.bundle(neighbour, { compose: isSigned ? canonicalYaml(compose) : compose, entries });
  return scene.send(neighbour, "hostctl apply web", isSigned ? neighbour.sign(bundle, "web") : `${bundle}\n`);
}

function containersOf({ asRoot, neighbour }: Scene): Promise<string> {
  return asRoot(`docker ps -q --no-trunc --filter label=com.docker.compose.project=${neighbour.owner}`);
}
