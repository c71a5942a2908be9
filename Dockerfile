# Builds 'rebalance' statically linked but for GLPK and the C library.
FROM swift:6.3-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libglpk-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN swift build -c release --product rebalance --static-swift-stdlib

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libglpk40 \
  && rm -rf /var/lib/apt/lists/* && useradd --system --uid 65532 rebalance
COPY --from=build /src/.build/release/rebalance /usr/local/bin/rebalance
RUN ln -s rebalance /usr/local/bin/kubectl-rebalance
# 'plan --live', 'snapshot' and 'execute' call kubectl: mount one, or install it in an image of yours.
USER 65532
ENTRYPOINT ["rebalance"]
