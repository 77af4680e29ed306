import type { DemoClient, DemoUser } from './demo-client.ts';
import { msp } from './demo-data.ts';

/*
 * The accounts of the demo people and companies in the systems beside Slack, Entra and ConnectWise. Each follows from a
 * number or key that the demo data has, so that one person is recognised everywhere.
 */

/** Somebody of the demo MSP. */
export type DemoTechnician = (typeof msp)['technicians'][number];

const technicianNumber = ({ key }: DemoTechnician): number =>
  msp.technicians.findIndex((one) => one.key === key) + 1;

/** The client's company in each PSA and documentation system. */
export const companyIn = {
  halopsa: ({ connectwiseCompany }: DemoClient): number => connectwiseCompany.id + 100,
  autotask: ({ connectwiseCompany }: DemoClient): number => connectwiseCompany.id + 200,
  /** Key of the client's own service project. */
  jira: ({ key }: DemoClient): string => key.slice(0, 4).toUpperCase(),
  hudu: ({ connectwiseCompany }: DemoClient): number => connectwiseCompany.id + 300,
  itglue: ({ connectwiseCompany }: DemoClient): number => connectwiseCompany.id + 400,
};

/** An employee as a contact of each PSA; undefined for those whom the PSA does not know. */
export const contactIn = {
  halopsa: ({ connectwiseContactId: id }: DemoUser): number | undefined => id && id + 1_000,
  autotask: ({ connectwiseContactId: id }: DemoUser): number | undefined => id && id + 2_000,
  jira: ({ connectwiseContactId: id }: DemoUser): string | undefined =>
    id === undefined ? undefined : `qm:demo:${id}`,
};

/** A technician's account in each PSA: Halo agent id, Autotask resource id, Atlassian account id. */
export const technicianIn = {
  halopsa: (technician: DemoTechnician): number => technicianNumber(technician) + 10,
  autotask: (technician: DemoTechnician): number => technicianNumber(technician) + 29_682_880,
  jira: ({ key }: DemoTechnician): string => `712020:${key}`,
};
