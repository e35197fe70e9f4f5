/** Serves the stand-ins for as long as the benchmark runs. */
import { serveStandIns } from "@freehold/providers";

process.on("disconnect", () => process.exit(0));
process.send?.((await serveStandIns()).env);
