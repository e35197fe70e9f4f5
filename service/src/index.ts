export type { ServiceParts } from "./compose/service-parts.ts";
export { type Service, startService } from "./compose/start-service.ts";
export { type Config, readConfig } from "./config/config.ts";
export { SETTINGS, type Setting } from "./config/settings.ts";
export type { Plan, Policy } from "./policies/index.ts";
export { openStateFence, type StateFence } from "./state-fence/state-fence.ts";
