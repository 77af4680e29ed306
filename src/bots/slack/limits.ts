/**
 * What Slack takes, from its Block Kit and Web API reference (docs.slack.dev/reference). No client library checks these;
 * a message past any of them is refused whole.
 */
export const LIMITS = {
  /** Top-level text; chat.postMessage takes ten times as much, but a card must be updatable. */
  messageText: 4_000,
  sectionText: 3_000,
  headerText: 150,
  contextText: 3_000,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  blocksPerMessage: 50,
  /** All steps of a card together. Slack refuses long messages (`msg_blocks_too_long`) at a length that it does not name. */
  stepsText: 9_000,
  url: 1_000,
  blocksPerView: 100,
  modalTitle: 24,
  privateMetadata: 3_000,
  inputLength: 3_000,
  labelText: 2_000,
  placeholder: 150,
  optionText: 75,
  options: 100,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
} as const;

/** How much of each thing is worth showing on a phone; always within the limits above. */
export const SHOWN = {
  name: 80,
  requestText: 900,
  identifiedBy: 300,
  diagnosis: 700,
  stepSummary: 600,
  factLabel: 120,
  factValue: 500,
  riskReason: 300,
  reason: 500,
  ticketLabel: 60,
  ticketNote: 300,
  homeTitle: 200,
  homeRequests: 20,
  /** Of one integration; ten of them fit into a section. */
  problem: 100,
  homeCards: 10,
  /** Of the view's hundred: the desk and somebody's own requests stand under what waits. */
  homeWaitingBlocks: 75,
  homeClients: 20,
  /** Sections of one answer to a command. */
  answerSections: 20,
  notification: 300,
} as const;

/** A reason typed into the denial form. */
export const REASON_LENGTH = 500;
