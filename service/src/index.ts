export type { ServiceParts } from "./compose/service-parts.ts";
export { type Service, startService } from "./compose/start-service.ts";
export { type Config, readConfig } from "./config.ts";
export { SETTINGS, type Setting } from "./settings.ts";
export { openStateFence, type StateFence } from "./state-fence/state-fence.ts";
