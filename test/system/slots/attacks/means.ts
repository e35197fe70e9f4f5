import { until } from "@freehold/testing";
import type { Layer } from "../attack.ts";
import { canonicalYaml } from "../canonical-yaml.ts";
import { Refused } from "../refused.ts";
import { composeOf, type Scene, type Slot, service } from "../scene.ts";

/** What the neighbour's workload has in its `.env`, which nobody else may read. */
export const SECRET = "the-neighbours-own-secret";

/** A bind in the long form. */
export function bind(source: string, target: string, further: object = {}): object {
  return { type: "bind", source, target, ...further };
}

/** A service that shows a page on port 8000. */
export function page(text: string, further: object = {}): object {
  const show = `mkdir -p /tmp/www; echo '${text}' >/tmp/www/index.html; trap 'exit 0' TERM; httpd -f -p 8000 -h /tmp/www & wait`;
  return service({ entrypoint: ["/bin/sh", "-c", show], ...further });
}

/**
 * The claim, where what was seen proves it.
 *
 * @param by Who kept it from happening, where nothing was refused
 * @throws Refused with what was seen, where the host kept it from happening
 */
export function proven(seen: string, proof: RegExp, claim: string, by: Layer = "userns"): string {
  if (proof.test(seen)) return claim;
  throw new Refused(`${seen === "" ? "nothing was seen" : seen.slice(-500)} [layer ${by}]`);
}

/** The file on the host that holds the neighbour's secret. */
export async function secretFile({ asRoot, neighbour }: Scene): Promise<string> {
  return asRoot(
    `grep -rlsF '${SECRET}' /var/lib/freehold-slots/${neighbour.id} --include=.env --include=env | head -n 1`,
  );
}

/** A compose file as text, so that its service `web` can have lines that no writer would write. */
export function composeWith(scene: Scene, slot: Slot, lines: readonly string[]): string {
  const mark = "LINES";
  const text = canonicalYaml(composeOf(scene, slot, { web: service({ working_dir: mark }) }));
  return text.replace(`    working_dir: "${mark}"`, lines.join("\n"));
}

/** Whether the neighbour's secret got into the environment of a container of the attacker's. */
export async function readIntoEnvironment(scene: Scene, lines: (file: string) => string[]): Promise<string> {
  const { attacker } = scene;
  await scene.apply(attacker, "w", { compose: composeWith(scene, attacker, lines(await secretFile(scene))) });
  const seen = await scene.inside(attacker, "web", "env");
  return proven(
    seen,
    new RegExp(SECRET),
    `a container of the attacker's has the neighbour's secret: ${seen.match(/\S*neighbours\S*/)?.[0]}`,
  );
}

/** A service that Compose leaves alone: it neither shows it nor removes its containers. */
const UNSEEN = "out of sight";

/**
 * Applies the workloads, has the container `outer` put a link to the host's root in the place of /a/c, and ends the container `inner`, which
 * Docker starts again without asking anybody.
 */
export async function swapUnderMount(
  scene: Scene,
  workloads: Record<string, Record<string, object[] | typeof UNSEEN>>,
): Promise<string> {
  const { attacker } = scene;
  await scene.asRoot(
    `mkdir -p ${attacker.data}/a/c ${attacker.data}/a-b; chown -R --reference=${attacker.data} ${attacker.data}`,
  );
  for (const [name, mounts] of Object.entries(workloads)) {
    const services = Object.entries(mounts).map(([key, volumes]) => [
      key,
      service(volumes === UNSEEN ? { profiles: ["never"] } : { volumes }),
    ]);
    await scene.apply(attacker, name, { compose: composeOf(scene, attacker, Object.fromEntries(services)) });
  }
  await scene.inside(attacker, "outer", "rm -rf /a/c && ln -s / /a/c");
  await scene.inside(attacker, "inner", "kill 1");
  const seen = await until("the container to be back", async () => {
    const said = await scene.inside(attacker, "inner", "head -n 1 /c/etc/shadow; ls /c").catch(() => "");
    return said !== "" && !/is not running|No such container/.test(said) && said;
  });
  return proven(seen, /^root:/, `a container reads the host's /etc/shadow: ${seen.split("\n")[0]}`);
}

/** How many containers of a slot run. */
export async function runningOf({ asRoot }: Scene, slot: Slot): Promise<number> {
  return Number(await asRoot(`docker ps -q --filter label=com.docker.compose.project=${slot.owner} | wc -l`));
}

/** Who answers at the neighbour's name. */
export async function answersFor({ asRoot, neighbour }: Scene): Promise<string> {
  const ask = `curl -sk -m 5 -w ' %{http_code}' --resolve ${neighbour.host}:443:127.0.0.1 https://${neighbour.host}/ | tr -d '\\n'; echo`;
  return asRoot(`for n in 1 2 3 4 5 6 7 8; do ${ask}; done | sort | uniq -c`);
}

/** What the neighbour is told when it publishes the ports that were given to it; empty when it gets them. */
export async function neighbourPublishes(scene: Scene): Promise<string> {
  const { apply, neighbour } = scene;
  const ports = neighbour.ports.map((port) => ({
    target: port,
    published: String(port),
    host_ip: "0.0.0.0",
    protocol: "tcp",
  }));
  const compose = composeOf(scene, neighbour, { web: page("page of the neighbour"), more: service({ ports }) });
  return apply(neighbour, "web", { compose }).then(
    () => "",
    (error: Error) => error.message.match(/[^\n]*already[^\n]*/)?.[0] ?? error.message,
  );
}
