import { cloudTag, LABEL_MANAGED_BY, LABEL_PROFILE } from "@freehold/model";
import { digitalocean } from "../sdks/digitalocean.ts";
import type { DiskMaker } from "./disk-maker.ts";

/** Images at DigitalOcean: snapshots of droplets, recognised by their names because they carry no tags. 0.06 USD per GB and month. */
export const digitaloceanDisks: DiskMaker = {
  builder(name, { parent, hostname, region, profile, serverType, image, publicKey, userData }) {
    const sshKey = new digitalocean.SshKey(`${name}-ssh-key`, { name: hostname, publicKey }, { parent });
    const resource = new digitalocean.Droplet(
      name,
      {
        name: hostname,
        size: serverType,
        image,
        region,
        sshKeys: [sshKey.fingerprint],
        userData,
        ipv6: true,
        tags: [cloudTag(LABEL_MANAGED_BY, "freehold"), cloudTag(LABEL_PROFILE, profile)],
      },
      { parent, ignoreChanges: ["userData", "sshKeys", "image", "tags"] },
    );
    return { resource, ipv4: resource.ipv4Address };
  },

  image(name, { parent, imageName, builderId, after }) {
    const snapshot = new digitalocean.DropletSnapshot(
      name,
      { dropletId: builderId, name: imageName },
      // The machine goes, the image stays.
      { parent, ignoreChanges: ["dropletId"], ...(after && { dependsOn: after }) },
    );
    return snapshot.id;
  },
};
