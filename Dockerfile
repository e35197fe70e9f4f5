# Images of the service, one for each role. Build with:
#   docker build --target api    -t freehold-api .
#   docker build --target worker -t freehold-worker .
# BASE: any Debian with Node 24.
ARG BASE=node:24-bookworm-slim

# Dependencies and the Pulumi engine, brought the way that a checkout brings them.
FROM ${BASE} AS built
ENV FREEHOLD_CACHE=/srv/cache
WORKDIR /srv/freehold
COPY . .
RUN node packages/toolchain/run.mjs setup \
 && node packages/toolchain/src/pack/compile-checkout.ts /srv/compiled \
 && mkdir -p /srv/engine \
 && cp -a /srv/cache/pulumi-*/. /srv/engine/

FROM ${BASE} AS service
WORKDIR /srv/freehold
# As JavaScript: Node strips no types at each start.
COPY --from=built /srv/compiled /srv/freehold
COPY --from=built /srv/freehold/node_modules /srv/freehold/node_modules
# It owns nothing in the image but the home. The engine wants a user that has a name.
RUN groupadd --gid 65532 freehold \
 && useradd --uid 65532 --gid 65532 --create-home --home-dir /var/lib/freehold --shell /usr/sbin/nologin freehold
ENV NODE_ENV=production \
    FREEHOLD_HOME=/var/lib/freehold \
    FREEHOLD_HOST=0.0.0.0 \
    PORT=8080 \
    NODE_COMPILE_CACHE=/var/lib/freehold/compiled \
    MALLOC_ARENA_MAX=2 \
    MALLOC_TRIM_THRESHOLD_=131072
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not a shell or a script in front of it: it must get the signal to stop.
# Its flags, and MALLOC_* above, are those that `npm start` sets: packages/toolchain/src/light-process.mjs says why, and
# start-entry.mjs why NODE_COMPILE_CACHE.
CMD ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=4", "--liftoff-only", "service/src/main.js"]

FROM service AS api
ENV FREEHOLD_ROLE=api

FROM service AS worker
USER 0:0
# The engine is a Go program and asks the system for the authorities that it trusts. The Docker provider reaches a host by `ssh`, a program.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates openssh-client && rm -rf /var/lib/apt/lists/*
COPY --from=built /srv/engine /srv/engine
USER 65532:65532
# Working folders, and the official provider plugins that the engine downloads at their first use.
VOLUME /var/lib/freehold
ENV FREEHOLD_ROLE=worker \
    FREEHOLD_PULUMI_BIN=/srv/engine/bin/pulumi \
    HOME=/var/lib/freehold
