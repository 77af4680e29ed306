import { useEffect, useRef, useState } from 'react';
import type { ClientView, ConsoleState, PersonView, RequestView } from '../console-state.ts';

export interface Selection {
  client: ClientView;
  employee: PersonView;
  technician: PersonView;
  /** Who is asked besides technicians: the manager of the request's person, else of the chosen employee. */
  manager?: PersonView;
  request?: RequestView;
  selectClient: (key: string) => void;
  selectEmployee: (key: string) => void;
  selectTechnician: (key: string) => void;
  selectRequest: (id: string) => void;
}

/** Who and what the panels show. The newest request comes to the front by itself. */
export function useSelection(state: ConsoleState): Selection | undefined {
  const [clientKey, selectClient] = useState<string>();
  const [employeeKey, selectEmployee] = useState<string>();
  const [technicianKey, selectTechnician] = useState<string>();
  const [requestId, selectRequest] = useState<string>();

  const client = chosen(state.clients, clientKey);
  const newestId = client?.requests[0]?.id;
  const seen = useRef(newestId);
  useEffect(() => {
    if (seen.current !== newestId) selectRequest(newestId);
    seen.current = newestId;
  }, [newestId]);

  const employee = client && chosen(client.people, employeeKey);
  const technician = chosen(state.technicians, technicianKey);
  if (!client || !employee || !technician) return undefined;
  const request = client.requests.find(({ id }) => id === requestId) ?? client.requests[0];
  const requester = client.people.find(({ key }) => key === request?.requesterKey);
  const manager = client.people.find(({ key }) => key === (requester ?? employee).managerKey);
  return {
    client,
    employee,
    technician,
    ...(manager && { manager }),
    ...(request && { request }),
    selectClient,
    selectEmployee,
    selectTechnician,
    selectRequest,
  };
}

function chosen<One extends { key: string }>(all: readonly One[], key: string | undefined): One | undefined {
  return all.find((one) => one.key === key) ?? all[0];
}
