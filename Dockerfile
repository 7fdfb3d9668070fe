# exo-di in a container: for jobs of a CI, for `apply --every`, and for what listens. Not root, nothing written but below
# /var/lib/exo-di and /tmp, so the root file system can be read-only:
#   docker run --rm --read-only --tmpfs /tmp -v exo-di:/var/lib/exo-di --env-file credentials exo-di exo-di deployment list
FROM node:24-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/setup.mjs --force-build

FROM node:24-alpine
LABEL org.opencontainers.image.title="exo-di" \
      org.opencontainers.image.description="The command line for Exoscale Dedicated Inference" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /src/LICENSE /opt/exo-di/
COPY --from=build /src/bin /opt/exo-di/bin
COPY --from=build /src/dist /opt/exo-di/dist
COPY --from=build /src/container/healthy.sh /usr/local/bin/exo-di-healthy
# Whoever has cloned it under a strict umask can build an image that nobody can read.
RUN ln -s /opt/exo-di/bin/exo-di.js /usr/local/bin/exo-di \
 && chmod 755 /opt/exo-di/bin/exo-di.js /usr/local/bin/exo-di-healthy \
 && chmod -R a+rX /opt/exo-di \
 && install -d -o 65532 -g 65532 -m 700 /var/lib/exo-di
ENV HOME=/var/lib/exo-di \
    XDG_CACHE_HOME=/tmp/cache
USER 65532:65532
WORKDIR /var/lib/exo-di
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["exo-di-healthy"]
CMD ["exo-di", "--help"]
