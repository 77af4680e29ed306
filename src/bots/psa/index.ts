export { type PsaHookDependencies, psaHookRouter } from './hook-router.ts';
export { createPsaSurface, type PsaSurfaceDependencies } from './surface.ts';
