import type { DemoTechnician } from '../demo-accounts.ts';
import { msp } from '../demo-data.ts';

/** The technician of the demo by their key (`tess`). Throws when there is none. */
export function technicianCalled(key: string): DemoTechnician {
  const found = msp.technicians.find((technician) => technician.key === key);
  if (!found) throw new Error(`the demo has no technician ${key}`);
  return found;
}
