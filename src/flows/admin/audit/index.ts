import type { CommandSpec } from '../command-spec.ts';
import { auditExportCommand } from './export-trail.ts';
import { auditCommand } from './search-trail.ts';
import { auditVerifyCommand } from './verify-trail.ts';

/** What is said about the trail. */
export const auditCommands: readonly CommandSpec[] = [auditCommand, auditVerifyCommand, auditExportCommand];
