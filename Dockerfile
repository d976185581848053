# The image holds one static binary, the certificates it needs to reach Slack, and nothing else: no shell, no zone
# files (they are in the binary), nothing to write to. It runs as a user without a name.
#
#   docker build --build-arg VERSION=$(git describe --tags --always) -t yardstick .
#   docker run --read-only -v $PWD:/etc/yardstick:ro -e DATABASE_URL -e SLACK_BOT_TOKEN yardstick
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
ENV GOTOOLCHAIN=local
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unversioned
RUN .ci/build /out/yardstick "$VERSION"

FROM scratch
ARG VERSION=unversioned
LABEL org.opencontainers.image.title="Yardstick" \
      org.opencontainers.image.description="Measures a service by its customers' yardstick" \
      org.opencontainers.image.source="https://github.com/yardstickd/yardstick" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/yardstick /yardstick
WORKDIR /etc/yardstick
USER 65532:65532
STOPSIGNAL SIGTERM
ENTRYPOINT ["/yardstick"]
CMD ["run"]
