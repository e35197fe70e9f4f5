export { type Service, type ServiceParts, startService } from "./compose/start-service.ts";
export { type Config, readConfig } from "./config.ts";
export { SETTINGS, type Setting } from "./settings.ts";
