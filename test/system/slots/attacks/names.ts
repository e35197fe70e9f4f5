import type { Attack, Layer } from "../attack.ts";
import { composeOf, type Scene, service } from "../scene.ts";
import { answersFor, page, proven, runningOf } from "./means.ts";

/** A service that would answer to the edge in the neighbour's place. */
function answering(
  name: string,
  stoppedBy: [Layer, Layer],
  services: (scene: Scene) => Record<string, object>,
): Attack {
  return {
    name,
    stoppedBy,
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      // With names and a service that they lead to, the edge is in the attacker's network too.
      const entries = [{ name: "upstream", data: "web:8000\n" }];
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, services(scene)), entries });
      const seen = await answersFor(scene);
      return proven(seen, /page of the attacker/, `the edge answers at ${neighbour.host} with: ${seen}`, "docker");
    },
  };
}

const PAGE = "page of the attacker";

/** Names of others: of containers, services, projects and hosts. */
export const NAMES: readonly Attack[] = [
  answering(
    "an alias with a dot at its end answers in the neighbour's place",
    ["check_names", "check_containers"],
    ({ neighbour }) => ({
      web: page(PAGE, { networks: { default: { aliases: [`${neighbour.owner}-web-1.`] } } }),
    }),
  ),
  answering(
    "a host name in capital letters answers in the neighbour's place",
    ["check_names", "check_containers"],
    ({ neighbour }) => ({
      web: page(PAGE, { hostname: `${neighbour.owner}-web-1`.toUpperCase() }),
    }),
  ),
  answering(
    "a service with the name of the neighbour's container answers in its place",
    ["check_names", "check_containers"],
    ({ neighbour }) => ({
      web: page(PAGE),
      [`${neighbour.owner}-web-1`.replace("fh", "FH")]: page(PAGE),
    }),
  ),
  answering("the name of the edge's own network", ["check_names", "check_containers"], () => ({
    web: page(PAGE, { networks: { default: { aliases: ["freehold-edge-traefik-1"] } } }),
  })),
  answering(
    "further hosts, which the edge would have to believe",
    ["check_compose", "check_names"],
    ({ neighbour }) => ({
      web: page(PAGE, { extra_hosts: [`${neighbour.owner}-web-1:127.0.0.1`] }),
    }),
  ),
  {
    name: "a container that is called as the neighbour's next one",
    stoppedBy: ["check_compose", "check_names"],
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      const web = service({ container_name: `${neighbour.owner}-more-1` });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      const seen = await scene.asRoot(`docker ps --format '{{.Names}}' --filter network=${attacker.owner}`);
      return proven(seen, /neighbour[0-9a-f]{8}-more-1/, "the neighbour's next container has no name left", "docker");
    },
  },
  {
    name: "a label by which a container counts as the neighbour's",
    stoppedBy: ["check_names", "docker"],
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      const web = service({
        labels: { "com.docker.compose.project": neighbour.owner, "COM.docker.compose.service": "web" },
      });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      return proven(
        `${await runningOf(scene, neighbour)}`,
        /^2$/,
        "a container of the attacker's is in the neighbour's project",
        "docker",
      );
    },
  },
  {
    name: "the neighbour's project, whose containers would be left over",
    stoppedBy: ["check_compose", "read_compose"],
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      const compose = { ...composeOf(scene, attacker, { own: service() }), name: neighbour.owner };
      await scene.apply(attacker, "w", { compose, ...(scene.isStrict ? {} : { project: neighbour.owner }) });
      const seen = await scene.asRoot(`docker ps --format '{{.Names}}' --filter network=${neighbour.owner}`);
      return proven(
        `:${seen}`,
        /^:(?!.*neighbour[0-9a-f]{8}-web-1)/s,
        "the neighbour's containers are gone",
        "read_compose",
      );
    },
  },
];
