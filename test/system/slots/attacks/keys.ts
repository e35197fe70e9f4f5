import { openSsh } from "@freehold/sandbox/testing/ssh";
import type { Attack, Layer } from "../attack.ts";
import { Refused } from "../refused.ts";
import { composeOf, service } from "../scene.ts";
import { proven } from "./means.ts";

/** What a slot's key would have run, and what shows that it was. */
function saying(
  name: string,
  stoppedBy: [Layer, Layer?],
  command: string,
  look: string,
  proof: RegExp,
  stdin = "",
): Attack {
  return {
    name,
    stoppedBy,
    async attempt(scene) {
      const { attacker } = scene;
      await scene.apply(attacker, "w", { compose: composeOf(scene, attacker, { web: service() }) });
      await scene.send(attacker, command.replace("NEIGHBOUR", scene.neighbour.id), stdin);
      return proven(await scene.asRoot(look), proof, `it ran: ${command}`, "hostctl");
    },
  };
}

const OWNED = "cat /etc/owned; rm -f /etc/owned";
const RUN = "#!/bin/sh\nid >/etc/owned\n";

/** What a slot's key asks for beyond its slot. */
export const KEYS: readonly Attack[] = [
  saying(
    "the neighbour's slot is removed",
    ["check_verb", "hostctl"],
    "hostctl slot remove NEIGHBOUR",
    "ls /var/lib/freehold-slots",
    /^(?!.*tneighbour)/s,
  ),
  saying("a program is kept that root runs", ["check_verb", "hostctl"], "hostctl heartbeat", OWNED, /uid=0/, RUN),
  saying("a disk's program is kept that root runs", ["check_verb", "hostctl"], "hostctl disk", OWNED, /uid=0/, RUN),
  saying(
    "a workload is named by a path",
    ["hostctl"],
    "hostctl remove ../NEIGHBOUR/web",
    "docker ps --format '{{.Names}}'",
    /^(?!.*tneighbour[0-9a-f]{8}-web)/s,
  ),
  saying("a command behind a command", ["check_verb", "hostctl"], "hostctl status; id >/etc/owned", OWNED, /uid=/),
  saying("a command within a command", ["hostctl"], "hostctl status $(id >/etc/owned)`id >/etc/owned`", OWNED, /uid=/),
  saying("a command on a line of its own", ["hostctl"], "hostctl status\nid >/etc/owned", OWNED, /uid=/),
  saying("an option in the place of a service", ["hostctl"], "hostctl logs w --file=/etc/shadow", OWNED, /uid=/),
  {
    name: "files are read by SFTP",
    stoppedBy: ["sshd"],
    async attempt({ attacker }) {
      const session = await openSsh(attacker.ssh);
      try {
        await session.sftp();
        return "a file server answers";
      } catch (error) {
        throw new Refused(`${String(error)} [layer sshd]`);
      } finally {
        await session.close();
      }
    },
  },
];
