import { generateKeyPairSync } from "node:crypto";
import type { Attack, Layer } from "../attack.ts";
import { type Changes, composeOf, type Scene, service } from "../scene.ts";
import { bind, proven } from "./means.ts";

type Harm = (scene: Scene) => {
  compose: object;
  look: (scene: Scene) => Promise<string>;
  proof: RegExp;
  claim: string;
};

/** What a bundle would do that is let in: publish a port that was withdrawn since. */
const withdrawnPort: Harm = (scene) => ({
  compose: composeOf(scene, scene.attacker, {
    web: service({ ports: [{ target: 80, published: "40002", host_ip: "0.0.0.0", protocol: "tcp" }] }),
  }),
  look: ({ asRoot, attacker }) => asRoot(`docker ps --format '{{.Ports}}' --filter network=${attacker.owner}`),
  proof: /40002/,
  claim: "a port that was withdrawn is published again",
});

const rootFolder: Harm = (scene) => ({
  compose: composeOf(scene, scene.attacker, { web: service({ volumes: [bind("/proc/self/root", "/all")] }) }),
  look: ({ inside, attacker }) => inside(attacker, "web", "cat /all/etc/shadow"),
  proof: /^root:[^x]/m,
  claim: "it reads the host's /etc/shadow",
});

/** A bundle that does harm, with a statement that is not the one that belongs there. */
function sealed(
  name: string,
  stoppedBy: [Layer, Layer],
  harm: Harm,
  send: (scene: Scene, bundle: string) => string | Promise<string>,
): Attack {
  return {
    name,
    stoppedBy,
    async attempt(scene) {
      const { compose, look, proof, claim } = harm(scene);
      const text = await send(scene, scene.bundle(scene.attacker, { compose }));
      await scene.send(scene.attacker, "hostctl apply w", text);
      return proven(await look(scene), proof, claim, "docker");
    },
  };
}

const stated = (name: string, stoppedBy: [Layer, Layer], harm: Harm, changes: () => Changes): Attack =>
  sealed(name, stoppedBy, harm, ({ attacker }, bundle) => attacker.seal(bundle, "w", changes()));

/** Bundles that nobody signed, or not for this slot, this workload and this time. */
export const SIGNATURES: readonly Attack[] = [
  sealed("a bundle without a signature", ["spool", "verify_signature"], rootFolder, (_scene, bundle) => `${bundle}\n`),
  sealed(
    "a bundle that was changed after it was signed",
    ["statement_holds", "check_mounts"],
    rootFolder,
    (scene, bundle) => {
      const signed = scene.attacker.seal(scene.bundle(scene.attacker, { compose: {} }), "w");
      return signed.replace(/[^\n]*\n$/, `${bundle}\n`);
    },
  ),
  stated("a bundle signed by another key", ["verify_signature", "check_mounts"], rootFolder, () => ({ key: newKey() })),
  sealed(
    "a bundle of the neighbour's, signed by the neighbour",
    ["verify_signature", "statement_holds"],
    rootFolder,
    ({ neighbour, bundle }) =>
      neighbour.seal(bundle(neighbour, { compose: { name: neighbour.owner, services: {} } }), "w"),
  ),
  stated("a bundle of another workload", ["statement_holds", "check_mounts"], rootFolder, () => ({
    workload: "other",
  })),
  stated("a bundle that has expired", ["statement_holds", "check_ports"], withdrawnPort, () => ({
    expiresSec: Math.floor(Date.now() / 1000) - 60,
  })),
  sealed(
    "an older bundle, from when the slot had more",
    ["serial_holds", "check_ports"],
    withdrawnPort,
    async (scene, bundle) => {
      const { attacker } = scene;
      const old = attacker.seal(bundle, "w");
      const compose = composeOf(scene, attacker, { web: service() });
      await scene.apply(attacker, "w", { compose });
      return old;
    },
  ),
  sealed("a statement of seven lines", ["verify_signature", "statement_holds"], rootFolder, ({ attacker }, bundle) =>
    attacker.seal(bundle, "w").replace("workload w\n", "workload w\nworkload other\n"),
  ),
];

function newKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}
