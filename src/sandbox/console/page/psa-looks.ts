import type { PsaName } from '../../../models/ticket.ts';
import type { IconName } from './icons.tsx';

/** How a note of one kind is marked in a PSA. */
interface NoteLook {
  /** In the PSA's own words. */
  mark: string;
  icon: IconName;
  /** What that means. */
  meaning: string;
}

/** What a PSA calls things, and how it marks who sees a note. The colours are in ticket.css. */
export interface PsaLook {
  title: string;
  product: string;
  internal: NoteLook;
  public: NoteLook;
}

const INTERNAL = 'technicians only';
const PUBLIC = 'the employee sees it';

/** The four PSAs of the sandbox. */
export const PSA_LOOKS: Readonly<Record<PsaName, PsaLook>> = {
  connectwise: {
    title: 'ConnectWise',
    product: 'ConnectWise PSA',
    internal: { mark: 'Internal', icon: 'lock', meaning: INTERNAL },
    public: { mark: 'Discussion', icon: 'people', meaning: PUBLIC },
  },
  halopsa: {
    title: 'HaloPSA',
    product: 'HaloPSA',
    internal: { mark: 'Private Note', icon: 'hidden', meaning: `hidden from the end user, ${INTERNAL}` },
    public: { mark: 'Public Note', icon: 'eye', meaning: PUBLIC },
  },
  autotask: {
    title: 'Autotask',
    product: 'Autotask PSA',
    internal: { mark: 'Internal Project Team', icon: 'lock', meaning: INTERNAL },
    public: { mark: 'All Autotask Users', icon: 'people', meaning: PUBLIC },
  },
  jira: {
    title: 'Jira',
    product: 'Jira Service Management',
    internal: { mark: 'Internal note', icon: 'lock', meaning: INTERNAL },
    public: { mark: 'Reply to customer', icon: 'reply', meaning: PUBLIC },
  },
};

/** As lists offer them. */
export const PSAS = Object.keys(PSA_LOOKS) as readonly PsaName[];
