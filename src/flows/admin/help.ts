/** What `help` answers. */
export const HELP = [
  'Write me a message to ask for something. These commands are for those who run the desk:',
  '• `status`: clients with their mode, and what is waiting (employees see their own requests)',
  '• `mode`: the mode of every client',
  '• `mode lakeside execute`: let the agent act for a client, with the approvals that policies ask for',
  '• `mode lakeside plan`: only look and write one internal note',
  '• `policy`: how each tool may be used, MSP-wide',
  '• `policy lakeside`: the same for one client',
  '• `policy lakeside add_to_group approval_needed with manager`: set it; also `auto`, `approval_needed`, `disabled`, `default`',
  '• `policy msp add_to_group disabled`: set it for all clients that have no policy of their own',
].join('\n');
