# Thaw with TensorFlow, for `docker run --gpus all`: docs/container.md.
# Its steps are run in a clean root by tools/campaigns/container.mjs.
ARG NODE=22

FROM node:${NODE}-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci
RUN npm run build
RUN mkdir /packed
RUN npm pack --workspaces --pack-destination /packed

FROM node:${NODE}-bookworm-slim AS install
RUN apt-get update
RUN apt-get install --yes --no-install-recommends python3 python3-pip g++
COPY --from=build /packed /packed
RUN npm install --prefix /opt/thaw /packed/*.tgz
ENV PATH=/opt/thaw/node_modules/.bin:$PATH
COPY experiments/quickstart.yaml /specs/
# gpu or cpu. A GPU is not needed here, and its driver comes from the host when the image runs.
ARG DEVICE=gpu
RUN thaw provision --${DEVICE} --spec /specs/quickstart.yaml --into /opt/thaw/cache

# Neither compiler nor Python: they are for installing only.
FROM node:${NODE}-bookworm-slim
COPY --from=install /opt/thaw /opt/thaw
ENV PATH=/opt/thaw/node_modules/.bin:$PATH
ENV THAW_CACHE=/opt/thaw/cache
ENV NVIDIA_VISIBLE_DEVICES=all
ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility
WORKDIR /project
ENTRYPOINT ["thaw"]
