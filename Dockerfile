# The product without its sandbox: production dependencies only, as a user of its own.
FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/install-if-needed.mjs scripts/
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY src src
COPY manifests manifests
COPY scripts scripts
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["node", "scripts/is-ready.mjs"]
CMD ["node", "src/main.ts"]
