import { writeFileSync } from "node:fs";
import { packageSchema } from "../src/package-schema.ts";

writeFileSync(new URL("../schema.json", import.meta.url), `${JSON.stringify(packageSchema(), null, 2)}\n`);
