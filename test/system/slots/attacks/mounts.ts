import type { Attack, Layer } from "../attack.ts";
import { composeOf, type Scene, service } from "../scene.ts";
import { bind, proven, SECRET, swapUnderMount } from "./means.ts";

const SHADOW = /^root:[^x]/m;

/** A mount whose source is a place that is not the slot's. */
function mounting(
  name: string,
  stoppedBy: [Layer, Layer],
  source: (scene: Scene) => string,
  { look = "cat /all/etc/shadow", proof = SHADOW, claim = "it reads the host's /etc/shadow" } = {},
): Attack {
  return {
    name,
    stoppedBy,
    async attempt(scene) {
      const { attacker } = scene;
      const web = service({ volumes: [bind(source(scene), "/all")] });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      return proven(await scene.inside(attacker, "web", look), proof, claim);
    },
  };
}

/** Places of the host that a container would see. */
export const MOUNTS: readonly Attack[] = [
  mounting("the host's root folder", ["check_compose", "check_mounts"], () => "/"),
  mounting(
    "the host's root folder, above the slot's data",
    ["check_compose", "check_mounts"],
    ({ attacker }) => `${attacker.data}/../../../../../..`,
  ),
  mounting("the host's root folder by a process's own", ["check_mounts", "check_containers"], () => "/proc/self/root"),
  mounting("Docker's socket", ["check_mounts", "check_containers"], () => "/var/run/docker.sock", {
    look: "printf 'GET /info HTTP/1.0\\r\\n\\r\\n' | nc local:/all 2>&1 || ls -ln /all; [ -w /all ] && echo writable",
    proof: /writable/,
    claim: "it may speak to the host's Docker",
  }),
  mounting(
    "the neighbour's data, whose owner is the same number",
    ["check_mounts", "check_containers"],
    ({ neighbour }) => neighbour.data,
    {
      look: "cat /all/kept/secret",
      proof: new RegExp(SECRET),
      claim: "it reads the neighbour's data",
    },
  ),
  {
    name: "a folder of data that was a link when it is mounted",
    stoppedBy: ["check_mounts", "userns"],
    async attempt(scene) {
      const { attacker } = scene;
      const { data } = attacker;
      const own = { volumes: [bind(`${data}/a`, "/a", { bind: { create_host_path: true } })] };
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web: service(own) }) });
      await scene.inside(attacker, "web", "ln -s / /a/c");
      const led = { volumes: [bind(`${data}/a/c`, "/c")] };
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web: service(led) }) });
      return proven(
        await scene.inside(attacker, "web", "cat /c/etc/shadow"),
        SHADOW,
        "it reads the host's /etc/shadow",
      );
    },
  },
  {
    name: "a mount below one of another workload, which was there first",
    stoppedBy: ["check_mounts", "userns"],
    attempt: (scene) =>
      swapUnderMount(scene, {
        inner: { inner: [bind(`${scene.attacker.data}/a/c`, "/c")] },
        outer: { outer: [bind(`${scene.attacker.data}/a`, "/a")], inner: [bind(`${scene.attacker.data}/a/c`, "/c")] },
      }),
  },
  {
    name: "a first start whose data is the neighbour's, and would be emptied",
    stoppedBy: ["layout"],
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      const failing = service({ restart: "no", entrypoint: ["/bin/false"] });
      const compose = composeOf(scene, attacker, { web: service(), failing });
      const entries = [
        { name: "first-start", data: `failing ${attacker.data}/../../${neighbour.owner}/_data/kept mark x\n` },
      ];
      const touched = `touch -d tomorrow ${neighbour.data}/kept/secret`;
      await scene.apply(attacker, "w", { compose, entries });
      await scene.asRoot(touched);
      await scene.apply(attacker, "w", { compose, entries });
      const seen = await scene.asRoot(`ls ${neighbour.data}/kept; echo end`);
      return proven(seen, /^end$/, "the neighbour's data is gone", "layout");
    },
  },
  {
    name: "a command for when all is healthy that runs with privileges by an option in the service's place",
    stoppedBy: ["check_notes", "check_names"],
    async attempt(scene) {
      const { attacker } = scene;
      const program = {
        name: "own/-c",
        data: "#!/bin/sh\nmount -t tmpfs none /tmp && echo yes >/tmp/done\n",
        mode: 0o755,
      };
      const sh = service({
        environment: { PATH: "/own:/bin" },
        volumes: [bind("./own", "/own", { read_only: true })],
      });
      const entries = [program, { name: "on-healthy", data: "--privileged sh\n" }];
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { sh }), entries });
      await scene.send(attacker, "hostctl wait w --timeout 20");
      return proven(
        await scene.inside(attacker, "sh", "cat /tmp/done"),
        /yes/,
        "its program mounted a file system",
        "userns",
      );
    },
  },
];
