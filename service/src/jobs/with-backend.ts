import type { Engine } from "@freehold/engine";

/** The engine, with its state reached under the credentials of one lease. @param backendUrl undefined: as the engine was made */
export function withBackend(engine: Engine, backendUrl: string | undefined): Engine {
  if (backendUrl === undefined) return engine;
  return {
    run: (request, hooks) => engine.run({ ...request, backendUrl }, hooks),
    recover: (request) => engine.recover({ ...request, backendUrl }),
    forget: (request) => engine.forget({ ...request, backendUrl }),
    removeStack: (target, passphrase, options) => engine.removeStack({ ...target, backendUrl }, passphrase, options),
    stackExists: (target) => engine.stackExists({ ...target, backendUrl }),
    close: () => engine.close(),
  };
}
