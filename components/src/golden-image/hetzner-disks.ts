import { LABEL_MANAGED_BY, LABEL_PROFILE, LABEL_SCOPE } from "@freehold/model";
import { hcloud } from "../sdks/hcloud.ts";
import type { DiskMaker } from "./disk-maker.ts";

const LABELS = { [LABEL_MANAGED_BY]: "freehold", [LABEL_SCOPE]: "account" };

/** Images at Hetzner: snapshots, which every location takes. About 0.014 EUR per GB and month. */
export const hetznerDisks: DiskMaker = {
  builder(name, { parent, hostname, region, profile, serverType, image, publicKey, userData }) {
    const sshKey = new hcloud.SshKey(
      `${name}-ssh-key`,
      { name: hostname, publicKey, labels: LABELS },
      { parent, deleteBeforeReplace: true },
    );
    const resource = new hcloud.Server(
      name,
      {
        name: hostname,
        serverType,
        image,
        location: region,
        sshKeys: [sshKey.id],
        userData,
        labels: { ...LABELS, [LABEL_PROFILE]: profile },
      },
      { parent, ignoreChanges: ["userData", "sshKeys", "image"], deleteBeforeReplace: true },
    );
    return { resource, ipv4: resource.ipv4Address };
  },

  image(name, { parent, imageName, version, builderId, after }) {
    const snapshot = new hcloud.Snapshot(
      name,
      {
        serverId: builderId.apply(Number),
        description: imageName,
        labels: { ...LABELS, "freehold-image": version },
      },
      // The machine goes, the image stays.
      { parent, ignoreChanges: ["serverId"], ...(after && { dependsOn: after }) },
    );
    return snapshot.id;
  },
};
