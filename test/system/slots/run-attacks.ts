import { gzipSync } from "node:zlib";
import type { Attack } from "./attack.ts";
import { LAYERS } from "./attack.ts";
import { bind, page, SECRET } from "./attacks/means.ts";
import { tracedProgram } from "./host-program.ts";
import { Refused } from "./refused.ts";
import type { Ground, Scene } from "./scene.ts";
import { composeOf } from "./scene.ts";

/** How one attack ended: what was reached, or who stopped it. */
export interface Outcome {
  /** What was reached, in words that prove it; empty when it was stopped. */
  reached: string;
  /** The layer that stopped it. */
  layer: string;
  /** What the attacker was told. */
  said: string;
}

/** An attack on the host as it is, and, when a layer stopped it, on the same host without that layer. */
export interface Result {
  attack: Attack;
  first: Outcome;
  /** undefined: nothing stopped it, or what cannot be switched off alone. */
  next: Outcome | undefined;
}

/** Runs the attacks one after the other; each finds both slots as if nobody had done anything before. */
export async function runAttacks(
  ground: Ground & { program: string },
  scene: Scene,
  attacks: readonly Attack[],
  onResult: (result: Result) => void = () => undefined,
): Promise<Result[]> {
  const { program } = ground;
  const results: Result[] = [];
  await scene.asRoot("cp -a /etc/passwd /etc/passwd.kept");
  for (const attack of attacks) {
    const first = await attempt(ground, scene, attack, tracedProgram(program));
    const next = isFunction(first.layer)
      ? await attempt(ground, scene, attack, tracedProgram(program, [first.layer]))
      : undefined;
    const result = { attack, first, next };
    results.push(result);
    onResult(result);
  }
  await putProgram(ground, program);
  await reset(scene);
  return results;
}

async function attempt(ground: Ground, scene: Scene, attack: Attack, program: string): Promise<Outcome> {
  await putProgram(ground, program);
  await reset(scene);
  try {
    const reached = await attack.attempt(scene);
    return { reached: reached ?? "", layer: "", said: "" };
  } catch (error) {
    if (!(error instanceof Refused)) throw new Error(`${attack.name}: could not be tried`, { cause: error });
    return { reached: "", layer: error.layer, said: error.message };
  }
}

function isFunction(layer: string): boolean {
  return LAYERS.some((each) => each === layer);
}

async function putProgram(ground: Ground, program: string): Promise<void> {
  const text = gzipSync(program).toString("base64");
  // An argument of a program ends at 128 KiB.
  const put = `printf %s "$1" | base64 -d | gzip -d >/usr/local/lib/freehold/.slot && mv /usr/local/lib/freehold/.slot /usr/local/lib/freehold/slot`;
  const { exitCode, stderr } = await ground.inHost(["sh", "-c", put, "sh", text]);
  if (exitCode !== 0) throw new Error(`the program could not be put on the host: ${stderr}`);
}

/** The neighbour's container. */
let before = "";

/** The attacker has nothing, and the neighbour what it had. */
async function reset(scene: Scene): Promise<void> {
  const { asRoot, attacker, neighbour, apply } = scene;
  await asRoot(`
    cp -a /etc/passwd.kept /etc/passwd
    docker ps -aq --filter network=${attacker.owner} --filter label=com.docker.compose.project=${attacker.owner} >/tmp/left
    docker ps -aq --filter name=${attacker.owner} >>/tmp/left
    sort -u /tmp/left | xargs -r docker rm -f
    cd /var/lib/freehold-slots/${attacker.id}
    for w in w inner outer; do rm -rf "$w" ".$w"; done
    find ${attacker.data} -mindepth 1 -delete
    mkdir -p ${neighbour.data}/kept
    echo ${SECRET} >${neighbour.data}/kept/secret
    chown -R --reference=${neighbour.data} ${neighbour.data}/kept`);
  const own = `docker ps -aq --filter label=com.docker.compose.project=${neighbour.owner}`;
  if (before !== "" && (await asRoot(own)) === before) return;
  await asRoot(`${own} | xargs -r docker rm -f; cd /var/lib/freehold-slots/${neighbour.id} && rm -rf web .web`);
  const kept = { volumes: [bind(`${neighbour.data}/kept`, "/kept")], environment: { ONLY_ITS: "setting" } };
  await apply(neighbour, "web", {
    compose: composeOf(scene, neighbour, { web: page("page of the neighbour", kept) }),
    entries: [
      { name: ".env", data: `SECRET=${SECRET}\n`, mode: 0o600 },
      { name: "upstream", data: "web:8000\n" },
    ],
  });
  before = await asRoot(own);
}
