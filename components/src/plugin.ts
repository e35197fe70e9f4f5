import { componentProviderHost } from "@pulumi/pulumi/provider/experimental/index.js";
import {
  DigitalOceanServer,
  DockerSlot,
  GoldenImage,
  HetznerServer,
  ProxmoxServer,
  SharedHost,
  SupabaseStack,
  TenantDns,
  TenantServer,
} from "./index.ts";

// What `pulumi package add` and programs in other languages start.
await componentProviderHost({
  name: "freehold",
  dirname: new URL("..", import.meta.url).pathname,
  components: [
    DigitalOceanServer,
    DockerSlot,
    GoldenImage,
    HetznerServer,
    ProxmoxServer,
    SharedHost,
    SupabaseStack,
    TenantDns,
    TenantServer,
  ],
});
