export { openSandbox, type Sandbox } from './start-sandbox.ts';
export { type OfflineWorld, startOfflineWorld } from './start-vendors.ts';
export type { SandboxWorld } from './world.ts';
