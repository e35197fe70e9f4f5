import { componentProviderHost } from "@pulumi/pulumi/provider/experimental/index.js";
import { COMPONENTS, PACKAGE_NAME } from "./package.ts";

// What `pulumi package add` and programs in other languages start.
await componentProviderHost({
  name: PACKAGE_NAME,
  dirname: new URL("..", import.meta.url).pathname,
  components: [...COMPONENTS],
});
