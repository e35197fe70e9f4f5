// A program of its own process, because a refused resource ends the process that asks for it.
import cloudflare from "@pulumi/cloudflare";
import hcloud from "@pulumi/hcloud";
import pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const endpoint = config.get("endpoint") ?? "http://127.0.0.1:1/v1";
const token = config.get("token") ?? "t".repeat(64);

switch (config.require("case")) {
  case "endpoint elsewhere":
    new hcloud.Provider("hz", { token, endpoint: "https://api.hetzner.cloud/v1" });
    break;
  case "no endpoint":
    new cloudflare.Provider("cf", { apiToken: "c".repeat(40) });
    break;
  case "token of another form":
    new hcloud.Provider("hz", { token, endpoint });
    break;
  case "faults in inputs": {
    const provider = new hcloud.Provider("hz", { token, endpoint });
    const faults = { size: "5", format: "zfs", labels: pulumi.secret("s3cret-labels") };
    new hcloud.Volume("disk", faults as never, { provider });
    break;
  }
}
